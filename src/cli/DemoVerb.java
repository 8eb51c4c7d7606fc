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
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import watch.Numbers;
import watch.Watch;
import watch.Watches;

/** {@code demo}: the whole thing with no server and no config. */
@Command(name = "demo", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Show it all with an embedded database: snapshot, insert, update, delete; with --http, rows go on"
                + " arriving until Ctrl+C.",
        footer = {"", "Example:",
                "  ./jbang ${ROOT-COMMAND-NAME}.java demo"})
final class DemoVerb implements Callable<Integer> {

    private static final int PATIENCE_S = 90;
    private static final int VISIT_MS = 700;

    @Mixin
    Live.HttpOption http;
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
            Numbers numbers = new Numbers(config.pipeline(), script.kind()::place);
            try (Demo.Client source = script.demo().connect(server.address());
                    Live live = new Live(http, script, config, project, numbers::status)) {
                capture(config, source, numbers, live);
            }
            show(config);
        }
        return 0;
    }

    /** The other loader's demo, with this one's options and exit code. */
    private int run(Demo.OtherLoader other) throws IOException, InterruptedException {
        Path loader = Jbang.loader(other.script()).orElseThrow(() -> Problem.run(other.why() + ", and "
                + other.script() + ", which would bring " + other.brings() + ", is neither beside the jbang wrapper nor"
                + " in the current folder. Install " + script.demo().product() + ", or run the loader with one that"
                + " runs: docker compose up -d --wait"));
        say(other.why() + ", so this is the demo of " + other.script() + ", which brings " + other.brings());
        List<String> command = new ArrayList<>(List.of(Jbang.command(), loader.toString()));
        command.addAll(spec.commandLine().getParent().getParseResult().originalArgs());
        Process process = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return process.waitFor();
    }

    private void capture(CdcConfig config, Demo.Client source, Numbers numbers, Live live)
            throws SQLException, InterruptedException {
        say(script.demo().product() + ": " + script.demo().tableWords() + ", two rows");
        for (String statement : script.demo().tableStatements()) {
            source.run(statement);
        }
        source.run(script.demo().firstRows());
        Loads loads = new Loads();
        Session session = new Session(Until.STOPPED, false, new Watches(numbers, loads, live.watch()));
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
        for (String change : script.demo().changes()) {
            say("  " + change);
            source.run(change);
        }
        loads.await("changes", 6);
        if (http.http != null) {
            visitors(source, session, live, loads);
        }
        session.stop();
        flow.join();
        if (failure[0] instanceof RuntimeException e) {
            throw e;
        }
        else if (failure[0] instanceof Error e) {
            throw e;
        }
    }

    /** Rows come, change and go while somebody looks on, until Ctrl+C. */
    private void visitors(Demo.Client source, Session session, Live live, Loads loads)
            throws SQLException, InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        session.onStop(stopped::countDown);
        RunVerb.stopOnSignals(session, this::say, "Stopping");
        live.start(this::say);
        say("Rows arrive until Ctrl+C");
        for (int i = 1; !stopped.await(VISIT_MS, TimeUnit.MILLISECONDS) && !loads.isReleased(); i++) {
            for (String change : script.demo().visit(i)) {
                source.run(change);
            }
        }
    }

    private void show(CdcConfig config) throws SQLException {
        try (Destination destination = InfoVerb.open(config)) {
            destination.attach();
            say("");
            String key = script.demo().key();
            say(String.format("%-4s %-8s %-28s %s", key, "name", "email", "deleted"));
            for (List<Object> row : destination.query("SELECT " + key + ", name, email, deleted FROM "
                    + destination.catalog() + "." + Sql.quote(config.dataset()) + ".test_users ORDER BY " + key)) {
                say(String.format("%-4s %-8s %-28s %s", row.toArray()));
            }
        }
        say("");
        say("Alice is updated, Bob is deleted = true. The DuckDB file stays: " + config.target());
        say("Look at it: " + Jbang.typed(script.name() + ".java") + " sql --project "
                + Jbang.typed(common.project.resolve("tmp/demo")) + " \"SELECT * FROM test_users\"");
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }

    private Map<String, String> environment(EmbeddedServer server) {
        Map<String, String> environment = new HashMap<>();
        String prefix = "SOURCES__DEBEZIUM__" + script.kind().name().toUpperCase(Locale.ROOT) + "__";
        script.demo().settings(server.address()).forEach((key, value) ->
                environment.put(prefix + key.toUpperCase(Locale.ROOT), value));
        environment.put("CDC_SETTINGS__PRIMARY_KEYS__TEST_USERS", script.demo().key());
        environment.put("CDC_SETTINGS__DLT_PIPELINES_DIR", "false");     // a project of the user's may have that name
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

        boolean isReleased() {
            return failed.getCount() == 0;
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
