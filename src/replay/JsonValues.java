package replay;

import base.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import event.DebeziumTimes;
import event.Exact;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/**
 * JSON → Connect's values, as their schema says. Kafka's own {@code JsonConverter} is lenient: it takes {@code "x"} as
 * the number 0, cuts what is too large and skips fields that the schema does not have. Here each of these is an
 * error, so that a damaged recording never becomes a wrong row.
 */
final class JsonValues {

    /** Debezium's stand-in for a value that the source left out. */
    static final String LEFT_OUT = "__debezium_unavailable_value";
    private static final byte[] LEFT_OUT_BYTES = LEFT_OUT.getBytes(StandardCharsets.UTF_8);
    private static final BigInteger DAY_MICROS = BigInteger.valueOf(86_400_000_000L);
    private static final String UUID = "(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    /** Numbers that not every number of their Connect type is: the least and the greatest. */
    private static final Map<String, BigInteger[]> BOUNDS = Map.of(
            "io.debezium.time.MicroTime", bounds(DAY_MICROS), Exact.TIME_TZ, bounds(DAY_MICROS),
            "io.debezium.time.Time", bounds(BigInteger.valueOf(86_400_000)),
            Time.LOGICAL_NAME, bounds(BigInteger.valueOf(86_399_999)),
            "io.debezium.time.NanoTime", bounds(DAY_MICROS.multiply(BigInteger.valueOf(1000))),
            Exact.UTINYINT, bounds(BigInteger.valueOf(255)), Exact.USMALLINT, bounds(BigInteger.valueOf(65_535)),
            Exact.UINTEGER, bounds(BigInteger.valueOf(0xFFFF_FFFFL)));

    /** Asked for a value that looks like the stand-in, by its place: whether it is one. */
    private final Predicate<String> isLeftOut;
    private final boolean documents;

    JsonValues(Predicate<String> isLeftOut) {
        this(isLeftOut, false);
    }

    private JsonValues(Predicate<String> isLeftOut, boolean documents) {
        this.isLeftOut = isLeftOut;
        this.documents = documents;
    }

    /** The same for MongoDB's events: what they call JSON is extended JSON, which is read later. */
    JsonValues ofDocuments() {
        return new JsonValues(isLeftOut, true);
    }

    private static BigInteger[] bounds(BigInteger greatest) {
        return new BigInteger[] {BigInteger.ZERO, greatest};
    }

    /** @param where the value's place, for the sentence */
    Object value(Schema schema, JsonNode json, String where) {
        if (json == null) {
            throw Problem.run(where + " is missing");
        }
        if (json.isNull()) {
            if (!schema.isOptional()) {
                throw Problem.run(where + " is null, which its schema does not allow");
            }
            return null;
        }
        if (Decimal.LOGICAL_NAME.equals(schema.name())) {
            return decimal(schema, json, where);
        }
        return switch (schema.type()) {
            case INT8 -> integer(schema, json, 8, where).byteValue();
            case INT16 -> integer(schema, json, 16, where).shortValue();
            case INT32 -> logical(schema, integer(schema, json, 32, where).intValue());
            case INT64 -> logical(schema, integer(schema, json, 64, where).longValue());
            case FLOAT32 -> (float) fraction(json, where, true);
            case FLOAT64 -> fraction(json, where, false);
            case BOOLEAN -> bool(json, where);
            case STRING -> text(schema, json, where);
            case BYTES -> bytes(json, where);
            case ARRAY -> array(schema, json, where);
            case MAP -> map(schema, json, where);
            case STRUCT -> struct(schema, json, where);
        };
    }

    private static Problem wrong(String where, JsonNode json, String expected) {
        String shown = json.isContainerNode() ? json.isArray() ? "a list" : "an object" : json.toString();
        return Problem.run(where + " is " + (shown.length() > 60 ? shown.substring(0, 60) + "…" : shown) + ", expected "
                + expected);
    }

    private static BigInteger integer(Schema schema, JsonNode json, int bits, String where) {
        BigInteger[] bounds = BOUNDS.get(schema.name() == null ? "" : schema.name());
        if (json.isIntegralNumber()) {
            BigInteger number = json.bigIntegerValue();
            if (number.bitLength() < bits && (bounds == null || number.compareTo(bounds[0]) >= 0
                    && number.compareTo(bounds[1]) <= 0)) {
                return number;
            }
        }
        throw wrong(where, json, bounds == null ? "a whole number of " + bits + " bits" : "a whole number up to "
                + bounds[1]);
    }

