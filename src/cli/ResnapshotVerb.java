package cli;

import base.Problem;
import base.SteadyClock;
import capture.Requests.Answer;
import capture.Requests.Request;
import config.CdcConfig;
import destination.Destinations;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import load.PipelineLock;
import load.RequestFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code resnapshot}: the loader that runs is asked to read tables again; where none runs, this is one. */
@Command(name = "resnapshot", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Read tables again, beside the stream: what is loaded stays to be seen until the new rows are"
                + " put in its place.",
        footer = {"", "Example:",
                "  ./jbang ${ROOT-COMMAND-NAME}.java resnapshot test_users"})
final class ResnapshotVerb implements Callable<Integer> {

    private static final long LOOK_EVERY_NANOS = 200_000_000;
    /** How long a loader that has ended may take to let go of the pipeline, and another to take it. */
    private static final long PATIENCE_MS = 5_000;
    /** Whether a loader runs is looked at now and then; its answer, a file, all the time. */
    private static final long FIRST_PAUSE_MS = 500;
    private static final long LONGEST_PAUSE_MS = 10_000;

    @Parameters(paramLabel = "TABLE", arity = "1..*", description = "Tables at the source, such as public.orders.")
    List<String> tables;
    @Mixin
    Common common;
    @Spec
    CommandSpec spec;
    private final Script script;

    ResnapshotVerb(Script script) {
        this.script = script;
    }

    /** The sentence where the kind of source has no way to read a single table again. */
    static void requireCopies(Script script) {
        if (!script.kind().copiesTables()) {
            throw Problem.config("A single table cannot be read again from " + script.kind().name() + ", only from"
                    + " postgres, mysql and mariadb. To load all tables again run `drop --drop-all`, then `run`");
        }
    }

    @Override
    public Integer call() {
        requireCopies(script);
        CdcConfig config = script.config(common.project, System.getenv());
        if (!Destinations.isThere(config.target())) {
            throw Problem.config("Pipeline " + config.pipeline() + " has not loaded anything yet: `run` reads all"
                    + " tables");
        }
        RequestFiles requests = new RequestFiles(config.pipelineDir());
        Request request = requests.ask(tables);
        Answer answer = null;
        try {
            answer = PipelineLock.isHeld(config) ? await(config, requests, request) : load(requests, request);
        }
        finally {
            if (answer == null || answer.over()) {
                requests.remove(request);
            }
        }
        if (answer == null) {
            throw Problem.run("No loader has taken the request in: nothing is read again");
        }
        if (!answer.over()) {       // it was stopped
            throw Problem.run("Not all is read again yet; the next run goes on (" + answer.sentence() + ")");
        }
        if (answer.exitCode() != 0) {
            throw answer.exitCode() == 2 ? Problem.config(answer.sentence()) : Problem.run(answer.sentence());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(answer.sentence());
        out.flush();
        return 0;
    }

    /** The request as the loader that this is finds it. */
    private Answer load(RequestFiles requests, Request request) {
        RunVerb.Options options = new RunVerb.Options();
        options.untilCurrent = true;
        RunVerb.run(script, common, options, new Live.HttpOption());
        return requests.answer(request);
    }

    /** As far as the loader says; null if it has ended without taking the request in. */
    private static Answer await(CdcConfig config, RequestFiles requests, Request request) {
        PrintWriter err = new PrintWriter(System.err, true);
        String said = null;
        long freeSince = 0;
        long pause = FIRST_PAUSE_MS;
        long nextProbe = 0;
        while (true) {
            Answer answer = requests.answer(request);
            if (answer != null && !Objects.equals(said, answer.sentence())) {
                said = answer.sentence();
                if (!answer.over()) {
                    err.println(said);
                }
            }
            if (answer != null && answer.over()) {
                return answer;
            }
            if (SteadyClock.now() >= nextProbe) {
                boolean held = PipelineLock.isHeld(config);
                freeSince = held ? 0 : freeSince == 0 ? SteadyClock.now() : freeSince;
                if (freeSince > 0 && SteadyClock.now() - freeSince >= PATIENCE_MS) {
                    if (answer == null) {
                        return null;
                    }
                    throw Problem.run("The loader has ended meanwhile: the next run reads the rest (" + said + ")");
                }
                pause = held ? Math.min(2 * pause, LONGEST_PAUSE_MS) : PATIENCE_MS;
                nextProbe = SteadyClock.now() + pause;
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }
}
