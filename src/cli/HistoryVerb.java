package cli;

import base.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import watch.RunHistory;
import watch.RunHistory.Run;

/** {@code history}: the last runs, newest first; asks neither the source nor DuckDB. */
@Command(name = "history", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Show the last runs: when, what they loaded, how each ended and why.",
        footer = {"", "Example:",
                "  ./jbang ${ROOT-COMMAND-NAME}.java history --limit 5"})
final class HistoryVerb implements Callable<Integer> {

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20",
            description = "How many runs; default: 20. The last hundred are kept.")
    int limit;
    @Option(names = "--format", paramLabel = "table|json", defaultValue = "table", description = "How to print.")
    Format format;
    @Mixin
    Common common;
    @Spec
    CommandSpec spec;
    private final Script script;

    HistoryVerb(Script script) {
        this.script = script;
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw Problem.config("--limit is " + limit + ", expected how many runs to show, 1 or more");
        }
        Path folder = StatusVerb.folder(script, common);
        List<Run> runs = RunHistory.read(folder);
        if (runs.isEmpty()) {
            throw StatusVerb.noRun(folder);
        }
        List<Run> newest = runs.subList(Math.max(0, runs.size() - limit), runs.size());
        PrintWriter out = spec.commandLine().getOut();
        if (format == Format.JSON) {
            out.println(newest.stream().map(Run::toJson).collect(Collectors.joining(",\n  ", "[\n  ", "\n]")));
        }
        else {
            out.printf(Locale.ROOT, "%-24s  %-24s  %-9s  %8s  %12s  %s%n", "started_at", "ended_at", "phase", "loads",
                    "rows", "why");
            for (int i = newest.size() - 1; i >= 0; i--) {
                Run run = newest.get(i);
                out.println(String.format(Locale.ROOT, "%-24s  %-24s  %-9s  %,8d  %,12d  %s", run.startedAt(),
                        run.endedAt(), run.phase(), run.loads(), run.rows(), run.detail()).stripTrailing());
            }
        }
        out.flush();
        return 0;
    }
}
