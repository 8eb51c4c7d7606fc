///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES ../../src/Loader.java
//SOURCES ../../src/binlog/All.java
//SOURCES ../../src/patches/Binlog.java
//SOURCES BinlogUnderTest.java
//SOURCES Cuts.java
//SOURCES NaiveScheme.java
//SOURCES ProductScheme.java
//SOURCES Rec.java
//SOURCES Recording.java
//SOURCES Scheme.java
//SOURCES SeedStore.java
//SOURCES Server.java
//SOURCES Stream.java
//SOURCES Tally.java
//SOURCES Workload.java
//DEPS io.debezium:debezium-embedded:${debezium.version:3.6.1.Final}
//DEPS io.debezium:debezium-connector-${debezium.connector:mysql}:${debezium.version:3.6.1.Final}
//DEPS org.slf4j:slf4j-simple:1.7.36

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Which offsets of Debezium's connectors for MySQL and MariaDB lose or double rows after a restart, and whether the
 * loader's own way does. A stream is recorded once; then, for each record of it, an engine is started as if the loader
 * had been killed when everything up to that record was loaded, and what it sends up to the stream's end is compared
 * with what should have come.
 *
 * <p>{@code MysqlCutTest KIND PORT} prints {@code ok} and {@code not ok}: a sample of the cuts with the loader's own
 * classes, and the naive scheme as a control that has to lose rows. CUTS is the number of cuts a class (3).
 * <p>{@code MysqlCutTest KIND PORT SCHEMES GROUPS [CUTS]} prints a table for each scheme and group, and details of each
 * failed cut into a log:
 * <ul>
 * <li>KIND: {@code gtid}, {@code file} (MySQL without GTIDs) or {@code mariadb}; a container on PORT of 127.0.0.1, made
 * if it is not there;
 * <li>SCHEMES: some of {@code naive,loader}, or {@code all}; {@code naive twice}: a second restart after the first;
 * <li>GROUPS: some of {@link Workload#GROUPS} with semicolons between, or {@code all}.
 * </ul>
 * MariaDB's connector goes with another engine:
 * {@code jbang run -Ddebezium.version=3.5.0.Final -Ddebezium.connector=mariadb MysqlCutTest.java mariadb PORT}. Logs
 * are in the folder {@code -Dcut.folder}, else in the temporary one. docs/mysql-resume.md has what came out.
 */
public class MysqlCutTest {

    private static final String SCHEMES = "naive,naive twice,loader,loader twice";
    private static final int TRIES = 3;
    private static final String KEYS = "keys changed";

    private final Server server;
    private final Path folder;
    private boolean passed = true;

    private MysqlCutTest(Server server, Path folder) {
        this.server = server;
        this.folder = folder;
    }

    /** Exit code 0 when the check passes or the tables are printed, 1 when a cut fails, 2 for wrong arguments. */
    public static void main(String... args) throws Exception {
        Logger.getLogger("").setLevel(Level.WARNING);
        if (args.length != 2 && args.length < 4) {
            System.err.println("MysqlCutTest gtid|file|mariadb PORT [SCHEMES GROUPS [CUTS]]");
            System.exit(2);
        }
        Server server = Server.valueOf(args[0].toUpperCase(Locale.ROOT));
        Path folder = Path.of(System.getProperty("cut.folder", System.getProperty("java.io.tmpdir") + "/mysqlcut"));
        MysqlCutTest test = new MysqlCutTest(server, Files.createDirectories(folder.resolve(args[0])));
        server.start(Integer.parseInt(args[1]));
        if (args.length == 2) {
            test.check();
        }
        else {
            test.tables(args[2].equals("all") ? SCHEMES : args[2], args[3].equals("all") ? Workload.GROUPS
                    : List.of(args[3].split(";")), args.length > 4 ? Integer.parseInt(args[4]) : Integer.MAX_VALUE);
        }
        System.exit(test.passed ? 0 : 1);
    }

    private void tables(String schemes, List<String> groups, int perClass) throws Exception {
        for (String group : groups) {
            for (String scheme : Workload.fits(group, server) ? schemes.split(",") : new String[0]) {
                try {
                    System.out.println(cut(group, scheme, perClass, ""));
                }
                catch (RuntimeException e) {
                    System.out.println("## " + server + ", " + group + ", " + scheme + ": " + e.getMessage() + "\n");
                }
            }
        }
    }

    /** Records a group and cuts it. */
    private Cuts cut(String group, String name, int perClass, String onlyClass)
            throws IOException, SQLException, InterruptedException {
        Scheme scheme = scheme(name);
        Recording recording = recorded(group, scheme);
        try (PrintStream log = new PrintStream(Files.newOutputStream(folder.resolve(group + "." + name + ".log")),
                true)) {
            for (int i = 0; i < recording.records().size(); i++) {
                log.println("record " + i + " [" + recording.labels().get(i) + "] " + recording.records().get(i));
            }
            Cuts cuts = new Cuts(server + ", " + group + ", " + name, recording, folder, log, onlyClass);
            if (name.contains("twice")) {
                cuts.twice(scheme, perClass);
            }
            else {
                cuts.run(scheme, perClass);
            }
            log.println(cuts);
            return cuts;
        }
    }

    /** A recording that ends early by an error that passes is made again. */
    private Recording recorded(String group, Scheme scheme) throws IOException, SQLException, InterruptedException {
        for (int i = 1;; i++) {
            try {
                return Recording.of(server, group, scheme, folder);
            }
            catch (IllegalStateException e) {
                if (i == TRIES || !e.getMessage().contains("IOException")) {
                    throw e;
                }
            }
        }
    }

    private Scheme scheme(String name) {
        return name.startsWith("loader") ? new ProductScheme(server) : new NaiveScheme(server);
    }

    private void check() throws Exception {
        int perClass = Integer.parseInt(System.getenv().getOrDefault("CUTS", "3"));
        for (String group : List.of("dml+hb", "gtid+hb", "first", "ddl+hb", "swap+hb", "restart")) {
            if (Workload.fits(group, server)) {
                sound(cut(group, "loader", perClass, ""));
            }
        }
        // Few of its cuts come after the heartbeat that matters, so all are taken.
        sound(cut("ddl, rotation", "loader", Integer.MAX_VALUE, ""));
        sound(cut("swap first", "loader twice", perClass, ""));
        Cuts control = cut("dml", "naive", Integer.MAX_VALUE, KEYS);
        verdict(control.tally.lostCuts() > 0, "control: " + control.tally.lostCuts() + " of " + control.tally.cuts()
                + " naive cuts where keys are changed lose a row");
        try {
            cut("xa", "loader", perClass, "");
            verdict(false, "changes in an XA transaction end the run");
        }
        catch (IllegalStateException e) {
            verdict(e.getMessage().contains("XA"), "changes in an XA transaction end the run");
        }
    }

    private void sound(Cuts cuts) {
        Tally tally = cuts.tally;
        verdict(tally.cuts() > 0 && tally.failed() == 0, cuts.title + ": " + tally.cuts() + " cuts, " + cuts.restarts
                + " restarts, " + tally.failed() + " of them wrong");
    }

    private void verdict(boolean good, String what) {
        passed &= good;
        System.out.println((good ? "ok " : "not ok ") + what);
    }
}
