package cli;

import base.Problem;
import config.CdcConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import watch.Health;
import watch.Status;
import watch.Status.Phase;

/**
 * {@code status}: how the running loader is getting on, or how the last one ended; asks neither the source nor DuckDB.
 */
@Command(name = "status", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Show how the running loader is doing, or how the last one ended.",
        footer = {"", "Examples:",
                "  ./jbang ${ROOT-COMMAND-NAME}.java status",
                "  ./jbang ${ROOT-COMMAND-NAME}.java status --check --max-lag 60s"})
final class StatusVerb implements Callable<Integer> {

    @Option(names = "--format", paramLabel = "table|json", defaultValue = "table", description = "How to print.")
    Format format;
    @Option(names = "--check", description = "Exit with 1 if the loader is dead, has failed, hangs or is behind; with 0"
            + " if it is well or was stopped.")
    boolean check;
    @Option(names = "--max-lag", paramLabel = "TIME", converter = TimeSpan.class,
            description = "With --check: how far behind it may be, such as 60s or 5m; a snapshot takes its time.")
    Duration maxLag;
    @Mixin
    Common common;
    @Spec
    CommandSpec spec;
    private final Script script;

    StatusVerb(Script script) {
        this.script = script;
    }

    @Override
    public Integer call() {
        if (maxLag != null && !check) {
            throw Problem.config("--max-lag " + maxLag.toSeconds() + "s says when --check fails: add --check");
        }
        Path folder = folder(script, common);
        Status status = Status.read(folder).orElseThrow(() -> noRun(folder));
        PrintWriter out = spec.commandLine().getOut();
        if (format == Format.JSON) {
            out.println(status.toJson());
        }
        else {
            print(status, out);
        }
        out.flush();
        String trouble = check ? Health.trouble(status, maxLag, Instant.now()) : "";
        if (!trouble.isEmpty()) {
            throw Problem.run(trouble);
        }
        return 0;
    }

    /** The pipeline's, also where the settings have mistakes, of which the last run speaks. */
    static Path folder(Script script, Common common) {
        return CdcConfig.pipelineDir(common.project, System.getenv(), script.kind().pipeline());
    }

    static Problem noRun(Path folder) {
        return Problem.run("No loader has run here: there is no file " + folder.resolve(Status.FILE)
                + ". Run the loader first, or name its folder with --project");
    }

    private static void print(Status status, PrintWriter out) {
        line(out, "pipeline", status.pipeline());
        line(out, "phase", status.phase() + (status.detail().isEmpty() ? "" : ": " + status.detail()));
        line(out, "process", status.pid() + ", began " + status.processStartedAt() + silence(status));
        line(out, "last commit", status.lastCommitAt().isEmpty() ? "none in this run" : status.lastCommitAt()
                + " (load " + status.lastLoadId() + ", " + ordinal(status.loads()) + " load of this run)");
        line(out, "changes/s", String.format(Locale.ROOT, "%,.1f", status.changesPerS()));
        line(out, "lag", number(status.lagMs(), "ms") + ", " + number(status.lagBytes(), "bytes of the source's log"));
        line(out, "log kept", number(status.retainedBytes(), "bytes at the source"));
        line(out, "offset", (status.offset().isEmpty() ? "none yet" : status.offset())
                + (status.logEnd().isEmpty() ? "" : ", the log ends at " + status.logEnd()));
        status.snapshotRows().forEach((table, rows) -> line(out, "snapshot", table + ": " + number(rows, "rows read")));
        status.loaded().forEach((table, rows) -> line(out, "loaded", table + ": " + number(rows, "rows and changes")));
        status.warnings().forEach(warning -> line(out, "warning", warning.at() + " " + warning.sentence()));
    }

    /** 1st, 2nd, 3rd, 4th, 11th, 21st. */
    static String ordinal(long n) {
        boolean teen = n / 10 % 10 == 1;
        return n + (teen || n % 10 > 3 || n % 10 == 0 ? "th" : n % 10 == 1 ? "st" : n % 10 == 2 ? "nd" : "rd");
    }

    private static String silence(Status status) {
        Duration silent = Duration.between(Instant.parse(status.updatedAt()), Instant.now());
        return status.phase() == Phase.DEAD || !status.isRunning() || silent.compareTo(Health.SILENT) < 0 ? ""
                : "; it has written nothing here for " + silent.toSeconds() + " s, so it may hang";
    }

    private static String number(Long value, String unit) {
        return (value == null ? "unknown" : String.format(Locale.ROOT, "%,d", value)) + " " + unit;
    }

    private static void line(PrintWriter out, String name, String value) {
        out.printf(Locale.ROOT, "%-12s %s%n", name, value);
    }
}
