package postgres;

import base.Problem;
import capture.TableCopy;
import event.TableId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Whether the server's log is the one that was loaded so far. A server that was put back to an older state and has
 * written since looks like the old one: same system identifier, same slot, and a log that reaches beyond the stored
 * position, but what it wrote up to there would never come. So the change that was loaded last is stored, a stream
 * starts where the slot is, which is at that change or before it, and the change has to come again ahead of anything
 * that is new.
 */
final class PostgresResumeCheck {

    private static final String COMMIT = "last_commit";
    private static final String LSN = "last_lsn";
    private static final String TX = "last_txid";
    private static final String TABLE = "last_table";

    /** The change that was loaded last; {@code txId} is 0 when there is none. */
    private long commit;
    private long lsn;
    private long txId;
    private String table = "";
    private final long resume;
    private final boolean known;
    private boolean awaited;

    /**
     * @param position a stored position
     * @param resume   its resume point
     * @param sentFrom the server sends all that was committed after it
     * @param captured tables whose changes come, as schema.table
     */
    PostgresResumeCheck(Map<String, Object> position, long resume, long sentFrom, Set<String> captured) {
        this.resume = resume;
        if (position.containsKey(TX)) {
            commit = ((Number) position.get(COMMIT)).longValue();
            lsn = ((Number) position.get(LSN)).longValue();
            txId = ((Number) position.get(TX)).longValue();
            table = position.get(TABLE).toString();
        }
        known = txId != 0;
        awaited = known && sentFrom <= commit && captured.contains(table);
    }

    /**
     * Sees a change, new or not.
     *
     * @param after end of the last COMMIT before it
     * @param held  whether it is of a table that has replaced another one: it was left out so far
     * @throws Problem where it is new, but what was loaded before it has not come again
     */
    void see(SourceRecord change, long after, long at, boolean held) {
        Struct source = ((Struct) change.value()).getStruct("source");
        Object tx = source.getWithoutDefault("txId");
        long its = tx == null ? 0 : ((Number) tx).longValue();
        if (its == 0) {
            return;
        }
        if (its == txId && at <= lsn) {
            awaited &= at < lsn;
            return;
        }
        if (its != txId && after < commit || !known && after < resume) {
            return;
        }
        if (held && awaited) {
            return;
        }
        if (!held && (awaited || after < resume && its != txId)) {
            throw Problem.run("PostgreSQL does not send again what was loaded last (transaction " + txId + " at "
                    + new PostgresDuplicateFilter.Lsn(lsn).text() + ", table " + table + "), but another change at "
                    + new PostgresDuplicateFilter.Lsn(at).text() + ": the server was restored to an older state and"
                    + " has written since, or another one has taken its place. Nothing of it was loaded; to load the"
                    + " tables again run `drop --drop-all --drop-slot`, then `run`. If the server has not changed, a"
                    + " setting made since leaves that change out (skipped_operations, transforms, another"
                    + " publication_name): undo it, and set it again once the last loaded change is one that it lets"
                    + " through");
        }
        commit = after;
        lsn = at;
        txId = its;
        table = name(source);
    }

    private static String name(Struct source) {
        return source.schema().field("table") == null ? "" : source.getString("schema") + "."
                + source.getString("table");
    }

    /** Without a change from before a table's copy: it may be of the table that had the name then. */
    static Map<String, Object> settled(TableId table, TableCopy copy, Map<String, Object> position) {
        if (!table.toString().equals(position.get(TABLE)) || copy.isAfter(new PostgresDuplicateFilter.Lsn(
                ((Number) position.get(LSN)).longValue(), ((Number) position.get(TX)).longValue()))) {
            return position;
        }
        Map<String, Object> settled = new HashMap<>(position);
        settled.keySet().removeAll(List.of(COMMIT, LSN, TX, TABLE));
        return settled;
    }

    void addTo(Map<String, Object> state) {
        if (txId != 0) {
            state.putAll(Map.of(COMMIT, commit, LSN, lsn, TX, txId, TABLE, table));
        }
    }
}
