package cli;

import config.CdcConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Option;
import watch.Status;
import watch.Watch;
import web.LivePage;
import web.WatchServer;

/** What {@code --http} adds to a run; without the option nothing: no class of it is loaded, and nothing listens. */
final class Live implements AutoCloseable {

    /** The option, of each verb that loads. */
    static final class HttpOption {
        @Option(names = "--http", paramLabel = "PORT", arity = "0..1", fallbackValue = "" + WatchServer.PORT,
                description = "Serve a page that shows the run, its metrics for Prometheus and its health, for this"
                        + " machine only, on 127.0.0.1:PORT; default: " + WatchServer.PORT + ", 0: any that is free.")
        Integer http;
    }

    private final Integer port;
    private final LivePage page;

    /** @param project the folder that holds .dlt */
    Live(HttpOption options, Script script, CdcConfig config, Path project, Supplier<Status> run) {
        this.port = options.http;
        this.page = port == null ? null : new LivePage(run, script.kind().name(), told(config), sql(script, project));
    }

    Watch watch() {
        return page == null ? new Watch() { } : page;
    }

    void start(Consumer<String> say) {
        if (page != null) {
            say.accept("Look at " + page.start(port));
        }
    }

    @Override
    public void close() {
        if (page != null) {
            page.close();
        }
    }

    /** The settings in use. */
    private static Map<String, String> told(CdcConfig config) {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("pipeline", config.pipeline());
        told.put("dataset", config.dataset());
        told.put("destination", config.target().name() + " " + config.target().location());
        told.put("primary keys", config.primaryKeys().toString());
        told.put("loads", config.limits().toString());
        told.putAll(config.debezium().masked());
        return told;
    }

    /** This program's own verb, with little memory and an early start. */
    private static List<String> sql(Script script, Path project) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), script.getClass().getName(), "sql", "--format", "json", "--wait",
                "10", "--project", project.toString(), "-"));
        return command;
    }
}
