package cli;

import base.Problem;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import config.CdcConfig;
import destination.Destination;
import destination.Destinations;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import load.Dataset;
import load.Dataset.TableInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import watch.Watch;

/** {@code info}: the pipeline as {@code dlt pipeline NAME info} shows it, and its tables. */
@Command(name = "info", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Show the pipeline as dlt would, and its tables with row counts.",
        footer = {"", "Example:",
                "  ./jbang ${ROOT-COMMAND-NAME}.java info --format json"})
final class InfoVerb implements Callable<Integer> {

    @Option(names = "--format", paramLabel = "table|json", defaultValue = "table", description = "How to print.")
    Format format;
    @Mixin
    Common common;
    @Spec
    CommandSpec spec;
    private final Script script;

    InfoVerb(Script script) {
        this.script = script;
    }

    @Override
    public Integer call() throws JsonProcessingException {
        if (format == Format.CSV) {
            throw Problem.config("--format is csv, expected table or json");
        }
        CdcConfig config = script.config(common.project, System.getenv());
        PrintWriter out = spec.commandLine().getOut();
        try (Destination destination = open(config)) {
            Dataset dataset = new Dataset(config, destination, System.err::println);
            if (format == Format.JSON) {
                Map<String, Object> all = new LinkedHashMap<>(dataset.pipelineInfo().data());
                Map<String, Object> checkpoint = dataset.checkpoint().toMap();
                checkpoint.computeIfPresent("offset", (key, position) -> new TreeMap<>((Map<?, ?>) position));
                all.put("checkpoint", checkpoint);
                all.put("tables", dataset.tables());
                out.println(new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(all));
            }
            else {
                out.println(dataset.pipelineInfo().text(common.verbose));
                out.println();
                out.println(table(dataset.tables()));
            }
        }
        out.flush();
        return 0;
    }

    /** Opens the pipeline's destination, which has to be there. */
    static Destination open(CdcConfig config) {
        return Destinations.look(config, new Watch() {
        }, () -> false);
    }

    private static String table(List<TableInfo> tables) {
        StringBuilder text = new StringBuilder(String.format("%-32s %-8s %8s %12s  %s", "table", "mode",
                "columns", "rows", "last load"));
        for (TableInfo each : tables) {
            text.append(String.format(Locale.ROOT, "%n%-32s %-8s %8d %12d  %s", each.name(), each.writeDisposition(),
                    each.columns(), each.rows(), each.lastLoad()));
        }
        return text.toString();
    }
}
