import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** What the DuckDB file holds, in the same texts as {@link MysqlServer} has. */
final class MysqlLoaded extends LoadedFile {

    static final String DATASET = MysqlServer.KIND + "_cdc_data";

    MysqlLoaded(Path file) throws SQLException {
        super(file, DATASET);
    }

    /** What a lake holds. */
    MysqlLoaded(Connection lake) throws SQLException {
        super(lake, DATASET);
    }

    Map<String, String> values(MysqlCase each, String prefix, String condition, String number) throws SQLException {
        return values(prefix + each.name(), each.loaded(), condition, number);
    }

    /** table.column → type of these tables. */
    Map<String, String> columns(List<String> tables) throws SQLException {
        return rows("SELECT table_name || '.' || column_name, data_type FROM duckdb_columns() WHERE schema_name = '"
                + DATASET + "' AND table_name IN ('" + String.join("', '", tables) + "')");
    }

    /** How many copies of a table there are, and in how many rows the oldest and the newest differ. */
    String copies(String table) throws SQLException {
        String each = "SELECT * EXCLUDE (__op, __source_ts, __position, __seq, _dlt_load_id, _dlt_id) FROM " + DATASET
                + "." + table + " WHERE __op = 'snapshot' AND __source_ts = (SELECT %s(__source_ts) FROM " + DATASET
                + "." + table + " WHERE __op = 'snapshot')";
        String first = each.formatted("min");
        String last = each.formatted("max");
        return rows("SELECT count(DISTINCT __source_ts) || ' copies', (SELECT count(*) FROM ((" + first
                + " EXCEPT ALL " + last + ") UNION ALL (" + last + " EXCEPT ALL " + first + "))) || ' rows differ'"
                + " FROM " + DATASET + "." + table + " WHERE __op = 'snapshot'").entrySet().iterator().next().toString()
                .replace("=", ", ");
    }

    @Override
    Map<String, String> rows(String sql) throws SQLException {
        Map<String, String> rows = super.rows(sql);
        rows.replaceAll((number, text) -> String.valueOf(text));
        return rows;
    }

    @Override
    String shown(String how, Object value) throws SQLException {
        return java(how, value);
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
}
