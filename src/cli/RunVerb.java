package cli;

import base.Problem;
import base.Secrets;
import capture.Until;
import config.CdcConfig;
import config.Served;
import destination.Library;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import load.Pipeline;
import load.PipelineLock;
import org.jline.utils.Signals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import watch.Numbers;
import watch.Status;
import watch.StatusFile;

/** {@code run}: the initial snapshot, then streaming. */
@Command(name = "run", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Load the initial snapshot, then stream changes until Ctrl+C.",
        footer = {"", "Examples:",
                "  ./jbang ${ROOT-COMMAND-NAME}.java run",
                "  ./jbang ${ROOT-COMMAND-NAME}.java run --until-current --progress log",
                "  ./jbang ${ROOT-COMMAND-NAME}.java run --wait-for-source 5m",
                "  ./jbang ${ROOT-COMMAND-NAME}.java run --serve"})
final class RunVerb implements Callable<Integer> {

    /** Options of {@code run}, also taken without the verb. */
    static final class Options {
        @Option(names = "--until-current",
                description = "Load everything that was committed at the source when this started, then exit.")
        boolean untilCurrent;
        @Option(names = "--snapshot-only", description = "Exit once the initial snapshot is loaded.")
        boolean snapshotOnly;
        @Option(names = "--recreate-slot",
                description = "Drop a replication slot of this name that the pipeline has no record of.")
        boolean recreateSlot;

        @Option(names = "--wait-for-source", paramLabel = "TIME", converter = TimeSpan.class,
                description = "If the source does not answer at the start, keep trying for so long, such as 5m.")
        Duration waitForSource;

        @Option(names = "--serve", paramLabel = "PORT", arity = "0..1", fallbackValue = "" + SERVE_PORT,
                description = "Keep the DuckDB file open, and serve it to readers on this machine by Quack, read-only,"
                        + " on 127.0.0.1:PORT; default: " + SERVE_PORT + ", 0: any that is free.")
        Integer serve;
        @Option(names = "--serve-timeout", paramLabel = "TIME", converter = TimeSpan.class, defaultValue = "5m",
                description = "How long a reader's query may take; default: 5m.")
        Duration serveTimeout;

        Until until() {
            return snapshotOnly ? Until.SNAPSHOT : untilCurrent ? Until.CURRENT : Until.STOPPED;
        }
    }

    /** Quack's own. */
    private static final int SERVE_PORT = 9494;
    private static final int STOPPED_AT_ONCE = 130;

    @Mixin
    Options options;
    @Mixin
    Live.HttpOption live;
    @Mixin
    Common common;
    private final Script script;

    RunVerb(Script script) {
        this.script = script;
    }

    @Override
    public Integer call() {
        return run(script, common, options, live);
    }

    static int run(Script script, Common common, Options options, Live.HttpOption shown) {
        Library.warmUp();
        CdcConfig given = config(script, common);
        try (Told told = new Told(common, given, script.kind())) {
            CdcConfig config = served(given, options, told.progress()::say);
            told.progress().known(warned(config.pipelineDir()));
            String exposed = Secrets.exposed(common.project);
            if (!exposed.isEmpty()) {
                told.watch().warn(exposed);
            }
            StatusFile status = new StatusFile(told.numbers(), config.pipelineDir(), told.progress()::warn);
            try (PipelineLock alone = PipelineLock.take(config);
                    Live live = new Live(shown, script, config, common.project, told.numbers()::status)) {
                Session session = new Session(options.until(), options.recreateSlot,
                        told.watch(live.watch(), new FirstStart(script.kind(), told.watch()::warn)));
                stopOnSignals(session, told.progress()::say, "Stopping: loading what was received (again to stop at"
                        + " once)");
                live.start(told.progress()::say);
                status.during(() -> {
                    if (options.waitForSource != null) {
                        SourceWait.until(script.source(config, session), options.waitForSource, session);
                    }
                    script.flow(config, session);
                });
            }
            told.progress().summary();
        }
        return 0;
    }

    private static CdcConfig served(CdcConfig config, Options options, Consumer<String> say) {
        if (options.serve == null) {
            return config;
        }
        if (config.target().lake() != null) {
            throw Problem.config("--serve is for a DuckDB file; a DuckLake has many readers anyway: leave it out");
        }
        return config.withTarget(config.target().served(new Served(options.serve, options.serveTimeout, say)));
    }

    /** What the last run warned of and did not set right. */
    private static Set<String> warned(Path folder) {
        try {
            return Status.read(folder).map(last -> last.warnings().stream().map(Status.Warning::sentence)
                    .filter(sentence -> !sentence.contains(Pipeline.MENDS)).collect(Collectors.toSet()))
                    .orElse(Set.of());
        }
        catch (Problem damaged) {
            return Set.of();
        }
    }

    /** A start that it ends is one that {@code status} and {@code history} tell of. */
    private static CdcConfig config(Script script, Common common) {
        try {
            return script.config(common.project, System.getenv());
        }
        catch (Problem mistake) {
            Path folder = CdcConfig.pipelineDir(common.project, System.getenv(), script.kind().pipeline());
            new StatusFile(new Numbers(folder.getFileName().toString(), place -> ""), folder, sentence -> { })
                    .refused(mistake);
            throw mistake;
        }
    }

    /** The first SIGINT or SIGTERM ends the run cleanly, the second at once (nothing is lost: it is captured again). */
    static void stopOnSignals(Session session, Consumer<String> say, String sentence) {
        AtomicBoolean asked = new AtomicBoolean();
        for (String name : new String[] {"INT", "TERM"}) {
            Signals.register(name, () -> {
                if (asked.getAndSet(true)) {
                    Runtime.getRuntime().halt(STOPPED_AT_ONCE);
                }
                say.accept(sentence);
                session.stop();
            });
        }
    }
}
