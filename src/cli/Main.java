package cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_OPTION_LIST;

import base.Problem;
import capture.Patches;
import cli.Common.LogFormat;
import cli.Common.ShowProgress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import watch.Output;
import watch.Output.Level;
import watch.TextLines;

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
    Live.HttpOption live;
    @Mixin
    Common common;
    @Spec
    CommandSpec spec;
    /** Picocli names the values in capitals, and in both forms. */
    private static final Pattern ENUM_VALUES = Pattern.compile("one of \\[([^\\]]*)\\] \\(case-(?:in)?sensitive\\)");

    private final Script script;

    private Main(Script script) {
        this.script = script;
    }

    /** Runs the command line; the exit code. */
    public static int run(Script script, String... args) {
        Main main = new Main(script);
        CommandLine line = new CommandLine(main).setCommandName(script.name())
                .addSubcommand(new RunVerb(script)).addSubcommand(new DemoVerb(script))
                .addSubcommand(new DoctorVerb(script))
                .addSubcommand(new ConfigVerb(script)).addSubcommand(new StatusVerb(script))
                .addSubcommand(new HistoryVerb(script)).addSubcommand(new InfoVerb(script))
                .addSubcommand(new ChangesVerb(script))
                .addSubcommand(new ShowVerb(script)).addSubcommand(new SqlVerb(script))
                .addSubcommand(new DropVerb(script)).addSubcommand(new ResnapshotVerb(script))
                .addSubcommand(new EventsVerb(script)).addSubcommand(new ReplayVerb(script))
                .addSubcommand(new SchemaVerb(script)).addSubcommand(new LoadsVerb(script))
                .addSubcommand(new InitVerb(script))
                .addSubcommand(new CarryVerb(script)).addSubcommand(new CompletionVerb(script))
                .addSubcommand(new MaintainVerb(script));
        line.getSubcommands().values().forEach(Main::describeCommonOptionsOnce);
        line.setCaseInsensitiveEnumValuesAllowed(true);      // of all that have been added
        line.setExecutionStrategy(parsed -> execute(script, parsed));
        line.setExecutionExceptionHandler((e, command, parsed) -> tell(e, parsed));
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
        return RunVerb.run(script, common, run, live);
    }

    /** The help of the whole has them; that of a verb has the verb's own, and names these. */
    private static void describeCommonOptionsOnce(CommandLine verb) {
        List<OptionSpec> common = verb.getCommandSpec().mixins().get("common").options();
        String names = common.stream().map(OptionSpec::longestName).collect(Collectors.joining(", "));
        verb.getHelpSectionMap().put(SECTION_KEY_OPTION_LIST, help -> help.optionListExcludingGroups(help.commandSpec()
                .options().stream().filter(option -> !common.contains(option)).toList())
                + "Common options: " + names + ": see " + help.commandSpec().root().name() + " --help\n");
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
            return tell(e, parsed);
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static boolean verbose(ParseResult parsed) {
        return given(parsed, "--verbose", false);
    }

    /** An option's value, before the verb or after it. */
    private static <T> T given(ParseResult parsed, String option, T otherwise) {
        T value = otherwise;
        for (ParseResult each = parsed; each != null; each = each.subcommand()) {
            value = each.matchedOptionValue(option, value);
        }
        return value;
    }

    /** The one place where an exception becomes a sentence and an exit code. */
    private static int tell(Exception e, ParseResult parsed) {
        boolean verbose = verbose(parsed);
        Output output = given(parsed, "--log-format", LogFormat.TEXT) == LogFormat.JSON ? TextLines.json(System.err)
                : given(parsed, "--progress", ShowProgress.AUTO) == ShowProgress.LOG ? TextLines.dated(System.err)
                : TextLines.plain(System.err);
        output.say(Level.ERROR, e instanceof Problem ? e.getMessage() : "Unexpected: " + e + (verbose ? ""
                : "; run with --verbose for the details, and please report it"));
        if (verbose) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace, true));
            trace.toString().lines().forEach(line -> output.say(Level.ERROR, line));
        }
        return e instanceof Problem problem ? problem.exitCode() : 1;
    }

    private static int usage(ParameterException e, String[] args) {
        StringWriter said = new StringWriter();
        PrintWriter err = new PrintWriter(said);
        if (e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()
                && e.getCommandLine().getParent() == null) {
            err.println("There is no verb " + unmatched.getUnmatched().get(0) + "; there are "
                    + String.join(", ", e.getCommandLine().getSubcommands().keySet()));
        }
        else {
            err.println(ENUM_VALUES.matcher(e.getMessage()).replaceFirst(found -> "one of "
                    + Stream.of(found.group(1).split(", ")).map(name -> name.toLowerCase(Locale.ROOT)).distinct()
                    .collect(Collectors.joining(", "))));
            UnmatchedArgumentException.printSuggestions(e, err);
        }
        err.println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        Output output = String.join(" ", args).matches("(?i).*--log-format[= ]json\\b.*") ? TextLines.json(System.err)
                : TextLines.plain(System.err);
        said.toString().lines().forEach(line -> output.say(Level.ERROR, line));
        return 2;
    }
}
