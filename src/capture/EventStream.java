package capture;

import base.Problem;
import event.ChangeEvent.Position;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.RecordKind;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import kind.SourceKind;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A source's records as Debezium makes them, from the snapshot on, for looking at: nothing is loaded, and no position
 * is kept, so each begins afresh. For a reader beside the pipeline ({@link SourceKind#aside}). It is not started again
 * when it fails.
 */
public final class EventStream implements DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> {

    private static final int CLOSE_PATIENCE_S = 15;
    private static final int LOOK_EVERY_S = 5;

    /** Remembers for as long as this process lives. */
    private static final class InMemoryCheckpoint implements CheckpointStore {
        private volatile Checkpoint checkpoint = Checkpoint.none();

        @Override
        public Checkpoint committed() {
            return checkpoint;
        }

        @Override
        public Checkpoint begin(Map<String, Object> start) {
            checkpoint = checkpoint.begin("1", start);
            return checkpoint;
        }
    }

    private final SourceDatabase source;
    private final Until until;
    private final Predicate<SourceRecord> take;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch enough = new CountDownLatch(1);
    private final CountDownLatch polling = new CountDownLatch(1);
    private DuplicateFilter filter;
    private volatile Throwable error;

    /**
     * @param until {@link Until#SNAPSHOT}: to the end of the snapshot; else until it is stopped
     * @param take  is handed each change; says whether it wants more
     */
    public EventStream(SourceDatabase source, Until until, Predicate<SourceRecord> take) {
        this.source = source;
        this.until = until;
        this.take = take;
    }

    /** Where the record taken last, or the snapshot's end, is in the log; for {@code take}, and after the end. */
    Position position() {
        return filter.position();
    }

    boolean isSnapshotDone() {
        return filter != null && filter.snapshot() == Snapshot.DONE;
    }

    /** Ends {@link #run}; may be called from any thread. */
    public void stop() {
        enough.countDown();
    }

    /** Reads until it has been stopped, no more is wanted, or the source fails. */
    public void run() {
        InMemoryCheckpoint store = new InMemoryCheckpoint();
        Properties properties = source.prepare(store);
        filter = source.filter(store.committed());
        String name = properties.getProperty("name") + "-events";
        properties.setProperty("name", name);
        CommittedOffset.register(name, Map::of);
        properties.setProperty("offset.storage", CommittedOffset.class.getName());
        properties.setProperty(CommittedOffset.NAME, name);
        properties.setProperty("notification.enabled.channels", "sink");
        properties.setProperty("notification.sink.topic.name", Scanned.TOPIC);
        DebeziumEngine<RecordChangeEvent<SourceRecord>> engine = engine(properties);
        Thread thread = new Thread(engine, "debezium-events");
        thread.setDaemon(true);
        thread.start();
        try {
            while (!await(enough, LOOK_EVERY_S)) {
                source.look();
            }
        }
        finally {
            enough.countDown();
            close(engine);
        }
        if (error != null) {
            throw error instanceof Problem problem ? problem : Problem.run(source.explain(error), error);
        }
    }

    private DebeziumEngine<RecordChangeEvent<SourceRecord>> engine(Properties properties) {
        DebeziumEngine<?>[] made = new DebeziumEngine<?>[1];
        DebeziumEngine<RecordChangeEvent<SourceRecord>> engine = DebeziumEngine.create(ChangeEventFormat
                .of(Connect.class))
                .using(properties).notifying(this).using((success, message, cause) -> {
                    if (!success && enough.getCount() > 0) {
                        error = cause != null ? cause : new IllegalStateException(message);
                    }
                    polling.countDown();
                    ended.countDown();
                    enough.countDown();
                }).using(new DebeziumEngine.ConnectorCallback() {
                    @Override
                    public void taskStarted() {
                        source.started(made[0]);
                    }

                    @Override
                    public void pollingStarted() {
                        polling.countDown();
                    }
                }).build();
        made[0] = engine;
        return engine;
    }

    @Override
    public void handleBatch(List<RecordChangeEvent<SourceRecord>> records,
            RecordCommitter<RecordChangeEvent<SourceRecord>> committer) throws InterruptedException {
        source.received();
        for (RecordChangeEvent<SourceRecord> each : records) {
            RecordKind kind = RecordKind.of(each.record());
            if (enough.getCount() > 0 && filter.accept(each.record(), kind) && kind == RecordKind.CHANGE
                    && !take.test(each.record())) {
                enough.countDown();
            }
        }
        if (until == Until.SNAPSHOT && filter.snapshot() == Snapshot.DONE) {
            enough.countDown();
        }
        committer.markBatchFinished();
    }

    /** One that is asked to end before it polls does not answer. */
    private void close(DebeziumEngine<RecordChangeEvent<SourceRecord>> engine) {
        Thread closer = new Thread(() -> {
            try {
                await(polling, CLOSE_PATIENCE_S);
                engine.close();
            }
            catch (IOException | IllegalStateException alreadyEnding) {
                // ends anyway
            }
        }, "debezium-events-close");
        closer.setDaemon(true);
        closer.start();
        await(ended, CLOSE_PATIENCE_S);
    }

    /** Whether what is waited for has come. */
    private static boolean await(CountDownLatch latch, long seconds) {
        try {
            return latch.await(seconds, TimeUnit.SECONDS);
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public boolean supportsTombstoneEvents() {
        return false;
    }
}
