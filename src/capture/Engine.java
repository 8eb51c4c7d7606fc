package capture;

import capture.SourceDatabase.Barrier;
import event.ChangeEvent;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.Decoder;
import event.Kind;
import event.TableId;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.connect.source.SourceRecord;
import watch.CrashPoint;
import watch.SteadyClock;
import watch.Watch;

/**
 * One life of Debezium's embedded engine: records in, {@link Batch}es into a bounded queue. It never restarts itself
 * ({@code errors.max.retries=0}: Debezium's own restart is invisible from here and doubles rows); {@link Capture} makes
 * a new one from the committed state.
 *
 * @see <a href="https://debezium.io/documentation/reference/stable/development/engine.html">Debezium Engine</a>
 */
final class Engine implements Feed, DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> {

    private static final int CLOSE_PATIENCE_MS = 15_000;
    /** An engine that is closed the moment it begins to poll says never that it has ended. */
    private static final int END_PATIENCE_MS = 1_000;
    /** While nothing but the position moves (heartbeats), it is worth a load of its own this often. */
    private static final long POSITION_EVERY_MS = 60_000;
    /** And at once so many times after data: a heartbeat moves the resume point to the record before it only. */
    private static final int POSITIONS_AFTER_DATA = 3;

    private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
    private final BlockingQueue<Batch> queue;
    private final Guard guard;
    private final Checkpoint start;
    private final Barrier barrier;
    private final Watch watch;
    private final Decoder decoder;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch polling = new CountDownLatch(1);
    private volatile Throwable error;
    private volatile boolean barrierReached;
    private volatile boolean closing;
    private volatile Throwable failure;
    private Snapshot reported;
    private long handedOverAt = SteadyClock.now();
    private Map<String, Object> handedOver;
    private int positionsSinceData;

    /**
     * @param barrier null when the engine is to run on
     * @param started is handed Debezium's engine once its task has started
     */
    Engine(Properties properties, Guard guard, Checkpoint start, Barrier barrier, BlockingQueue<Batch> queue, Watch watch,
            Consumer<Object> started) {
        this.guard = guard;
        this.start = start;
        this.barrier = barrier;
        this.queue = queue;
        this.watch = watch;
        this.decoder = new Decoder(watch::warn);
        this.reported = start.snapshot();
        this.handedOver = guard.state();
        this.engine = DebeziumEngine.create(ChangeEventFormat.of(Connect.class)).using(properties).notifying(this)
                .using((success, message, cause) -> completed(success, message, cause))
                .using(new DebeziumEngine.ConnectorCallback() {
                    @Override
                    public void taskStarted() {
                        started.accept(Engine.this.engine);
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
    public void handleBatch(List<RecordChangeEvent<SourceRecord>> records,
            RecordCommitter<RecordChangeEvent<SourceRecord>> committer) throws InterruptedException {
        List<ChangeEvent> events = new ArrayList<>(records.size());
        Map<TableId, Integer> read = new HashMap<>();
        for (RecordChangeEvent<SourceRecord> each : records) {
            SourceRecord record = each.record();
            Kind kind = Kind.of(record);
            if (guard.accept(record, kind) && kind == Kind.CHANGE) {
                ChangeEvent event = decoder.decode(record, guard.position());
                events.add(event);
                if (event instanceof ChangeEvent.Read) {
                    read.merge(event.table(), 1, Integer::sum);
                }
            }
            barrierReached |= barrier != null && barrier.reachedBy(record);
        }
        boolean essential = guard.snapshot() != reported || barrierReached;
        tell(events, read);
        RecordChangeEvent<SourceRecord> last = records.get(records.size() - 1);
        boolean moved = !guard.state().equals(handedOver)
                && (positionsSinceData < POSITIONS_AFTER_DATA || SteadyClock.now() - handedOverAt > POSITION_EVERY_MS);
        if (!events.isEmpty() || essential || moved) {
            handedOverAt = SteadyClock.now();
            handedOver = guard.state();
            positionsSinceData = events.isEmpty() ? positionsSinceData + 1 : 0;
            queue.put(new Batch(events, start.at(guard.snapshot(), guard.state()), () -> mark(last, committer), essential));
        }
    }

    private void tell(List<ChangeEvent> events, Map<TableId, Integer> read) {
        if (!read.isEmpty()) {
            watch.read(read);
        }
        if (events.size() > 0) {
            watch.captured(events.size(), events.get(events.size() - 1).origin().commitMicros());
        }
        if (guard.snapshot() == Snapshot.DONE && reported != Snapshot.DONE) {
            watch.snapshotDone();
        }
        reported = guard.snapshot();
    }

    /** Makes Debezium flush the slot, to the position that {@link CommittedOffset} answers. Only a hint: may fail freely. */
    private void mark(RecordChangeEvent<SourceRecord> last, RecordCommitter<RecordChangeEvent<SourceRecord>> committer) {
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
    public boolean barrierReached() {
        return barrierReached;
    }

    @Override
    public boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /** A stream goes on for ever. */
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
