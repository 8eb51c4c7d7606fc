package cli;

import base.Problem;
import base.Sql;
import config.CdcConfig;
import destination.Destinations;
import destination.ReadOnly;
import java.io.IOException;
import java.io.PrintWriter;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code show}: the tables of the dataset, or one table's columns and newest rows. */
@Command(name = "show", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Show the tables, or a table's columns and newest rows.",
        footer = {"", "Examples:",
                "  ./jbang ${ROOT-COMMAND-NAME}.java show",
                "  ./jbang ${ROOT-COMMAND-NAME}.java show test_users --limit 5"})
final class ShowVerb implements Callable<Integer> {

    /** Of the destination: a lake's catalog is attached beside it, and may have a schema of that name, too. */
    static final String HERE = " WHERE database_name = current_database() AND schema_name = ?";
    private static final int PATIENCE_S = 30;

    @Parameters(paramLabel = "TABLE", arity = "0..1", description = "A table of the dataset.")
    String table;
    @Option(names = "--limit", paramLabel = "N", defaultValue = "10", description = "How many rows; default: 10.")
    int limit;
    @Option(names = "--format", paramLabel = "table|json|csv", defaultValue = "table",
            description = "How to print the rows.")
    Format format;
    @Mixin
    Common common;
    @Spec
    CommandSpec spec;
    private final Script script;

    ShowVerb(Script script) {
        this.script = script;
    }

    @Override
    public Integer call() throws IOException {
        if (limit < 0) {
            throw Problem.config("--limit is " + limit + ", expected how many rows to show, 0 or more");
        }
        CdcConfig config = script.destination(common.project, System.getenv());
        try (ReadOnly file = Destinations.read(config.target(), false, PATIENCE_S)) {
            if (table == null) {
                print(file, tables(file, config.dataset()), config.dataset());
                return 0;
            }
            List<String> columns = columns(file, config, table);
            PrintWriter out = spec.commandLine().getOut();
            if (format == Format.TABLE) {
                print(file, "SELECT column_name AS \"column\", data_type AS type FROM duckdb_columns()"
                        + HERE + " AND table_name = ? ORDER BY column_index", config.dataset(), table);
                out.println();
            }
            print(file, "SELECT * FROM " + Sql.quote(config.dataset()) + "." + Sql.quote(table) + newestFirst(config,
                    columns)
                    + " LIMIT " + limit);
        }
        catch (SQLException e) {
            throw SqlVerb.failure(e);
        }
        return 0;
    }

    /** The size that DuckDB estimates has rows that are gone, too: they are counted, table by table. */
    private static String tables(ReadOnly file, String dataset) throws SQLException {
        String all = " FROM duckdb_tables()" + HERE + " AND NOT starts_with(table_name, '_dlt_')";
        String counts = texts(file, "SELECT table_name" + all, dataset).stream()
                .map(name -> "SELECT " + Sql.literal(name) + " AS name, count(*) AS rows FROM " + Sql.quote(dataset)
                        + "." + Sql.quote(name)).collect(Collectors.joining(" UNION ALL "));
        return "WITH counts AS (" + (counts.isEmpty() ? "SELECT '' AS name, 0 AS rows" : counts) + ") SELECT table_name"
                + " AS \"table\", column_count AS columns, (SELECT rows FROM counts WHERE name = table_name) AS rows"
                + all + " ORDER BY 1";
    }

    /** A table's columns; a sentence that names the tables that there are, where it is none. */
    static List<String> columns(ReadOnly file, CdcConfig config, String table) throws SQLException {
        List<String> columns = texts(file, "SELECT column_name FROM duckdb_columns()" + HERE + " AND table_name = ?",
                config.dataset(), table);
        if (columns.isEmpty()) {
            throw Problem.config("There is no table " + table + " in dataset " + config.dataset() + "; there are: "
                    + String.join(", ", texts(file, "SELECT table_name FROM duckdb_tables()" + HERE
                            + " ORDER BY 1",
                            config.dataset())));
        }
        return columns;
    }

    /** An APPEND table's changes are numbered; of a MERGE table the load tells. */
    private static String newestFirst(CdcConfig config, List<String> columns) {
        String seq = config.columns().seq();
        return columns.contains(seq) ? " ORDER BY " + Sql.quote(seq) + " DESC"
                : columns.contains("_dlt_load_id") ? " ORDER BY _dlt_load_id DESC" : "";
    }

    private void print(ReadOnly file, String sql, String... parameters) throws SQLException, IOException {
        QueryRows.print(file, sql, format, spec.commandLine().getOut(), (Object[]) parameters);
    }

    private static List<String> texts(ReadOnly file, String sql, String... parameters) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (PreparedStatement statement = file.prepared(sql, (Object[]) parameters);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
