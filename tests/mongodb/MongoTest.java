///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//DEPS org.mongodb:mongodb-driver-sync:5.6.2
//DEPS org.slf4j:slf4j-nop:1.7.36
//SOURCES ../../src/destination/DuckDbVersion.java
//SOURCES ../kill/LoaderProcess.java
//SOURCES MongoCommand.java
//SOURCES MongoWriter.java

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.bson.Document;

/**
 * DebeziumDltLoaderMongodb against the stand-in: killed with SIGKILL at random while documents are written, then what
 * it loaded is compared with the collections, and with the stand-in's list of changes.
 * {@code MongoTest PORT FOLDER LOADER_CLASSPATH NAIVE_CLASSPATH}
 */
public class MongoTest {

    private static final int KILLS = Integer.getInteger("kills", 4);
    private static final int NAIVE_KILLS = 2;
    private static final int END_S = 90;
    private static final int SNAPSHOT = 2000;
    private static final int SNAPSHOT_KILLS = 2;
    private static final String MERGED = "merged";
    private static final String APPENDED = "appended";
    private static final Random RANDOM = new Random(Long.getLong("seed", 7));

    private final Path folder;
    private final int port;
    private final MongoDatabase database;

    MongoTest(MongoClient client, int port, Path folder) {
        this.database = client.getDatabase("mydb");
        this.port = port;
        this.folder = folder;
    }

    public static void main(String... args) throws Exception {
        int port = Integer.parseInt(args[0]);
        try (MongoClient client = MongoClients.create("mongodb://127.0.0.1:" + port + "/?replicaSet=rs0")) {
            MongoTest test = new MongoTest(client, port, Path.of(args[1]));
            List<String> loader = List.of(args[2], "loader.DebeziumDltLoaderMongodb");
            test.killedInSnapshot(loader);
            test.overlap(loader);
            test.kill(loader, List.of(args[3], "NaiveMongodbLoader"));
        }
        System.exit(0);
    }

    private static void same(Object expected, Object actual, String name) {
        if (!expected.equals(actual)) {
            System.out.println("expected " + expected + "\nactual   " + actual + "\nnot ok mongodb: " + name);
            System.exit(1);
        }
        System.out.println("ok mongodb: " + name);
    }

    /** What is written while the snapshot is read comes twice: harmless in MERGE, the end in APPEND. */
    private void overlap(List<String> loader) throws Exception {
        MongoWriter writer = new MongoWriter(database, List.of(MERGED, APPENDED), 11);
        for (int i = 0; i < 200; i++) {
            writer.change();
        }
        writer.start(2);
        for (String name : List.of(MERGED, APPENDED)) {
            Path project = project("overlap-" + name, "mydb." + name);
            LoaderProcess process = LoaderProcess.start(loader, project, log("overlap"), "--snapshot-only");
            int code = process.end(END_S);
            if (code == 0) {     // a quick first run may end before it has read the stream as far as such a change
                process = LoaderProcess.start(loader, project, log("overlap"), "--until-current");
                code = process.end(END_S);
            }
            if (name.equals(MERGED)) {
                same(0, code, "MERGE: the stream goes on from a snapshot that was read while documents were written");
            }
            else {
                same(1, code, "APPEND: a change that was made while the snapshot was read ends the run");
                same(true, process.all().contains("in APPEND it would be there twice"), "APPEND: and it says why");
            }
        }
        writer.end();
    }

    /** Killed with SIGKILL while the snapshot is read: what is there of it is not there twice afterwards. */
    private void killedInSnapshot(List<String> loader) throws Exception {
        List<String> names = List.of("a_" + MERGED, "b_" + APPENDED);
        for (String name : names) {
            database.getCollection(name).insertMany(IntStream.range(0, SNAPSHOT).mapToObj(i ->
                    new Document("_id", i).append("n", i)).toList());
        }
        Path project = project("snapshot-kill", "mydb." + names.get(0) + ",mydb." + names.get(1),
                "[sources.debezium.mongodb]\nsnapshot_fetch_size = 100\nmax_batch_size = 100\nmax_queue_size = 200\n"
                        + "[cdc_settings.primary_keys]\n" + names.get(0) + " = [\"_id\"]\n");
        database.runCommand(new Document("standin", "slow"));
        int halves = 0;
        for (int i = 0; i < SNAPSHOT_KILLS; i++) {
            LoaderProcess process = LoaderProcess.start(loader, project, log("snapshot-kill"));
            for (long end = System.nanoTime() + END_S * 1_000_000_000L; process.isAlive() && System.nanoTime() < end
                    && loaded(project, names.get(i % 2)) == 0;) {
                Thread.sleep(20);
            }
            process.kill(last -> false);
            long there = loaded(project, names.get(0)) + loaded(project, names.get(1));
            halves += there > 0 && there < 2 * SNAPSHOT ? 1 : 0;
        }
        database.runCommand(new Document("standin", "fine"));
        same(SNAPSHOT_KILLS, halves, "killed " + SNAPSHOT_KILLS + " times with a part of the snapshot loaded");
        LoaderProcess.start(loader, project, log("snapshot-kill"), "--snapshot-only").succeed(END_S);
        String query = "SELECT count(*), count(DISTINCT _id), sum(n) FROM mongodb_cdc_data.";
        for (String name : names) {
            same(List.of(List.of("" + SNAPSHOT, "" + SNAPSHOT, "" + SNAPSHOT * (SNAPSHOT - 1) / 2)),
                    rows(project, query + name), "every document of " + name + " is there, and once");
        }
    }

