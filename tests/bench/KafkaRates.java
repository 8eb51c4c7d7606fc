///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//DEPS org.postgresql:postgresql:42.7.8
//DEPS org.apache.kafka:connect-api:4.3.1
//DEPS org.slf4j:slf4j-nop:1.7.36
//SOURCES ../../src/destination/DuckDbVersion.java
//SOURCES ../kafka/Cluster.java
//SOURCES ../kafka/Loaded.java
//SOURCES ../kafka/Tables.java
//SOURCES RatesConfig.java

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Rates of the sink connector and of the loader; {@code tests/bench/kafka} runs it.
 * {@code KafkaRates POSTGRES_PORT KAFKA_PORT FOLDER BROKER_JARS WORKER_JARS LOADER_JARS CHANGES}
 */
public class KafkaRates {

    private static final List<Integer> TASKS = List.of(1, 2, 4);
    private static final List<String> PARTS = List.of("part_1", "part_2", "part_3", "part_4");
    private static final List<RatesConfig.Workload> WORKLOADS = List.of(
            new RatesConfig.Workload("append", List.of("whole"), false),
            new RatesConfig.Workload("merge", List.of("whole"), true),
            new RatesConfig.Workload("merge_tables", PARTS, true));
    /** Of ten changes six are inserts, three updates, and one a delete; Debezium sends a tombstone after that. */
    private static final String FILL = """
            CREATE PROCEDURE fill(t text, changes int) LANGUAGE plpgsql AS $$
            BEGIN
                FOR i IN 0 .. changes / 10 - 1 LOOP
                    EXECUTE format('INSERT INTO %I SELECT x, ''name '' || x, ''note of '' || x, x / 7.0, x %% 2 = 0,
                        now() FROM generate_series(%s, %s) x', t, i * 6, i * 6 + 5);
                    EXECUTE format('UPDATE %I SET name = ''updated'' WHERE id BETWEEN %s AND %s', t, i * 6, i * 6 + 2);
                    EXECUTE format('DELETE FROM %I WHERE id = %s', t, i * 6 + 3);
                    IF i % 10 = 9 THEN
                        COMMIT;
                    END IF;
                END LOOP;
            END $$""";

    private final int kafkaPort;
    private final Path folder;
    private final RatesConfig config;
    private final Cluster cluster;
    private final String loader;
    private final int changes;
    private final Tables source;
    private final List<String> rows = new ArrayList<>();

    KafkaRates(String[] args, Cluster cluster) {
        this.kafkaPort = Integer.parseInt(args[1]);
        this.folder = Path.of(args[2]);
        this.config = new RatesConfig(folder, Integer.parseInt(args[0]));
        this.cluster = cluster;
        this.loader = args[5];
        this.changes = Integer.parseInt(args[6]);
        this.source = new Tables(Integer.parseInt(args[0]), 1);
    }

    public static void main(String... args) throws Exception {
        try (Cluster cluster = new Cluster(Path.of(args[2]), args[3], args[4], Integer.parseInt(args[1]), 2, "")) {
            new KafkaRates(args, cluster).run();
        }
    }

    private void run() throws Exception {
        prepare();
        for (RatesConfig.Workload each : WORKLOADS) {
            embedded(each);
            for (int tasks : TASKS) {
                sink(each, tasks);
            }
        }
        System.out.println("| workload | loaded by | changes/s | s | tries undone | load average |");
        System.out.println("|---|---|---:|---:|---:|---:|");
        rows.forEach(System.out::println);
    }

    /** Slots and connectors are there before the changes are. */
    private void prepare() throws Exception {
        try (Connection connection = source.open()) {
            Tables.execute(connection, FILL);
            for (String each : tables()) {
                Tables.execute(connection, "CREATE TABLE " + each + " (id int PRIMARY KEY, name text, note text, amount"
                        + " numeric(12,2), even boolean, at timestamptz)");
            }
        }
        cluster.startBroker();
        cluster.startWorker(0);
        cluster.awaitWorker(0);
        cluster.startWorker(1);
        cluster.awaitWorker(1);
        cluster.put("source", config.source());
        Cluster.await("the source connector streams", 120, () -> {
            try (Connection connection = source.open()) {
                return !Tables.rows(connection, "SELECT 1 FROM pg_replication_slots WHERE slot_name = 'rates' AND"
                        + " active").isEmpty();
            }
        });
        for (RatesConfig.Workload each : WORKLOADS) {
            config.project(each);
            load(each);
        }
        try (Connection connection = source.open()) {
            for (String each : tables()) {
                Tables.execute(connection, "CALL fill('" + each + "', " + (each.equals("whole") ? changes
                        : changes / PARTS.size()) + ")");
            }
        }
        Cluster.await("the topics are filled", 300, () -> records() >= 2L * changes / 10 * 11);
        System.out.println("# filled: " + records() + " records");
    }

