///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//DEPS org.postgresql:postgresql:42.7.8
//DEPS org.apache.kafka:connect-api:4.3.1
//DEPS org.slf4j:slf4j-nop:1.7.36
//SOURCES ../../src/destination/DuckDbVersion.java
//SOURCES Cluster.java
//SOURCES Loaded.java
//SOURCES NaiveSink.java
//SOURCES Tables.java

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;

/**
 * The sink connector with a real broker and Connect distributed, fed by Debezium's PostgreSQL connector: workers, the
 * source connector with them, and the broker are killed with SIGKILL while rows are written; in the end everything is
 * compared with the source.
 * {@code KafkaTest POSTGRES_PORT KAFKA_PORT FOLDER BROKER_JARS WORKER_JARS}, with the plugins in FOLDER/plugins
 */
public class KafkaTest {

    private static final int KILLS = Integer.getInteger("kills", 4);
    /** How long nothing may change before it is taken for the end. */
    private static final int UNCHANGED_S = 90;
    private static final String SINK = "sink";
    private static final String SOURCE = "source";
    private static final String NAIVE = "naive";
    private static final String LAKE = "lake";

    /** The worker's, but for a NULL, which stays one. */
    private static final Map<String, String> CONVERTER = Map.of("value.converter",
            "org.apache.kafka.connect.json.JsonConverter", "value.converter.replace.null.with.default", "false");

    private final Path folder;
    private final int postgresPort;
    private final Tables tables;
    private final Cluster cluster;
    private final Random random = new Random(Long.getLong("seed", 5));
    private final Loaded files;
    private final Loaded lake;
    private String differs = "";

    KafkaTest(int postgresPort, Path folder, Cluster cluster) {
        this.postgresPort = postgresPort;
        this.folder = folder;
        this.cluster = cluster;
        this.files = Loaded.files(folder.resolve("project"));
        this.lake = Loaded.lake(catalog());
        this.tables = new Tables(postgresPort, Long.getLong("seed", 5));
    }

    public static void main(String... args) throws Exception {
        Path folder = Path.of(args[2]);
        try (Cluster cluster = new Cluster(folder, args[3], args[4], Integer.parseInt(args[1]), 2)) {
            new KafkaTest(Integer.parseInt(args[0]), folder, cluster).run();
        }
    }

    private void run() throws Exception {
        long begun = System.nanoTime();
        tables.create();
        cluster.startBroker();
        cluster.startWorker(0);
        cluster.awaitWorker(0);
        cluster.startWorker(1);
        cluster.put(SOURCE, source());
        validation();
        cluster.awaitWorker(1);
        cluster.put(SINK, sink());
        if (hasLake()) {
            Map<String, String> config = new HashMap<>(sink());
            config.put("project", "${env:CDC_FOLDER}");
            config.put("cdc_settings.destination", "ducklake");
            config.put("destination.ducklake.credentials.catalog", catalog());
            config.put("destination.ducklake.credentials.storage.bucket_url", folder.resolve("lake.files").toString());
            config.put("destination.ducklake.credentials.global_config.extension_directory",
                    System.getenv("CDC_EXTENSIONS"));
            cluster.put(LAKE, config);
        }
        cluster.put(NAIVE, Map.of("connector.class", "NaiveSink", "topics", "kt.public.k_log", "file",
                folder.resolve("naive.duckdb").toString(), "consumer.override.session.timeout.ms", "6000"));
        promise("the snapshot is loaded, in MERGE and APPEND", () -> isEqual(files));
        say("up and the snapshot loaded", begun);
        tables.changeTypes();
        Thread writer = new Thread(tables, "writer");
        writer.start();
        for (int i = 0; i < KILLS; i++) {
            Thread.sleep(2_000 + random.nextInt(3_000));
            kill(i);
            if (i == 0) {
                tables.alter();
            }
        }
        Thread.sleep(2_000);
        tables.stop();
        writer.join();
        tables.requireSound();
        promise("after " + KILLS + " kills nothing is lost and nothing twice: deletes, key changes, TRUNCATE, a new"
                + " column", () -> isEqual(files));
        promise("every value is as at the source, by snapshot and by stream, also those left out", this::hasTypes);
        promise("each table is in one file", () -> isInOnePlace(files));
        if (hasLake()) {
            promise("the same in one DuckLake, with workers that have no folder in common", () -> isEqual(lake));
            promise("each table is in one dataset of the lake", () -> isInOnePlace(lake));
        }
        control();
        say("compared", begun);
    }

