package event;

import event.ColumnType.Misfit;
import event.ColumnType.Unchanged;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;

/**
 * PostgreSQL's arrays: LIST of the element's type, or JSON for columns that were declared with more dimensions than
 * one. A PostgreSQL array column holds arrays of any dimensions and lower bounds, whatever was declared; one that is
 * not a plain list from 1 is a {@link Misfit}, and so is a list with an element that does not fit.
 */
final class ArrayTypes {

    private ArrayTypes() {
    }

    static ColumnType list(Schema schema) {
        String element = schema.parameters().get(Exact.ELEMENT);
        char delimiter = schema.parameters().get(Exact.DELIMITER).charAt(0);
        Function<String, Object> parse = element(element, schema.parameters().get(Exact.FORM));
        return new ColumnType(element + "[]", v -> v == Exact.UNCHANGED_TEXT ? Unchanged.VALUE
                : list((String) v, delimiter, parse));
    }

    private static Object list(String text, char delimiter, Function<String, Object> parse) {
        List<Object> list = ArrayText.list(text, delimiter, parse);
        if (list == null) {
            return new Misfit(text);
        }
        for (Object each : list) {
            if (each instanceof Misfit) {
                return new Misfit(text);
            }
        }
        return list;
    }

    static ColumnType json(Schema schema) {
        String element = schema.parameters().get(Exact.ELEMENT);
        char delimiter = schema.parameters().get(Exact.DELIMITER).charAt(0);
        Function<String, String> form = jsonElement(element, schema.parameters().get(Exact.FORM));
        return Types.text("JSON", v -> {
            String json = ArrayText.json(v, delimiter, form);
            return Types.json(json) instanceof Misfit ? new Misfit(v) : json;
        });
    }

    /** From an element's text to its value, as {@link ColumnType} has them. */
    private static Function<String, Object> element(String duckdb, String form) {
        return switch (duckdb) {
            case "BOOLEAN" -> v -> v.charAt(0) == 't';
            case "SMALLINT" -> Short::valueOf;
            case "INTEGER" -> Integer::valueOf;
            case "BIGINT" -> Long::valueOf;
            case "FLOAT" -> Float::valueOf;
            case "DOUBLE" -> Double::valueOf;
            case "UUID" -> UUID::fromString;
            case "DATE" -> PostgresText::days;
            case "TIME" -> v -> inOneDay(v, PostgresText.timeMicros(v));
            case "TIMETZ" -> v -> inOneDay(v, PostgresText.timeTzMicros(v));
            case "TIMESTAMP", "TIMESTAMPTZ" -> v -> PostgresText.loaded(PostgresText.timestampMicros(v), "");
            case "INTERVAL" -> v -> PostgresText.loadedInterval(PostgresText.interval(v));
            case "BLOB" -> form.equals("point") ? PostgresText::point : PostgresText::bytes;
            case "JSON" -> form.equals("hstore") ? ToJson::hstore : Types::json;
            default -> duckdb.startsWith("DECIMAL") ? decimal(duckdb, form) : v -> v;
        };
    }

    /** The list writer of DuckDB's Java client takes java.time's times, which end before 24:00:00. */
    private static Object inOneDay(String text, long micros) {
        return micros < 86_400_000_000L ? micros : new Misfit(text);
    }

    private static Function<String, Object> decimal(String duckdb, String form) {
        int comma = duckdb.indexOf(',');
        int precision = Integer.parseInt(duckdb.substring("DECIMAL(".length(), comma));
        int scale = Integer.parseInt(duckdb.substring(comma + 1, duckdb.length() - 1));
        if (form.equals("money")) {
            return v -> Types.fit(PostgresText.money(v), precision, scale);
        }
        return v -> v.endsWith("NaN") || v.endsWith("Infinity") ? new Misfit(v)
                : Types.fit(new BigDecimal(v), precision, scale);
    }

    /** From an element's text to JSON: what JSON can say is said as such, all else as text. */
    private static Function<String, String> jsonElement(String duckdb, String form) {
        return switch (duckdb) {
            case "BOOLEAN" -> v -> v.charAt(0) == 't' ? "true" : "false";
            case "SMALLINT", "INTEGER", "BIGINT" -> v -> v;
            case "FLOAT", "DOUBLE" -> ArrayTypes::jsonNumber;
            case "JSON" -> form.equals("hstore") ? ToJson::hstore : v -> v;
            default -> duckdb.startsWith("DECIMAL") && form.isEmpty() ? ArrayTypes::jsonNumber : ArrayTypes::jsonText;
        };
    }

    private static String jsonNumber(String text) {
        return text.endsWith("NaN") || text.endsWith("Infinity") ? jsonText(text) : text;
    }

    private static String jsonText(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2);
        ToJson.quoted(json, text);
        return json.toString();
    }
}
