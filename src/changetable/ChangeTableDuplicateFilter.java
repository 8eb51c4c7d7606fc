package changetable;

import base.Problem;
import capture.DuplicateFilter;
import changetable.SnapshotMoment.Holds;
import event.ChangeEvent.Position;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.LogPosition;
import event.RecordKind;
import event.TableId;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * What is new of change tables after a restart. Debezium's own offset is the place of a change inside its transaction,
 * and these places can go back within one: then a restart sends changes again that were loaded. So two things are
 * stored:
 * <ul>
 * <li>the resume point: the transaction (its commit LSN) of the newest loaded record. It comes again, whole;
 * <li>how much of that transaction is loaded, a table, in rows of its change table: these records are dropped. The
 * order is certain within a change table only: another table in the list would mix in its own.
 * </ul>
 * After a snapshot there is a third: the moment that it was taken. Changes of an appended table that it has are
 * dropped; where nobody can tell, the run ends.
 *
 * <p>The engine's thread calls it, and a look at the server may tell it that the transaction has ended.
 */
final class ChangeTableDuplicateFilter implements DuplicateFilter {

    static final String COMMIT = "commit_lsn";
    /** Whether all of the transaction is loaded, and of those before it. */
    static final String COMPLETE = "complete";
    static final String LOADED = "loaded";
    /** When there was nothing after the resume point, by the server's clock; none where the server does not tell. */
    static final String QUIET_AT = "quiet_at";
    static final String TAKEN = "snapshot_taken";

    /** What is asked of the snapshot and of the server. */
    interface Commits {

        /** The moment of the snapshot that was read; null where none was. */
        SnapshotMoment taken();

        /** Whether a snapshot has the changes of a transaction. */
        Holds holds(SnapshotMoment moment, String commit);

        /** Whether a change that comes twice would be there twice. */
        boolean isAppended(TableId table);
    }

    private final Map<String, Object> identity;
    private final int rowsOfUpdate;
    private Snapshot snapshot;
    private String resume;
    private boolean complete;
    /** Null: not since the newest record. */
    private Object quietAt;
    private final Map<String, Long> loaded = new HashMap<>();
    /** Records of the transaction that were seen in this engine's life. */
    private final Map<String, Long> seen = new HashMap<>();
    private Position position = new LogPosition("");
    /** Null where the place in the log tells what a snapshot has. */
    private Commits commits;
    /** Null once a transaction has come that the snapshot cannot have. */
    private SnapshotMoment moment;
    private Holds held = Holds.NO;

    /** @param rowsOfUpdate how many rows of a change table make an update that comes as one record */
    ChangeTableDuplicateFilter(Checkpoint start, int rowsOfUpdate) {
        this.rowsOfUpdate = rowsOfUpdate;
        identity = new HashMap<>(start.position());
        moment = SnapshotMoment.of(identity.remove(TAKEN));
        snapshot = start.snapshot();
        resume = commit(start.position());
        complete = Boolean.TRUE.equals(start.position().get(COMPLETE));
        quietAt = start.position().get(QUIET_AT);
        loaded.putAll(loaded(start.position()));
    }

    /** Drops the changes of appended tables that the snapshot has, by the time of their commit. */
    ChangeTableDuplicateFilter dated(Commits by) {
        commits = by;
        return this;
    }

    /** The resume point of a stored position; empty where nothing was captured yet. */
    static String commit(Map<String, ?> position) {
        Object commit = position.get(COMMIT);
        return commit == null || commit.equals("NULL") ? "" : commit.toString();
    }

    /** Of each table of the resume point's transaction, how many records are loaded. */
    static Map<String, Long> loaded(Map<String, ?> position) {
        Map<String, Long> loaded = new HashMap<>();
        if (position.get(LOADED) instanceof Map<?, ?> stored) {
            stored.forEach((table, count) -> loaded.put(table.toString(), ((Number) count).longValue()));
        }
        return loaded;
    }