    /**
     * The worker that has the source connector, the broker, the one that has the control; that of a sink's task is held
     * up. Each worker has tasks of the sinks.
     */
    private void kill(int number) throws Exception {
        long begun = System.nanoTime();
        if (number % 4 == 1) {
            cluster.killBroker();
            Thread.sleep(500);
            cluster.startBroker();
            say("killed the broker", begun);
            return;
        }
        int[] worker = {-1};
        String name = List.of(SOURCE, "", NAIVE, SINK).get(number % 4);
        Cluster.await("task of " + name + " runs", 120, () -> {
            restartFailed();
            worker[0] = cluster.workerOf(name, 0);
            return worker[0] >= 0;
        });
        if (number % 4 == 3) {
            cluster.freezeWorker(worker[0], 15_000);
            say("froze worker " + worker[0] + " with " + name, begun);
            return;
        }
        cluster.killWorker(worker[0]);
        cluster.startWorker(worker[0]);
        cluster.awaitWorker(worker[0]);
        say("killed worker " + worker[0] + " with " + name, begun);
    }

    private Map<String, String> source() {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        config.put("tasks.max", "1");
        config.put("topic.prefix", "kt");
        config.put("database.hostname", "localhost");
        config.put("database.port", Integer.toString(postgresPort));
        config.put("database.user", "myuser");
        config.put("database.password", "mypassword");
        config.put("database.dbname", "mydb");
        config.put("table.include.list", "public.k_.*");
        config.put("plugin.name", "pgoutput");
        config.put("slot.name", "kafka_test");
        config.put("publication.name", "kafka_test");
        config.put("publication.autocreate.mode", "filtered");
        config.put("skipped.operations", "none");
        config.put("heartbeat.interval.ms", "1000");
        config.put("provide.transaction.metadata", "true");
        config.put("converters", "cdc_types");
        config.put("cdc_types.type", "postgres.PostgresTopicTypes");
        config.putAll(CONVERTER);
        config.put("topic.creation.default.partitions", "1");
        config.put("topic.creation.default.replication.factor", "1");
        config.put("topic.creation.groups", "spread");
        config.put("topic.creation.spread.include", "kt\\.public\\.(k_orders|k_items)");
        config.put("topic.creation.spread.partitions", "3");
        return config;
    }

    private Map<String, String> sink() {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("connector.class", "DebeziumDltSinkConnector");
        config.put("tasks.max", "2");
        config.put("topics.regex", "kt\\..*|__debezium-heartbeat\\.kt");
        config.put("project", folder.resolve("project").toString());
        config.put("cdc_settings.primary_keys.k_orders", "id");
        config.put("cdc_settings.primary_keys.public.k_items", "tenant,id");
        config.put("cdc_settings.primary_keys.k_cut", "id");
        config.put("cdc_settings.primary_keys.k_types", "id");
        config.put("consumer.override.partition.assignment.strategy", "kafka.TopicAssignor");
        config.putAll(CONVERTER);
        config.put("consumer.override.session.timeout.ms", "6000");
        config.put("consumer.override.metadata.max.age.ms", "2000");
        return config;
    }

    /** Connect shows a mistake at the key that it is about. */
    private void validation() throws Exception {
        Map<String, String> wrong = new HashMap<>(sink());
        wrong.put("name", SINK);
        same("a right config has no error", "\"error_count\":0", wrong);
        wrong.put("cdc_settings.load_max_rows", "many");
        same("a wrong value is told", "cdc_settings.load_max_rows is \\\"many\\\", expected a whole number", wrong);
        wrong.remove("cdc_settings.load_max_rows");
        wrong.put("cdc_settings.primary_kes.k_log", "id");
        same("an unknown name is told", "cdc_settings.primary_kes is not a known table", wrong);
        wrong.remove("cdc_settings.primary_kes.k_log");
        wrong.remove("consumer.override.partition.assignment.strategy");
        same("two files need their assignment", "has to be kafka.TopicAssignor", wrong);
    }

    private void same(String name, String part, Map<String, String> config) throws Exception {
        String[] said = {""};
        Cluster.await("validation answers", 60, () -> {
            said[0] = cluster.validate("DebeziumDltSinkConnector", config);
            return said[0] != null;
        });
        result(said[0].contains(part), "validation: " + name, said[0]);
    }

