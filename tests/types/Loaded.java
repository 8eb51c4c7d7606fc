import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.StringJoiner;

/** What the DuckDB file holds, in the same texts as {@link Server} has. */
final class Loaded extends LoadedFile {

    private static final String DATASET = "debezium_data";

    Loaded(Path file) throws SQLException {
        super(file, DATASET);
    }

    /** What a lake holds. */
    Loaded(Connection lake) throws SQLException {
        super(lake, DATASET);
    }

    Map<String, String> values(Case each, String prefix, String condition, String number) throws SQLException {
        return values(prefix + each.name(), each.loaded(), condition, number);
    }

    @Override
    String shown(String how, Object value) throws SQLException {
        return text(how, value);
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
}