    @Override
    public synchronized boolean accept(SourceRecord record, RecordKind kind) {
        if (record.sourceOffset() == null || !record.sourceOffset().containsKey(COMMIT)) {
            return false;       // the notification that a snapshot has started has an empty offset
        }
        boolean read = kind == RecordKind.CHANGE && "r".equals(((Struct) record.value()).getString("op"));
        if (snapshot != Snapshot.DONE) {
            duringSnapshot(record.sourceOffset());
            return read;
        }
        if (read) {
            throw Problem.run("Debezium reads a snapshot again although it is loaded: set snapshot_mode ="
                    + " \"initial\" in [sources.debezium]");
        }
        return kind == RecordKind.CHANGE && isNew((Struct) record.value());
    }

    /** Rows of the snapshot are all new; the last offset is where the stream begins. */
    private void duringSnapshot(Map<String, ?> offset) {
        position = new LogPosition(commit(offset));
        if (offset.get("snapshot") == null || Boolean.TRUE.equals(offset.get("snapshot_completed"))) {
            snapshot = Snapshot.DONE;
            moment = commits == null ? null : commits.taken();
            begin(commit(offset), true);
        }
    }

    private boolean isNew(Struct change) {
        Struct source = change.getStruct("source");
        String commit = source.getString(COMMIT);
        int order = commit.compareTo(resume);
        if (order < 0 || order == 0 && complete) {
            return false;
        }
        if (order > 0) {
            begin(commit, false);
        }
        quietAt = null;
        if (seen.isEmpty() && moment != null) {
            held = commits.holds(moment, commit);
            moment = held == Holds.NO ? null : moment;
        }
        TableId table = new TableId(source.getString("schema"), source.getString("table"));
        long count = seen.merge(table.toString(), "u".equals(change.getString("op")) ? (long) rowsOfUpdate : 1L,
                Long::sum);
        if (count <= loaded.getOrDefault(table.toString(), 0L)) {
            return false;
        }
        boolean twice = moment != null && commits.isAppended(table);
        if (twice && held == Holds.MAYBE) {
            throw ambiguous(table, commit);
        }
        loaded.put(table.toString(), count);
        position = new LogPosition(commit);
        return !twice;
    }

    private static Problem ambiguous(TableId table, String commit) {
        return Problem.run("Table " + table + " is appended to, and a change of it (" + commit + ") was committed"
                + " within the seconds in which the first load began: nobody can tell whether the snapshot has it. Run"
                + " `drop --drop-all`, then `run`, while nothing has written to the table for half a minute; or set"
                + " snapshot_isolation_mode = \"exclusive\" in [sources.debezium.sqlserver] for it, which tells exactly"
                + " but keeps writers waiting until the tables are read; or give the table its key in"
                + " [cdc_settings.primary_keys], which merges it");
    }

    private void begin(String commit, boolean whole) {
        resume = commit;
        complete = whole;
        loaded.clear();
        seen.clear();
    }

    /**
     * Moves the resume point on, unless records have come since.
     *
     * @param from a state of this filter, after which the server has no changes up to {@code lsn}
     * @param at   {@link #QUIET_AT}; empty: the server does not tell
     */
    synchronized void nothingUpTo(String lsn, Map<String, Object> from, String at) {
        if (snapshot != Snapshot.DONE || lsn.compareTo(resume) < 0 || !state().equals(from)) {
            return;
        }
        if (lsn.compareTo(resume) > 0) {
            begin(lsn, true);
        }
        quietAt = at.isEmpty() ? null : at;
    }

    /** Whether a transaction after this place has come, and with it all before it. */
    synchronized boolean isPast(String lsn) {
        return snapshot == Snapshot.DONE && resume.compareTo(lsn) > 0;
    }

    @Override
    public synchronized Position position() {
        return position;
    }

    @Override
    public synchronized Snapshot snapshot() {
        return snapshot;
    }

    @Override
    public synchronized Map<String, Object> state() {
        Map<String, Object> state = new HashMap<>(identity);
        if (snapshot == Snapshot.DONE) {
            state.put(COMMIT, resume);
            state.put(COMPLETE, complete);
            state.put(LOADED, Map.copyOf(loaded));
            state.remove(QUIET_AT);
            if (quietAt != null) {
                state.put(QUIET_AT, quietAt);
            }
            if (moment != null) {
                state.put(TAKEN, moment.stored());
            }
        }
        return state;
    }
}
