package dlt;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Which type a value of a JSON document has, and how it fits a column of another type, by dlt's rules
 * ({@code data_types/type_helpers.py}). Values are String, Long, Double, Boolean, or a JsonNode where an object or list
 * stays as it is; NULL is none. What they become is of the class that {@code destination.Stage} takes.
 *
 * <p>An integer of more than 64 bits, with which dlt fails, is text here, and so is a number beyond DOUBLE.
 */
public final class Inference {

    /** dlt's types that a document's values come to, and DuckDB's. */
    private static final List<List<String>> TYPES = List.of(List.of("text", "VARCHAR"), List.of("bigint", "BIGINT"),
        List.of("double", "DOUBLE"), List.of("bool", "BOOLEAN"), List.of("timestamp", "TIMESTAMPTZ"),
        List.of("json", "JSON"));
    private static final long LEAST_SECOND = -62_135_596_800L;
    private static final long LAST_SECOND = 253_402_300_799L;

    private Inference() {
    }

    /** A scalar of a document as a value; null for JSON's null. */
    public static Object value(JsonNode node) {
        if (node.isNull() || node.isMissingNode()) {
            return null;
        }
        if (node.isContainerNode()) {
            return node;
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isIntegralNumber()) {
            return node.canConvertToLong() ? (Object) node.longValue() : node.bigIntegerValue().toString();
        }
        if (node.isNumber()) {
            double number = node.doubleValue();
            return Double.isInfinite(number) ? (Object) node.decimalValue().toString() : number;
        }
        return node.textValue();
    }

    /** Whether a value can be written: half a surrogate pair, which JSON may hold, is no character. */
    public static boolean isText(Object value) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text(value));
    }

    /** dlt's name of a value's own type, which a variant is called by. */
    public static String typeOf(Object value) {
        return value instanceof String ? "text" : value instanceof Long ? "bigint" : value instanceof Double ? "double"
            : value instanceof Boolean ? "bool" : "json";
    }

    /** The DuckDB type of a new column that begins with this value: a text may be a moment. */
    public static String column(Object value) {
        String type = value instanceof String text && IsoTime.micros(text) != null ? "timestamp" : typeOf(value);
        return TYPES.stream().filter(each -> each.get(0).equals(type)).findFirst().orElseThrow().get(1);
    }

    /** The value as a column of a DuckDB type takes it; null where it does not fit. */
    public static Object fit(String type, Object value) {
        return switch (type) {
            case "VARCHAR" -> text(value);
            case "BIGINT" -> bigint(value);
            case "DOUBLE" -> floating(value);
            case "BOOLEAN" -> bool(value);
            case "TIMESTAMPTZ" -> timestamp(value);
            case "JSON" -> json(value);
            default -> null;        // of dlt's making: the value goes into a variant
        };
    }

    private static String text(Object value) {
        return value instanceof JsonNode node ? DltJson.compact(node) : value instanceof Boolean bool ? bool ? "True"
            : "False" : value instanceof Double number ? python(number) : value.toString();
    }

    private static Long bigint(Object value) {
        if (value instanceof Double number) {
            return number % 1 == 0 && Math.abs(number) < 0x1p63 ? Long.valueOf(number.longValue()) : null;
        }
        if (value instanceof String text) {
            String digits = text.strip();
            boolean hex = digits.startsWith("0x");
            if (!(hex ? digits.substring(2) : digits).matches(hex ? "[0-9a-fA-F]+" : "[+-]?\\d+(_\\d+)*")) {
                return null;
            }
            BigInteger number = hex ? new BigInteger(digits.substring(2), 16) : new BigInteger(digits.replace("_", ""));
            return number.bitLength() < Long.SIZE ? Long.valueOf(number.longValue()) : null;
        }
        return value instanceof Long number ? number : null;
    }

    private static Double floating(Object value) {
        if (value instanceof Long number) {
            return number.doubleValue();
        }
        if (value instanceof String text) {
            String number = text.strip().toLowerCase(Locale.ROOT);
            String word = number.replaceFirst("^[+-]", "");
            if (word.equals("nan")) {
                return Double.NaN;
            }
            if (word.equals("inf") || word.equals("infinity")) {
                return number.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            }
            if (number.matches("0x[0-9a-f]+")) {
                return new BigInteger(number.substring(2), 16).doubleValue();
            }
            return number.matches("[+-]?(\\d+(_\\d+)*\\.?(\\d+(_\\d+)*)?|\\.\\d+(_\\d+)*)(e[+-]?\\d+(_\\d+)*)?")
                ? Double.valueOf(number.replace("_", "")) : null;
        }
        return value instanceof Double number ? number : null;
    }

    private static Boolean bool(Object value) {
        if (value instanceof String text) {
            String word = text.toLowerCase(Locale.ROOT);
            return List.of("yes", "true", "t", "y", "1").contains(word) ? Boolean.TRUE
                : List.of("no", "false", "f", "n", "0").contains(word) ? Boolean.FALSE : null;
        }
        return value instanceof Boolean bool ? bool : value instanceof Long number ? Boolean.valueOf(number != 0)
            : value instanceof Double number ? Boolean.valueOf(number != 0) : null;
    }

    /** A number counts seconds since 1970. */
    private static Long timestamp(Object value) {
        if (value instanceof String text) {
            return IsoTime.microsOrDay(text);
        }
        if (value instanceof Long seconds) {
            return seconds >= LEAST_SECOND && seconds <= LAST_SECOND ? Long.valueOf(seconds * 1_000_000) : null;
        }
        return value instanceof Double seconds && seconds >= LEAST_SECOND && seconds <= LAST_SECOND
            ? Long.valueOf((long) Math.rint(seconds * 1e6)) : null;
    }

    private static String json(Object value) {
        if (value instanceof JsonNode node) {
            return DltJson.compact(node);
        }
        if (!(value instanceof String text)) {
            return null;
        }
        try {
            JsonNode node = DltJson.MAPPER.readTree(text);
            return node == null || node.isMissingNode() ? null : DltJson.compact(node);
        }
        catch (com.fasterxml.jackson.core.JsonProcessingException noJson) {
            return null;
        }
    }

    /** As Python writes it: the shortest digits that are read back as the same number. */
    private static String python(double number) {
        BigDecimal shortest = new BigDecimal(number);
        for (int digits = 1; digits <= 17; digits++) {
            BigDecimal rounded = new BigDecimal(number).round(new MathContext(digits));
            if (rounded.doubleValue() == number) {
                shortest = rounded.stripTrailingZeros();
                break;
            }
        }
        int exponent = shortest.signum() == 0 ? 0 : shortest.precision() - shortest.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = shortest.toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String digits = shortest.unscaledValue().abs().toString();
        return (shortest.signum() < 0 ? "-" : "") + digits.charAt(0) + (digits.length() > 1 ? "." + digits.substring(1)
            : "") + "e" + (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }
}
