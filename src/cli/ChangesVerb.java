package cli;

import base.Problem;
import base.Sql;
import config.CdcConfig;
import destination.Destinations;
import destination.ReadOnly;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code changes}: what was changed last in a table, newest first. An APPEND table has each change; of a MERGE table
 * the rows tell in which load they were changed last.
 */
@Command(name = "changes", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Show what was changed last in a table, newest first. A MERGE table shows the rows that the"
                + " newest loads have changed, as they are now.",
        footer = {"", "Examples:", "  ./jbang ${ROOT-COMMAND-NAME}.java changes test_users",
            "  ./jbang ${ROOT-COMMAND-NAME}.java changes test_users --since 10m --format json"})
final class ChangesVerb implements Callable<Integer> {

    private static final int PATIENCE_S = 30;

    @Parameters(paramLabel = "TABLE", description = "A table of the dataset.")
    String table;
    @Option(names = "--since", paramLabel = "TIME", converter = TimeSpan.class,
            description = "What was loaded in this time up to now, such as 10m; default: at any time.")
    Duration since;
    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "How many changes; default: 20.")
    int limit;
    @Option(names = "--format", paramLabel = "table|json|csv", defaultValue = "table", description = "How to print.")
    Format format;
    @Mixin
    Common common;
    @Spec
    CommandSpec spec;
    private final Script script;

    ChangesVerb(Script script) {
        this.script = script;
    }

    @Override
    public Integer call() throws IOException {
        if (limit < 1) {
            throw Problem.config("--limit is " + limit + ", expected how many changes to show, 1 or more");
        }
        CdcConfig config = script.destination(common.project, System.getenv());
        try (ReadOnly file = Destinations.read(config.target(), false, PATIENCE_S)) {
            List<String> columns = ShowVerb.columns(file, config, table);
            if (!columns.contains("_dlt_load_id")) {
                throw Problem.config("Table " + table + " does not tell which load its rows are of: name a table that"
                        + " this loader writes");
            }
            QueryRows.print(file, query(config, columns), format, spec.commandLine().getOut(), config.pipeline(),
                    since == null ? Double.MAX_VALUE : since.toMillis() / 1000.0, limit);
        }
        catch (SQLException e) {
            throw SqlVerb.failure(e);
        }
        return 0;
    }

    /** A load's id is the time at which it began; old loads have no other record. */
    private String query(CdcConfig config, List<String> columns) {
        CdcConfig.Columns own = config.columns();
        boolean numbered = columns.contains(own.seq());
        String change = columns.contains(own.op()) ? "t." + Sql.quote(own.op()) : columns.contains(own.deleted())
                ? "CASE WHEN t." + Sql.quote(own.deleted()) + " THEN 'delete' ELSE 'upsert' END" : "'upsert'";
        String without = Stream.of("_dlt_id", "_dlt_load_id", own.op(), own.deleted()).filter(columns::contains)
                .map(Sql::quote).collect(Collectors.joining(", "));
        String schema = Sql.quote(config.dataset()) + ".";
        return "SELECT * FROM (SELECT coalesce(l.inserted_at, to_timestamp(TRY_CAST(t._dlt_load_id AS DOUBLE))) AS"
                + " __loaded_at, " + change + " AS __op, t.* EXCLUDE (" + without + ") FROM " + schema
                + Sql.quote(table) + " AS t LEFT JOIN " + schema + "_dlt_loads AS l ON l.load_id = t._dlt_load_id AND"
                + " l.schema_name = ?) WHERE epoch(now()) - epoch(__loaded_at) <= ? ORDER BY "
                + (numbered ? Sql.quote(own.seq()) : "__loaded_at") + " DESC LIMIT ?";
    }
}
