///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//DEPS org.postgresql:postgresql:42.7.8
//DEPS org.apache.kafka:connect-api:4.3.1
//DEPS org.slf4j:slf4j-nop:1.7.36
//SOURCES ../../src/destination/DuckDbVersion.java
//SOURCES Cluster.java
//SOURCES Comparison.java
//SOURCES Connectors.java
//SOURCES Loaded.java
//SOURCES NaiveSink.java
//SOURCES Tables.java

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
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

    private final Path folder;
    private final Tables tables;
    private final Connectors connectors;
    private final Comparison comparison;
    private final Cluster cluster;
    private final Random random = new Random(Long.getLong("seed", 5));
    private final Loaded files;
    private final Loaded lake;

    KafkaTest(int postgresPort, Path folder, Cluster cluster) {
        this.folder = folder;
        this.cluster = cluster;
        this.connectors = new Connectors(folder, postgresPort);
        this.files = Loaded.files(folder.resolve("project"));
        this.lake = Loaded.lake(connectors.catalog());
        this.tables = new Tables(postgresPort, Long.getLong("seed", 5));
        this.comparison = new Comparison(tables);
    }

    public static void main(String... args) throws Exception {
        Path folder = Path.of(args[2]);
        try (Cluster cluster = new Cluster(folder, args[3], args[4], Integer.parseInt(args[1]), 2,
                Connectors.workers())) {
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
        cluster.put(SOURCE, connectors.source());
        validation();
        cluster.awaitWorker(1);
        cluster.put(SINK, connectors.sink());
        if (hasLake()) {
            cluster.put(LAKE, connectors.lake());
        }
        cluster.put(NAIVE, connectors.naive());
        promise("the snapshot is loaded, in MERGE and APPEND", () -> isEqual(files));
        if (hasLake()) {
            promise("the snapshot is loaded by two tasks into the tables of one DuckLake", () -> isEqual(lake));
        }
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
        promise("every value is as at the source, by snapshot and by stream, also those left out", () -> comparison
                .hasTypes(files));
        promise("each table is in one file", () -> isInOnePlace(files));
        if (hasLake()) {
            promise("the same in one DuckLake, with workers that have no folder in common", () -> isEqual(lake));
            promise("both tasks have written the tables whose topics have several partitions", this::isByBoth);
            promise("each row of an appended table has a number of its own", this::isNumbered);
        }
        control();
        say("compared", begun);
    }

    private boolean isEqual(Loaded loaded) throws Exception {
        restartFailed();
        return comparison.isEqual(loaded);
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

    private static boolean hasLake() {
        return Connectors.extensions() != null;
    }

    /** Connect shows a mistake at the key that it is about. */
    private void validation() throws Exception {
        for (Map.Entry<Map<String, String>, String> each : connectors.wrong().entrySet()) {
            String[] said = {""};
            Cluster.await("validation answers", 60, () -> {
                said[0] = cluster.validate("DebeziumDltSinkConnector", each.getKey());
                return said[0] != null;
            });
            result(said[0].contains(each.getValue()), "validation says " + each.getValue().replace("\"", "'"), said[0]);
        }
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

    private boolean isInOnePlace(Loaded loaded) throws Exception {
        Map<String, List<String>> places = loaded.tables();
        comparison.differs(places.toString());
        return places.size() == 6 && places.values().stream().allMatch(each -> each.size() == 1)
                && places.values().stream().distinct().count() == 2;
    }

    private boolean isByBoth() throws Exception {
        List<String> writers = new ArrayList<>();
        for (String each : List.of("k_orders", "k_items", "k_log")) {
            writers.addAll(lake.rows("SELECT DISTINCT schema_name FROM %s JOIN kafka_cdc_data._dlt_loads ON load_id ="
                    + " _dlt_load_id", each));
        }
        comparison.differs(writers.toString());
        return writers.equals(List.of("kafka_cdc_0", "kafka_cdc_1", "kafka_cdc_0", "kafka_cdc_1", "kafka_cdc_0",
                "kafka_cdc_1"));
    }

    private boolean isNumbered() throws Exception {
        List<String> counted = lake.rows("SELECT count(*) - count(DISTINCT __seq), bool_and(__seq > 0) FROM %s",
                "k_log");
        comparison.differs(counted.toString());
        return counted.equals(List.of("0|true"));
    }

    /** Killed along with the others; it has the same topic, and no place of its own. */
    private void control() throws Exception {
        List<String> found;
        try (Connection naive = Loaded.readOnly(folder.resolve("naive.duckdb")); Connection source = tables.open()) {
            found = Tables.rows(naive, "SELECT CASE op WHEN 'c' THEN 'insert' WHEN 'u' THEN 'update' WHEN 'd' THEN"
                    + " 'delete' ELSE 'snapshot' END, id, n FROM log");
            result(!comparison.equal("k_log", Tables.rows(source, "SELECT op, id, n FROM truth WHERE t = 'k_log'"),
                    found),
                    "the control, with Connect's offsets, doubles or loses, and is caught", "it is equal");
        }
        System.out.println("# control: " + comparison.differs());
    }

    /** Waits for it as long as what differs becomes another thing: a busy machine takes its time. */
    private void promise(String name, Callable<Boolean> holds) throws Exception {
        long changed = System.nanoTime();
        boolean kept = false;
        while (!kept && System.nanoTime() - changed < UNCHANGED_S * 1_000_000_000L) {
            String before = comparison.differs();
            try {
                kept = holds.call();
            }
            catch (IOException | SQLException notYet) {     // a file that is being written
                comparison.differs(notYet.toString());
            }
            changed = comparison.differs().equals(before) ? changed : System.nanoTime();
            Thread.sleep(kept ? 0 : 300);
        }
        result(kept, name, comparison.differs());
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
