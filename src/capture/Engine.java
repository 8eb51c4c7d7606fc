package capture;

import base.CrashPoint;
import capture.SourceDatabase.HighWatermark;
import event.ChangeEvent;
import event.ChangeEvent.Described;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.Decoder;
import event.Documents;
import event.RecordKind;
import event.TableId;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
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
import org.apache.kafka.connect.data.Struct;
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
    /** An engine that is closed the moment it begins to poll never says that it has ended. */
    private static final int END_PATIENCE_MS = 1_000;

    private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
    private final SourceDatabase source;
    private final boolean transformed;
    private final Set<TableId> read = new HashSet<>();
    private final DuplicateFilter filter;
    private final Checkpoint start;
    private final HighWatermark highWatermark;
    /** Of the captured tables, for the first batch; then empty. */
    private List<Described> described;
    private final Watch watch;
    private final Decoder decoder;
    /** Null where the records are rows of tables. */
    private final Documents documents;
    private final Halves halves = new Halves();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch polling = new CountDownLatch(1);
    private volatile Throwable error;
    private volatile boolean highWatermarkReached;
    private volatile boolean closing;
    private volatile Throwable failure;
    private volatile LogMark mark;
    private Snapshot reported;
    private boolean snapshotTold;
    private final HandOver handOver;

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
        this.handOver = new HandOver(filter, queue);
        this.watch = watch;
        this.decoder = new Decoder(watch::warn);
        this.documents = source.documents().orElse(null);
        this.reported = start.snapshot();
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

    private void completed(boolean success, String message, Throwable cause) {
        if (!success) {
            error = cause != null ? cause : new IllegalStateException(message);
        }
        polling.countDown();
        ended.countDown();
    }

    @Override
    public void handleBatch(List<RecordChangeEvent<SourceRecord>> batch,
            RecordCommitter<RecordChangeEvent<SourceRecord>> committer) throws InterruptedException {
        List<RecordChangeEvent<SourceRecord>> records = halves.join(batch);
        if (!records.isEmpty()) {
            source.received();
            handOver.take(() -> take(records, committer));
        }
    }

    private void take(List<RecordChangeEvent<SourceRecord>> records,
            RecordCommitter<RecordChangeEvent<SourceRecord>> committer) throws InterruptedException {
        List<ChangeEvent> events = new ArrayList<>(records.size());
        Map<TableId, Integer> reads = new HashMap<>();
        LogMark sought = mark;
        boolean marked = false;
        for (RecordChangeEvent<SourceRecord> each : records) {
            SourceRecord record = each.record();
            RecordKind kind = RecordKind.of(record);
            Scanned.tell(record, source, watch);
            if (filter.accept(record, kind) && kind == RecordKind.CHANGE) {
                ChangeEvent event = decode(record);
                if (event instanceof ChangeEvent.Read) {
                    reads.merge(event.table(), 1, Integer::sum);
                }
                if (event != null) {
                    events.add(event);
                }
            }
            highWatermarkReached |= highWatermark != null && highWatermark.reachedBy(record);
            marked |= sought != null && sought.isAt(record);
        }
        boolean essential = filter.snapshot() != reported || highWatermarkReached;
        tell(events, reads);
        read.addAll(reads.keySet());
        if (filter.snapshot() == Snapshot.DONE && start.snapshot() != Snapshot.DONE && !snapshotTold) {
            snapshotTold = true;
            events.addAll(transformed ? List.of() : EmptyTables.of(engine, table -> source.captures(table)
                    && !read.contains(table), decoder, filter.position()));
        }
        RecordChangeEvent<SourceRecord> last = records.get(records.size() - 1);
        if (!events.isEmpty() || essential || marked || handOver.hasMoved()) {
            if (!events.isEmpty()) {
                events.addAll(0, described);
                described = List.of();
            }
            Batch handed = handOver.batch(events, () -> mark(last, committer), essential);
            if (marked) {
                sought.in(handed);
            }
            handOver.put(handed);
        }
    }

    @Override
    public void idle() {
        if (!source.hasHeartbeats()) {
            handOver.position();
        }
    }

    /** Null for a record that another one makes superfluous. */
    private ChangeEvent decode(SourceRecord record) {
        return documents == null ? decoder.decode(record, filter.position())
                : documents.decode(record, Decoder.origin(filter.position(),
                        ((Struct) record.value()).getStruct("source"))).orElse(null);
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
            // the engine is going down: the slot lags, and the next start drops what is already loaded
        }
    }

    @Override
    public boolean supportsTombstoneEvents() {
        return false;
    }

    @Override
    public void watchFor(LogMark sought) {
        mark = sought;
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
