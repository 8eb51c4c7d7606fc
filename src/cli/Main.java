package cli;

import base.Problem;
import capture.Patches;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line of a loader script: one small class a verb; no verb is {@code run}. */
@Command(versionProvider = Version.class, mixinStandardHelpOptions = true, sortOptions = false,
        synopsisSubcommandLabel = "[VERB]",
        description = {"Change data capture into DuckDB: an initial snapshot, then every change, exactly once.",
                "Without a verb: run."},
        footer = {"", "Exit codes: 0 done or stopped, 1 failure at run time, 2 usage or config."})
public final class Main implements Callable<Integer> {

    @Mixin
    RunVerb.Options run;
    @Mixin
    Common common;
    @Spec
    CommandSpec spec;
    private final Script script;

    private Main(Script script) {
        this.script = script;
    }

    /** Runs the command line; the exit code. */
    public static int run(Script script, String... args) {
        Main main = new Main(script);
        CommandLine line = new CommandLine(main).setCommandName(script.name()).setCaseInsensitiveEnumValuesAllowed(true)
                .addSubcommand(new RunVerb(script)).addSubcommand(new DemoVerb(script))
                .addSubcommand(new DoctorVerb(script))
                .addSubcommand(new ConfigVerb(script)).addSubcommand(new StatusVerb(script))
                .addSubcommand(new InfoVerb(script))
                .addSubcommand(new ShowVerb(script)).addSubcommand(new SqlVerb(script))
                .addSubcommand(new DropVerb(script))
                .addSubcommand(new EventsVerb(script)).addSubcommand(new ReplayVerb(script));
        line.setExecutionStrategy(parsed -> execute(script, parsed));
        line.setExecutionExceptionHandler((e, command, parsed) -> tell(e, command, verbose(parsed)));
        line.setParameterExceptionHandler(Main::usage);
        try {
            return line.execute(args);
        }
        catch (OutOfMemoryError e) {
            line.getErr().println("Out of memory (" + e.getMessage() + "): what was not loaded is captured again at the"
                    + " next run. Give Java more, as with `jbang -R=-Xmx2g " + script.name() + ".java`");
            return 1;
        }
    }

    @Override
    public Integer call() {
        return RunVerb.run(script, common, run);
    }

    /** Help and version are shown also where the class path is in the wrong order. */
    private static int execute(Script script, ParseResult parsed) {
        Log.configure(verbose(parsed));
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        try {
            Patches.require(script.kind().patches());
        }
        catch (Problem e) {
            return tell(e, parsed.commandSpec().commandLine(), verbose(parsed));
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static boolean verbose(ParseResult parsed) {
        boolean verbose = false;
        for (ParseResult each = parsed; each != null; each = each.subcommand()) {
            verbose |= each.hasMatchedOption("--verbose");
        }
        return verbose;
    }

    /** The one place where an exception becomes a sentence and an exit code. */
    private static int tell(Exception e, CommandLine command, boolean verbose) {
        PrintWriter err = command.getErr();
        if (e instanceof Problem) {
            err.println(e.getMessage());
        }
        else {
            err.println("Unexpected: " + e + (verbose ? ""
                    : "; run with --verbose for the details, and please report it"));
        }
        if (verbose) {
            e.printStackTrace(err);
        }
        err.flush();
        return e instanceof Problem problem ? problem.exitCode() : 1;
    }

    private static int usage(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        if (e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()
                && e.getCommandLine().getParent() == null) {
            err.println("There is no verb " + unmatched.getUnmatched().get(0) + "; there are "
                    + String.join(", ", e.getCommandLine().getSubcommands().keySet()));
        }
        else {
            err.println(e.getMessage());
            UnmatchedArgumentException.printSuggestions(e, err);
        }
        err.println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return 2;
    }
}