    /** Connect's own three types of time are Java's Date in memory. */
    private static Object logical(Schema schema, Number number) {
        return switch (schema.name() == null ? "" : schema.name()) {
            case Date.LOGICAL_NAME -> Date.toLogical(schema, number.intValue());
            case Time.LOGICAL_NAME -> Time.toLogical(schema, number.intValue());
            case Timestamp.LOGICAL_NAME -> Timestamp.toLogical(schema, number.longValue());
            default -> number;
        };
    }

    private static double fraction(JsonNode json, String where, boolean single) {
        if (json.isTextual() && Set.of("NaN", "Infinity", "-Infinity").contains(json.textValue())) {
            return Double.parseDouble(json.textValue());
        }
        // By way of a text: a number of four bytes is not to be rounded twice.
        double number = !json.isNumber() ? Double.NaN : single ? Float.parseFloat(json.asText())
                : Double.parseDouble(json.asText());
        if (!json.isNumber() || Double.isInfinite(number)) {
            throw wrong(where, json, "a number");
        }
        return number;
    }

    private static boolean bool(JsonNode json, String where) {
        if (!json.isBoolean()) {
            throw wrong(where, json, "true or false");
        }
        return json.booleanValue();
    }

    private String text(Schema schema, JsonNode json, String where) {
        if (!json.isTextual()) {
            throw wrong(where, json, "text");
        }
        String text = json.textValue();
        if (text.equals(LEFT_OUT) && isLeftOut.test(where)) {
            return Exact.UNCHANGED_TEXT;
        }
        String expected = switch (schema.name() == null ? "" : schema.name()) {
            case "io.debezium.data.Json" -> documents || JsonText.isJson(text) ? "" : "JSON in a text";
            case "io.debezium.data.Uuid" -> text.matches(UUID) ? "" : "a UUID";
            default -> DebeziumTimes.expected(String.valueOf(schema.name()), text);
        };
        if (!expected.isEmpty()) {
            throw wrong(where, json, expected);
        }
        return text;
    }

    private byte[] bytes(JsonNode json, String where) {
        if (!json.isTextual()) {
            throw wrong(where, json, "bytes in base64");
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(json.textValue());
            return Arrays.equals(bytes, LEFT_OUT_BYTES) && isLeftOut.test(where) ? Exact.UNCHANGED_BYTES : bytes;
        }
        catch (IllegalArgumentException e) {
            throw wrong(where, json, "bytes in base64");
        }
    }

    /** A number, or the bytes of its digits as an integer in base64, to be read with the schema's scale. */
    private BigDecimal decimal(Schema schema, JsonNode json, String where) {
        if (json.isNumber()) {
            return json.decimalValue();
        }
        byte[] digits = bytes(json, where);
        if (digits == Exact.UNCHANGED_BYTES) {
            return Exact.UNCHANGED_NUMBER;
        }
        if (digits.length == 0) {
            throw wrong(where, json, "a number");
        }
        return new BigDecimal(new BigInteger(digits), Integer.parseInt(schema.parameters().get(Decimal.SCALE_FIELD)));
    }

    private List<Object> array(Schema schema, JsonNode json, String where) {
        if (!json.isArray()) {
            throw wrong(where, json, "a list");
        }
        List<Object> list = new ArrayList<>();
        json.forEach(each -> list.add(value(schema.valueSchema(), each, where + "[" + list.size() + "]")));
        return list;
    }

    /** An object where keys are text, else a list of pairs. */
    private Map<Object, Object> map(Schema schema, JsonNode json, String where) {
        Map<Object, Object> map = new LinkedHashMap<>();
        if (json.isObject()) {
            json.properties().forEach(e -> map.put(e.getKey(), value(schema.valueSchema(), e.getValue(), where + "."
                    + e.getKey())));
            return map;
        }
        if (!json.isArray()) {
            throw wrong(where, json, "an object");
        }
        for (JsonNode pair : json) {
            map.put(value(schema.keySchema(), pair.get(0), where + " key"), value(schema.valueSchema(), pair.get(1),
                    where));
        }
        return map;
    }

    private Struct struct(Schema schema, JsonNode json, String where) {
        if (!json.isObject()) {
            throw wrong(where, json, "an object");
        }
        Struct struct = new Struct(schema);
        Set<String> left = new HashSet<>();
        json.fieldNames().forEachRemaining(left::add);
        for (Field field : schema.fields()) {
            struct.put(field, value(field.schema(), json.get(field.name()), where.isEmpty() ? field.name() : where + "."
                    + field.name()));
            left.remove(field.name());
        }
        if (!left.isEmpty()) {
            throw Problem.run((where.isEmpty() ? "" : where + ".") + left.iterator().next() + " is not in the schema");
        }
        return struct;
    }
}
