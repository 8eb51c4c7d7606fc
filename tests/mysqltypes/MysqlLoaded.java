import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** What the DuckDB file holds, in the same texts as {@link MysqlServer} has. */
final class MysqlLoaded implements AutoCloseable {

    static final String DATASET = MysqlServer.KIND + "_cdc_data";

    private final Connection connection;

    MysqlLoaded(Path file) throws SQLException {
        Properties readOnly = new Properties();
        readOnly.setProperty("duckdb.read_only", "true");
        connection = DriverManager.getConnection("jdbc:duckdb:" + file, readOnly);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
        }
    }

    /** DuckDB's type of a column, in the short names. */
    String type(String table, String column) throws SQLException {
        return rows("SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = '" + DATASET
                + "' AND table_name = '" + table + "'").getOrDefault(column, "no such column")
                .replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ");
    }

    Map<String, String> values(MysqlCase each, String prefix, String condition, String number) throws SQLException {
        String table = prefix + each.name();
        boolean variant = !type(table, "v__v_text").equals("no such column");
        boolean java = each.loaded().startsWith("java ");
        String sql = "SELECT (" + number + ")::VARCHAR, v IS NULL, " + (java ? "v" : "CASE WHEN v IS NOT NULL THEN "
                + each.loaded().replace("$", "v") + " END") + ", " + (variant ? "v__v_text" : "NULL") + " FROM "
                + DATASET + "." + table + " WHERE " + condition;
        Map<String, String> rows = new TreeMap<>();
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                String text = result.getString(4);
                String value = result.getBoolean(2) ? text == null ? "NULL" : "variant " + text
                        : "value " + (java ? java(each.loaded(), result.getObject(3)) : result.getString(3))
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
                rows.put(result.getString(1), String.valueOf(result.getString(2)));
            }
        }
        return rows;
    }

    /** The text of a value that DuckDB cannot write as the server does. */
    static String java(String how, Object value) throws SQLException {
        if (how.equals("java vector")) {
            Object[] floats = (Object[]) ((Array) value).getArray();
            ByteBuffer bytes = ByteBuffer.allocate(floats.length * 4).order(ByteOrder.LITTLE_ENDIAN);
            for (Object each : floats) {
                bytes.putFloat((Float) each);
            }
            StringBuilder hex = new StringBuilder();
            for (byte each : bytes.array()) {
                hex.append(String.format("%02X", each));
            }
            return hex.toString();
        }
        return canonical(how, value.toString());
    }

    /** A text of the server's or of a loaded value in the form that both have. */
    static String canonical(String how, String text) {
        return switch (how) {
            case "java float" -> String.format("%08x", Float.floatToIntBits(Float.parseFloat(text)));
            case "java double" -> String.format("%016x", Double.doubleToLongBits(Double.parseDouble(text)));
            case "java number" -> new BigDecimal(text).signum() == 0 ? "0"
                    : new BigDecimal(text).stripTrailingZeros().toPlainString();
            default -> text;
        };
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
