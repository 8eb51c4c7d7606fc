package cli;

import base.Folders;
import base.Problem;
import capture.EventStream;
import capture.Until;
import config.CdcConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.kafka.connect.source.SourceRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import replay.EventWriter;

/** {@code events}: the source's change events as JSON, beside the pipeline and without touching it. */
@Command(name = "events", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Print change events as Debezium's JSON, one per line: the existing rows, then every change."
                + " Loads nothing and leaves the pipeline's position alone.",
        footer = {"", "Examples:",
                "  ./jbang ${ROOT-COMMAND-NAME}.java events --limit 10",
                "  ./jbang ${ROOT-COMMAND-NAME}.java events --no-snapshot > events.jsonl"})
final class EventsVerb implements Callable<Integer> {

    @Option(names = "--limit", paramLabel = "N", description = "Exit after N events.")
    Long limit;
    @Option(names = "--snapshot-only", description = "Exit after the snapshot.")
    boolean snapshotOnly;
    @Option(names = "--no-snapshot", description = "Leave out the snapshot.")
    boolean noSnapshot;
    @Mixin
    Common common;
    @Spec
    CommandSpec spec;
    private final Script script;
    private EventWriter writer;
    private long printed;

    EventsVerb(Script script) {
        this.script = script;
    }

    @Override
    public Integer call() {
        if (limit != null && limit < 1) {
            throw Problem.config("--limit is " + limit + ", expected how many events to print, 1 or more");
        }
        if (noSnapshot && snapshotOnly) {
            throw Problem.config("--no-snapshot and --snapshot-only leave nothing to print: use one of them");
        }
        CdcConfig config = script.config(common.project, System.getenv()).throughEngine();
        Path folder = Folders.temporary("cdc-events");
        config.debezium().putAll(script.kind().aside(folder));
        if (noSnapshot) {
            config.debezium().setProperty("snapshot.mode", "no_data");
        }
        writer = new EventWriter();     // not earlier: it logs
        Until until = snapshotOnly ? Until.SNAPSHOT : Until.STOPPED;
        try (Told told = new Told(common, config, script.kind())) {
            Session session = new Session(until, false, told.watch());
            EventStream stream = new EventStream(script.source(config, session), until, this::print);
            session.onStop(stream::stop);
            RunVerb.stopOnSignals(session, told.progress()::say, "Stopping (again to stop at once)");
            stream.run();
        }
        finally {
            Folders.removeTemporary(folder);
        }
        return 0;
    }

    /** Whether more are wanted; not when nobody reads them any more. */
    private boolean print(SourceRecord record) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(writer.line(record));
        printed++;
        return !out.checkError() && (limit == null || printed < limit);
    }
}
