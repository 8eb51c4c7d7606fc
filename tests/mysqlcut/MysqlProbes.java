///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES NaiveScheme.java
//SOURCES Proxy.java
//SOURCES ../faults/Relay.java
//SOURCES Rec.java
//SOURCES Recording.java
//SOURCES Scheme.java
//SOURCES SeedStore.java
//SOURCES Server.java
//SOURCES Stream.java
//SOURCES Workload.java
//DEPS io.debezium:debezium-embedded:${debezium.version:3.6.1.Final}
//DEPS io.debezium:debezium-connector-${debezium.connector:mysql}:${debezium.version:3.6.1.Final}
//DEPS org.slf4j:slf4j-simple:1.7.36

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What a restart of Debezium's MySQL connector does beside the cuts of {@link MysqlCutTest}: the snapshot's offsets,
 * the client's own reconnect, the recovery of a lost schema history. Prints what it sees; docs/mysql-resume.md has it.
 *
 * <p>{@code MysqlProbes.java gtid|file|mariadb PORT [PROBE,…]}
 */
public class MysqlProbes {

    private static final int MANY = 200_000;

    private final Server server;
    private final Path folder;

    private MysqlProbes(Server server, Path folder) {
        this.server = server;
        this.folder = folder;
    }

    public static void main(String... args) throws Exception {
        Logger.getLogger("").setLevel(Level.WARNING);
        Server server = Server.valueOf(args[0].toUpperCase(Locale.ROOT));
        MysqlProbes probes = new MysqlProbes(server, Files.createTempDirectory("mysqlprobes"));
        server.start(Integer.parseInt(args[1]));
        for (String probe : args.length > 2 ? args[2].split(",") : new String[] {"snapshot", "kill", "cut", "recovery",
                "empty", "purge"}) {
            System.out.println("\n== " + server + " " + probe);
            switch (probe) {
                case "snapshot" -> probes.snapshot();
                case "kill" -> probes.kill();
                case "cut" -> probes.cut();
                case "recovery" -> probes.recovery();
                case "empty" -> probes.empty();
                case "purge" -> probes.purge();
                default -> throw new IllegalArgumentException(probe);
            }
        }
        System.exit(0);
    }

    private Stream stream(Path history, Map<String, Object> offset, String... more) {
        Map<String, String> properties = new TreeMap<>();
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        return new Stream(server.properties(history, offset, properties));
    }

    private Path fresh() throws Exception {
        return Files.createTempDirectory(folder, "h").resolve("history");
    }

    private static boolean isEnd(Rec rec) {
        return Workload.END.equals(rec.label());
    }

    private void label(String name) throws Exception {
        server.execute("INSERT INTO label (name) VALUES ('" + name + "')");
    }

    private void show(String title, Stream stream) {
        System.out.println("-- " + title + (stream.error() == null ? "" : ": ended, " + stream.error()));
        String last = "";
        int times = 0;
        for (Rec rec : stream.records()) {
            String line = rec.toString().replaceAll(" source\\{gtid=null file=null.*\\} h=", " h=")
                    .replaceAll("id=[0-9a-f]{8}-\\S+", "");
            if (!line.equals(last)) {
                System.out.println("   " + line);
                last = line;
            }
            else {
                times++;
            }
        }
        System.out.println("   (" + times + " more like the one before them)");
    }

    /** The offsets around a snapshot, with notifications and heartbeats; then a restart from one of its rows. */
    private void snapshot() throws Exception {
        String[] told = {"notification.enabled.channels", "sink", "notification.sink.topic.name", "notes",
            "heartbeat.interval.ms", "1000"};
        new Workload(server).create("dml");
        List<Rec> records;
        try (Stream stream = stream(fresh(), null, told)) {
            stream.await(rec -> "last".equals(rec.source("snapshot")), 60);
            Stream.pause(1500);
            label("END");
            stream.await(MysqlProbes::isEnd, 20);
            show("snapshot of three rows", stream);
            records = stream.records();
        }
        for (Rec rec : records.stream().filter(each -> each.kind() == Rec.Kind.SNAPSHOT).toList()) {
            try (Stream stream = stream(fresh(), rec.offset(), told)) {
                stream.await(MysqlProbes::isEnd, 15);
                show("restart without history from " + rec.timeless(), stream);
            }
        }
        server.execute("DELETE FROM t", "DELETE FROM u", "DELETE FROM label");
        try (Stream stream = stream(fresh(), null, told)) {
            Stream.pause(6000);
            show("snapshot of empty tables", stream);
        }
    }

