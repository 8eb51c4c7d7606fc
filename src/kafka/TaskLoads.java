package kafka;

import base.Problem;
import base.SteadyClock;
import change.DltChangeHandler;
import change.PrimaryKeys;
import capture.SourceTable;
import destination.Destination;
import destination.Destinations;
import event.ChangeEvent;
import event.ChangeEvent.Delete;
import event.ChangeEvent.RowChange;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.Reached;
import event.Row;
import event.TableId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import kafka.TopicParts.TopicPart;
import load.Marks;
import load.Pipeline;
import load.PipelineLock;
import load.StartCheck;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import watch.Watch;

/**
 * What a task loads, from when it gets its partitions until it loses them. How far each is loaded is committed in the
 * same transaction as the rows, and compared with what was committed last in each load: a task that has lost its
 * partitions without knowing cannot load.
 */
final class TaskLoads implements AutoCloseable {

    /** Key of a checkpoint's position: how far the topics are loaded. */
    static final String POSITION = "kafka";
    private static final String TASKS = "tasks";
    private static final String PARTITIONS = "partitions";
    /** How long offsets that move without a change, past heartbeats, say, wait for the next load. */
    private static final long OFFSETS_MS = 60_000;
    /** How long a load waits for the second half of a change of a key. */
    private static final long HALF_MS = 30_000;

    private final SinkConfig config;
    private final PipelineLock lock;
    private final Destination destination;
    private final Pipeline pipeline;
    private final DltChangeHandler handler;
    private final TopicRecords records;
    private final StartCheck check;
    private final TopicParts parts;
    /** How far partitions are loaded is told to other tasks by these; null where no other one may have them. */
    private final Marks marks;
    /** How far partitions are loaded that nobody has now. */
    private final Map<String, Object> others = new TreeMap<>();
    private final Map<TableId, Row.Schema> schemas = new HashMap<>();
    private final Map<TableId, SourceTable> tables = new LinkedHashMap<>();
    /** Tables of which it is known that no other one of the sources is loaded under their name. */
    private final Set<TableId> agreed = new HashSet<>();
    private int pending;
    private boolean loaded;
    private long loadedAt = SteadyClock.now();
    private long takenAt = SteadyClock.now();

    /**
     * Opens the destination and reads how far it is.
     *
     * @param counts how many partitions each topic has
     * @throws Problem when it cannot be opened, another process loads it, or it is not this connector's
     */
    TaskLoads(SinkConfig config, Collection<TopicPartition> assigned, Map<String, Integer> counts, Watch watch) {
        this.config = config;
        lock = PipelineLock.take(config.pipeline());
        Destination opened = null;
        try {
            opened = Destinations.open(config.pipeline(), watch, () -> Thread.currentThread().isInterrupted());
            destination = opened;
            marks = config.isLake() ? new Marks(config.pipeline(), destination, config::isSibling) : null;
            // before anything is read: who had them cannot load any more
            Map<String, String> claimed = marks == null ? Map.of() : marks.claim(assigned.stream().map(each ->
                    each.toString()).toList());
            pipeline = new Pipeline(config.pipeline(), destination, watch, marks);
            Checkpoint committed = pipeline.committed();
            Map<?, ?> position = position(committed);
            pipeline.mend();
            PrimaryKeys keys = new PrimaryKeys(config.pipeline().primaryKeys(), Map.of(),
                    config.pipeline().columnNames());
            handler = new DltChangeHandler(keys, config.pipeline().limits(), config.pipeline().choices(), Optional::of,
                    committed.seq(), false);
            records = new TopicRecords(config, keys::of, position, watch::warn);
            check = new StartCheck(config.pipeline(), keys, watch);
            if (position.get(PARTITIONS) instanceof Map<?, ?> stored) {
                stored.forEach((name, state) -> others.put(name.toString(), state));
            }
            parts = new TopicParts(assigned, counts, each -> state(each.toString(), claimed), watch::warn);
        }
        catch (RuntimeException | Error e) {
            if (opened != null) {
                opened.close();
            }
            lock.close();
            throw e;
        }
    }

