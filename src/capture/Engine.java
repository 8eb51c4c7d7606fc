package capture;

import base.CrashPoint;
import base.Problem;
import base.SteadyClock;
import capture.SourceDatabase.HighWatermark;
import event.ChangeEvent;
import event.ChangeEvent.Described;
import event.ChangeEvent.Found;
import event.ChangeEvent.Origin;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.Decoder;
import event.RecordKind;
import event.Reached;
import event.TableId;
import io.debezium.config.Configuration;
import io.debezium.embedded.Connect;
import io.debezium.embedded.async.AsyncEngineConfig;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.debezium.relational.RelationalDatabaseSchema;
import io.debezium.relational.TableSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.source.SourceRecord;
import watch.Watch;

/**
 * One life of Debezium's embedded engine: records in, {@link Batch}es into a bounded queue. It never restarts itself
 * ({@code errors.max.retries=0}: Debezium's own restart is invisible from here and doubles rows); {@link Capture} makes
 * a new one from the committed state.
 *
 * @see <a href="https://debezium.io/documentation/reference/stable/development/engine.html">Debezium Engine</a>
 */
public final class Engine implements Feed, DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> {

    private static final int CLOSE_PATIENCE_MS = 15_000;
    /** An engine that is closed the moment it begins to poll says never that it has ended. */
    private static final int END_PATIENCE_MS = 1_000;
    /** While nothing but the position moves (heartbeats), it is worth a load of its own this often. */
    private static final long POSITION_EVERY_MS = 60_000;
    /** And at once so many times after data: a heartbeat moves the resume point to the record before it only. */
    private static final int POSITIONS_AFTER_DATA = 3;

    private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
    private final SourceDatabase source;
    private final boolean transformed;
    private final Set<TableId> read = new HashSet<>();
    private final BlockingQueue<Batch> queue;
    private final DuplicateFilter filter;
    private final Checkpoint start;
    private final HighWatermark highWatermark;
    /** Of the captured tables, for the first batch; then empty. */
    private List<Described> described;
    private final Watch watch;
    private final Decoder decoder;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch polling = new CountDownLatch(1);
    private volatile Throwable error;
    private volatile boolean highWatermarkReached;
    private volatile boolean closing;
    private volatile Throwable failure;
    private Snapshot reported;
    private boolean snapshotTold;
    private long handedOverAt = SteadyClock.now();
    private Map<String, Object> handedOver;
    private int positionsSinceData;

