import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The transaction's restart point, so that the whole transaction is sent again, and the ordinal of the last loaded
 * change among those with the same restart point. The restart point is {@code gtids} where there are any, else file and
 * position.
 */
final class PlannedScheme implements Scheme {

    private final Server server;

    PlannedScheme(Server server) {
        this.server = server;
    }

    @Override
    public String name() {
        return "planned";
    }

    @Override
    public Life life(Map<String, Object> stored) {
        return new Planned(new TreeMap<>(stored));
    }

    @Override
    public Start prepare(Path history, Map<String, Object> stored, Map<String, String> more) {
        return new Start(server.properties(history, stored.isEmpty() ? null : offset(stored), more), engine -> { });
    }

    @Override
    public Map<String, Object> offset(Map<String, Object> stored) {
        Map<String, Object> offset = new TreeMap<>(stored);
        offset.remove("ordinal");
        return offset;
    }

    private static final class Planned implements Life {

        private Map<String, Object> stored;
        private Map<String, Object> seen;
        private int seenOrdinal;

        private Planned(Map<String, Object> stored) {
            this.stored = stored;
        }

        @Override
        public boolean accept(Rec record) {
            Map<String, Object> point = point(record);
            if (record.kind() == Rec.Kind.SNAPSHOT) {
                move(point, -1);
                return false;
            }
            if (!record.isChange()) {
                heartbeat(point);
                return false;
            }
            seenOrdinal = seen != null && same(point, seen) ? seenOrdinal + 1 : 0;
            seen = point;
            if (same(point, stored)) {
                if (seenOrdinal <= (int) stored.get("ordinal")) {
                    return false;
                }
                stored.put("ordinal", seenOrdinal);
                return true;
            }
            if (stored.get("gtids") == null && !stored.isEmpty() && compare(point, stored) < 0) {
                return false;
            }
            move(point, seenOrdinal);
            return true;
        }

        private void heartbeat(Map<String, Object> point) {
            if (stored.get("gtids") == null) {
                point.remove("gtids");
                if (!stored.isEmpty() && compare(point, stored) > 0) {
                    move(point, -1);
                }
            }
            else if (!same(point, stored)) {
                move(point, -1);
            }
        }

        private void move(Map<String, Object> point, int ordinal) {
            stored = new TreeMap<>(point);
            stored.put("ordinal", ordinal);
        }

        @Override
        public Map<String, Object> stored() {
            return new TreeMap<>(stored);
        }
    }

    private static Map<String, Object> point(Rec record) {
        Map<String, Object> point = new TreeMap<>();
        point.put("file", record.file());
        point.put("pos", record.pos());
        if (record.gtids() != null && !containsOwn(record)) {
            point.put("gtids", record.gtids());
        }
        return point;
    }

    /** Debezium puts the first transaction after an empty set into its own restart point. */
    private static boolean containsOwn(Rec record) {
        String own = (String) record.source("gtid");
        return own != null && !record.kind().equals(Rec.Kind.SNAPSHOT) && Gtids.contains(record.gtids(), own);
    }

    private static boolean same(Map<String, Object> one, Map<String, Object> other) {
        if (one.get("gtids") != null && other.get("gtids") != null) {
            return one.get("gtids").equals(other.get("gtids"));
        }
        return Objects.equals(one.get("file"), other.get("file")) && Objects.equals(one.get("pos"), other.get("pos"));
    }

    private static int compare(Map<String, Object> one, Map<String, Object> other) {
        int byFile = ((String) one.get("file")).compareTo((String) other.get("file"));
        return byFile != 0 ? byFile : Long.compare((long) one.get("pos"), (long) other.get("pos"));
    }
}
