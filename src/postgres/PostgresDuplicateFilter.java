package postgres;

import base.Problem;
import capture.DuplicateFilter;
import event.ChangeEvent.Position;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.RecordKind;
import event.LogPosition;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Exactly once from PostgreSQL. Storing the offset of the last record loses rows: many events can share one LSN (COPY,
 * a change of a key), and PostgreSQL re-sends by transaction. So two things are stored:
 * <ul>
 * <li>the resume point: the end of the last COMMIT before the newest loaded record (Debezium's {@code lsn_commit}).
 * PostgreSQL sends every transaction that commits after it again, whole;
 * <li>a watermark inside the transaction that follows: LSN, and ordinal among its events with that LSN. What is not
 * beyond it is loaded already and is dropped.
 * </ul>
 * {@code (lsn_commit, lsn, ordinal)} is a total order of all changes. {@link PostgresResumeCheck} tells another history
 * apart.
 */
final class PostgresDuplicateFilter implements DuplicateFilter {

    private static final String RESUME = "lsn";
    private static final String WATERMARK = "watermark_lsn";
    private static final String ORDINAL = "watermark_ordinal";
    private static final String TX = "watermark_txid";

    /**
     * An LSN: a byte position in PostgreSQL's write-ahead log.
     *
     * @param xid the transaction whose change stands there, in the 32 bits of it that PostgreSQL sends; 0: not known
     */
    record Lsn(long value, long xid) implements Position {

        Lsn(long value) {
            this(value, 0);
        }

        @Override
        public String text() {
            return LogPosition.lsn(value);
        }
    }

    private final Map<String, Object> identity;
    private final PostgresResumeCheck resumeCheck;
    private final PostgresGaps gaps;
    private Snapshot snapshot;
    /** The stored position. */
    private long resume;
    private long watermark;
    private long ordinal;
    private long tx;
    /** The event seen last in this engine's life, new or not. */
    private long seenCommit = Long.MIN_VALUE;
    private long seenLsn;
    private long seenOrdinal;
    private long previousCommit = Long.MIN_VALUE;
    private Lsn position = new Lsn(0);

    PostgresDuplicateFilter(Checkpoint start) {
        this(start, Long.MAX_VALUE, Set.of());
    }

    PostgresDuplicateFilter(Checkpoint start, long sentFrom, Set<String> captured) {
        this(start, sentFrom, captured, null);
    }

    /**
     * @param sentFrom the server sends all that was committed after it, which is at the resume point or before
     * @param captured tables whose changes come, as schema.table
     * @param gaps     which tables those are, and what the log does not tell of them; null: not asked for
     */
    PostgresDuplicateFilter(Checkpoint start, long sentFrom, Set<String> captured, PostgresGaps gaps) {
        this.gaps = gaps;
        identity = new HashMap<>(start.position());
        identity.remove(Checkpoint.WHOLE);
        snapshot = start.snapshot();
        resume = number(start.position().get(RESUME), 0);
        watermark = number(start.position().get(WATERMARK), 0);
        ordinal = number(start.position().get(ORDINAL), -1);
        tx = number(start.position().get(TX), 0);
        resumeCheck = new PostgresResumeCheck(start.position(), resume, sentFrom, captured);
    }

    /** The resume point of a stored position, 0 when there is none. */
    static long resumePoint(Checkpoint checkpoint) {
        return number(checkpoint.position().get(RESUME), 0);
    }

    @Override
    public boolean accept(SourceRecord record, RecordKind kind) {
        Map<String, ?> offset = record.sourceOffset();
        if (gaps != null) {
            gaps.relations().require();
        }
        if (offset == null || offset.get("lsn") == null) {
            return false;       // the notification that a snapshot has started has an empty offset
        }
        if (snapshot != Snapshot.DONE && duringSnapshot(offset)) {
            return kind == RecordKind.CHANGE;
        }
        if (offset.get("snapshot") != null) {
            throw Problem.run("Debezium reads a snapshot again although it is loaded: set snapshot_mode ="
                    + " \"initial\" in [sources.debezium]");
        }
        return inStream(record, kind, offset);
    }

    /** Rows of the snapshot are all new: an attempt starts on a new slot. True while the record belongs to it. */
    private boolean duringSnapshot(Map<String, ?> offset) {
        long lsn = number(offset.get("lsn"), 0);
        boolean completed = Boolean.TRUE.equals(offset.get("snapshot_completed"));
        boolean row = offset.get("snapshot") != null;
        position = new Lsn(lsn);
        if (completed || !row) {
            beginStream(lsn);
        }
        return row;
    }

    private boolean inStream(SourceRecord record, RecordKind kind, Map<String, ?> offset) {
        long commit = number(offset.get("lsn_commit"), resume);
        boolean data = kind == RecordKind.CHANGE || kind == RecordKind.MESSAGE;
        // A heartbeat is queued before the non-transactional message that shares its lsn_commit, and PostgreSQL does
        // not send that message again: so a record without data moves the resume point to the one before it only.
        long reached = data ? commit : previousCommit;
        previousCommit = commit;
        if (kind == RecordKind.CHANGE) {
            Struct change = (Struct) record.value();
            Struct source = change.getStruct("source");
            resumeCheck.see(record, commit, number(offset.get("lsn"), 0), gaps != null
                    && gaps.relations().isReplaced(source));
            if (gaps != null) {
                gaps.relations().see(change, source);
                gaps.partitions().see(change, source);
            }
        }
        if (reached > resume) {
            moveTo(reached);
        }
        if (gaps != null) {
            gaps.partitions().reached(data ? Math.max(commit, number(offset.get("lsn"), 0)) : commit);
        }
        return data && isNew(record, commit, number(offset.get("lsn"), 0));
    }

    private boolean isNew(SourceRecord record, long commit, long lsn) {
        Struct source = ((Struct) record.value()).getStruct("source");
        long txId = number(source.getWithoutDefault("txId"), 0);
        long place = txId == 0 ? 0 : lsn;       // a non-transactional message stands before its neighbours
        seenOrdinal = commit == seenCommit && place == seenLsn ? seenOrdinal + 1 : 0;
        seenCommit = commit;
        seenLsn = place;
        if (commit < resume) {
            return false;
        }
        if (place < watermark || place == watermark && seenOrdinal <= ordinal) {
            if (tx != 0 && txId != 0 && txId != tx) {
                throw Problem.run("the transaction " + txId + " that PostgreSQL sent again at " + new Lsn(lsn).text()
                        + " is not the one that was half loaded (" + tx + "): the server's log is not the one that this"
                        + " pipeline was loading; run `drop --drop-all --drop-slot` and start again");
            }
            return false;
        }
        watermark = place;
        ordinal = seenOrdinal;
        tx = txId;
        position = new Lsn(lsn, txId);
        return true;
    }

    /** The snapshot is read, and the stream begins at this LSN. */
    void beginStream(long lsn) {
        snapshot = Snapshot.DONE;
        moveTo(lsn);
    }

    private void moveTo(long commit) {
        resume = commit;
        watermark = 0;
        ordinal = -1;
        tx = 0;
    }

    @Override
    public Position position() {
        return position;
    }

    @Override
    public Snapshot snapshot() {
        return snapshot;
    }

    @Override
    public Map<String, Object> state() {
        Map<String, Object> state = new HashMap<>(identity);
        if (snapshot == Snapshot.DONE) {
            state.put(RESUME, resume);
            state.put(WATERMARK, watermark);
            state.put(ORDINAL, ordinal);
            state.put(TX, tx);
            resumeCheck.addTo(state);
            if (gaps != null) {
                gaps.addTo(state);
            }
        }
        return state;
    }

    private static long number(Object value, long otherwise) {
        return value == null ? otherwise : ((Number) value).longValue();
    }
}
