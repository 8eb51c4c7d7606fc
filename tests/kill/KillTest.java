///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//DEPS org.postgresql:postgresql:42.7.8
//DEPS com.mysql:mysql-connector-j:9.7.0
//DEPS org.mariadb.jdbc:mariadb-java-client:3.5.3
//SOURCES ../../src/destination/DuckDbVersion.java
//SOURCES BinlogSource.java
//SOURCES BinlogTrouble.java
//SOURCES BinlogTruth.java
//SOURCES BinlogWriter.java
//SOURCES Comparison.java
//SOURCES Destination.java
//SOURCES LakePlace.java
//SOURCES LoaderProcess.java
//SOURCES Pipeline.java
//SOURCES PostgresSource.java
//SOURCES PostgresTrouble.java
//SOURCES PostgresTruth.java
//SOURCES PostgresWriter.java
//SOURCES Replay.java
//SOURCES Source.java
//SOURCES Sql.java
//SOURCES Table.java
//SOURCES Workload.java
//SOURCES Writer.java

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Exactly once, tested by killing. Two loaders, one merging and one appending, follow a busy source and are killed with
 * SIGKILL at random times, the first third of the kills while they read their initial snapshots; then what they loaded
 * is compared in full with what the source itself has recorded. A control does the same with the offset that one would
 * store without thinking: the comparison has to see its losses.
 *
 * <p>{@code KillTest postgres|mysql|mariadb FOLDER LOADER_CLASSPATH LOADER NAIVE_CLASSPATH NAIVE}; where the server is:
 * {@link PostgresSource}, {@link BinlogSource}. {@code KILLS} is the number of kills a mode, {@code SEED} the seed,
 * {@code KILL_ROWS} the number of rows of the largest table at the beginning, {@code KILL_PACE} the longest pause
 * between two transactions in milliseconds, {@code KILL_NAME} the name in front of each promise, {@code SNAPSHOT} and
 * {@code KILL_PROPERTIES} what the loaders are configured with. Without a control where NAIVE is left out. Some 4
 * minutes on two cores.
 */
public class KillTest {

    private static final int CONTROL_ROUNDS = 4;
    private static final int CONTROL_WEAK_SPOTS = 60;

    private final Source source;
    private final String name;
    private final int kills = Integer.parseInt(System.getenv().getOrDefault("KILLS", "20"));
    private final long seed = Long.parseLong(System.getenv().getOrDefault("SEED", "20251123"));
    private final long start = System.currentTimeMillis();
    private boolean passed = true;

    private KillTest(Source source, String name) {
        this.source = source;
        this.name = name;
    }

    /** Exit code 0 when every promise holds, 1 when one does not. */
    public static void main(String... args) throws Exception {
        if (args.length != 4 && args.length != 6) {
            System.err.println("KillTest postgres|mysql|mariadb FOLDER LOADER_CLASSPATH LOADER [NAIVE_CLASSPATH NAIVE]:"
                    + " see tests/test_postgres_kill.sh and test_binlog_kill.sh");
            System.exit(2);
        }
        Source source = args[0].equals("postgres") ? new PostgresSource() : new BinlogSource(args[0]);
        KillTest test = new KillTest(source, System.getenv().getOrDefault("KILL_NAME", "kill"));
        Path folder = Path.of(args[1]).toAbsolutePath();
        List<String> loader = List.of(args[2], args[3]);
        List<Table> keyed = source.tables().stream().filter(table -> !table.key().isEmpty()).toList();
        Pipeline merge = new Pipeline(source, "merge", loader, folder.resolve("merge"), source.tables(), keyed);
        Pipeline append = new Pipeline(source, "append", loader, folder.resolve("append"), source.tables(), List.of());
        Pipeline control = args.length == 4 ? null : new Pipeline(source, "control", List.of(args[4], args[5]),
                folder.resolve("control"), source.controlled(), List.of());
        try {
            test.run(List.of(merge, append), control);
        }
        catch (ExecutionException | IllegalStateException e) {
            e.printStackTrace();
            test.verdict(false, test.name + ": " + (e.getCause() == null ? e : e.getCause()).getMessage());
        }
        System.exit(test.passed ? 0 : 1);
    }

    private void run(List<Pipeline> pipelines, Pipeline control) throws Exception {
        System.out.println("# " + name + ": " + kills + " kills a mode, seed " + seed);
        try {
            source.create();
            for (Pipeline pipeline : pipelines) {
                pipeline.create();
            }
            kill(pipelines);
            pipelines.forEach(this::drop);
            if (control != null) {
                control.create();
                control(control);
            }
        }
        finally {
            pipelines.forEach(this::drop);
            if (control != null) {
                drop(control);
            }
            source.close();
        }
    }

