import config.CdcConfig;
import config.DebeziumProperties;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import kind.SourceKind;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Debezium's engine with the loader's own properties and a consumer that only marks. After each batch it prints a line
 * of JSON, {@code {"at": seconds since 1970, "changes": so many until now}}.
 */
final class EngineRun implements DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> {

    private final long wanted;
    private final CountDownLatch done = new CountDownLatch(1);
    private long seen;

    private EngineRun(long wanted) {
        this.wanted = wanted;
    }

    /**
     * Runs until so many changes were handed over, then ends the JVM: exit code 1 if the engine fails, 2 if it is not
     * Debezium's own.
     *
     * @param stock classes that have to be Debezium's own although ours of the same name are on the class path
     * @param args  {@code PROJECT CHANGES [OFFSET_FILE]}; the file lets a stream go on after a snapshot
     */
    static void main(SourceKind kind, List<String> stock, String... args) throws Exception {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
        for (String name : stock) {
            requireStock(Class.forName(name));
        }
        DebeziumProperties properties = CdcConfig
                .load(Path.of(args[0]), System.getenv(), kind, "engine_only", "unused").debezium();
        boolean file = args.length > 2;
        properties.setProperty("offset.storage", file ? "org.apache.kafka.connect.storage.FileOffsetBackingStore"
                : "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
        properties.setProperty("offset.storage.file.filename", file ? args[2] : "");
        EngineRun consumer = new EngineRun(Long.parseLong(args[1]));
        DebeziumEngine<?> engine = DebeziumEngine.create(ChangeEventFormat.of(Connect.class)).using(properties)
                .notifying(consumer).using((success, message, error) -> {
                    if (!success) {
                        System.err.println("Debezium's engine ended: " + message);
                        Runtime.getRuntime().halt(1);
                    }
                }).build();
        Thread thread = new Thread(engine);
        thread.start();
        consumer.done.await();
        engine.close();
        thread.join();
        System.exit(0);
    }

    private static void requireStock(Class<?> type) {
        String from = type.getProtectionDomain().getCodeSource().getLocation().getPath();
        if (!from.contains("/debezium-")) {
            System.err.printf("%s comes from %s, so this would not be the ceiling of Debezium as it is:"
                    + " put Debezium's jars before the script's own on the class path.%n", type.getName(), from);
            System.exit(2);
        }
    }

    @Override
    public void handleBatch(List<RecordChangeEvent<SourceRecord>> records,
            RecordCommitter<RecordChangeEvent<SourceRecord>> committer) throws InterruptedException {
        seen += records.stream().filter(each -> isChange(each.record())).count();
        committer.markProcessed(records.get(records.size() - 1));
        committer.markBatchFinished();
        Instant now = Instant.now();
        System.out.printf(Locale.ROOT, "{\"at\": %d.%06d, \"changes\": %d}%n", now.getEpochSecond(),
                now.getNano() / 1000, seen);
        if (seen >= wanted) {
            done.countDown();
        }
    }

    /** Neither a heartbeat nor one of PostgreSQL's messages, which have an {@code op} too. */
    private static boolean isChange(SourceRecord record) {
        return record.valueSchema().field("op") != null && !"m".equals(((Struct) record.value()).getString("op"));
    }
}
