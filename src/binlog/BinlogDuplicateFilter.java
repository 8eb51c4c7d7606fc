package binlog;

import base.Problem;
import capture.DuplicateFilter;
import event.ChangeEvent.Position;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.RecordKind;
import event.TableId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Exactly once from a binary log. Debezium's own offset counts events and rows inside a transaction, and between the
 * two halves of a change of a key it counts nothing, so that a restart there loses one (docs/mysql-resume.md). So two
 * things are stored:
 * <ul>
 * <li>the resume point: where the transaction of the newest loaded record begins. The server sends it again, whole;
 * <li>that transaction's name (its GTID, else its place) and how many of its records are loaded: these are dropped.
 * </ul>
 */
final class BinlogDuplicateFilter implements DuplicateFilter {

    static final String TX = "tx";
    static final String SERVER = "server";
    static final String BEGUN = "begun";
    private static final String ORDINAL = "ordinal";

    private final Map<String, Object> identity;
    private final String server;
    private final HistoryLog history;
    private final BinlogWatch watch;
    private final boolean fold;
    private Snapshot snapshot;
    private BinlogPosition resume;
    /** The resume point, once it has moved in this engine's life. */
    private BinlogPosition moved;
    /** The transaction that was loaded last, and how many of its records are loaded. */
    private String tx;
    private long loaded;
    /** Records of the transaction {@link #tx} that were seen in this engine's life. */
    private long seen;
    private BinlogPosition position = new BinlogPosition("", 0, "");

    /**
     * @param server that the records come from
     * @param fold   whether the server takes names of tables in any case for the same
     * @param resume the stored position, with the GTIDs that were found out since; null if there is none
     */
    BinlogDuplicateFilter(Checkpoint start, String server, BinlogPosition resume, HistoryLog history, BinlogWatch watch,
            boolean fold) {
        identity = new HashMap<>(start.position());
        this.server = server;
        this.history = history;
        this.watch = watch;
        this.fold = fold;
        snapshot = start.snapshot();
        this.resume = resume;
        tx = String.valueOf(start.position().getOrDefault(TX, ""));
        loaded = ((Number) start.position().getOrDefault(ORDINAL, 0)).longValue();
    }

    @Override
    public boolean accept(SourceRecord record, RecordKind kind) {
        BinlogPosition from = BinlogPosition.of(record.sourceOffset());
        if (from == null) {
            return false;       // the notification that a snapshot has started has an empty offset
        }
        if (fold && kind == RecordKind.CHANGE) {
            foldNames(((Struct) record.value()).getStruct("source"));
        }
        boolean read = kind == RecordKind.CHANGE && "r".equals(((Struct) record.value()).getString("op"));
        if (snapshot != Snapshot.DONE) {
            duringSnapshot(record, from);
            return read;
        }
        if (read) {
            throw Problem.run("Debezium reads a snapshot again although it is loaded: set snapshot_mode ="
                    + " \"initial\" in [sources.debezium]");
        }
        if (kind == RecordKind.HEARTBEAT) {
            watch.unloadable().requireNoneBefore(from);
            moveTo(from);
        }
        return kind == RecordKind.CHANGE && isNew((Struct) record.value(), from);
    }

    /** The snapshot has names as the catalog does, which with lower_case_table_names = 2 are not those of the log. */
    static void foldNames(Struct source) {
        for (String field : List.of("db", "table")) {
            source.put(field, TableId.folded(source.getString(field)));
        }
    }

    /**
     * Rows of the snapshot are all new: an attempt begins with nothing. The last row's offset is that of the stream.
     */
    private void duringSnapshot(SourceRecord record, BinlogPosition from) {
        position = from;
        if (record.sourceOffset().get("snapshot") == null
                || Boolean.TRUE.equals(record.sourceOffset().get("snapshot_completed"))) {
            snapshot = Snapshot.DONE;
            begin(from, "");
        }
    }

    private boolean isNew(Struct value, BinlogPosition from) {
        Struct source = value.getStruct("source");
        String gtid = source.schema().field("gtid") == null ? null : (String) source.getWithoutDefault("gtid");
        BinlogPosition at = new BinlogPosition((String) source.getWithoutDefault("file"),
                (Long) source.getWithoutDefault("pos"), "");
        watch.unloadable().requireNoneBefore(at);
        if (!isTx(gtid, from)) {
            if (resume.gtids().isEmpty() && from.compareTo(resume) < 0) {
                return false;       // a server with GTIDs, none of which we know, sends its log from the beginning
            }
            // The first transaction after an empty set of GTIDs is itself in the set that Debezium gives.
            begin(gtid != null && from.contains(gtid) ? from.with("") : from, gtid == null ? from.text() : gtid);
        }
        seen++;
        if (seen <= loaded) {
            return false;
        }
        loaded = seen;
        position = at;
        return true;
    }

    private boolean isTx(String gtid, BinlogPosition from) {
        boolean named = gtid != null && !tx.isEmpty() && !isPlace(tx);
        return named ? tx.equals(gtid) : !tx.isEmpty() && from.sameSpot(resume);
    }

    /** The name of a transaction without a GTID is the place where it begins, such as {@code binlog.000042:158}. */
    private static boolean isPlace(String tx) {
        return tx.contains(".");
    }

    /** A record without data: after a finished transaction the resume point follows the log. */
    private void moveTo(BinlogPosition from) {
        if (resume.gtids().isEmpty() || from.gtids().isEmpty()) {
            if (from.compareTo(resume) > 0) {
                begin(!tx.isEmpty() && !isPlace(tx) && from.contains(tx) ? from : from.with(""), "");
            }
        }
        else if (tx.isEmpty() ? !from.gtids().equals(resume.gtids()) : from.contains(tx)) {
            begin(from, "");
        }
    }

    private void begin(BinlogPosition from, String name) {
        resume = from;
        moved = from;
        tx = name;
        loaded = 0;
        seen = 0;
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
            state.put(BinlogPosition.FILE, resume.file());
            state.put(BinlogPosition.POS, resume.pos());
            state.put(BinlogPosition.GTIDS, resume.gtids());
            state.put(TX, tx);
            state.put(ORDINAL, loaded);
            state.putAll(history.before(moved));
            watch.addTo(state);
            long begun = watch.begun(resume.file());
            if (begun > 0) {
                state.put(BEGUN, begun);
            }
            else if (!resume.file().equals(identity.get(BinlogPosition.FILE))) {
                state.remove(BEGUN);
            }
            if (moved != null) {
                state.put(SERVER, server);      // whose log file and offset are of
            }
        }
        return state;
    }
}
