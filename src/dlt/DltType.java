package dlt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/**
 * A column type in dlt's words: https://dlthub.com/docs/general-usage/schema#data-types. Where dlt has no word for a
 * DuckDB type, the nearest that holds every value: unsigned integers the next larger signed one, UBIGINT
 * {@code decimal(20,0)}, lists and structs {@code json}, the rest (UUID, INTERVAL, BIT, TIMETZ …) {@code text}.
 *
 * @param dataType  dlt's {@code data_type}
 * @param precision bits of a bigint, digits of a decimal, decimals of a second; null: dlt's default
 * @param scale     decimals of a decimal; null: dlt's default
 * @param timezone  false for a timestamp without time zone
 */
public record DltType(String dataType, Integer precision, Integer scale, boolean timezone) {

    private static final List<String> FIELDS = List.of("data_type", "precision", "scale", "timezone");

    /** The dlt type that carries a DuckDB type. */
    public static DltType of(String duckDbType) {
        String type = duckDbType.strip().toUpperCase(Locale.ROOT);
        int bracket = type.indexOf('(');
        String base = bracket < 0 ? type : type.substring(0, bracket).strip();
        if (type.endsWith("]")) {
            return plain("json");
        }
        return switch (base) {
            case "TINYINT" -> bigint(8);
            case "SMALLINT", "UTINYINT" -> bigint(16);
            case "INTEGER", "INT", "USMALLINT" -> bigint(32);
            case "BIGINT", "UINTEGER" -> plain("bigint");
            case "UBIGINT" -> new DltType("decimal", 20, 0, true);
            case "HUGEINT" -> bigint(128);
            case "FLOAT", "REAL", "DOUBLE" -> plain("double");
            case "DECIMAL", "NUMERIC" -> decimal(bracket < 0 ? "18,3" : type.substring(bracket + 1, type.length() - 1));
            case "BOOLEAN", "BOOL" -> plain("bool");
            case "JSON", "STRUCT", "MAP", "UNION" -> plain("json");
            case "BLOB", "BYTEA", "GEOMETRY" -> plain("binary");
            case "DATE" -> plain("date");
            case "TIME" -> plain("time");
            case "TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE" -> plain("timestamp");
            case "TIMESTAMP", "DATETIME" -> local(6);
            case "TIMESTAMP_S" -> local(0);
            case "TIMESTAMP_MS" -> local(3);
            case "TIMESTAMP_NS" -> local(9);
            default -> plain("text");
        };
    }

    /** The type that a column of a stored schema has. */
    public static DltType of(JsonNode column) {
        return new DltType(column.path("data_type").asText("none"), number(column, "precision"),
            number(column, "scale"), column.path("timezone").asBoolean(true));
    }

    /** Sets this type on a column of a schema, all other hints stay. */
    void writeTo(ObjectNode column) {
        column.remove(FIELDS);
        column.put("data_type", dataType);
        if (precision != null) {
            column.put("precision", precision);
        }
        if (scale != null) {
            column.put("scale", scale);
        }
        if (!timezone) {
            column.put("timezone", false);
        }
    }

    /** The DuckDB type that dlt creates for this one. Two dlt types are the same if this is. */
    String duckDb() {
        return switch (dataType) {
            case "bigint" -> integer(precision == null ? 64 : precision);
            case "decimal" -> "DECIMAL(" + (precision == null ? 38 : precision) + ","
                + (scale != null ? scale : precision == null ? 9 : 0) + ")";
            case "wei" -> "DECIMAL(38,0)";
            case "double" -> "DOUBLE";
            case "bool" -> "BOOLEAN";
            case "json" -> "JSON";
            case "binary" -> "BLOB";
            case "date" -> "DATE";
            case "time" -> "TIME";
            case "timestamp" -> timezone ? "TIMESTAMP WITH TIME ZONE" : timestamp(precision == null ? 6 : precision);
            case "text" -> "VARCHAR";
            default -> "";
        };
    }

    private static String integer(int bits) {
        return bits <= 8 ? "TINYINT" : bits <= 16 ? "SMALLINT" : bits <= 32 ? "INTEGER"
            : bits <= 64 ? "BIGINT" : "HUGEINT";
    }

    private static String timestamp(int decimals) {
        return decimals == 0 ? "TIMESTAMP_S" : decimals <= 3 ? "TIMESTAMP_MS"
            : decimals <= 6 ? "TIMESTAMP" : "TIMESTAMP_NS";
    }

    private static DltType plain(String dataType) {
        return new DltType(dataType, null, null, true);
    }

    private static DltType bigint(int bits) {
        return new DltType("bigint", bits, null, true);
    }

    private static DltType local(int decimals) {
        return new DltType("timestamp", decimals, null, false);
    }

    private static DltType decimal(String digits) {
        String[] parts = digits.split(",");
        int scale = parts.length > 1 ? Integer.parseInt(parts[1].strip()) : 0;
        return new DltType("decimal", Integer.parseInt(parts[0].strip()), scale, true);
    }

    private static Integer number(JsonNode column, String field) {
        return column.path(field).isInt() ? Integer.valueOf(column.get(field).intValue()) : null;
    }
}
