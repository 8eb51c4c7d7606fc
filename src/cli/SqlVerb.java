package cli;

import base.Problem;
import config.CdcConfig;
import destination.Destinations;
import destination.ReadOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sql}: a query on the destination, for reading only. */
@Command(name = "sql", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Run a read-only query on the destination, also while the loader runs.",
        footer = {"", "Example:",
                "  ./jbang ${ROOT-COMMAND-NAME}.java sql --format csv \"SELECT * FROM test_users\""})
final class SqlVerb implements Callable<Integer> {

    @Parameters(paramLabel = "SELECT", description = "The query, or - to read it from standard input;"
            + " tables of the dataset need no schema.")
    String sql;
    @Option(names = "--format", paramLabel = "table|json|csv", defaultValue = "table", description = "How to print.")
    Format format;
    @Option(names = "--unsafe", description = "Let the query read and write files, and load extensions. The"
            + " pipeline's own file is still opened read-only, but COPY overwrites any file that it is given.")
    boolean unsafe;
    @Option(names = "--wait", paramLabel = "SECONDS", defaultValue = "30",
            description = "How long to wait while the loader writes; default: 30.")
    int patience;
    @Mixin
    Common common;
    @Spec
    CommandSpec spec;
    private final Script script;

    SqlVerb(Script script) {
        this.script = script;
    }

    @Override
    public Integer call() throws IOException {
        CdcConfig config = script.destination(common.project, System.getenv());
        try (ReadOnly file = Destinations.read(config.target(), unsafe, patience)) {
            file.use(config.dataset());
            try (PreparedStatement statement = file.typed(sql.equals("-") ? given() : sql)) {
                if (statement.execute()) {
                    try (ResultSet rows = statement.getResultSet()) {
                        QueryRows.print(rows, format, spec.commandLine().getOut());
                    }
                }
            }
        }
        catch (SQLException e) {
            throw failure(e);
        }
        return 0;
    }

    private static String given() throws IOException {
        return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    }

    static Problem failure(SQLException e) {
        String message = String.valueOf(e.getMessage());
        String first = message.lines().filter(line -> line.startsWith("Error: ")).map(line -> line.substring(7))
                .findFirst().orElse(message.lines().findFirst().orElse(""));      // the cause, where it is told apart
        boolean denied = message.contains("disabled by configuration")
                || message.contains("configuration has been locked") || message.contains("read-only");
        return Problem.run("DuckDB: " + first + (denied && !message.contains("attached in read-only")
                ? ". The verb sql only reads, and only this file; --unsafe lets it use other files"
                : message.startsWith("Out of Memory") ? ". With --unsafe it may spill to disk" : ""), e);
    }
}