    /** Both loaders at once. */
    private void kill(List<Pipeline> pipelines) throws Exception {
        List<Pipeline.Kills> counted = new ArrayList<>();
        List<Callable<Void>> inSnapshot = new ArrayList<>();
        List<Callable<Void>> inStream = new ArrayList<>();
        List<Callable<Void>> finish = new ArrayList<>();
        for (Pipeline pipeline : pipelines) {
            Random random = new Random(seed + pipelines.indexOf(pipeline));
            Pipeline.Kills each = new Pipeline.Kills();
            counted.add(each);
            inSnapshot.add(() -> kill(pipeline, each, kills / 3, Pipeline.When.IN_SNAPSHOT, random));
            inStream.add(() -> kill(pipeline, each, kills - kills / 3, Pipeline.When.IN_STREAM, random));
            finish.add(() -> {
                pipeline.finish();
                return null;
            });
        }
        Workload workload = new Workload(source, seed, 0, 0, true);
        try {
            together(inSnapshot);
            say("the kills in the snapshots are done");
            Thread alter = alterOnce(workload, counted);
            together(inStream);
            alter.interrupt();
        }
        finally {
            workload.stop();
        }
        say("the kills in the stream are done");
        together(finish);
        say("caught up");
        for (Pipeline pipeline : pipelines) {
            report(pipeline, counted.get(pipelines.indexOf(pipeline)), new Comparison(pipeline));
        }
    }

    private static Void kill(Pipeline pipeline, Pipeline.Kills kills, int times, Pipeline.When when,
            Random random) throws Exception {
        pipeline.kill(kills, times, when, random);
        return null;
    }

    private static Thread alterOnce(Workload workload, List<Pipeline.Kills> counted) {
        Thread thread = new Thread(() -> {
            try {
                while (!counted.stream().allMatch(Pipeline.Kills::isStreaming)) {
                    Thread.sleep(200);
                }
                workload.alter();
            }
            catch (InterruptedException over) {
                // too few kills: without TRUNCATE then
            }
        }, "alter");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    static void together(List<Callable<Void>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
        }
        finally {
            threads.shutdown();
        }
    }

    private void report(Pipeline pipeline, Pipeline.Kills kills, Comparison result) {
        say(pipeline.name() + ": " + kills + ", " + result.operations() + " after the snapshot, " + result.compared()
                + " rows compared, " + result.lost() + " lost, " + result.doubled() + " doubled or wrong");
        result.faults().forEach(fault -> say(pipeline.name() + ": " + fault));
        verdict(result.faults().isEmpty(), name + " " + pipeline.name() + ": after " + kills.total()
                + " kill -9 nothing is lost, doubled or out of order");
    }

    /** The naive offset, under more and more kills until its losses show. */
    private void control(Pipeline control) throws Exception {
        Pipeline.Kills counted = new Pipeline.Kills();
        Random random = new Random(seed + 7);
        Comparison result = null;
        for (int round = 0; round < CONTROL_ROUNDS && (result == null || wrong(result) == 0); round++) {
            Workload workload = new Workload(source, seed + 100 + round, 100_000_000 + round * 50_000_000,
                    CONTROL_WEAK_SPOTS, false);
            try {
                control.kill(counted, Math.max(4, kills / 4), Pipeline.When.CATCHING_UP, random);
            }
            finally {
                workload.stop();
            }
            control.finish();
            result = new Comparison(control);
        }
        result.faults().forEach(fault -> say("control: " + fault));
        say("control: naive offset lost " + result.lostChanges() + ", doubled " + result.doubledChanges() + " ("
                + counted + ", " + result.operations() + ")");
        verdict(wrong(result) > 0, name + " control: the losses of a naive offset are seen");
    }

    private static long wrong(Comparison result) {
        return result.lostChanges() + result.doubledChanges();
    }

    private void drop(Pipeline pipeline) {
        try {
            source.drop(pipeline);
        }
        catch (SQLException e) {
            System.out.println("# " + pipeline.name() + " is left at the source: " + e.getMessage());
        }
    }

    private void verdict(boolean holds, String promise) {
        passed &= holds;
        System.out.println((holds ? "ok " : "not ok ") + promise);
    }

    private void say(String text) {
        System.out.printf("# %3d s %s%n", (System.currentTimeMillis() - start) / 1000, text);
    }
}
