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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
    private static final String OFFSET = "offset";
    /** How long offsets that move without a change, past heartbeats, say, wait for the next load. */
    private static final long OFFSETS_MS = 60_000;
    /** How long a load waits for the second half of a change of a key. */
    private static final long HALF_MS = 30_000;

    /** One partition: the next offset to take in, and the one after the last that is loaded. */
    private static final class Part {
        private final SourceOrder order;
        private long next;
        private long loaded;
        private boolean half;
        /** Whether no record has come yet. */
        private boolean first = true;

        private Part(SourceOrder order, long next) {
            this.order = order;
            this.next = next;
            this.loaded = next;
        }
    }

    private final SinkConfig config;
    private final Watch watch;
    private final PipelineLock lock;
    private final Destination destination;
    private final Pipeline pipeline;
    private final DltChangeHandler handler;
    private final TopicRecords records;
    private final StartCheck check;
    private final Map<TopicPartition, Part> parts = new HashMap<>();
    /** How far partitions are loaded that other tasks have now, or nobody. */
    private final Map<String, Object> others = new TreeMap<>();
    private final Map<String, Integer> partitions = new HashMap<>();
    private final Map<TableId, Row.Schema> schemas = new HashMap<>();
    private final Map<TableId, SourceTable> tables = new LinkedHashMap<>();
    private int pending;
    private long loadedAt = SteadyClock.now();
    private long takenAt = SteadyClock.now();

    /**
     * Opens the destination and reads how far it is.
     *
     * @throws Problem when it cannot be opened, another process loads it, or it is not this connector's
     */
    TaskLoads(SinkConfig config, Collection<TopicPartition> assigned, Watch watch) {
        this.config = config;
        this.watch = watch;
        lock = PipelineLock.take(config.pipeline());
        Destination opened = null;
        try {
            opened = Destinations.open(config.pipeline(), watch, () -> Thread.currentThread().isInterrupted());
            destination = opened;
            pipeline = new Pipeline(config.pipeline(), destination, watch);
            Checkpoint committed = pipeline.committed();
            Map<?, ?> position = position(committed);
            pipeline.mend();
            PrimaryKeys keys = new PrimaryKeys(config.pipeline().primaryKeys(), Map.of(),
                    config.pipeline().columnNames());
            handler = new DltChangeHandler(keys, config.pipeline().limits(), config.pipeline().choices(), Optional::of,
                    committed.seq(), false);
            records = new TopicRecords(config, keys::of, position, watch::warn);
            check = new StartCheck(config.pipeline(), keys, watch);
            assign(assigned, position.get(PARTITIONS) instanceof Map<?, ?> map ? map : Map.of());
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
        if (((Number) position.get(TASKS)).intValue() != config.tasks()) {
            throw SinkConfig.otherTasks(config.tasks(), config.pipeline().pipelineDir());
        }
        return position;
    }

    private void assign(Collection<TopicPartition> assigned, Map<?, ?> stored) {
        stored.forEach((name, state) -> others.put(name.toString(), state));
        for (TopicPartition each : assigned) {
            Map<?, ?> state = others.remove(each.toString()) instanceof Map<?, ?> map ? map : Map.of();
            long offset = state.get(OFFSET) instanceof Number number ? number.longValue() : 0;
            parts.put(each, new Part(new SourceOrder(state), offset));
            partitions.merge(each.topic(), 1, Integer::sum);
        }
    }

    /** Where each partition is to be read on: after what is loaded. */
    Map<TopicPartition, Long> offsets() {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        parts.forEach((partition, part) -> offsets.put(partition, part.loaded));
        return offsets;
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
            TopicPartition partition = new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
            Part part = parts.get(partition);
            if (part != null) {
                requireNext(partition, part, record.originalKafkaOffset());
                take(record, part, partitions.get(partition.topic()) > 1);
            }
            if (handler.isFull()) {
                loadUnlessHalf();
            }
        }
    }

    /** Kafka begins anew at the beginning where it does not have the offset that is asked for. */
    private void requireNext(TopicPartition partition, Part part, long offset) {
        if (offset < part.next) {
            throw Problem.run("Partition " + partition + " is loaded up to offset " + part.loaded + ", and comes again"
                    + " from " + offset + ": the topic was made anew, or lost its end. Whether rows are missing or come"
                    + " twice cannot be told: give the connector another cdc_settings.pipeline_name, to load all that"
                    + " the topics have");
        }
        if (part.first && offset > part.next && part.next > 0) {
            watch.warn("Partition " + partition + " is loaded up to offset " + part.next + ", and goes on at " + offset
                    + ". That is so in a compacted topic, and after transactions; else what was between them was"
                    + " deleted from the topic (retention.ms) before it was loaded, and is missing");
        }
        part.first = false;
    }

    private void take(SinkRecord record, Part part, boolean spread) {
        records.change(record, part.order, spread).ifPresent(event -> {
            check(event);
            handler.add(List.of(event));
            part.half = event instanceof Delete delete && delete.moves();
            pending++;
            takenAt = SteadyClock.now();
        });
        part.next = record.originalKafkaOffset() + 1;
    }

    private void check(ChangeEvent event) {
        if (event instanceof RowChange change && schemas.put(event.table(), change.row().schema()) != change.row()
                .schema()) {
            List<String> columns = TopicRecords.columns(event);
            tables.put(event.table(), new SourceTable(event.table(), columns, columns, "", () -> false));
            check.checkSome(List.copyOf(tables.values()), pipeline.committed());
        }
    }

    /** Nothing waits in the topics: what has come is loaded, and the destination let go of. */
    void idle() {
        loadUnlessHalf();
        if (pending == 0) {
            pipeline.release();
        }
    }

    boolean isPending() {
        return pending > 0;
    }

    private void loadUnlessHalf() {
        boolean half = parts.values().stream().anyMatch(part -> part.half);
        boolean offsets = SteadyClock.now() - loadedAt > OFFSETS_MS
                && parts.values().stream().anyMatch(part -> part.next > part.loaded);
        if ((pending > 0 || offsets) && (!half || SteadyClock.now() - takenAt > HALF_MS)) {
            load();
        }
    }

    private void load() {
        Map<String, Object> position = new HashMap<>(pipeline.committed().position());
        position.put(POSITION, reached());
        pipeline.load(handler.take(), new Reached(Snapshot.DONE, position));
        parts.values().forEach(part -> part.loaded = part.next);
        pending = 0;
        loadedAt = SteadyClock.now();
        if (pipeline.heldLong()) {
            pipeline.release();
        }
    }

    private Map<String, Object> reached() {
        Map<String, Object> all = new TreeMap<>(others);
        parts.forEach((partition, part) -> {
            Map<String, Object> state = new TreeMap<>(part.order.state());
            state.put(OFFSET, part.next);
            all.put(partition.toString(), state);
        });
        Map<String, Object> reached = new TreeMap<>();
        reached.put(TASKS, (long) config.tasks());
        reached.put(PARTITIONS, all);
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
