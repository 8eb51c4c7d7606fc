///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES ../../src/destination/DuckDbVersion.java
//DEPS com.mysql:mysql-connector-j:9.7.0
//DEPS org.mariadb.jdbc:mariadb-java-client:3.5.3
//SOURCES ../../src/demo/EmbeddedPostgres.java
//SOURCES ../kill/LoaderProcess.java
//SOURCES ../kill/Sql.java
//SOURCES BinlogFaults.java
//SOURCES BinlogHost.java
//SOURCES BinlogMachine.java
//SOURCES ClockFaults.java
//SOURCES CopyFaults.java
//SOURCES Disk.java
//SOURCES DiskFaults.java
//SOURCES FileFaults.java
//SOURCES Link.java
//SOURCES Machine.java
//SOURCES MemoryFaults.java
//SOURCES NetworkFaults.java
//SOURCES PostgresMachine.java
//SOURCES Relay.java
//SOURCES Scene.java
//SOURCES ServerFaults.java
//SOURCES SourceFaults.java

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Faults of the world, one after the other, made for real: a server that restarts, is killed, put back to an older
 * state or promoted, a network that is cut or hangs, things dropped at the source, a DuckDB file that is taken away, a
 * disk that is full, a heap that is too small. After each the loader either goes on or has said why not, and source and
 * destination are compared in full: the rows in MERGE, every change once and in order in APPEND.
 * docs/troubleshooting.md has the table.
 *
 * <p>{@code FaultsTest FOLDER LOADER_CLASSPATH LOADER [all | NAME,NAME…]}; without a word a sample. On the embedded
 * PostgreSQL, or, where {@code FAULTS_SERVER} is set, on a {@link BinlogMachine}.
 */
public class FaultsTest {

    /** What is made to fail, and what has to follow. */
    interface Fault {
        /** @throws Exception where a promise does not hold */
        void run(Scene scene) throws Exception;
    }

    /** @param sample whether it belongs to the sample */
    record Case(String promise, String name, boolean sample, Fault fault) {
    }

    /** Ends a test that this machine cannot make. */
    static final class Skipped extends RuntimeException {
        Skipped(String why) {
            super(why);
        }
    }

    /** Not in the sample of MySQL and MariaDB, which start more slowly and take longer to miss somebody. */
    private static final List<String> LONG = List.of("held", "putback", "restart", "copyrestart", "copydisk");
    private static final int SIDE_BY_SIDE = Integer.parseInt(System.getenv().getOrDefault("FAULTS_JOBS", "3"));

    private final Path folder;
    private final List<String> loader;
    private final String wanted;
    private boolean passed = true;
    /** What stands ahead of a promise. */
    private String kind = "";

    private FaultsTest(Path folder, List<String> loader, String wanted) {
        this.folder = folder;
        this.loader = loader;
        this.wanted = wanted;
    }

    /** Exit code 0 when every promise holds, 1 when one does not. */
    public static void main(String... args) throws Exception {
        FaultsTest test = new FaultsTest(Path.of(args[0]).toAbsolutePath(), List.of(args[1], args[2]),
                args.length > 3 ? args[3] : "");
        test.run();
        System.exit(test.passed ? 0 : 1);
    }

    private boolean isWanted(Case each) {
        boolean sample = each.sample() && (kind.isEmpty() || !LONG.contains(each.name()));
        return wanted.equals("all") || (wanted.isEmpty() ? sample : List.of(wanted.split(",")).contains(each.name()));
    }

    private void run() throws Exception {
        String server = System.getenv("FAULTS_SERVER");
        if (server == null) {
            runPostgres();
        }
        else {
            runBinlog(server);
        }
    }

    private List<Case> wanted(List<List<Case>> all) {
        return all.stream().flatMap(List::stream).filter(this::isWanted).toList();
    }

    /** Those that stop the server have it for themselves, one after the other, while the others share one. */
    private void runPostgres() throws Exception {
        List<Case> alone = wanted(List.of(ServerFaults.all(), CopyFaults.servers(), ServerFaults.postgres()));
        List<Case> together = wanted(List.of(SourceFaults.all(), NetworkFaults.all(), FileFaults.all(),
                DiskFaults.all(), CopyFaults.disks(), MemoryFaults.all(), ClockFaults.all()));
        try (Machine own = PostgresMachine.make(folder.resolve("own"));
                Machine shared = PostgresMachine.make(folder.resolve("shared"))) {
            List<Runnable> work = new ArrayList<>();
            work.add(() -> alone.forEach(each -> run(each, own)));
            together.forEach(each -> work.add(() -> run(each, shared)));
            sideBySide(work);
        }
    }

    /** Likewise, but on one server. */
    private void runBinlog(String named) throws Exception {
        try (BinlogMachine server = new BinlogMachine(named)) {
            kind = server.kind() + ": ";
            List<Runnable> work = new ArrayList<>();
            wanted(List.of(BinlogFaults.all(), NetworkFaults.all(), CopyFaults.disks()))
                    .forEach(each -> work.add(() -> run(each, server)));
            sideBySide(work);
            wanted(List.of(ServerFaults.all(), CopyFaults.servers())).forEach(each -> run(each, server));
        }
    }

    private static void sideBySide(List<Runnable> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(SIDE_BY_SIDE);
        try {
            List<Future<?>> running = new ArrayList<>();
            work.forEach(each -> running.add(threads.submit(each)));
            for (Future<?> each : running) {
                each.get();
            }
        }
        finally {
            threads.shutdown();
        }
    }

    private void run(Case each, Machine server) {
        long begun = System.nanoTime();
        String outcome = "ok " + kind;
        String why = "";
        Scene scene = new Scene(server, each.name(), folder, loader);
        try {
            scene.create();
            each.fault().run(scene);
        }
        catch (Skipped skipped) {
            outcome = "skip " + kind;
            why = ": " + skipped.getMessage();
        }
        catch (Exception | Error e) {
            outcome = "not ok " + kind;
            why = ": " + e.getMessage() + (e instanceof IllegalStateException ? "" : " (" + e + ")");
        }
        end(scene, outcome + each.promise() + why.replaceAll("\\s*\\R\\s*", " | "), (System.nanoTime() - begun)
                / 1_000_000_000);
    }

    private synchronized void end(Scene scene, String line, long seconds) {
        try {
            scene.close();
        }
        catch (Exception e) {
            System.out.println("# " + scene.name + ": " + e);
        }
        passed &= !line.startsWith("not ok");
        System.out.println("# " + scene.name + ": " + seconds + " s");
        System.out.println(line);
    }
}