    /** The connection that reads the log is killed while it sends a transaction, and while there is nothing to send. */
    private void kill() throws Exception {
        for (String keepAlive : List.of("false", "true")) {
            for (boolean midStream : new boolean[] {true, false}) {
                new Workload(server).create("dml");
                try (Stream stream = stream(fresh(), null, "connect.keep.alive", keepAlive, "max.queue.size", "512",
                        "max.batch.size", "256", "heartbeat.interval.ms", "1000")) {
                    stream.await(rec -> "last".equals(rec.source("snapshot")), 60);
                    label("begin");
                    stream.await(rec -> "begin".equals(rec.label()), 20);
                    if (midStream) {
                        server.execute("SET SESSION cte_max_recursion_depth = 10000000",
                                "INSERT INTO big WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE"
                                        + " i < " + MANY + ") SELECT i, REPEAT('v', 400) FROM n");
                        stream.await(rec -> rec.record().topic().endsWith(".big"), 60);
                    }
                    killDump();
                    long at = System.currentTimeMillis();
                    Stream.pause(midStream ? 100 : 3000);
                    boolean ended = stream.hasEnded();
                    label("END");
                    boolean reached = stream.await(MysqlProbes::isEnd, 60);
                    Set<String> different = new HashSet<>();
                    List<String> rows = stream.records().stream().filter(rec -> rec.record().topic().endsWith(".big"))
                            .map(Rec::text).toList();
                    different.addAll(rows);
                    System.out.println("-- keep alive " + keepAlive + ", killed " + (midStream ? "in a transaction of "
                            + MANY + " rows"
                            : "idle") + ": end reached " + reached + ", rows " + rows.size() + ", different "
                            + different.size() + ", engine ended " + stream.hasEnded() + (midStream ? ""
                                    : " (after 3 s: " + ended + ")") + ", "
                            + (System.currentTimeMillis() - at) + " ms, error " + stream.error() + ", dump threads now "
                            + dumps());
                }
            }
        }
    }

    /** The connection breaks between two events of a transaction: the client may connect again by itself. */
    private void cut() throws Exception {
        for (Proxy.Break how : Proxy.Break.values()) {
            for (String keepAlive : List.of("false", "true")) {
                new Workload(server).create("dml");
                Path history = fresh();
                try (Proxy proxy = new Proxy(server.port(), how, "breaks here");
                        Stream stream = stream(history, null, "database.port", "" + proxy.port(), "database.ssl.mode",
                                server.mariadb() ? "disable" : "disabled", "connect.keep.alive", keepAlive)) {
                    stream.await(rec -> "last".equals(rec.source("snapshot")), 60);
                    label("begin");
                    stream.await(rec -> "begin".equals(rec.label()), 20);
                    server.execute("BEGIN", "INSERT INTO t VALUES (1, 'a'), (2, 'a')",
                            "INSERT INTO u VALUES (1, 'breaks here')", "INSERT INTO t VALUES (3, 'a'), (4, 'a')",
                            "COMMIT", "INSERT INTO t VALUES (5, 'a')");
                    label("END");
                    boolean reached = stream.await(MysqlProbes::isEnd, 30);
                    System.out.println("-- " + how + " in a transaction, keep alive " + keepAlive + ": end reached "
                            + reached + ", engine ended " + stream.hasEnded() + ", error " + stream.error());
                    stream.records().stream().filter(Rec::isChange).forEach(rec -> System.out.println("   " + rec));
                }
            }
        }
    }

    private List<String> dumps() throws Exception {
        return server.query("SELECT id FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%'");
    }

    private void killDump() throws Exception {
        for (String id : dumps()) {
            server.execute("KILL " + id);
        }
    }

