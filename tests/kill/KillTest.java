///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS org.postgresql:postgresql:42.7.8
//DEPS org.duckdb:duckdb_jdbc:2.0.0.1
//SOURCES Comparison.java
//SOURCES Destination.java
//SOURCES LoaderProcess.java
//SOURCES Pipeline.java
//SOURCES SourceTables.java
//SOURCES Truth.java
//SOURCES Workload.java

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Exactly once, tested by killing. Two loaders, one merging and one appending, follow a busy PostgreSQL and are killed
 * with SIGKILL at random times, the first third of the kills while they read 200,000 rows of their initial snapshots;
 * then what they loaded is compared in full with what a slot of PostgreSQL's own test_decoding has recorded. A control
 * does the same with the offset that one would store without thinking: the comparison has to see its losses.
 *
 * <p>{@code KillTest FOLDER LOADER_CLASSPATH NAIVE_CLASSPATH}; PostgreSQL is at {@code POSTGRES_PORT} of this host
 * (user, password and database of docker-compose.yml). {@code KILLS} is the number of kills a mode, {@code SEED} the
 * seed. Some 4 minutes on two cores.
 */
public class KillTest {

    private static final int CONTROL_ROUNDS = 4;
    private static final int COPY_HEAVY = 60;

    private final Path folder;
    private final int kills = Integer.parseInt(System.getenv().getOrDefault("KILLS", "20"));
    private final long seed = Long.parseLong(System.getenv().getOrDefault("SEED", "20251123"));
    private final long start = System.currentTimeMillis();
    private final Truth truth = new Truth();
    private boolean passed = true;

    private KillTest(Path folder) {
        this.folder = folder;
    }

    /** Exit code 0 when every promise holds, 1 when one does not. */
    public static void main(String... args) throws Exception {
        if (args.length != 3) {
            System.err.println("KillTest FOLDER LOADER_CLASSPATH NAIVE_CLASSPATH: see tests/test_postgres_kill.sh");
            System.exit(2);
        }
        KillTest test = new KillTest(Path.of(args[0]).toAbsolutePath());
        List<SourceTables.Table> keyed = SourceTables.ALL.stream().filter(table -> !table.key().isEmpty()).toList();
        List<String> loader = List.of(args[1], "DebeziumDltLoader");
        Pipeline merge = new Pipeline("merge", loader, test.folder.resolve("merge"), SourceTables.ALL, keyed);
        Pipeline append = new Pipeline("append", loader, test.folder.resolve("append"), SourceTables.ALL, List.of());
        Pipeline control = new Pipeline("control", List.of(args[2], "NaiveLoader"), test.folder.resolve("control"),
                List.of(SourceTables.FULL, SourceTables.PAIR, SourceTables.WIDE, SourceTables.BAG), List.of());
        try (Connection connection = SourceTables.connect()) {
            test.run(connection, List.of(merge, append), control);
        }
        catch (ExecutionException | IllegalStateException e) {
            e.printStackTrace();
            test.verdict(false, "kill: " + (e.getCause() == null ? e : e.getCause()).getMessage());
        }
        System.exit(test.passed ? 0 : 1);
    }

    private void run(Connection connection, List<Pipeline> pipelines, Pipeline control) throws Exception {
        System.out.println("# kill: " + kills + " kills a mode, seed " + seed);
        try {
            SourceTables.create(connection);
            Truth.start(connection);
            SourceTables.seed(connection);
            for (Pipeline pipeline : pipelines) {
                pipeline.create(connection);
            }
            kill(connection, pipelines);
            pipelines.forEach(pipeline -> drop(connection, pipeline));
            control.create(connection);
            control(connection, control);
        }
        finally {
            drop(connection, control);
            pipelines.forEach(pipeline -> drop(connection, pipeline));
            Truth.stop(connection);
        }
    }

    /** Both loaders at once. */
    private void kill(Connection connection, List<Pipeline> pipelines) throws Exception {
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
        Workload workload = new Workload(seed, 0, 0);
        try {
            together(inSnapshot);
            say("the kills in the snapshots are done");
            Thread truncate = truncateOnce(workload, counted);
            together(inStream);
            truncate.interrupt();
        }
        finally {
            workload.stop();
        }
        say("the kills in the stream are done");
        together(finish);
        truth.read(connection);
        say("caught up");
        for (Pipeline pipeline : pipelines) {
            report(pipeline, counted.get(pipelines.indexOf(pipeline)),
                    new Comparison(pipeline, truth, source(connection)));
        }
    }

    private static Void kill(Pipeline pipeline, Pipeline.Kills kills, int times, Pipeline.When when,
            Random random) throws Exception {
        pipeline.kill(kills, times, when, random);
        return null;
    }

    private static Thread truncateOnce(Workload workload, List<Pipeline.Kills> counted) {
        Thread thread = new Thread(() -> {
            try {
                while (!counted.stream().allMatch(Pipeline.Kills::isStreaming)) {
                    Thread.sleep(200);
                }
                workload.truncate();
            }
            catch (InterruptedException over) {
                // too few kills: without TRUNCATE then
            }
        }, "truncate");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void together(List<Callable<Void>> tasks) throws Exception {
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

    private static Map<String, List<List<String>>> source(Connection connection) throws Exception {
        Map<String, List<List<String>>> rows = new HashMap<>();
        for (SourceTables.Table table : SourceTables.ALL) {
            rows.put(table.name(), SourceTables.rows(connection, table));
        }
        return rows;
    }

    private void report(Pipeline pipeline, Pipeline.Kills kills, Comparison result) {
        say(pipeline.name() + ": " + kills + ", " + result.operations() + " behind the snapshot, " + result.compared()
                + " rows compared, " + result.lost() + " lost, " + result.doubled() + " doubled or wrong");
        result.faults().forEach(fault -> say(pipeline.name() + ": " + fault));
        verdict(result.faults().isEmpty(), "kill " + pipeline.name() + ": after " + kills.total()
                + " kill -9 nothing is lost, doubled or out of order");
    }

    /** The naive offset, under more and more kills until its losses show. */
    private void control(Connection connection, Pipeline control) throws Exception {
        Pipeline.Kills counted = new Pipeline.Kills();
        Random random = new Random(seed + 7);
        Comparison result = null;
        for (int round = 0; round < CONTROL_ROUNDS && (result == null || wrong(result) == 0); round++) {
            Workload workload = new Workload(seed + 100 + round, 100_000_000 + round * 50_000_000, COPY_HEAVY);
            try {
                control.kill(counted, Math.max(4, kills / 4), Pipeline.When.CATCHING_UP, random);
            }
            finally {
                workload.stop();
            }
            control.finish();
            truth.read(connection);
            result = new Comparison(control, truth, source(connection));
        }
        result.faults().forEach(fault -> say("control: " + fault));
        say("control: naive offset lost " + result.lostChanges() + ", doubled " + result.doubledChanges() + " ("
                + counted + ", " + result.operations() + ")");
        verdict(wrong(result) > 0, "kill control: the losses of a naive offset are seen");
    }

    private static long wrong(Comparison result) {
        return result.lostChanges() + result.doubledChanges();
    }

    private static void drop(Connection connection, Pipeline pipeline) {
        try {
            pipeline.drop(connection);
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
