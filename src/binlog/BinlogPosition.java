package binlog;

import event.ChangeEvent.Position;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A place in a binary log: file and byte offset, and the set of transactions (GTIDs) that are before it, where the
 * server gives them.
 *
 * @param gtids as Debezium writes it, in sorted order; empty: not known
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/replication-gtids-concepts.html">MySQL: GTID Format and
 * Storage</a>
 * @see <a href="https://mariadb.com/kb/en/gtid/">MariaDB: Global Transaction ID</a>
 */
record BinlogPosition(String file, long pos, String gtids) implements Position, Comparable<BinlogPosition> {

    static final String FILE = "file";
    static final String POS = "pos";
    static final String GTIDS = "gtids";

    BinlogPosition {
        gtids = Arrays.stream(gtids.split(",")).map(String::strip).filter(s -> !s.isEmpty()).sorted()
                .collect(Collectors.joining(","));
    }

    /** From a record's offset, a stored state or a history record; null when there is none in it. */
    static BinlogPosition of(Map<String, ?> offset) {
        if (offset == null || offset.get(FILE) == null || offset.get(POS) == null) {
            return null;
        }
        Object gtids = offset.get(GTIDS);
        return new BinlogPosition(offset.get(FILE).toString(), ((Number) offset.get(POS)).longValue(),
                gtids == null ? "" : gtids.toString());
    }

    BinlogPosition with(String otherGtids) {
        return new BinlogPosition(file, pos, otherGtids);
    }

    boolean sameSpot(BinlogPosition other) {
        return other != null && pos == other.pos && file.equals(other.file);
    }

    /** Whether the set of GTIDs has this one. */
    boolean contains(String gtid) {
        int last = gtid.lastIndexOf(gtid.contains(":") ? ':' : '-');
        long number = Long.parseLong(gtid.substring(last + 1));
        if (gtid.contains(":")) {
            return intervals(gtid.substring(0, last)).stream().anyMatch(i -> within(i, number));
        }
        // MariaDB's set has the last transaction of each domain and server.
        return Arrays.stream(gtids.split(",")).anyMatch(s -> s.startsWith(gtid.substring(0, last + 1))
                && Long.parseLong(s.substring(last + 1)) >= number);
    }

    /** Whether the set of GTIDs has all of another's. */
    boolean containsAll(BinlogPosition other) {
        return Arrays.stream(other.gtids.split(",")).allMatch(s -> s.contains(":") ? containsIntervals(s)
                : contains(s));
    }

    private boolean containsIntervals(String set) {
        String uuid = set.substring(0, set.indexOf(':'));
        String source = uuid;
        for (String part : set.substring(uuid.length() + 1).split(":")) {
            if (!Character.isDigit(part.charAt(0))) {
                source = uuid + ":" + part;
                continue;
            }
            List<String> own = intervals(source);
            int dash = part.indexOf('-');
            long first = Long.parseLong(dash < 0 ? part : part.substring(0, dash));
            long last = dash < 0 ? first : Long.parseLong(part.substring(dash + 1));
            if (own.stream().noneMatch(i -> within(i, first) && within(i, last))) {
                return false;
            }
        }
        return true;
    }

    /** The intervals of {@code uuid} or {@code uuid:tag} in MySQL's set {@code uuid:1-5:7:tag:1-3,…}. */
    private List<String> intervals(String source) {
        String uuid = source.split(":")[0];
        String tag = source.contains(":") ? source.substring(uuid.length() + 1) : "";
        String[] inTag = {""};
        return Arrays.stream(gtids.split(",")).filter(s -> s.equalsIgnoreCase(uuid)
                || s.regionMatches(true, 0, uuid + ":", 0,
                uuid.length() + 1)).flatMap(s -> {
                    inTag[0] = "";
                    return Arrays.stream(s.substring(uuid.length() + 1).split(":")).filter(part -> {
                        boolean interval = Character.isDigit(part.charAt(0));
                        inTag[0] = interval ? inTag[0] : part;
                        return interval && inTag[0].equalsIgnoreCase(tag);
                    });
                }).toList();
    }

    private static boolean within(String interval, long number) {
        int dash = interval.indexOf('-');
        long first = Long.parseLong(dash < 0 ? interval : interval.substring(0, dash));
        long last = dash < 0 ? first : Long.parseLong(interval.substring(dash + 1));
        return first <= number && number <= last;
    }

    /** By file and offset, which holds on one server only. */
    @Override
    public int compareTo(BinlogPosition other) {
        return Comparator.comparingLong((BinlogPosition p) -> number(p.file)).thenComparingLong(p -> p.pos)
                .compare(this, other);
    }

    /** {@code binlog.000042} is file 42. */
    private static long number(String file) {
        String digits = file.substring(file.lastIndexOf('.') + 1);
        return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : 0;
    }

    @Override
    public String text() {
        return file + ":" + pos;
    }
}
