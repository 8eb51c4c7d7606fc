///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//SOURCES ../../ConfigHelperUniversal.java
//SOURCES ../../src/Loader.java
//SOURCES ../../src/capture/Postgres.java
//DEPS io.debezium:debezium-embedded:3.6.1.Final
//DEPS io.debezium:debezium-connector-postgres:3.6.1.Final

import capture.PostgresKind;
import config.DebeziumProperties;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The ceiling of the benchmark: Debezium's engine with the loader's own properties and a consumer that only marks. Ends
 * after so many records and prints how long they took, from the first to the last.
 */
public class EngineOnly implements DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> {

    private final long wanted;
    private final CountDownLatch done = new CountDownLatch(1);
    private long seen;
    private long firstAt;

    EngineOnly(long wanted) {
        this.wanted = wanted;
    }

    @Override
    public void handleBatch(List<RecordChangeEvent<SourceRecord>> records,
            RecordCommitter<RecordChangeEvent<SourceRecord>> committer) throws InterruptedException {
        firstAt = seen == 0 ? System.nanoTime() : firstAt;
        seen += records.stream().filter(r -> r.record().valueSchema().field("op") != null).count();
        committer.markProcessed(records.get(records.size() - 1));
        committer.markBatchFinished();
        if (seen >= wanted) {
            done.countDown();
        }
    }

    /** {@code EngineOnly PROJECT RECORDS [offset file]}; the offset file lets a stream go on behind a snapshot. */
    public static void main(String... args) throws Exception {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
        DebeziumProperties properties = ConfigHelperUniversal
                .load(Path.of(args[0]), System.getenv(), new PostgresKind(), "engine_only", "unused").debezium();
        boolean file = args.length > 2;
        properties.setProperty("offset.storage", file ? "org.apache.kafka.connect.storage.FileOffsetBackingStore"
                : "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
        properties.setProperty("offset.storage.file.filename", file ? args[2] : "");
        EngineOnly consumer = new EngineOnly(Long.parseLong(args[1]));
        long start = System.nanoTime();
        DebeziumEngine<?> engine = DebeziumEngine.create(ChangeEventFormat.of(Connect.class)).using(properties)
                .notifying(consumer).using((success, message, error) -> {
                    if (!success) {
                        System.err.println("EngineOnly: " + message);
                        Runtime.getRuntime().halt(1);
                    }
                }).build();
        Thread thread = new Thread(engine);
        thread.start();
        consumer.done.await();
        double seconds = (System.nanoTime() - consumer.firstAt) / 1e9;
        System.out.printf(Locale.ROOT, "{\"records\": %d, \"seconds\": %.3f, \"per_second\": %.0f, \"first_after\": %.3f}%n",
                consumer.seen, seconds, consumer.seen / seconds, (consumer.firstAt - start) / 1e9);
        engine.close();
        thread.join();
        System.exit(0);
    }
}
