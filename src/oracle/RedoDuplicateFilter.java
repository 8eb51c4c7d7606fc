package oracle;

import base.Problem;
import capture.DuplicateFilter;
import event.ChangeEvent.Position;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.LogPosition;
import event.RecordKind;
import io.debezium.connector.oracle.Scn;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * What is new of the redo logs after a restart. What is stored:
 * <ul>
 * <li>the resume point, a {@link RedoPlace}. A transaction that it does not have comes again, whole. Debezium's own
 * place inside one is a count over all tables, which another table in the list would spoil;
 * <li>how many records of such a transaction are loaded, a table: these are dropped. The order is that of its changes.
 * </ul>
 * After a restart the connector reads the logs again from before what it knows to be sent, and takes the newest commit
 * that it knows for the place where it is. So the place to read from stays as it was until it has been worked out
 * behind that commit: what is open by then would miss its beginning after another restart.
 */
final class RedoDuplicateFilter implements DuplicateFilter {

    /** Transactions that are loaded in part, by id. */
    private static final String BEGUN = "begun";

    /** Of one transaction, how many records are loaded. */
    private record Loaded(int thread, String commit, Map<String, Long> tables) {

        static Loaded of(Map<?, ?> stored) {
            Map<String, Long> tables = new HashMap<>();
            ((Map<?, ?>) stored.get("tables")).forEach((table, count) ->
                    tables.put(table.toString(), ((Number) count).longValue()));
            return new Loaded(((Number) stored.get("thread")).intValue(), stored.get("commit").toString(), tables);
        }

        Map<String, Object> stored() {
            return Map.of("thread", (long) thread, "commit", commit, "tables", Map.copyOf(tables));
        }
    }

    private final Map<String, Object> identity;
    private final Scn startCommit;
    private Snapshot snapshot;
    private final Map<String, Object> resume = new HashMap<>();
    private final Map<String, Loaded> begun = new HashMap<>();
    /** Records of these transactions that were seen in this engine's life, by id and table. */
    private final Map<String, Map<String, Long>> seen = new HashMap<>();
    private boolean isPastStart;
    /** The place to read from when the start was passed: it may be of before. */
    private Object doubtful;
    private Position position = new LogPosition("");

    RedoDuplicateFilter(Checkpoint start) {
        identity = new HashMap<>(start.position());
        identity.keySet().removeAll(RedoPlace.KEYS);
        snapshot = start.snapshot();
        RedoPlace.KEYS.stream().filter(key -> start.position().get(key) != null)
                .forEach(key -> resume.put(key, start.position().get(key)));
        startCommit = new RedoPlace(resume).newestCommit();
        if (identity.remove(BEGUN) instanceof Map<?, ?> stored) {
            stored.forEach((id, loaded) -> begun.put(id.toString(), Loaded.of((Map<?, ?>) loaded)));
        }
    }

    @Override
    public synchronized boolean accept(SourceRecord record, RecordKind kind) {
        Map<String, ?> offset = record.sourceOffset();
        if (offset == null || !offset.containsKey(RedoPlace.SCN)) {
            return false;       // the notification that a snapshot has started has an empty offset
        }
        boolean read = kind == RecordKind.CHANGE && "r".equals(((Struct) record.value()).getString("op"));
        if (snapshot != Snapshot.DONE) {
            duringSnapshot(offset);
            return read;
        }
        if (read) {
            throw Problem.run("Debezium reads a snapshot again although it is loaded: set snapshot_mode ="
                    + " \"initial\" in [sources.debezium]");
        }
        follow(offset);
        return kind == RecordKind.CHANGE && isNew(((Struct) record.value()).getStruct("source"));
    }

    /** Rows of the snapshot are all new; what it found open is read from the logs, which begin before it. */
    private void duringSnapshot(Map<String, ?> offset) {
        RedoPlace.KEYS.stream().filter(key -> offset.get(key) != null).forEach(key ->
                resume.put(key, offset.get(key).toString()));
        position = new LogPosition(resume.get(RedoPlace.SCN).toString());
        if (offset.get("snapshot") == null || Boolean.TRUE.equals(offset.get("snapshot_completed"))) {
            snapshot = Snapshot.DONE;
        }
    }

    /** Moves the resume point. */
    private void follow(Map<String, ?> offset) {
        Object scn = offset.get(RedoPlace.SCN);
        if (isPastStart && !scn.equals(doubtful)) {
            resume.put(RedoPlace.SCN, scn);
            doubtful = null;
            if (new RedoPlace(resume).scn().compareTo(new RedoPlace(resume).snapshotScn()) >= 0) {
                resume.remove(RedoPlace.PENDING);
            }
        }
        if (offset.get(RedoPlace.COMMITTED) != null) {
            resume.put(RedoPlace.COMMITTED, offset.get(RedoPlace.COMMITTED));
        }
        RedoPlace place = new RedoPlace(resume);
        if (!isPastStart && place.newestCommit().compareTo(startCommit) > 0) {
            isPastStart = true;
            doubtful = scn;
        }
        begun.entrySet().removeIf(each -> place.has(each.getValue().thread(), Scn.valueOf(each.getValue().commit()),
                each.getKey()));
        seen.keySet().retainAll(begun.keySet());
    }

    private boolean isNew(Struct source) {
        if (Scn.valueOf(source.getString(RedoPlace.COMMITTED)).compareTo(new RedoPlace(resume).snapshotScn()) <= 0) {
            return false;       // the snapshot found it committed, the log near it did not yet know
        }
        String id = source.getString("txId");
        String table = source.getString("schema") + "." + source.getString("table");
        Loaded loaded = begun.computeIfAbsent(id, begins -> new Loaded(source.getInt32("redo_thread"),
                source.getString(RedoPlace.COMMITTED), new HashMap<>()));
        long count = seen.computeIfAbsent(id, begins -> new HashMap<>()).merge(table, 1L, Long::sum);
        if (count <= loaded.tables().getOrDefault(table, 0L)) {
            return false;
        }
        loaded.tables().put(table, count);
        position = new LogPosition(loaded.commit());
        return true;
    }

    /**
     * Whether all that was committed up to this SCN has come: with the snapshot, which is of a later moment, or because
     * a later commit was read.
     */
    synchronized boolean isPast(Scn scn) {
        RedoPlace place = new RedoPlace(resume);
        return snapshot == Snapshot.DONE && (place.snapshotScn().compareTo(scn) >= 0
                || place.newestCommit().compareTo(scn) > 0);
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
            state.putAll(resume);
            Map<String, Object> stored = new HashMap<>();
            begun.forEach((id, loaded) -> stored.put(id, loaded.stored()));
            state.put(BEGUN, stored);
        }
        return state;
    }
}
