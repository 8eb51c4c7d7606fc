import base.Problem;
import capture.Until;
import cli.Session;
import event.TableId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import watch.Watch;

/** What the tests of starts and runs share: each is played on a project and a database of its own. */
abstract class BinlogTests {

    static final String KEY = "[cdc_settings.primary_keys]\nt = \"id\"\n";
    static final long PATIENCE_MS = 90_000;

    final BinlogSource source;
    private final Path folder;
    final Promises promises;
    private static int number;

    BinlogTests(Path folder, Promises promises, BinlogSource source) {
        this.folder = folder;
        this.promises = promises;
        this.source = source;
    }

    /** One test: what is wrong, empty when nothing is. */
    interface Play {
        String play(Run run) throws Exception;
    }

    /** What happens meanwhile. */
    interface Act {
        void act();
    }

    /** On a table t (id, a) with the row (1, x); {@code config}: the text of {@code .dlt/config.toml}. */
    void play(String name, String config, Play play) throws Exception {
        if (!promises.wants(name)) {
            return;
        }
        long start = System.currentTimeMillis();
        String database = "db_" + number++;
        source.create(database);
        Project.sql("CREATE TABLE " + database + ".t (id int PRIMARY KEY, a varchar(20))",
                "INSERT INTO " + database + ".t VALUES (1, 'x')");
        String wrong;
        try (Run run = new Run(new Project(folder, database, "", config), database)) {
            wrong = play.play(run);
        }
        catch (Exception e) {
            e.printStackTrace();
            wrong = e.toString();
        }
        finally {
            source.drop(database);
        }
        promises.verdict(name, wrong);
        System.out.printf("# %.1f s%n", (System.currentTimeMillis() - start) / 1000.0);
    }

    /** {@code play}, on a table that is loaded. */
    void loaded(String name, String config, Play play) throws Exception {
        play(name, config, run -> {
            String wrong = run.toCurrent();
            return wrong.isEmpty() ? play.play(run) : wrong;
        });
    }

    /** What a sentence lacks of {@code parts}, which are separated by {@code |}, or has too much. */
    static String lacks(String sentence, String parts) {
        for (String part : parts.split("\\|")) {
            if (!sentence.contains(part)) {
                return "no " + part + " in: " + sentence;
            }
        }
        return sentence.matches("(?s).*(\\R|Exception|\\bnull\\b|mypassword|java\\.).*") ? "no plain sentence: "
                + sentence : "";
    }

    static String differs(String expected, String actual) {
        return actual.equals(expected) ? "" : "expected " + expected + ", actual " + actual;
    }

    static void docker(String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of("docker"));
        all.addAll(List.of(command));
        Process process = new ProcessBuilder(all).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        if (!process.waitFor(PATIENCE_MS, TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException(String.join(" ", all) + " failed");
        }
    }

    /** A project, and the loader that runs in it. */
    final class Run implements AutoCloseable {

        final Project project;
        final String database;
        /** Settings over those of {@code .dlt}: name of the environment to value. */
        final Map<String, String> settings = new HashMap<>();
        final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
        final List<String> waits = Collections.synchronizedList(new ArrayList<>());
        /** Is done once, when the snapshot has read the first rows. */
        volatile Act whenReading;
        private final AtomicLong loaded = new AtomicLong();
        private Session streaming;
        private Thread loader;
        private volatile String ended = "";

        private Run(Project project, String database) {
            this.project = project;
            this.database = database;
        }

