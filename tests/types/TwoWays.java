import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Two DuckDB files or lakes, of a snapshot read by the engine and of one read directly: all in them is the same. */
final class TwoWays {

    /** What is another in every load. */
    private static final String OTHER = "'_dlt_id', '_dlt_load_id', '__seq', '__position', '__source_ts'";

    private final String dataset;
    private final String where;

    private TwoWays(String dataset) {
        this.dataset = dataset;
        this.where = "schema_name = '" + dataset + "' AND table_name NOT LIKE '\\_dlt%' ESCAPE '\\'";
    }

    /**
     * Counts the tables in {@code compared}; the differences, and whether the direct one took more or fewer loads than
     * two.
     *
     * @param attach statements that attach the one as {@code e} and the other as {@code d}
     */
    static List<String> differencesOfDirect(List<String> attach, Map<String, Integer> compared) throws SQLException {
        List<String> differences = differences(attach, "debezium_data", compared);
        try (Connection connection = connect(attach); Statement statement = connection.createStatement()) {
            differences.addAll(texts(statement, "SELECT 'loads: ' || count(*) FROM d.debezium_data._dlt_loads HAVING"
                    + " count(*) <> 2"));
        }
        return differences;
    }

    /** Statements for two files. */
    static List<String> files(Path engine, Path direct) {
        return List.of("ATTACH '" + engine + "' AS e (READ_ONLY)", "ATTACH '" + direct + "' AS d (READ_ONLY)");
    }

    private static Connection connect(List<String> attach) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = connection.createStatement()) {
            for (String each : attach) {
                statement.execute(each);
            }
        }
        return connection;
    }

    /** Counts the tables in {@code compared}; the differences. */
    static List<String> differences(List<String> attach, String dataset, Map<String, Integer> compared)
            throws SQLException {
        List<String> differences = new ArrayList<>();
        try (Connection connection = connect(attach); Statement statement = connection.createStatement()) {
            TwoWays both = new TwoWays(dataset);
            both.columns(statement, differences);
            for (String table : texts(statement, "SELECT table_name FROM duckdb_tables() WHERE database_name = 'e' AND "
                    + both.where)) {
                both.rows(statement, table, differences);
                compared.merge(table, 1, Integer::sum);
            }
        }
        return differences;
    }

    private void columns(Statement statement, List<String> differences) throws SQLException {
        String columns = "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable FROM"
                + " duckdb_columns() WHERE " + where + " AND database_name = ";
        for (String[] pair : new String[][] {{"e", "d"}, {"d", "e"}}) {
            differences.addAll(texts(statement, "SELECT 'only in " + pair[0] + ": ' || x FROM (" + columns + "'"
                    + pair[0] + "' EXCEPT " + columns + "'" + pair[1] + "') AS t(x)"));
        }
    }

    private void rows(Statement statement, String table, List<String> differences) throws SQLException {
        String columns = String.join(", ",
                texts(statement, "SELECT '\"' || column_name || '\"' FROM duckdb_columns() WHERE"
                + " database_name = 'e' AND table_name = '" + table + "' AND column_name NOT IN (" + OTHER + ")"));
        String rows = "SELECT " + columns + " FROM %s." + dataset + ".\"" + table + "\"";
        for (String[] pair : new String[][] {{"e", "d"}, {"d", "e"}}) {
            try {
                differences.addAll(texts(statement, "SELECT '" + table + ", only in " + pair[0]
                        + ": ' || t::VARCHAR FROM (" + rows.formatted(pair[0]) + " EXCEPT ALL "
                        + rows.formatted(pair[1]) + ") AS t"));
            }
            catch (SQLException e) {
                differences.add(table + ": " + e.getMessage());
            }
        }
    }

    private static List<String> texts(Statement statement, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