    private static List<String> tables() {
        List<String> all = new ArrayList<>(PARTS);
        all.add("whole");
        return all;
    }

    private long records() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", "127.0.0.1:" + kafkaPort);
        properties.put("allow.auto.create.topics", "false");
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> all = new ArrayList<>();
            consumer.listTopics().forEach((topic, partitions) -> {
                if (topic.startsWith("kr.public.")) {
                    partitions.forEach(each -> all.add(new TopicPartition(topic, each.partition())));
                }
            });
            return consumer.endOffsets(all).values().stream().mapToLong(Long::longValue).sum();
        }
    }

    // ---------------------------------------------------------------------------------------------------- the loader

    private void load(RatesConfig.Workload work) throws IOException, InterruptedException {
        Process run = new ProcessBuilder("java", "-Xmx400m", "-XX:+UseParallelGC", "-XX:MaxNewSize=192m",
                "--enable-native-access=ALL-UNNAMED", "-cp", loader, "loader.DebeziumDltLoader", "run",
                "--until-current", "--progress", "off", "--project", folder.resolve(work.dataset(0)).toString())
                        .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(new File(
                                folder.toFile(), "loader.log"))).start();
        if (run.waitFor() != 0) {
            throw new IllegalStateException("the loader failed: loader.log");
        }
    }

    private void embedded(RatesConfig.Workload work) throws Exception {
        long begun = System.currentTimeMillis();
        load(work);
        require(isLoaded(work, 0), work, 0);
        tell(work, "loader", 0, begun, 0);
    }

    // ------------------------------------------------------------------------------------------------------ the sink

    private void sink(RatesConfig.Workload work, int tasks) throws Exception {
        String name = work.dataset(tasks);
        long undone = undone();
        long begun = System.currentTimeMillis();
        cluster.put(name, config.sink(work, tasks));
        Cluster.await(name + " is loaded", 300, () -> {
            if (cluster.status(name).contains("FAILED")) {
                throw new IllegalStateException(cluster.status(name));
            }
            return isLoaded(work, tasks);
        });
        tell(work, tasks + (tasks == 1 ? " task" : " tasks"), tasks, begun, undone() - undone);
        cluster.delete(name);
    }

    /** How often a load was run again since another one was faster, so far. */
    private long undone() throws IOException {
        long count = 0;
        for (int i = 0; i < cluster.workers(); i++) {
            count += Files.readString(folder.resolve("worker" + i + ".log"), StandardCharsets.ISO_8859_1).lines()
                    .filter(line -> line.contains("the load is run again")).count();
        }
        return count;
    }

    // ------------------------------------------------------------------------------------------------- what is loaded

    private boolean isLoaded(RatesConfig.Workload work, int tasks) throws SQLException {
        try (Connection connection = lake()) {
            List<String> found = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (String table : work.tables()) {
                long part = changes / work.tables().size();
                expected.add(work.merged() ? part / 10 * 3 + "|" + part / 10 * 5 + "|" + part / 10
                        : part + "|" + part / 10 * 6 + "|" + part / 10);
                String counts = work.merged() ? "count(*) FILTER (WHERE name = 'updated' AND NOT deleted), count(*)"
                        + " FILTER (WHERE NOT deleted), count(*) FILTER (WHERE deleted)" : "count(*), count(*) FILTER"
                        + " (WHERE __op = 'insert'), count(*) FILTER (WHERE __op = 'delete')";
                found.addAll(Tables.rows(connection, "SELECT " + counts + " FROM " + work.dataset(tasks) + "."
                        + table));
            }
            return found.equals(expected);
        }
        catch (SQLException e) {
            if (e.getMessage().contains("does not exist")) {
                return false;
            }
            throw e;
        }
    }

    private Connection lake() throws SQLException {
        return Loaded.lake(config.catalog()).openLake();
    }

    private void require(boolean right, RatesConfig.Workload work, int tasks) {
        if (!right) {
            throw new IllegalStateException(work.dataset(tasks) + " does not hold what the source has");
        }
    }

    private void tell(RatesConfig.Workload work, String by, int tasks, long begun, long undone) throws Exception {
        long end;
        try (Connection connection = lake()) {
            end = Long.parseLong(Tables.rows(connection, "SELECT epoch_ms(max(inserted_at)) FROM "
                    + work.dataset(tasks) + "._dlt_loads").get(0));
        }
        double seconds = (end - begun) / 1000.0;
        String load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        rows.add("| %s | %s | %,d | %.1f | %s | %s |".formatted(work.name().replace('_', ' '), by, Math.round(changes
                / seconds), seconds, tasks == 0 ? "" : Long.toString(undone), load));
        System.out.println("# " + rows.get(rows.size() - 1));
    }
}
