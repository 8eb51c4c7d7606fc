import java.util.Locale;

/** Sets of GTIDs as text: MySQL's {@code uuid[:tag]:1-5:7,…} and MariaDB's {@code domain-server-sequence,…}. */
final class Gtids {

    private Gtids() {
    }

    /** Whether a set has a GTID. */
    static boolean contains(String set, String gtid) {
        if (set == null || gtid == null) {
            return false;
        }
        return gtid.contains(":") ? containsMysql(set, gtid) : containsMariadb(set, gtid);
    }

    /** Whether one set has every GTID of another. */
    static boolean containsAll(String set, String other) {
        for (String each : other.split(",")) {
            String[] parts = each.trim().split(":");
            String at = parts[0];
            if (parts.length == 1 && !containsMariadb(set, each.trim())) {
                return false;
            }
            for (int i = 1; i < parts.length; i++) {
                if (!parts[i].matches("[\\d-]+")) {
                    at = parts[0] + ":" + parts[i];
                    continue;
                }
                for (String end : parts[i].split("-")) {
                    if (!containsMysql(set, at + ":" + end)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static boolean containsMysql(String set, String gtid) {
        String source = gtid.substring(0, gtid.lastIndexOf(':')).toLowerCase(Locale.ROOT);
        long number = Long.parseLong(gtid.substring(gtid.lastIndexOf(':') + 1));
        for (String each : set.split(",")) {
            String[] parts = each.trim().toLowerCase(Locale.ROOT).split(":");
            String at = parts[0];
            for (int i = 1; i < parts.length; i++) {
                String[] range = parts[i].split("-");
                if (!range[0].matches("\\d+")) {
                    at = parts[0] + ":" + parts[i];
                }
                else if (at.equals(source) && number >= Long.parseLong(range[0])
                        && number <= Long.parseLong(range[range.length - 1])) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean containsMariadb(String set, String gtid) {
        String[] own = gtid.split("-");
        for (String each : set.split(",")) {
            String[] parts = each.trim().split("-");
            if (parts[0].equals(own[0]) && Long.parseLong(parts[2]) >= Long.parseLong(own[2])) {
                return true;
            }
        }
        return false;
    }
}