    private boolean isEqual(Loaded loaded) throws Exception {
        restartFailed();
        try (Connection source = tables.open()) {
            for (String table : Tables.MERGED) {
                String columns = table.equals("k_items") ? "tenant, id, n, v" : table.equals("k_orders")
                        && !Tables.rows(source, "SELECT 1 FROM pg_attribute WHERE attrelid = 'k_orders'::regclass AND"
                                + " attname = 'extra'").isEmpty()
                        ? "id, n, v, amount, extract(epoch from moment)::numeric(20,6), extra" : "id, n, v";
                if (!equal(table, Tables.rows(source, "SELECT " + columns + " FROM " + table),
                        loaded.rows("SELECT " + columns.replace("::numeric(20,6)", "::DECIMAL(20,6)")
                                + " FROM %s WHERE NOT deleted", table))) {
                    return false;
                }
            }
            for (String table : Tables.APPENDED) {
                if (!equal(table, Tables.rows(source, "SELECT op, id, n FROM truth WHERE t = '" + table + "'"),
                        loaded.rows("SELECT __op, id, n FROM %s", table))) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean hasTypes() throws Exception {
        List<String> found = files.rows("SELECT id, " + Tables.TYPES + " FROM %s", "k_types");
        List<String> expected = List.of("1|" + Tables.LOADED_TYPES, "2|" + Tables.LOADED_TYPES, "3|" + Tables.NO_TYPES);
        return equal("k_types", expected, found);
    }

    private static boolean hasLake() {
        return System.getenv("CDC_EXTENSIONS") != null;
    }

    private String catalog() {
        return "postgres://myuser:mypassword@127.0.0.1:" + postgresPort + "/lake";
    }

    private void restartFailed() throws Exception {
        if (cluster.status(LAKE).contains("FAILED")) {
            System.out.println("# " + cluster.status(LAKE).replaceAll("\\\\n\\\\tat [^\"]*?(?=Caused by|\")", " "));
            cluster.restartTasks(LAKE);
        }
        if (cluster.status(SINK).contains("FAILED")) {
            System.out.println("# " + cluster.status(SINK).replaceAll("\\\\n\\\\tat [^\"]*?(?=Caused by|\")", " "));
            cluster.restartTasks(SINK);
        }
        for (String each : List.of(SOURCE, NAIVE)) {
            if (cluster.status(each).contains("FAILED")) {
                cluster.restartTasks(each);
            }
        }
    }

    private boolean equal(String table, List<String> expected, List<String> actual) {
        if (expected.equals(actual)) {
            return true;
        }
        List<String> lost = new ArrayList<>(expected);
        actual.forEach(lost::remove);
        List<String> surplus = new ArrayList<>(actual);
        expected.forEach(surplus::remove);
        differs = table + ": " + expected.size() + " expected, " + actual.size() + " found; lost " + lost.size() + " "
                + some(lost) + ", too many " + surplus.size() + " " + some(surplus);
        return false;
    }

    private static List<String> some(List<String> rows) {
        return rows.stream().limit(4).map(each -> each.length() > 80 ? each.substring(0, 80) + "…" : each).toList();
    }

    private boolean isInOnePlace(Loaded loaded) throws Exception {
        Map<String, List<String>> places = loaded.tables();
        differs = places.toString();
        return places.size() == 6 && places.values().stream().allMatch(each -> each.size() == 1)
                && places.values().stream().distinct().count() == 2;
    }

    /** Killed along with the others; it has the same topic, and no place of its own. */
    private void control() throws Exception {
        List<String> found;
        try (Connection naive = Loaded.readOnly(folder.resolve("naive.duckdb")); Connection source = tables.open()) {
            found = Tables.rows(naive, "SELECT CASE op WHEN 'c' THEN 'insert' WHEN 'u' THEN 'update' WHEN 'd' THEN"
                    + " 'delete' ELSE 'snapshot' END, id, n FROM log");
            result(!equal("k_log", Tables.rows(source, "SELECT op, id, n FROM truth WHERE t = 'k_log'"), found),
                    "the control, with Connect's offsets, doubles or loses, and is caught", "it is equal");
        }
        System.out.println("# control: " + differs);
    }

    /** Waits for it as long as what differs becomes another thing: a busy machine takes its time. */
    private void promise(String name, Callable<Boolean> holds) throws Exception {
        long changed = System.nanoTime();
        boolean kept = false;
        while (!kept && System.nanoTime() - changed < UNCHANGED_S * 1_000_000_000L) {
            String before = differs;
            try {
                kept = holds.call();
            }
            catch (IOException | SQLException notYet) {     // a file that is being written
                differs = notYet.toString();
            }
            changed = differs.equals(before) ? changed : System.nanoTime();
            Thread.sleep(kept ? 0 : 300);
        }
        result(kept, name, differs);
    }

    private void result(boolean kept, String name, String otherwise) {
        System.out.println((kept ? "ok kafka: " : "not ok kafka: ") + name + (kept ? "" : ": " + otherwise));
        if (!kept) {
            System.exit(1);
        }
    }

    private static void say(String what, long begun) {
        System.out.println("# " + what + ": " + (System.nanoTime() - begun) / 1_000_000 + " ms");
    }
}
