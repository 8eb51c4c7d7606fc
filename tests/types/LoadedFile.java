import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** What a loader's DuckDB file, or a lake, holds, as texts that can be held against the server's. */
abstract class LoadedFile implements AutoCloseable {

    private final Connection connection;
    private final String dataset;

    LoadedFile(Path file, String dataset) throws SQLException {
        this(open(file), dataset);
    }

    /** @param connection in which the dataset is a schema; becomes this object's own */
    LoadedFile(Connection connection, String dataset) throws SQLException {
        this.dataset = dataset;
        this.connection = connection;
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
        }
    }

    private static Connection open(Path file) throws SQLException {
        Properties readOnly = new Properties();
        readOnly.setProperty("duckdb.read_only", "true");
        return DriverManager.getConnection("jdbc:duckdb:" + file, readOnly);
    }

    /** The text of a value that DuckDB cannot write as the server does; {@code how} begins with {@code java}. */
    abstract String shown(String how, Object value) throws SQLException;

    /** DuckDB's type of a column, in the short names. */
    final String type(String table, String column) throws SQLException {
        return rows("SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = '" + dataset
                + "' AND table_name = '" + table + "'").getOrDefault(column, "no such column")
                .replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ").replace("TIME WITH TIME ZONE", "TIMETZ");
    }

    /**
     * The values of column v by the row's number.
     *
     * @param how    an expression of {@code $}, the value, or a word for {@link #shown}
     * @param number an expression of n
     */
    final Map<String, String> values(String table, String how, String condition, String number) throws SQLException {
        boolean variant = !type(table, "v__v_text").equals("no such column");
        boolean java = how.startsWith("java ");
        String sql = "SELECT (" + number + ")::VARCHAR, v IS NULL, " + (java ? "v" : "CASE WHEN v IS NOT NULL THEN "
                + how.replace("$", "v") + " END") + ", " + (variant ? "v__v_text" : "NULL") + " FROM " + dataset + "."
                + table + " WHERE " + condition;
        Map<String, String> rows = new TreeMap<>();
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                String text = result.getString(4);
                String value = result.getBoolean(2) ? text == null ? "NULL" : "variant " + text
                        : "value " + (java ? shown(how, result.getObject(3)) : result.getString(3))
                                + (text == null ? "" : " and variant " + text);
                String row = String.valueOf(result.getString(1)); // "null": a row that should not be there
                String twin = rows.put(row, value);
                if (twin != null) {
                    rows.put(row, "twice: " + twin + ", " + value);
                }
            }
        }
        catch (SQLException e) {
            throw new SQLException(sql + ": " + e.getMessage(), e);
        }
        return rows;
    }

    /** The second column by the first. */
    Map<String, String> rows(String sql) throws SQLException {
        Map<String, String> rows = new TreeMap<>();
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.put(result.getString(1), result.getString(2));
            }
        }
        return rows;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