    /** A lost schema history: snapshot.mode=recovery, with and without DDL since the offset. */
    private void recovery() throws Exception {
        for (boolean ddl : new boolean[] {false, true}) {
            new Workload(server).create("dml");
            Map<String, Object> offset;
            try (Stream stream = stream(fresh(), null)) {
                stream.await(rec -> "last".equals(rec.source("snapshot")), 60);
                server.execute("INSERT INTO t VALUES (1, 'a'), (2, 'b')");
                stream.await(Rec::isChange, 20);
                offset = new TreeMap<>(stream.records().stream().filter(Rec::isChange).findFirst().orElseThrow()
                        .offset());
            }
            offset.keySet().retainAll(Set.of("file", "pos", "gtids"));
            if (ddl) {
                server.execute("ALTER TABLE t ADD COLUMN c INT FIRST");
            }
            server.execute(ddl ? "INSERT INTO t VALUES (3, 3, 'c')" : "INSERT INTO t VALUES (3, 'c')");
            label("END");
            try (Stream stream = stream(fresh(), offset)) {
                stream.await(MysqlProbes::isEnd, 15);
                show("no history, snapshot.mode initial", stream);
            }
            Path history = fresh();
            try (Stream stream = stream(history, offset, "snapshot.mode", "recovery")) {
                stream.await(MysqlProbes::isEnd, 15);
                show("no history, snapshot.mode recovery from " + offset + (ddl ? ", DDL since" : ""), stream);
            }
            for (String line : Files.readAllLines(history)) {
                System.out.println("   history " + line.replaceAll(".*\"position\":", "").replaceAll("\"tableChanges.*",
                        "").replaceAll("(.{200}).*", "$1"));
            }
        }
    }

    /** No GTID at all yet. */
    private void empty() throws Exception {
        new Workload(server).create("first");
        Path history = fresh();
        Rec last;
        try (Stream stream = stream(history, null)) {
            stream.await(rec -> "last".equals(rec.source("snapshot")), 60);
            last = stream.records().get(stream.records().size() - 1);
            server.execute("INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')");
            label("END");
            stream.await(MysqlProbes::isEnd, 15);
            show("first transaction", stream);
        }
        Map<String, Object> offset = new TreeMap<>(last.offset());
        try (Stream stream = stream(history, offset)) {
            stream.await(MysqlProbes::isEnd, 15);
            show("restart from " + offset, stream);
        }
        offset.put("gtids", server.mariadb() ? "999-1-1" : "00000000-0000-0000-0000-000000000000:1");
        try (Stream stream = stream(history, offset)) {
            stream.await(MysqlProbes::isEnd, 15);
            show("restart from " + offset, stream);
        }
    }

    /** The log before the restart point is purged; then the restart point itself. */
    private void purge() throws Exception {
        new Workload(server).create("dml");
        Path history = fresh();
        Map<String, Object> offset;
        try (Stream stream = stream(history, null)) {
            stream.await(rec -> "last".equals(rec.source("snapshot")), 60);
            server.execute("INSERT INTO t VALUES (1, 'a')", "FLUSH BINARY LOGS",
                    "INSERT INTO t VALUES (2, 'a'), (3, 'a')");
            label("END");
            stream.await(MysqlProbes::isEnd, 20);
            offset = new TreeMap<>(stream.records().stream().filter(Rec::isChange).toList().get(1).offset());
        }
        offset.keySet().retainAll(Set.of("file", "pos", "gtids"));
        List<String> logs = server.query("SHOW BINARY LOGS").stream().map(row -> row.split("\\|")[0]).toList();
        server.execute("PURGE BINARY LOGS TO '" + logs.get(logs.size() - 1) + "'");
        try (Stream stream = stream(history, offset)) {
            stream.await(MysqlProbes::isEnd, 15);
            show("purged before " + offset, stream);
        }
        server.execute("FLUSH BINARY LOGS");
        logs = server.query("SHOW BINARY LOGS").stream().map(row -> row.split("\\|")[0]).toList();
        server.execute("PURGE BINARY LOGS TO '" + logs.get(logs.size() - 1) + "'");
        try (Stream stream = stream(history, offset)) {
            stream.await(MysqlProbes::isEnd, 15);
            show("purged after " + offset, stream);
        }
    }
}
