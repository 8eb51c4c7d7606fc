///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//SOURCES ../../src/capture/Binlog.java
//SOURCES ../../src/capture/Batch.java
//SOURCES ../../src/capture/CheckpointStore.java
//SOURCES ../../src/capture/Feed.java
//SOURCES ../../src/capture/Guard.java
//SOURCES ../../src/capture/NameList.java
//SOURCES ../../src/capture/ServerConnection.java
//SOURCES ../../src/capture/SnapshotSelects.java
//SOURCES ../../src/capture/SourceDatabase.java
//SOURCES ../../src/capture/SourceTable.java
//SOURCES ../../src/config/Problem.java
//SOURCES ../../src/event/ChangeEvent.java
//SOURCES ../../src/event/Checkpoint.java
//SOURCES ../../src/event/ColumnType.java
//SOURCES ../../src/event/Exact.java
//SOURCES ../../src/event/Kind.java
//SOURCES ../../src/event/MysqlDates.java
//SOURCES ../../src/event/PostgresText.java
//SOURCES ../../src/event/Row.java
//SOURCES ../../src/event/TableId.java
//SOURCES ../../src/watch/Watch.java
//SOURCES BinlogUnderTest.java
//SOURCES Cuts.java
//SOURCES Gtids.java
//SOURCES History.java
//SOURCES NaiveScheme.java
//SOURCES PlannedScheme.java
//SOURCES ProductScheme.java
//SOURCES Rec.java
//SOURCES Recording.java
//SOURCES Scheme.java
//SOURCES SeedStore.java
//SOURCES Server.java
//SOURCES Stream.java
//SOURCES Tally.java
//SOURCES TransactionScheme.java
//SOURCES Workload.java
//DEPS io.debezium:debezium-embedded:${debezium.version:3.6.1.Final}
//DEPS io.debezium:debezium-connector-${debezium.connector:mysql}:${debezium.version:3.6.1.Final}
//DEPS org.slf4j:slf4j-simple:1.7.36

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Which offsets of Debezium lose or double rows after a restart from a binary log (docs/mysql-resume.md): {@code
 * MysqlCutTest SERVER PORT CUTS SCHEMES [GROUPS]}, with SERVER gtid, file or mariadb (a container that is started on PORT),
 * CUTS of each class of records, and lists separated by {@code ,} and {@code ;}. With {@code jbang
 * -Ddebezium.version=3.5.0.Final -Ddebezium.connector=mariadb} for MariaDB.
 */
public class MysqlCutTest {

    private MysqlCutTest() {
    }

    public static void main(String... args) throws Exception {
        Logger.getLogger("").setLevel(Level.WARNING);
        Server server = Server.valueOf(args[0].toUpperCase(Locale.ROOT));
        int port = Integer.parseInt(args[1]);
        int perClass = Integer.parseInt(args[2]);
        List<String> schemes = List.of(args[3].split(","));
        List<String> groups = args.length > 4 ? List.of(args[4].split(";")) : Workload.GROUPS;
        Path folder = Files.createDirectories(Path.of(System.getProperty("cut.folder", "/tmp/mysqlcut"))
                .resolve(server.name().toLowerCase(Locale.ROOT)));
        server.start(port);
        for (String group : groups) {
            try {
                run(server, group, folder, perClass, schemes);
            }
            catch (RuntimeException e) {
                System.out.println("# " + server + " " + group + ": " + e.getMessage());
            }
        }
        System.exit(0);
    }

    private static void run(Server server, String group, Path folder, int perClass, List<String> schemes) throws Exception {
        for (String name : schemes) {
            Scheme scheme = scheme(server, name);
            long start = System.currentTimeMillis();
            Recording recording = Recording.of(server, group, scheme, folder);
            try (PrintStream log = new PrintStream(Files.newOutputStream(folder.resolve(group + "." + name + ".log")), true)) {
                for (int i = 0; i < recording.records().size(); i++) {
                    log.println("record " + i + " [" + recording.labels().get(i) + "] " + recording.records().get(i));
                }
                History variant = History.of(name);
                Tally tally = new Tally();
                Cuts cuts = new Cuts(recording, folder, log, tally);
                long from = System.currentTimeMillis();
                if (name.contains("twice")) {
                    cuts.twice(scheme, variant, perClass);
                }
                else {
                    cuts.run(scheme, variant, perClass);
                }
                String text = "## " + server + " " + group + " " + name + ": " + recording.records().size() + " records, "
                        + recording.changesAfter(-1).size() + " changes recorded in " + (from - start) + " ms; " + cuts.compared
                        + " cuts, " + cuts.restarts + " restarts, " + (System.currentTimeMillis() - from) / 1000 + " s, unstable "
                        + cuts.unstable + "\n" + tally.table(scheme.name() + variant.suffix());
                System.out.println(text);
                log.println(text);
            }
        }
    }

    private static Scheme scheme(Server server, String name) {
        if (name.startsWith("loader")) {
            return new ProductScheme(server);
        }
        if (name.startsWith("naive")) {
            return new NaiveScheme(server);
        }
        return name.startsWith("planned") ? new PlannedScheme(server) : new TransactionScheme(server);
    }
}
