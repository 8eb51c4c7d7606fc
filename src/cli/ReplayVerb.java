package cli;

import base.Problem;
import capture.Until;
import config.CdcConfig;
import destination.Destination;
import destination.Destinations;
import destination.Library;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import load.PipelineLock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import replay.Replay;
import watch.Watch;

/** {@code replay}: recorded change events, loaded as if they came from their source. */
@Command(name = "replay", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Load recorded change events: what the verb events printed, or any Debezium connector's JSON"
                + " with schemas, one event per line.",
        footer = {"", "Example:",
                "  ./jbang ${ROOT-COMMAND-NAME}.java replay events.jsonl"})
final class ReplayVerb implements Callable<Integer> {

    @Parameters(paramLabel = "FILE|-", description = "The recording; -: standard input.")
    String file;
    @Mixin
    Common common;
    @Spec
    CommandSpec spec;
    private final Script script;

    ReplayVerb(Script script) {
        this.script = script;
    }

    @Override
    public Integer call() throws IOException {
        Library.warmUp();
        CdcConfig config = script.destination(common.project, System.getenv());
        try (InputStream in = open(); Told told = new Told(common, config, script.kind())) {
            Watch watch = told.watch();
            AtomicBoolean stopped = new AtomicBoolean();
            Session session = new Session(Until.STOPPED, false, watch);
            session.onStop(() -> stopped.set(true));
            RunVerb.stopOnSignals(session, told.progress()::say,
                    "Stopping: loading what was read (again to stop at once)");
            try (PipelineLock alone = PipelineLock.take(config);
                    Destination destination = Destinations.open(config, watch, session::givingUp)) {
                new Replay(config, script.keys(config), script::transform, watch, stopped::get).run(file, in,
                        destination);
            }
            told.progress().summary();
        }
        return 0;
    }

    private InputStream open() throws IOException {
        if (file.equals("-")) {
            return System.in;
        }
        Path path = Path.of(file);
        if (!Files.exists(path) || Files.isDirectory(path)) {
            throw Problem.config(file + (Files.exists(path) ? " is a folder" : " does not exist")
                    + ": name a file of change events, one per line, or - for standard input");
        }
        try {
            return Files.newInputStream(path);
        }
        catch (IOException e) {
            throw Problem.config(file + " cannot be read by this user", e);
        }
    }
}
