package cli;

import base.Problem;
import config.CdcConfig;
import destination.Destination;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import load.Dataset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code schema}: dlt's schema of the dataset, as {@code dlt pipeline NAME schema} prints it. */
@Command(name = "schema", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Show dlt's schema of the dataset: tables, columns, hints.",
        footer = {"", "Example:",
                "  ./jbang ${ROOT-COMMAND-NAME}.java schema"})
final class SchemaVerb implements Callable<Integer> {

    @Option(names = "--format", paramLabel = "yaml|json", defaultValue = "yaml", description = "How to print.")
    String format;
    @Mixin
    Common common;
    @Spec
    CommandSpec spec;
    private final Script script;

    SchemaVerb(Script script) {
        this.script = script;
    }

    @Override
    public Integer call() {
        if (!format.equals("yaml") && !format.equals("json")) {
            throw Problem.config("--format is " + format + ", expected yaml or json");
        }
        CdcConfig config = script.destination(common.project, System.getenv());
        try (Destination destination = InfoVerb.open(config)) {
            Dataset dataset = new Dataset(config, destination, System.err::println);
            spec.commandLine().getErr().println("Found schema with name " + config.pipeline());
            PrintWriter out = spec.commandLine().getOut();
            out.print(dataset.schema(format.equals("yaml")));
            out.flush();
        }
        return 0;
    }
}
