///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -encoding UTF-8
//SOURCES src/config/All.java

import base.Problem;
import base.Release;
import config.CdcConfig;
import config.LoadedConnector;
import config.PropertiesFile;
import config.PropertyNames;
import config.Settings;
import config.Validation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.LogManager;
import kind.SourceKind;
import kind.SourceKinds;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * From {@code .dlt/*.toml} and the environment to Debezium's properties, for any source kind. Other scripts call
 * {@link #load}; run by itself it prints the properties, secrets masked.
 */
@Command(name = "ConfigHelperUniversal.java", mixinStandardHelpOptions = true, version = Release.VERSION,
        sortOptions = false, usageHelpAutoWidth = true,
        description = "Prints the Debezium properties of a source, as .dlt/*.toml and the environment give them.")
public final class ConfigHelperUniversal implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SOURCE", completionCandidates = Kinds.class,
            description = "One of ${COMPLETION-CANDIDATES}.")
    private String source;

    @Option(names = "--project", paramLabel = "DIR", defaultValue = ".",
            description = "The folder that holds .dlt; default: the current one.")
    private Path project;

    @Option(names = "--show-secrets", description = "Show passwords as they are, also in the output file.")
    private boolean showSecrets;

    @Option(names = "--output", paramLabel = "FILE",
            description = "Write to FILE, readable by its owner only, instead of standard output.")
    private Path output;

    @Option(names = "--validate", description = "Print no properties, but let the connector itself check them: names"
            + " and values, then the connection. Exit code 2 if a setting is wrong, 1 if only the connection failed.")
    private boolean validate;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "20",
            description = "How long the connection may take with --validate; default: 20.")
    private int timeout;

    @Option(names = "--verbose", description = "Show the stack trace of an error.")
    private boolean verbose;

    /** For the help. */
    private static final class Kinds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return SourceKinds.names().iterator();
        }
    }

    /**
     * All that a loader has to know, read from {@code project}'s {@code .dlt} and {@code env}.
     *
     * @param project  the folder that holds {@code .dlt}
     * @param env      the environment, as {@link System#getenv()} gives it
     * @param kind     the kind of source
     * @param pipeline name of the pipeline; also Debezium's {@code name} and {@code topic.prefix}
     * @param dataset  schema in DuckDB
     * @throws Problem (exit code 2) for a syntax error, an unknown name, a wrong or missing value, with its place
     */
    public static CdcConfig load(Path project, Map<String, String> env, SourceKind kind, String pipeline,
            String dataset) {
        return CdcConfig.load(project, env, kind, pipeline, dataset);
    }

    public static void main(String... args) {
        // The connector's class is loaded for the names of its properties; what it logs is of no use here.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
        LogManager.getLogManager().reset();
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new ConfigHelperUniversal());
        line.setParameterExceptionHandler((error, args) -> {
            error.getCommandLine().getErr().println(error.getMessage() + ". See --help.");
            return 2;
        });
        line.setExecutionExceptionHandler((error, command, parsed) -> {
            ConfigHelperUniversal helper = command.getCommand();
            command.getErr().println(error instanceof Problem ? error.getMessage() : "Unexpected error: " + error);
            if (helper.verbose) {
                error.printStackTrace(command.getErr());
            }
            return error instanceof Problem problem ? problem.exitCode() : 1;
        });
        return line;
    }

    @Override
    public Integer call() {
        SourceKind kind = kind(source);
        Settings settings = Settings.of(project, System.getenv());
        return validate ? validate(kind, settings) : print(CdcConfig.load(settings, kind, names(kind), kind.pipeline(),
                kind.dataset()));
    }

    /** Without the connector the properties are printed nevertheless: it may be out of reach for a while. */
    private PropertyNames names(SourceKind kind) {
        try {
            return PropertyNames.of(kind, LoadedConnector.onDemand(kind, spec.commandLine().getErr()::println));
        }
        catch (Problem problem) {
            spec.commandLine().getErr().println(problem.getMessage()
                    + "\nSo the names of the properties are not checked: a mistyped one is printed as it is.");
            return PropertyNames.unchecked(kind);
        }
    }

    private int validate(SourceKind kind, Settings settings) {
        if (output != null || showSecrets || timeout < 1) {
            throw Problem.config("--validate prints no properties, so it goes with neither --output nor --show-secrets;"
                    + " its --timeout is at least 1 s.");
        }
        PrintWriter out = spec.commandLine().getOut();
        LoadedConnector connector = LoadedConnector.onDemand(kind, spec.commandLine().getErr()::println);
        int code = new Validation(kind, connector, out::println)
                .run(settings, SourceKinds.ALL, Duration.ofSeconds(timeout));
        out.flush();
        return code;
    }

    private int print(CdcConfig config) {
        Map<String, String> shown = showSecrets ? config.debezium().plain() : config.debezium().masked();
        String text = PropertiesFile.format(shown);
        if (output == null) {
            spec.commandLine().getOut().print(text);
            spec.commandLine().getOut().flush();
        }
        else {
            PropertiesFile.write(output, text);
            PrintWriter err = spec.commandLine().getErr();
            err.println(showSecrets ? "Wrote %s, with the secrets in plain text.".formatted(output)
                    : "Wrote %s, with the secrets masked; --show-secrets writes them too.".formatted(output));
        }
        return 0;
    }

    private static SourceKind kind(String name) {
        return SourceKinds.named(name).orElseThrow(() -> Problem.config("%s is not a kind of source; the kinds are %s."
                .formatted(name, String.join(", ", SourceKinds.names()))));
    }
}