        /** The loader as a process of its own, and with a pipeline of its own, on the same settings. */
        Process process(String... arguments) throws Exception {
            String script = "loader.DebeziumDltLoader" + (source.isMysql() ? "Mysql" : "Mariadb");
            List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"),
                    "-cp",
                    System.getProperty("java.class.path"), script, "run", "--project", project.folder().toString()));
            command.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said()
                    .toFile());
            builder.environment().putAll(settings);
            return builder.start();
        }

        /** What the last process has said. */
        Path said() {
            return project.folder().resolve("said.log");
        }

        /** Sets a key of the source's section. */
        Run with(String key, String value) {
            settings.put("SOURCES__DEBEZIUM__" + source.kind().name().toUpperCase() + "__" + key.toUpperCase(), value);
            return this;
        }

        /** Runs statements; {@code $d} is the database. */
        Run sql(String... statements) throws SQLException {
            for (String each : statements) {
                Project.sql(each.replace("$d", database));
            }
            return this;
        }

        /** In a session of its own. */
        void session(String statements) throws SQLException {
            try (Connection own = source.connectAs("root", "rootpassword");
                    Statement statement = own.createStatement()) {
                statement.execute("USE " + database + "; " + statements.replace("$d", database));
            }
        }

        /** Runs to the present: exit code and sentence of the error, empty when there is none. */
        String toCurrent() {
            return run(new Session(Until.CURRENT, false, watch()));
        }

        /** The error that a run to the present ends with; the destination is as it was before. */
        String refused(int code, String parts) throws Exception {
            Map<String, Long> before = files();
            String said = toCurrent();
            String wrong = said.startsWith(code + ": ") ? lacks(said, parts) : "said: " + said;
            return wrong.isEmpty() && !files().equals(before) ? "left " + files() + ", before it was " + before : wrong;
        }

        private String run(Session session) {
            try {
                project.run(session, settings);
                return "";
            }
            catch (Problem problem) {
                return problem.exitCode() + ": " + problem.getMessage();
            }
        }

        /** The files of the destination, with their sizes. */
        private Map<String, Long> files() throws Exception {
            Map<String, Long> sizes = new HashMap<>();
            try (Stream<Path> all = Files.walk(project.folder())) {
                for (Path each : all.filter(p -> p.toString().endsWith(".duckdb")).toList()) {
                    sizes.put(each.getFileName().toString(), Files.size(each));
                }
            }
            return sizes;
        }

        private Watch watch() {
            return new Watch() {
                @Override
                public void loaded(Load load) {
                    loaded.addAndGet(load.total());
                }

                @Override
                public void read(Map<TableId, Integer> rows) {
                    Act act = whenReading;
                    whenReading = null;
                    if (act != null) {
                        act.act();
                    }
                }

                @Override
                public void warn(String sentence) {
                    warnings.add(sentence);
                }

                @Override
                public void waiting(String sentence, long pauseMs) {
                    waits.add(sentence);
                }
            };
        }

        /** Starts the loader, which streams until {@link #stop}. */
        Run start() {
            ended = "";
            loaded.set(0);
            streaming = new Session(Until.STOPPED, false, watch());
            Session session = streaming;
            loader = new Thread(() -> ended = run(session), "loader");
            loader.start();
            return this;
        }

        /** Waits until so many changes are loaded since {@link #start}: what is wrong, empty when nothing is. */
        String awaitLoaded(long changes) throws Exception {
            return await(() -> loaded.get() >= changes, () -> loaded + " of " + changes + " changes are loaded");
        }

        /** Waits until one of these is said. */
        String awaitSaid(List<String> said, String parts) throws Exception {
            return await(() -> says(said, parts).isEmpty(), () -> says(said, parts));
        }

        private String await(BooleanSupplier done, Supplier<String> wrong) throws Exception {
            long end = System.currentTimeMillis() + PATIENCE_MS;
            while (!done.getAsBoolean() && System.currentTimeMillis() < end && loader.isAlive()) {
                Thread.sleep(20);
            }
            return done.getAsBoolean() ? "" : wrong.get() + (loader.isAlive() ? "" : ", the loader ended: " + ended);
        }

        /** Waits until the loader ends by itself: exit code and sentence of its error. */
        String awaitEnd() throws Exception {
            loader.join(PATIENCE_MS);
            return loader.isAlive() ? "the loader goes on" : ended;
        }

        String says(List<String> said, String parts) {
            List<String> all = List.copyOf(said);
            return all.stream().anyMatch(s -> lacks(s, parts).isEmpty()) ? "" : "nobody says " + parts + ": " + all;
        }

        /** Exit code and sentence of the loader's error, empty when it ends well. */
        String stop() throws Exception {
            streaming.stop();
            return awaitEnd();
        }

        String differs(String expected, String query) {
            try {
                return BinlogTests.differs(expected, project.query(query));
            }
            catch (SQLException e) {
                return e.getMessage();
            }
        }

        @Override
        public void close() throws Exception {
            if (loader != null && loader.isAlive()) {
                stop();
            }
        }
    }
}
