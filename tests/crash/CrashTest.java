///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES ../kill/KillTest.java

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Exactly once, tested at every step of a load: two loaders, one merging and one appending, follow a busy source and
 * halt themselves (as {@code kill -9} does, but at a chosen place) at one place of {@code base/CrashPoint.java} after
 * the other; then what they loaded is compared in full with what the source itself has recorded, as in the kill test.
 *
 * <p>{@code CrashTest postgres|mysql|mariadb FOLDER LOADER_CLASSPATH LOADER}. {@code CRASH_AT} is a list of places,
 * with {@code *} for all; {@code SEED} the seed of the workload; with {@code KILL_SERVERS} the server is killed
 * meanwhile; {@code KILL_ROWS} and {@code KILL_PACE} as in the kill test.
 */
public class CrashTest {

    /** Reached while the snapshot is read; the direct one is done with the second commit. */
    private static final List<String> IN_SNAPSHOT = List.of("begun", "staged", "rows", "before-commit", "after-commit",
            "snapshot-done", "after-commit:2", "before-commit:3");
    private static final List<String> IN_STREAM = List.of("opening", "opened", "opening:3", "opened:3", "staged", "ddl",
            "rows", "schema", "state", "loads-row", "before-commit", "after-commit", "working-folder", "before-mark",
            "after-mark", "before-release", "after-release", "staged:2", "rows:7", "before-commit:5", "after-commit:5",
            "before-mark:5", "after-mark:5", "before-release:2", "after-release:3", "after-commit:9");
    /** Reached while the captured tables are quiet and others are not: heartbeats alone move the position. */
    private static final List<String> QUIET = List.of("staged", "state", "before-commit", "after-commit", "before-mark",
            "after-mark", "after-commit:2", "before-mark:2", "after-mark:2");
    private static final List<String> AT_THE_END = List.of("closing", "closed");
    private static final int PATIENCE_SECONDS = 90;

    private final String name;
    private final List<String> wanted = List.of(System.getenv().getOrDefault("CRASH_AT", "*").split(","));
    private final List<String> missed = new ArrayList<>();
    private boolean passed = true;
    private int crashes;

    private CrashTest(String name) {
        this.name = name;
    }

    /** Exit code 0 when every promise holds, 1 when one does not. */
    public static void main(String... args) throws Exception {
        if (args.length != 4) {
            System.err.println("CrashTest postgres|mysql|mariadb FOLDER LOADER_CLASSPATH LOADER: see tests/crash/run");
            System.exit(2);
        }
        Source source = args[0].equals("postgres") ? new PostgresSource() : new BinlogSource(args[0]);
        CrashTest test = new CrashTest(args[0] + " crash");
        Path folder = Path.of(args[1]).toAbsolutePath();
        List<String> loader = List.of(args[2], args[3]);
        List<Table> keyed = source.tables().stream().filter(table -> !table.key().isEmpty()).toList();
        test.run(source, List.of(new Pipeline(source, "merge", loader, folder.resolve("merge"), source.tables(), keyed),
                new Pipeline(source, "append", loader, folder.resolve("append"), source.tables(), List.of())));
        System.exit(test.passed ? 0 : 1);
    }

    private void run(Source source, List<Pipeline> pipelines) throws Exception {
        try {
            source.create();
            for (Pipeline pipeline : pipelines) {
                pipeline.create();
            }
            Workload workload = new Workload(source, Long.parseLong(System.getenv().getOrDefault("SEED", "20251123")),
                    0, 0, System.getenv().containsKey("KILL_SERVERS"));
            try {
                together(pipelines, pipeline -> crashAll(pipeline, IN_SNAPSHOT));
                together(pipelines, pipeline -> pipeline.finish("--snapshot-only"));
                workload.alter();
                together(pipelines, pipeline -> crashAll(pipeline, IN_STREAM));
            }
            finally {
                workload.stop();
            }
            together(pipelines, Pipeline::finish);
            crashQuietly(source, pipelines);
            together(pipelines, pipeline -> crashAll(pipeline, AT_THE_END, "--until-current"));
            together(pipelines, Pipeline::finish);
            for (Pipeline pipeline : pipelines) {
                report(pipeline, new Comparison(pipeline));
            }
            verdict(missed.isEmpty(), name + ": every place was reached" + (missed.isEmpty() ? ""
                    : ", but not " + missed));
        }
        finally {
            for (Pipeline pipeline : pipelines) {
                source.drop(pipeline);
            }
            source.close();
        }
    }

    private void crashQuietly(Source source, List<Pipeline> pipelines) throws Exception {
        Workload elsewhere = Workload.elsewhere(source);
        try {
            together(pipelines, pipeline -> crashAll(pipeline, QUIET, at -> pipeline.crashQuietly(at,
                    PATIENCE_SECONDS)));
        }
        finally {
            elsewhere.stop();
        }
    }

    private interface Step {
        void run(Pipeline pipeline) throws Exception;
    }

    /** Both loaders at once. */
    private static void together(List<Pipeline> pipelines, Step step) throws Exception {
        List<Callable<Void>> tasks = new ArrayList<>();
        pipelines.forEach(pipeline -> tasks.add(() -> {
            step.run(pipeline);
            return null;
        }));
        KillTest.together(tasks);
    }

    private interface Crash {
        int at(String place) throws IOException, InterruptedException;
    }

    private void crashAll(Pipeline pipeline, List<String> places, String... options) throws IOException,
            InterruptedException {
        crashAll(pipeline, places, place -> pipeline.crash(place, PATIENCE_SECONDS, place.contains(":"), options));
    }

    private void crashAll(Pipeline pipeline, List<String> places, Crash crash) throws IOException,
            InterruptedException {
        for (String place : places) {
            if (!wanted.contains("*") && !wanted.contains(place)) {
                continue;
            }
            int code = crash.at(place);
            synchronized (this) {
                crashes++;
                if (code != Pipeline.CRASHED) {
                    missed.add(place + " (" + pipeline.name() + ")");
                }
            }
        }
    }

    private void report(Pipeline pipeline, Comparison result) {
        System.out.println("# " + name + " " + pipeline.name() + ": " + result.operations() + " after the snapshot, "
                + result.compared() + " rows compared, " + result.lost() + " lost, " + result.doubled()
                + " doubled or wrong");
        result.faults().forEach(fault -> System.out.println("# " + pipeline.name() + ": " + fault));
        verdict(result.faults().isEmpty() && !result.operations().startsWith("0 "), name + " " + pipeline.name()
                + ": after " + crashes / 2 + " crashes, one at each place, nothing is lost, doubled or out of order");
    }

    private void verdict(boolean holds, String promise) {
        passed &= holds;
        System.out.println((holds ? "ok " : "not ok ") + promise);
    }
}