    /**
     * @param highWatermark null when the engine is to run on
     * @param source  is handed Debezium's engine once its task has started
     */
    Engine(Properties properties, DuplicateFilter filter, Checkpoint start, HighWatermark highWatermark,
            BlockingQueue<Batch> queue, Watch watch, SourceDatabase source) {
        this.source = source;
        this.transformed = properties.containsKey("transforms");
        this.described = source.described();
        this.filter = filter;
        this.start = start;
        this.highWatermark = highWatermark;
        this.queue = queue;
        this.watch = watch;
        this.decoder = new Decoder(watch::warn);
        this.reported = start.snapshot();
        this.handedOver = filter.state();
        this.engine = DebeziumEngine.create(ChangeEventFormat.of(Connect.class)).using(properties).notifying(this)
                .using((success, message, cause) -> completed(success, message, cause))
                .using(new DebeziumEngine.ConnectorCallback() {
                    @Override
                    public void taskStarted() {
                        source.started(Engine.this.engine);
                    }

                    @Override
                    public void pollingStarted() {
                        polling.countDown();
                    }
                }).build();
        Thread thread = new Thread(engine, "debezium");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Makes sure that an engine can be made of these: one that refuses its settings later has been given a slot by
     * then.
     *
     * @throws Problem (exit code 2) with what it objects to
     */
    public static void require(Properties properties) {
        List<String> wrong = new ArrayList<>();
        Configuration.from(properties).validate(AsyncEngineConfig.ALL_FIELDS).forEach((name, value) ->
                value.errorMessages().forEach(error -> wrong.add(name + ": " + error)));
        try {
            if (wrong.isEmpty()) {
                DebeziumEngine.create(ChangeEventFormat.of(Connect.class)).using(properties).notifying(new Nobody())
                        .using((success, message, cause) -> { }).build();
            }
        }
        catch (RuntimeException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            wrong.add(cause instanceof ClassNotFoundException ? "there is no class " + cause.getMessage()
                    : cause.getMessage() == null ? cause.toString()
                    : ServerConnection.oneLine(e.getCause() == null || cause.getMessage().equals(e.getMessage())
                            ? cause : e));
        }
        if (!wrong.isEmpty()) {
            throw Problem.config("Debezium refuses the settings of [sources.debezium]: " + String.join("; ", wrong));
        }
    }

    /** Takes no records: for an engine that is never run. */
    private static final class Nobody implements DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> {
        @Override
        public void handleBatch(List<RecordChangeEvent<SourceRecord>> records,
                RecordCommitter<RecordChangeEvent<SourceRecord>> committer) {
            throw new IllegalStateException("an engine that is never run");
        }
    }

    private void completed(boolean success, String message, Throwable cause) {
        if (!success) {
            error = cause != null ? cause : new IllegalStateException(message);
        }
        polling.countDown();
        ended.countDown();
    }

    @Override
    public void handleBatch(List<RecordChangeEvent<SourceRecord>> records,
            RecordCommitter<RecordChangeEvent<SourceRecord>> committer) throws InterruptedException {
        List<ChangeEvent> events = new ArrayList<>(records.size());
        Map<TableId, Integer> reads = new HashMap<>();
        for (RecordChangeEvent<SourceRecord> each : records) {
            SourceRecord record = each.record();
            RecordKind kind = RecordKind.of(record);
            if (filter.accept(record, kind) && kind == RecordKind.CHANGE) {
                ChangeEvent event = decoder.decode(record, filter.position());
                events.add(event);
                if (event instanceof ChangeEvent.Read) {
                    reads.merge(event.table(), 1, Integer::sum);
                }
            }
            highWatermarkReached |= highWatermark != null && highWatermark.reachedBy(record);
        }
        boolean essential = filter.snapshot() != reported || highWatermarkReached;
        tell(events, reads);
        read.addAll(reads.keySet());
        if (filter.snapshot() == Snapshot.DONE && start.snapshot() != Snapshot.DONE && !snapshotTold) {
            snapshotTold = true;
            events.addAll(empty());
        }
        RecordChangeEvent<SourceRecord> last = records.get(records.size() - 1);
        boolean moved = !filter.state().equals(handedOver)
                && (positionsSinceData < POSITIONS_AFTER_DATA || SteadyClock.now() - handedOverAt > POSITION_EVERY_MS);
        if (!events.isEmpty() || essential || moved) {
            handedOverAt = SteadyClock.now();
            handedOver = filter.state();
            positionsSinceData = events.isEmpty() ? positionsSinceData + 1 : 0;
            if (!events.isEmpty()) {
                events.addAll(0, described);
                described = List.of();
            }
            queue.put(new Batch(events, new Reached(filter.snapshot(), filter.state()), () -> mark(last, committer),
                    essential));
        }
    }

    /**
     * The captured tables of which the snapshot has brought no row. A transform of Debezium's may give them other
     * columns.
     */
    private List<ChangeEvent> empty() {
        List<ChangeEvent> empty = new ArrayList<>();
        RelationalDatabaseSchema schema = transformed ? null
                : ObjectSearch.find(engine, RelationalDatabaseSchema.class);
        for (io.debezium.relational.TableId id : schema == null ? Set.<io.debezium.relational.TableId>of()
                : schema.tableIds()) {
            TableId table = new TableId(id.schema() == null ? id.catalog() : id.schema(), id.table());
            TableSchema columns = schema.schemaFor(id);
            if (columns != null && source.captures(table) && !read.contains(table)) {
                empty.add(new Found(table, decoder.columns(table, columns.valueSchema()),
                        new Origin(filter.position(), 0)));
            }
        }
        return empty;
    }

    private void tell(List<ChangeEvent> events, Map<TableId, Integer> read) {
        if (!read.isEmpty()) {
            watch.read(read);
        }
        if (events.size() > 0) {
            watch.captured(events.size(), events.get(events.size() - 1).origin().commitMicros());
        }
        if (filter.snapshot() == Snapshot.DONE && reported != Snapshot.DONE) {
            watch.snapshotDone();
        }
        reported = filter.snapshot();
    }

    /**
     * Makes Debezium flush the slot, to the position that {@link CommittedOffset} answers. Only a hint: may fail
     * freely.
     */
    private void mark(RecordChangeEvent<SourceRecord> last,
            RecordCommitter<RecordChangeEvent<SourceRecord>> committer) {
        try {
            CrashPoint.at("before-mark");
            committer.markProcessed(last);
            committer.markBatchFinished();
            CrashPoint.at("after-mark");
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        catch (RuntimeException stopping) {
            // the engine is going down: the slot stays behind, and the next start drops what is loaded already
        }
    }

    @Override
    public boolean supportsTombstoneEvents() {
        return false;
    }

    @Override
    public boolean highWatermarkReached() {
        return highWatermarkReached;
    }

    @Override
    public boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /** A stream goes on forever. */
    @Override
    public boolean isDone() {
        return false;
    }

    @Override
    public Throwable error() {
        return failure != null ? failure : closing ? null : error;
    }

    @Override
    public void fail(Throwable unseen) {
        failure = unseen;
        close();
    }

    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        Thread closer = new Thread(this::closeEngine, "debezium-close");
        closer.setDaemon(true);
        closer.start();
        try {
            ended.await(CLOSE_PATIENCE_MS, TimeUnit.MILLISECONDS);
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeEngine() {
        try {
            polling.await(CLOSE_PATIENCE_MS, TimeUnit.MILLISECONDS);
            engine.close();
            ended.await(END_PATIENCE_MS, TimeUnit.MILLISECONDS);
            ended.countDown();
        }
        catch (IOException | IllegalStateException alreadyEnding) {
            // ends anyway: nothing depends on how
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
