package cli;

import base.Problem;
import base.Sql;
import config.CdcConfig;
import destination.Destinations;
import destination.ReadOnly;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code loads}: the newest loads, how long they took, and the rows that are of them. */
@Command(name = "loads", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Show the newest loads: when, how long, and the rows of each table that are of them.",
        footer = {"", "Example:",
                "  ./jbang ${ROOT-COMMAND-NAME}.java loads --limit 5"})
final class LoadsVerb implements Callable<Integer> {

    private static final int PATIENCE_S = 30;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "10", description = "How many loads; default: 10.")
    int limit;
    @Option(names = "--format", paramLabel = "table|json|csv", defaultValue = "table", description = "How to print.")
    Format format;
    @Mixin
    Common common;
    @Spec
    CommandSpec spec;
    private final Script script;

    LoadsVerb(Script script) {
        this.script = script;
    }

    @Override
    public Integer call() throws IOException {
        if (limit < 1) {
            throw Problem.config("--limit is " + limit + ", expected how many loads to show, 1 or more");
        }
        CdcConfig config = script.destination(common.project, System.getenv());
        try (ReadOnly file = Destinations.read(config.target(), false, PATIENCE_S)) {
            List<String> tables = tables(file, config.dataset());
            if (tables.isEmpty()) {
                throw Problem.run("Pipeline " + config.pipeline() + " has not loaded anything into " + config.target()
                        + " yet");
            }
            QueryRows.print(file, query(config.dataset(), tables), format, spec.commandLine().getOut(),
                    config.pipeline(), limit);
        }
        catch (SQLException e) {
            throw SqlVerb.failure(e);
        }
        return 0;
    }

    /** Those whose rows tell their load, dlt's own for the state among them. */
    private static List<String> tables(ReadOnly file, String dataset) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (PreparedStatement statement = file.prepared("SELECT table_name FROM duckdb_columns()" + ShowVerb.HERE
                + " AND column_name = '_dlt_load_id' AND table_oid IN (SELECT table_oid FROM duckdb_tables())"
                + " ORDER BY 1", dataset);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }

    /**
     * A load's id is the time at which it began, in seconds:
     * https://dlthub.com/docs/general-usage/destination-tables.
     */
    private static String query(String dataset, List<String> tables) {
        String schema = Sql.quote(dataset) + ".";
        String counts = tables.stream().map(table -> "SELECT _dlt_load_id AS load_id, " + Sql.literal(table)
                + " AS name, count(*) AS n FROM " + schema + Sql.quote(table) + " WHERE _dlt_load_id IN (SELECT load_id"
                + " FROM recent) AND NOT starts_with(" + Sql.literal(table) + ", '_dlt_') GROUP BY 1")
                .collect(Collectors.joining(" UNION ALL "));
        return "WITH recent AS (SELECT load_id, inserted_at FROM " + schema + "_dlt_loads WHERE schema_name = ?"
                + " ORDER BY inserted_at DESC LIMIT ?), counted AS (" + counts + ") SELECT load_id, inserted_at AS"
                + " loaded_at, round(greatest(0, epoch(inserted_at) - TRY_CAST(load_id AS DOUBLE)), 3) AS seconds,"
                + " coalesce(sum(n), 0)::BIGINT AS rows, coalesce(string_agg(name || ' ' || n, ', ' ORDER BY name), '')"
                + " AS tables FROM recent LEFT JOIN counted USING (load_id) GROUP BY ALL ORDER BY inserted_at DESC";
    }
}
