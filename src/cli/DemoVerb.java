package cli;

import base.Folders;
import base.Problem;
import base.Sql;
import base.SteadyClock;
import capture.Until;
import config.CdcConfig;
import destination.Destination;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import watch.Watch;

/** {@code demo}: the whole thing with no server and no config. */
@Command(name = "demo", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Show it all with an embedded database: snapshot, insert, update, delete.")
final class DemoVerb implements Callable<Integer> {

    private static final int PATIENCE_S = 90;

    @Mixin
    Common common;
    @Spec
    CommandSpec spec;
    private final Script script;
    private PrintWriter out;

    DemoVerb(Script script) {
        this.script = script;
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        out = spec.commandLine().getOut();
        Demo.Place place = script.demo().place();
        if (place instanceof Demo.OtherLoader other) {
            say(other.said());
            return run(other);
        }
        Demo.Server here = (Demo.Server) place;
        Path project = common.project.toAbsolutePath().normalize().resolve("tmp/demo");
        Path pipeline = project.resolve(".dlt/pipelines").resolve(script.kind().pipeline());
        Folders.remove(pipeline);
        Files.createDirectories(pipeline);
        say("Starting " + here.said() + " ...");
        try (EmbeddedServer server = EmbeddedServer.start(here, script)) {
            CdcConfig config = script.config(project, environment(server));
            try (Connection source = DriverManager.getConnection(server.jdbcUrl(script.demo().scheme()), server.user(),
                    server.password())) {
                capture(config, source);
            }
            show(config);
        }
        return 0;
    }

    /** The other loader's demo, with this one's options and exit code. */
    private int run(Demo.OtherLoader other) throws IOException, InterruptedException {
        Path loader = Jbang.loader(other.script()).orElseThrow(() -> Problem.run(other.script()
                + " was not found beside the jbang wrapper nor in the current folder: run this demo in the folder that"
                + " has the loader scripts"));
        List<String> command = new ArrayList<>(List.of(Jbang.command(), loader.toString()));
        command.addAll(spec.commandLine().getParent().getParseResult().originalArgs());
        Process process = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return process.waitFor();
    }

    private void capture(CdcConfig config, Connection source) throws SQLException, InterruptedException {
        say(script.demo().product() + ": " + script.demo().tableWords() + ", two rows");
        sql(source, script.demo().tableStatements());
        sql(source, List.of("INSERT INTO test_users (name, email) VALUES ('Ada', 'ada@example.com'),"
                + " ('Linus', 'linus@example.com')"));
        Loads loads = new Loads();
        Session session = new Session(Until.STOPPED, false, loads);
        Throwable[] failure = {null};
        Thread flow = new Thread(() -> {
            try {
                script.flow(config, session);
            }
            catch (RuntimeException | Error e) {
                failure[0] = e;
                loads.release();
            }
        }, "flow");
        flow.start();
        loads.await("snapshot", 2);
        say("DuckDB after the snapshot: 2 rows. Now, while it streams:");
        for (String change : List.of("INSERT INTO test_users (name, email) VALUES ('Alice', 'alice@example.com')",
                "INSERT INTO test_users (name, email) VALUES ('Bob', 'bob@example.com')",
                "UPDATE test_users SET email = 'alice.updated@example.com' WHERE name = 'Alice'",
                "DELETE FROM test_users WHERE name = 'Bob'")) {
            say("  " + change);
            sql(source, List.of(change));
        }
        loads.await("changes", 6);
        session.stop();
        flow.join();
        if (failure[0] instanceof RuntimeException e) {
            throw e;
        }
        else if (failure[0] instanceof Error e) {
            throw e;
        }
    }

    private void show(CdcConfig config) throws SQLException {
        try (Destination destination = InfoVerb.open(config)) {
            destination.attach();
            say("");
            say(String.format("%-4s %-8s %-28s %s", "id", "name", "email", "deleted"));
            for (List<Object> row : destination.query("SELECT id, name, email, deleted FROM "
                    + destination.catalog() + "." + Sql.quote(config.dataset()) + ".test_users ORDER BY id")) {
                say(String.format("%-4s %-8s %-28s %s", row.toArray()));
            }
        }
        say("");
        say("Alice is updated, Bob is deleted = true. The DuckDB file stays: " + config.target());
        say("Look at it: duckdb " + config.target() + " \"SELECT * FROM " + config.dataset() + ".test_users\"");
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }

    private static void sql(Connection source, List<String> statements) throws SQLException {
        try (Statement statement = source.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private Map<String, String> environment(EmbeddedServer server) {
        Map<String, String> environment = new HashMap<>();
        String prefix = "SOURCES__DEBEZIUM__" + script.kind().name().toUpperCase(Locale.ROOT) + "__";
        environment.put(prefix + "HOST", server.host());
        environment.put(prefix + "PORT", String.valueOf(server.port()));
        environment.put(prefix + "USER", server.user());
        environment.put(prefix + "PASSWORD", server.password());
        environment.put(prefix + "DATABASE", server.database());
        environment.put("SOURCES__DEBEZIUM__TABLE_INCLUDE_LIST", script.demo().tableName());
        environment.put("CDC_SETTINGS__PRIMARY_KEYS__TEST_USERS", "id");
        return environment;
    }

    /** Counts what has been loaded. */
    private static final class Loads implements Watch {
        private final CountDownLatch failed = new CountDownLatch(1);
        private long changes;

        @Override
        public synchronized void loaded(Load load) {
            changes += load.total();
            notifyAll();
        }

        synchronized void release() {
            failed.countDown();
            notifyAll();
        }

        synchronized void await(String what, long atLeast) throws InterruptedException {
            long end = SteadyClock.now() + PATIENCE_S * 1_000L;
            while (changes < atLeast && failed.getCount() > 0) {
                if (SteadyClock.now() > end) {
                    throw Problem.run("The demo waited " + PATIENCE_S + " s for the " + what
                            + ": run it with --verbose");
                }
                wait(200);
            }
        }
    }
}
