package cli;

import base.Secrets;
import capture.Until;
import config.CdcConfig;
import destination.Library;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import load.PipelineLock;
import org.jline.utils.Signals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import watch.Audience;
import watch.Progress;
import watch.StatusFile;

/** {@code run}: the initial snapshot, then streaming. */
@Command(name = "run", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Load the initial snapshot, then stream changes until Ctrl+C.")
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

        Until until() {
            return snapshotOnly ? Until.SNAPSHOT : untilCurrent ? Until.CURRENT : Until.STOPPED;
        }
    }

    private static final int STOPPED_AT_ONCE = 130;

    @Mixin
    Options options;
    @Mixin
    Common common;
    private final Script script;

    RunVerb(Script script) {
        this.script = script;
    }

    @Override
    public Integer call() {
        return run(script, common, options);
    }

    static int run(Script script, Common common, Options options) {
        Library.warmUp();
        CdcConfig config = script.config(common.project, System.getenv());
        PrintWriter err = new PrintWriter(System.err, true);
        try (Progress progress = progress(common, config, err)) {
            String exposed = Secrets.exposed(common.project);
            if (!exposed.isEmpty()) {
                progress.warn(exposed);
            }
            StatusFile status = new StatusFile(config.pipeline(), config.pipelineDir(), script.kind()::place,
                    progress::warn);
            Session session = new Session(options.until(), options.recreateSlot, new Audience(progress, status));
            stopOnSignals(session, err, "Stopping: loading what was received (again to stop at once)");
            try (PipelineLock alone = PipelineLock.take(config)) {
                status.during(() -> script.flow(config, session));
            }
            progress.summary();
        }
        return 0;
    }

    static Progress progress(Common common, CdcConfig config, PrintWriter err) {
        Progress.Style style = switch (common.progress) {
            case AUTO -> System.console() != null ? Progress.Style.BAR : Progress.Style.LOG;
            case BAR -> Progress.Style.BAR;
            case LOG -> Progress.Style.LOG;
            case OFF -> Progress.Style.OFF;
        };
        return new Progress(style, config.pipeline(), config.dataset(), config.target().name(),
                config.target().location(), err);
    }

    /** The first SIGINT or SIGTERM ends the run cleanly, the second at once (nothing is lost: it is captured again). */
    static void stopOnSignals(Session session, PrintWriter err, String sentence) {
        AtomicBoolean asked = new AtomicBoolean();
        for (String name : new String[] {"INT", "TERM"}) {
            Signals.register(name, () -> {
                if (asked.getAndSet(true)) {
                    Runtime.getRuntime().halt(STOPPED_AT_ONCE);
                }
                err.println(sentence);
                err.flush();
                session.stop();
            });
        }
    }
}