    /** How many rows a table has; none while there is no table, or the loader has the file. */
    private long loaded(Path project, String table) {
        try {
            return Long.parseLong(rows(project, "SELECT count(*) FROM mongodb_cdc_data." + table).get(0).get(0));
        }
        catch (SQLException notYet) {
            return 0;
        }
    }

    private void kill(List<String> loader, List<String> naive) throws Exception {
        Path project = project("kill", "mydb." + MERGED + ",mydb." + APPENDED);
        Path control = project("naive", "mydb." + APPENDED);
        LoaderProcess.start(loader, project, log("kill"), "--snapshot-only").succeed(END_S);
        LoaderProcess.start(naive, control, log("naive"), "--snapshot-only").succeed(END_S);
        long from = now();
        MongoWriter writer = new MongoWriter(database, List.of(MERGED, APPENDED), RANDOM.nextLong());
        writer.start(4);
        int killed = 0;
        for (int i = 0; i < KILLS; i++) {
            LoaderProcess process = LoaderProcess.start(loader, project, log("kill"));
            LoaderProcess wrong = i >= NAIVE_KILLS ? null : LoaderProcess.start(naive, control, log("naive"));
            process.await("Loaded");
            Thread.sleep(RANDOM.nextInt(700));
            killed += process.kill(last -> false) ? 1 : 0;
            if (wrong != null) {
                wrong.await("Loaded");
                wrong.kill(last -> false);
            }
        }
        writer.end();
        LoaderProcess.start(loader, project, log("kill"), "--until-current").succeed(END_S);
        LoaderProcess.start(naive, control, log("naive"), "--until-current").succeed(END_S);
        same(KILLS, killed, "killed with SIGKILL " + KILLS + " times while documents were written");
        same(documents(), merged(project), "MERGE: the table is the collection, " + documents().size() + " documents");
        same("0 lost, 0 doubled", appended(project, from), "APPEND: each change is there once");
        String wrong = appended(control, from);
        System.out.println("# the control, with an offset that is stored beside the rows: " + wrong);
        same(false, wrong.equals("0 lost, 0 doubled"), "a control that keeps its offset elsewhere doubles or loses");
    }

    private long now() {
        org.bson.BsonTimestamp time = database.runCommand(new Document("hello", 1)).get("operationTime",
                org.bson.BsonTimestamp.class);
        return time.getValue();
    }

    /** Each document of the merged collection by its key. */
    private TreeMap<String, String> documents() {
        TreeMap<String, String> all = new TreeMap<>();
        for (Document each : database.getCollection(MERGED).find()) {
            all.put(each.get("_id").toString(), MongoWriter.text(each));
        }
        return all;
    }

    private TreeMap<String, String> merged(Path project) throws SQLException {
        TreeMap<String, String> all = new TreeMap<>();
        for (List<String> row : rows(project, "SELECT _id, n, s, d, sub FROM mongodb_cdc_data." + MERGED
                + " WHERE NOT deleted")) {
            all.put(row.get(0), String.join(" ", row.subList(1, row.size())));
        }
        return all;
    }

    /** Changes after a time that are not loaded, or twice; an update whose document was deleted may be missing. */
    private String appended(Path project, long from) throws SQLException {
        List<List<String>> rows = rows(project, "SELECT __position, __op FROM mongodb_cdc_data." + APPENDED
                + " WHERE __op <> 'snapshot'");
        Set<String> loaded = new HashSet<>();
        long doubled = 0;
        for (List<String> row : rows) {
            doubled += loaded.add(row.get(0)) ? 0 : 1;
        }
        Set<Object> deletedLater = new HashSet<>();
        List<Document> log = new ArrayList<>(database.runCommand(new Document("standin", "log"))
                .getList("log", Document.class));
        long lost = 0;
        for (int i = log.size() - 1; i >= 0; i--) {
            Document change = log.get(i);
            long time = change.getLong("time");
            if (!change.getString("coll").equals(APPENDED) || time <= from) {
                continue;
            }
            if (change.getString("op").equals("delete")) {
                deletedLater.add(change.get("id"));
            }
            boolean there = loaded.contains((time >>> 32) + ":" + (time & 0xFFFFFFFFL));
            boolean superfluous = change.getString("op").equals("update") && deletedLater.contains(change.get("id"));
            lost += there || superfluous ? 0 : 1;
        }
        return lost + " lost, " + doubled + " doubled";
    }

    private List<List<String>> rows(Path project, String query) throws SQLException {
        Properties readOnly = new Properties();
        readOnly.setProperty("duckdb.read_only", "true");
        List<List<String>> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + project
                .resolve(".dlt/pipelines/mongodb_cdc/mongodb_cdc.duckdb"), readOnly);
                ResultSet result = connection.createStatement().executeQuery(query)) {
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(result.getObject(i)));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }

    private Path project(String name, String collections) throws IOException {
        return project(name, collections, collections.contains(MERGED)
                ? "[cdc_settings.primary_keys]\n" + MERGED + " = [\"_id\"]\n" : "");
    }

    private Path project(String name, String collections, String config) throws IOException {
        Path settings = Files.createDirectories(folder.resolve(name).resolve(".dlt"));
        Files.writeString(settings.resolve("secrets.toml"), """
                [sources.debezium.mongodb]
                connection_string = "mongodb://127.0.0.1:%d/?replicaSet=rs0"
                database = "mydb"
                collection_include_list = "%s"
                """.formatted(port, collections));
        Files.writeString(settings.resolve("config.toml"), config);
        return folder.resolve(name);
    }
}
