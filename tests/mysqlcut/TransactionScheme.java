import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * As {@link PlannedScheme}, but with GTIDs the transaction is known by its own GTID, not by the text of the set before
 * it: that text is another after a restart as soon as there is a second UUID or a tag.
 */
final class TransactionScheme implements Scheme {

    private final Server server;

    TransactionScheme(Server server) {
        this.server = server;
    }

    @Override
    public String name() {
        return "transaction";
    }

    @Override
    public Life life(Map<String, Object> stored) {
        return new Transactions(new TreeMap<>(stored));
    }

    @Override
    public Start prepare(Path history, Map<String, Object> stored, Map<String, String> more) {
        return new Start(server.properties(history, stored.isEmpty() ? null : offset(stored), more), engine -> { });
    }

    @Override
    public Map<String, Object> offset(Map<String, Object> stored) {
        Map<String, Object> offset = new TreeMap<>(stored);
        offset.remove("ordinal");
        offset.remove("gtid");
        return offset;
    }

    private static final class Transactions implements Life {

        private Map<String, Object> stored;
        private Object seen;
        private int seenOrdinal;

        private Transactions(Map<String, Object> stored) {
            this.stored = stored;
        }

        @Override
        public boolean accept(Rec record) {
            if (record.kind() == Rec.Kind.SNAPSHOT) {
                move(record, null, -1);
            }
            else if (!record.isChange()) {
                heartbeat(record);
            }
            else {
                return change(record);
            }
            return false;
        }

        private boolean change(Rec record) {
            Object transaction = record.gtids() == null ? record.file() + ":" + record.pos() : record.source("gtid");
            seenOrdinal = transaction.equals(seen) ? seenOrdinal + 1 : 0;
            seen = transaction;
            if (transaction.equals(stored.get("gtid"))) {
                if (seenOrdinal <= (int) stored.get("ordinal")) {
                    return false;
                }
                stored.put("ordinal", seenOrdinal);
                return true;
            }
            if (record.gtids() == null && compare(record) < 0) {
                return false;
            }
            move(record, transaction, seenOrdinal);
            return true;
        }

        private void heartbeat(Rec record) {
            if (record.gtids() == null) {
                if (compare(record) > 0) {
                    move(record, null, -1);
                }
            }
            else if (stored.get("gtid") == null || Gtids.contains(record.gtids(), (String) stored.get("gtid"))) {
                move(record, null, -1);
            }
        }

        private void move(Rec record, Object transaction, int ordinal) {
            stored = new TreeMap<>();
            stored.put("file", record.file());
            stored.put("pos", record.pos());
            stored.put("ordinal", ordinal);
            if (record.gtids() != null) {
                stored.put("gtids", record.gtids());
            }
            if (transaction != null) {
                stored.put("gtid", transaction);
            }
        }

        private int compare(Rec record) {
            int byFile = record.file().compareTo(Objects.toString(stored.get("file"), ""));
            return byFile != 0 ? byFile : Long.compare(record.pos(), ((Number) stored.get("pos")).longValue());
        }

        @Override
        public Map<String, Object> stored() {
            return new TreeMap<>(stored);
        }
    }
}
