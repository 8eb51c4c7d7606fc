import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.connect.source.SourceRecord;

/** One life of an engine: collects every record. */
final class Stream implements DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>>, AutoCloseable {

    static final int PATIENCE_SECONDS = 30;

    private final List<Rec> records = new ArrayList<>();
    private final Path history;
    private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
    private final CountDownLatch polling = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Throwable error;

    private final Scheme.Life life;
    private final List<Map<String, Object>> states = new ArrayList<>();

    Stream(Properties properties) {
        this(new Scheme.Start(properties, engine -> { }), null);
    }

    /**
     * Starts it.
     *
     * @param life sees each record as it comes; null: nobody does
     */
    Stream(Scheme.Start start, Scheme.Life life) {
        Properties properties = start.properties();
        this.life = life;
        history = Path.of(properties.getProperty("schema.history.internal.file.filename"));
        engine = DebeziumEngine.create(ChangeEventFormat.of(Connect.class)).using(properties).notifying(this)
                .using((success, message, cause) -> completed(success, message, cause))
                .using(new DebeziumEngine.ConnectorCallback() {
                    @Override
                    public void taskStarted() {
                        start.started().accept(Stream.this.engine);
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
        error = success ? null : cause == null ? new IllegalStateException(message) : cause;
        polling.countDown();
        ended.countDown();
    }

    @Override
    public void handleBatch(List<RecordChangeEvent<SourceRecord>> batch,
            RecordCommitter<RecordChangeEvent<SourceRecord>> committer) throws InterruptedException {
        int entries = entries(history);
        synchronized (records) {
            for (RecordChangeEvent<SourceRecord> each : batch) {
                Rec rec = Rec.of(each.record(), entries);
                records.add(rec);
                if (life != null) {
                    life.accept(rec);
                    states.add(life.stored());
                }
            }
        }
        for (RecordChangeEvent<SourceRecord> each : batch) {
            committer.markProcessed(each);
        }
        committer.markBatchFinished();
    }

    @Override
    public boolean supportsTombstoneEvents() {
        return false;
    }

    /** How many entries a schema history has. */
    static int entries(Path history) {
        try {
            return Files.exists(history) ? Files.readAllLines(history).size() : 0;
        }
        catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What has come so far. */
    List<Rec> records() {
        synchronized (records) {
            return new ArrayList<>(records);
        }
    }

    /** What its life would have stored, record by record. */
    List<Map<String, Object>> states() {
        synchronized (records) {
            return new ArrayList<>(states);
        }
    }

    /** Waits for a record; false if the engine ended or the time is over before it came. */
    boolean await(Predicate<Rec> wanted, int seconds) {
        long end = System.currentTimeMillis() + seconds * 1000L;
        int seen = 0;
        while (true) {
            boolean over = ended.getCount() == 0 || System.currentTimeMillis() > end;
            List<Rec> now = records();
            for (; seen < now.size(); seen++) {
                if (wanted.test(now.get(seen))) {
                    return true;
                }
            }
            if (over) {
                return false;
            }
            pause(20);
        }
    }

    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /** The innermost message of what ended the engine, null if it runs or was closed. */
    String error() {
        Throwable innermost = error;
        while (innermost != null && innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost == null ? null : innermost.getClass().getSimpleName() + ": " + innermost.getMessage();
    }

    @Override
    public void close() {
        try {
            polling.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!hasEnded()) {
                engine.close();
            }
            ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        catch (IOException | IllegalStateException alreadyEnding) {
            // ends anyway
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void pause(long ms) {
        try {
            Thread.sleep(ms);
        }
        catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
