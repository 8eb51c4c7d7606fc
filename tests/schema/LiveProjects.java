import base.Problem;
import capture.Checkup;
import capture.Checkup.Known;
import capture.Until;
import cli.Session;
import config.CdcConfig;
import destination.duckdb.DuckDb;
import event.Checkpoint;
import event.TableId;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import load.Pipeline;
import postgres.PostgresDoctor;
import watch.Watch;

/** Projects whose tables were loaded once; then something is done to them, and the loader runs on, or once more. */
final class LiveProjects {

    private static final long PATIENCE_MS = 60_000;

    private final Path folder;
    private final Promises promises;
    private final String schema;
    private final String tables;
    private long began;
    private int number;

    /** @param tables makes what each project starts with, in a schema of its own */
    LiveProjects(Path folder, Promises promises, String schema, String tables) {
        this.folder = folder;
        this.promises = promises;
        this.schema = schema;
        this.tables = tables;
    }

    /** Says what is wrong, empty when nothing is. */
    interface Play {
        String play(Project project) throws Exception;
    }

    void begin() {
        began = System.currentTimeMillis();
    }

    void end() {
        System.out.printf("# %s: %.1f s%n", schema, (System.currentTimeMillis() - began) / 1000.0);
    }

    /** @param publication what {@code CREATE PUBLICATION} says after the name; empty: the loader makes it */
    void play(String name, String include, String publication, String config, Play play) throws Exception {
        if (!promises.wants(name)) {
            return;
        }
        Project project = new Project(folder, schema + "_" + number++, include, config);
        project.drop();
        String wrong;
        try {
            Project.sql("DROP SCHEMA IF EXISTS " + schema + " CASCADE", "CREATE SCHEMA " + schema);
            Project.sql(tables.split(Scenario.SEPARATOR));
            if (!publication.isEmpty()) {
                Project.sql("CREATE PUBLICATION " + project.name() + " " + publication);
            }
            wrong = run(project);
            wrong = wrong.isEmpty() ? play.play(project) : wrong;
        }
        catch (Exception e) {
            e.printStackTrace();
            wrong = e.toString();
        }
        finally {
            project.drop();
            Project.sql("DROP SCHEMA IF EXISTS " + schema + " CASCADE", "DROP SCHEMA IF EXISTS " + schema
                    + "_2 CASCADE",
                    "DROP SCHEMA IF EXISTS " + schema + "_3 CASCADE");
        }
        promises.verdict(name, wrong);
    }

    /** {@code $p} is the publication. */
    static void change(Project project, String changes) throws Exception {
        Project.sql(changes.replace("$p", project.name()).split(Scenario.SEPARATOR));
    }

    /** Loads what there is; gives the exit code and the sentence it ended with, empty when all went well. */
    static String run(Project project) {
        return run(project, new CopyOnWriteArrayList<>());
    }

    static String run(Project project, List<String> warnings) {
        try {
            project.run(Until.CURRENT, warnings(warnings));
            return "";
        }
        catch (Problem problem) {
            return problem.exitCode() + ": " + problem.getMessage();
        }
    }

    private static Watch warnings(List<String> warnings) {
        return new Watch() {
            @Override
            public void warn(String sentence) {
                warnings.add(sentence);
            }
        };
    }

    /** What {@code doctor} finds at the source. */
    static String doctor(Project project) {
        StringJoiner lines = new StringJoiner("\n");
        CdcConfig config = project.config();
        Checkpoint committed;
        try (DuckDb duckdb = new DuckDb(config, new Watch() { }, () -> false)) {
            committed = new Pipeline(config, duckdb, new Watch() { }).committed();
        }
        PostgresDoctor.examine(config.debezium(), (tables, known) -> { }, new Known(committed, false),
                new Checkup(lines::add));
        return lines.toString();
    }

    static String lacks(String text, String parts) {
        for (String part : parts.split("\\|")) {
            if (!text.contains(part)) {
                return " no " + part + " in: " + text;
            }
        }
        return "";
    }

    static String differs(Project project, String query, String expected) throws Exception {
        String actual = project.query(query);
        return actual.equals(expected) ? "" : " " + query + ": expected " + expected + ", actual " + actual;
    }

    /** A loader that runs until it is stopped. */
    static final class Live implements AutoCloseable {

        final List<String> warnings = new CopyOnWriteArrayList<>();
        private final Map<String, Long> rows = new HashMap<>();
        private final Session session;
        private final Thread thread;
        private volatile String ended = "";
        private volatile int looks;
        private volatile int readAgain;

        Live(Project project) {
            session = new Session(Until.STOPPED, false, new Watch() {
                @Override
                public void warn(String sentence) {
                    warnings.add(sentence);
                }

                @Override
                public void readAgain(TableId table) {
                    readAgain++;
                }

                @Override
                public void log(SourceLog log) {
                    looks++;
                }

                @Override
                public void loaded(Load load) {
                    synchronized (rows) {
                        load.changes().forEach((table, count) -> rows.merge(table, count, Long::sum));
                    }
                }
            });
            thread = new Thread(() -> {
                try {
                    project.run(session, Map.of());
                }
                catch (Problem problem) {
                    ended = problem.exitCode() + ": " + problem.getMessage();
                }
            }, "loader");
            thread.start();
        }

        /** Until the source has been looked at: it is read from now on, or will be in a moment. */
        void awaitStream() throws Exception {
            await(() -> looks > 0);
        }

        /** Until the source has been looked at so many times more. */
        void awaitLooks(int more) throws Exception {
            int before = looks;
            await(() -> looks >= before + more);
        }

        /** Until so many copies are in place. */
        void awaitReadAgain(int copies) throws Exception {
            await(() -> readAgain >= copies);
        }

        void awaitRows(String table, long count) throws Exception {
            await(() -> {
                synchronized (rows) {
                    return rows.getOrDefault(table, 0L) >= count;
                }
            });
        }

        /** Empty when it comes. */
        String awaitWarning(String part) throws Exception {
            await(() -> warnings.stream().anyMatch(warning -> warning.contains(part)));
            return warnings.stream().anyMatch(warning -> warning.contains(part)) ? "" : " nobody says " + part + ": "
                    + warnings;
        }

        private void await(BooleanSupplier what) throws Exception {
            for (long end = System.currentTimeMillis() + PATIENCE_MS; !what.getAsBoolean() && thread.isAlive()
                    && System.currentTimeMillis() < end;) {
                Thread.sleep(20);
            }
        }

        /** How it has ended by itself. */
        String awaitEnd() throws Exception {
            thread.join(PATIENCE_MS);
            return thread.isAlive() ? "the loader runs on" : ended.isEmpty() ? "ended well" : ended;
        }

        /** Stops it; gives what it ended with, empty when all went well. */
        String end() throws Exception {
            session.stop();
            thread.join(PATIENCE_MS);
            return ended;
        }

        @Override
        public void close() throws Exception {
            end();
        }
    }
}