    private Map<?, ?> position(Checkpoint committed) {
        if (committed.snapshot() == Snapshot.NONE) {
            return Map.of();
        }
        if (!(committed.position().get(POSITION) instanceof Map<?, ?> position)) {
            throw Problem.config("Pipeline " + config.pipeline().pipeline() + " in " + config.pipeline().target()
                    + " was not loaded from topics, and its position is stored with the rows: give the connector"
                    + " another " + SinkConfig.PROJECT + " or cdc_settings.pipeline_name");
        }
        if (marks == null && ((Number) position.get(TASKS)).intValue() != config.tasks()) {
            throw SinkConfig.otherTasks(config.tasks(), config.pipeline().pipelineDir());
        }
        if (marks != null && position.containsKey(PARTITIONS)) {
            throw Problem.config("Pipeline " + config.pipeline().pipeline() + " in " + config.pipeline().target()
                    + " was loaded by a version that stored its place in the topics in another way: give the connector"
                    + " another cdc_settings.pipeline_name, which loads the topics from the beginning");
        }
        return position;
    }

    /** How far a partition is loaded. */
    private Map<?, ?> state(String partition, Map<String, String> claimed) {
        return marks != null ? TopicParts.state(claimed.get(partition))
                : others.remove(partition) instanceof Map<?, ?> stored ? stored : Map.of();
    }

    /** Where each partition is to be read on: after what is loaded. */
    Map<TopicPartition, Long> offsets() {
        return parts.offsets();
    }

    /** The same, as Connect wants it. */
    Map<TopicPartition, OffsetAndMetadata> committed() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        offsets().forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
        return offsets;
    }

    /** Takes records in, and loads when a bound is reached. */
    void take(Collection<SinkRecord> given) {
        for (SinkRecord record : given) {
            TopicPart part = parts.next(record);
            if (part != null) {
                take(record, part);
            }
            if (handler.isFull()) {
                loadUnlessHalf();
            }
        }
    }

    private void take(SinkRecord record, TopicPart part) {
        records.change(record, part.order(), parts.isSpread(part)).ifPresent(event -> {
            check(event);
            if (marks != null) {
                handler.number(parts.number(part, record));
            }
            handler.add(List.of(event));
            part.half(event instanceof Delete delete && delete.moves());
            pending++;
            takenAt = SteadyClock.now();
        });
        parts.taken(part, record);
    }

    private void check(ChangeEvent event) {
        if (event instanceof RowChange change && schemas.put(event.table(), change.row().schema()) != change.row()
                .schema()) {
            List<String> columns = TopicRecords.columns(event);
            tables.put(event.table(), new SourceTable(event.table(), columns, columns, "", () -> false));
            check.checkSome(List.copyOf(tables.values()), pipeline.committed());
            if (marks != null && agreed.add(event.table())) {
                marks.requireOneSource(event.table(), records.source(event.table()));
            }
        }
    }

    /** Nothing waits in the topics: what has come is loaded, and the destination let go of. */
    void idle() {
        loadUnlessHalf();
        if (pending == 0) {
            pipeline.release();
        }
    }

    /** Whether a load of these partitions went through. */
    boolean hasLoaded() {
        return loaded;
    }

    boolean isPending() {
        return pending > 0;
    }

    private void loadUnlessHalf() {
        boolean offsets = SteadyClock.now() - loadedAt > OFFSETS_MS && parts.haveMoved();
        if ((pending > 0 || offsets) && (!parts.isHalf() || SteadyClock.now() - takenAt > HALF_MS)) {
            load();
        }
    }

    private void load() {
        Map<String, Object> position = new HashMap<>(pipeline.committed().position());
        position.put(POSITION, reached());
        if (marks != null) {
            marks.next(parts.texts());
        }
        pipeline.load(handler.take(), new Reached(Snapshot.DONE, position));
        parts.loaded();
        loaded = true;
        pending = 0;
        loadedAt = SteadyClock.now();
        if (pipeline.heldLong()) {
            pipeline.release();
        }
    }

    private Map<String, Object> reached() {
        Map<String, Object> reached = new TreeMap<>();
        if (marks == null) {
            Map<String, Object> all = new TreeMap<>(others);
            all.putAll(parts.states());
            reached.put(TASKS, (long) config.tasks());
            reached.put(PARTITIONS, all);
        }
        records.remember(reached);
        return reached;
    }

    /** What has been taken in and not loaded is given up: it is read again. */
    @Override
    public void close() {
        try {
            destination.close();
        }
        finally {
            lock.close();
        }
    }
}
