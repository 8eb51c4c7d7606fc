package mongodb;

import base.Problem;
import capture.DuplicateFilter;
import event.ChangeEvent.Position;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.RecordKind;
import event.TableId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Each event has a resume token, and tokens sort as events do: what is not after the stored one is loaded already.
 *
 * <p>The snapshot reads each collection as it is at that moment, and the stream begins before it: what changed
 * meanwhile comes in both. In MERGE the second one takes the place of the first. In APPEND it would be there twice, and
 * which of the changes a read document had in it nobody knows, so such a change ends the run.
 */
final class MongoDuplicateFilter implements DuplicateFilter {

    /** Key of a position: the cluster time at which the snapshot was read, as long as the stream has not passed it. */
    static final String OVERLAP = "overlap";
    private static final String SYNC = "initsync";

    private final Map<String, Object> identity;
    private final Predicate<TableId> appended;
    private final LongSupplier now;
    private final MongoDocuments documents;
    private Snapshot snapshot;
    private MongoPosition reached;
    private long overlap;

    /**
     * @param appended whether a collection's changes are kept one by one
     * @param now      the server's cluster time
     */
    MongoDuplicateFilter(Checkpoint start, Predicate<TableId> appended, LongSupplier now, MongoDocuments documents) {
        this.identity = new HashMap<>(start.position());
        this.appended = appended;
        this.now = now;
        this.documents = documents;
        this.snapshot = start.snapshot();
        this.reached = snapshot == Snapshot.DONE ? MongoPosition.of(start.position()) : null;
        this.overlap = identity.get(OVERLAP) == null ? 0 : ((Number) identity.get(OVERLAP)).longValue();
    }

    @Override
    public boolean accept(SourceRecord record, RecordKind kind) {
        MongoPosition at = MongoPosition.of(record.sourceOffset());
        if (at == null) {
            return false;       // the notification that a snapshot begins has no place yet
        }
        boolean read = kind == RecordKind.CHANGE && "r".equals(((Struct) record.value()).getString("op"));
        if (snapshot != Snapshot.DONE) {
            if (record.sourceOffset().get(SYNC) == null) {
                snapshot = Snapshot.DONE;
                overlap = now.getAsLong();
            }
            if (read || snapshot != Snapshot.DONE || kind != RecordKind.CHANGE) {
                reached = at;
                return read;
            }
        }
        if (read) {
            throw Problem.run("Debezium reads a snapshot again although it is loaded: set snapshot_mode ="
                    + " \"initial\" in [sources.debezium]");
        }
        if (!at.isAfter(reached)) {
            return false;
        }
        if (kind == RecordKind.CHANGE) {
            requireReadOnce((Struct) record.value(), at);
        }
        reached = at;
        overlap = Long.compareUnsigned(at.time(), overlap) > 0 ? 0 : overlap;
        return kind == RecordKind.CHANGE;
    }

    private void requireReadOnce(Struct value, MongoPosition at) {
        Struct source = value.getStruct("source");
        TableId table = new TableId(source.getString("db"), source.getString("collection"));
        if (Long.compareUnsigned(at.time(), overlap) <= 0 && appended.test(table)) {
            throw Problem.run("Collection " + table + " was changed while its snapshot was read (at " + at.text()
                    + "): the change may be in the snapshot, too, and in APPEND it would be there twice. Merge it with "
                    + table.name() + " = [\"_id\"] in [cdc_settings.primary_keys], or skip the existing documents with"
                    + " snapshot_mode = \"no_data\", or let nothing write while `run --snapshot-only` reads; before it,"
                    + " `drop --drop-all` removes what is loaded");
        }
    }

    @Override
    public Position position() {
        return reached;
    }

    @Override
    public Snapshot snapshot() {
        return snapshot;
    }

    @Override
    public Map<String, Object> state() {
        Map<String, Object> state = new HashMap<>(identity);
        state.remove(OVERLAP);
        if (snapshot == Snapshot.DONE) {
            reached.put(state);
            if (overlap != 0) {
                state.put(OVERLAP, overlap);
            }
        }
        documents.remember(state);
        return state;
    }
}
