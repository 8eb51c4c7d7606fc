import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.StringJoiner;
import java.util.TreeMap;

/** What the DuckDB file holds, in the same texts as {@link Server} has. */
final class Loaded implements AutoCloseable {

    private final Connection connection;

    Loaded(Path file) throws SQLException {
        Properties readOnly = new Properties();
        readOnly.setProperty("duckdb.read_only", "true");
        connection = DriverManager.getConnection("jdbc:duckdb:" + file, readOnly);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
        }
    }

    /** DuckDB's type of a column, in the short names. */
    String type(String table, String column) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(
                "SELECT data_type FROM duckdb_columns() WHERE schema_name = 'debezium_data' AND table_name = '" + table
                        + "' AND column_name = '" + column + "'")) {
            return rows.next() ? rows.getString(1).replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ")
                    .replace("TIME WITH TIME ZONE", "TIMETZ") : "no such column";
        }
    }

    Map<String, String> values(Case each, String prefix, String condition, String number) throws SQLException {
        String table = prefix + each.name();
        boolean variant = !type(table, "v__v_text").equals("no such column");
        boolean java = each.loaded().startsWith("java ");
        String sql = "SELECT (" + number + ")::VARCHAR, v IS NULL, " + (java ? "v" : "CASE WHEN v IS NOT NULL THEN "
                + each.loaded().replace("$", "v") + " END") + ", " + (variant ? "v__v_text" : "NULL")
                + " FROM debezium_data." + table + " WHERE " + condition;
        Map<String, String> rows = new TreeMap<>();
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                String text = result.getString(4);
                String value = result.getBoolean(2) ? text == null ? "NULL" : "variant " + text
                        : "value " + (java ? text(each.loaded(), result.getObject(3)) : result.getString(3))
                                + (text == null ? "" : " and variant " + text);
                String twin = rows.put(result.getString(1), value);
                if (twin != null) {
                    rows.put(result.getString(1), "twice: " + twin + ", " + value);
                }
            }
        }
        catch (SQLException e) {
            throw new SQLException(sql + ": " + e.getMessage(), e);
        }
        return rows;
    }

    Map<String, String> rows(String sql) throws SQLException {
        Map<String, String> rows = new TreeMap<>();
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.put(result.getString(1), result.getString(2));
            }
        }
        return rows;
    }

    /** The text of a value that DuckDB cannot write as PostgreSQL does. */
    static String text(String how, Object value) throws SQLException {
        if (value == null) {
            return "NULL";
        }
        if (value instanceof Array array) {
            StringJoiner elements = new StringJoiner("|");
            for (Object each : (Object[]) array.getArray()) {
                elements.add(text(how, each));
            }
            return elements.toString();
        }
        return switch (how) {
            case "java float" -> String.format("%08x", Float.floatToIntBits((Float) value + 0f));
            case "java double" -> String.format("%016x", Double.doubleToLongBits((Double) value + 0d));
            case "java point" -> point(value);
            default -> new BigDecimal(value.toString()).signum() == 0 ? "0"
                    : new BigDecimal(value.toString()).stripTrailingZeros().toPlainString();
        };
    }

    private static String point(Object value) throws SQLException {
        byte[] wkb = value instanceof byte[] bytes ? bytes : ((Blob) value).getBytes(1, 21);
        ByteBuffer buffer = ByteBuffer.wrap(wkb).order(ByteOrder.LITTLE_ENDIAN);
        return wkb.length == 21 && buffer.get() == 1 && buffer.getInt() == 1
                ? String.format("%016x%016x", buffer.getLong(), buffer.getLong()) : "not a point";
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
