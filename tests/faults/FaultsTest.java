///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//DEPS org.duckdb:duckdb_jdbc:2.0.0.1
//SOURCES ../../src/demo/EmbeddedPostgres.java
//SOURCES ../kill/LoaderProcess.java
//SOURCES ../kill/Sql.java
//SOURCES Disk.java
//SOURCES FaultServer.java
//SOURCES FileFaults.java
//SOURCES Link.java
//SOURCES MemoryFaults.java
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
 * Faults of the world, one after the other, made for real: a server that restarts, is killed, put back to an older state or
 * promoted, a network that is cut or hangs, things dropped at the source, a DuckDB file that is taken away, a disk that is
 * full, a heap that is too small. After each the loader either goes on or has said why not, and source and destination are
 * compared in full: the rows in MERGE, every change once and in order in APPEND. docs/faults.md has the table.
 *
 * <p>{@code FaultsTest FOLDER LOADER_CLASSPATH LOADER [all | NAME,NAME…]}; without a word a sample.
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

    private static final int SIDE_BY_SIDE = Integer.parseInt(System.getenv().getOrDefault("FAULTS_JOBS", "3"));

    private final Path folder;
    private final List<String> loader;
    private final String wanted;
    private boolean passed = true;

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
        return wanted.equals("all") || (wanted.isEmpty() ? each.sample() : List.of(wanted.split(",")).contains(each.name()));
    }

    /** Those that stop the server have it for themselves, one after the other, while the others share one. */
    private void run() throws Exception {
        List<Case> alone = ServerFaults.all().stream().filter(this::isWanted).toList();
        List<Case> together = new ArrayList<>(SourceFaults.all());
        together.addAll(FileFaults.all());
        together.addAll(MemoryFaults.all());
        together.removeIf(each -> !isWanted(each));
        ExecutorService threads = Executors.newFixedThreadPool(SIDE_BY_SIDE);
        try (FaultServer own = FaultServer.make(folder.resolve("own"));
                FaultServer shared = FaultServer.make(folder.resolve("shared"))) {
            List<Future<?>> running = new ArrayList<>();
            running.add(threads.submit(() -> alone.forEach(each -> run(each, own))));
            together.forEach(each -> running.add(threads.submit(() -> run(each, shared))));
            for (Future<?> each : running) {
                each.get();
            }
        }
        finally {
            threads.shutdown();
        }
    }

    private void run(Case each, FaultServer server) {
        long begun = System.nanoTime();
        String outcome = "ok ";
        String why = "";
        Scene scene = new Scene(server, each.name(), folder, loader);
        try {
            scene.create();
            each.fault().run(scene);
        }
        catch (Skipped skipped) {
            outcome = "skip ";
            why = ": " + skipped.getMessage();
        }
        catch (Exception | Error e) {
            outcome = "not ok ";
            why = ": " + e.getMessage() + (e instanceof IllegalStateException ? "" : " (" + e + ")");
        }
        end(scene, outcome + each.promise() + why.replaceAll("\\s*\\R\\s*", " | "), (System.nanoTime() - begun) / 1_000_000_000);
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
