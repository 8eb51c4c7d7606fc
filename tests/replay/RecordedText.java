import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;

/** Values of a recording as text, in one spelling for each value, whatever form the recording has it in. */
final class RecordedText {

    private RecordedText() {
    }

    /** The text of a column's value. */
    static String of(JsonNode columns, String name, JsonNode row) {
        for (JsonNode column : columns) {
            if (column.get("field").asText().equals(name)) {
                return of(column, row.get(name));
            }
        }
        throw new IllegalStateException("there is no column " + name);
    }

    private static String of(JsonNode column, JsonNode value) {
        if (value.isNull()) {
            if (!column.path("optional").asBoolean()) {
                throw new IllegalStateException(column.get("field") + " may not be null");
            }
            return "NULL";
        }
        String type = column.get("type").textValue();
        return switch (column.path("name").asText()) {
            case "org.apache.kafka.connect.data.Decimal" -> number(value.isNumber() ? value.decimalValue()
                    : new BigDecimal(new BigInteger(Base64.getDecoder().decode(value.textValue())),
                            column.get("parameters").get("scale").asInt()));
            case "io.debezium.time.MicroTimestamp" -> moment(whole(value, 64).longValue());
            case "io.debezium.time.MicroTime" -> LocalTime.ofNanoOfDay(whole(value, 64).longValue() * 1000).toString();
            case "io.debezium.time.Date" -> LocalDate.ofEpochDay(whole(value, 32).intValue()).toString();
            case "io.debezium.time.ZonedTimestamp" -> {
                Instant at = OffsetDateTime.parse(value.textValue()).toInstant();
                yield moment(at.getEpochSecond() * 1_000_000 + at.getNano() / 1000);
            }
            default -> plain(type, value);
        };
    }

    private static String plain(String type, JsonNode value) {
        return switch (type) {
            case "int8" -> number(new BigDecimal(whole(value, 8)));
            case "int16" -> number(new BigDecimal(whole(value, 16)));
            case "int32" -> number(new BigDecimal(whole(value, 32)));
            case "int64" -> number(new BigDecimal(whole(value, 64)));
            case "double", "float" -> value.isTextual() && value.textValue().equals("NaN") ? "NaN"
                    : number(new BigDecimal(type.equals("float") ? Float.toString(number(value).floatValue())
                            : Double.toString(number(value).doubleValue())));
            case "boolean" -> value.isBoolean() ? value.asText() : fail(value);
            case "string" -> value.isTextual() ? canonical(value.textValue()) : fail(value);
            case "bytes" -> bytes(Base64.getDecoder().decode(value.textValue()));
            default -> fail(value);
        };
    }

    private static BigDecimal number(JsonNode value) {
        if (!value.isNumber()) {
            fail(value);
        }
        return value.decimalValue();
    }

    private static String fail(JsonNode value) {
        throw new IllegalStateException(value + " has another type");
    }

    private static BigInteger whole(JsonNode value, int bits) {
        if (!value.isIntegralNumber() || value.bigIntegerValue().bitLength() >= bits) {
            fail(value);
        }
        return value.bigIntegerValue();
    }

    private static String moment(long micros) {
        return canonical(Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros,
                1_000_000L) * 1000)
                .atOffset(ZoneOffset.UTC).toLocalDateTime().toString().replace('T', ' '));
    }

    private static String bytes(byte[] bytes) {
        if (new String(bytes, StandardCharsets.ISO_8859_1).equals(RecordedWork.LEFT_OUT)) {
            return RecordedWork.LEFT_OUT;
        }
        StringBuilder text = new StringBuilder();
        for (byte each : bytes) {
            text.append(each >= 32 && each <= 126 && each != '\\' && each != '\'' && each != '"'
                    ? String.valueOf((char) each)
                    : String.format("\\x%02X", each));
        }
        return canonical(text.toString());
    }

    static String number(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    /** One spelling for what is the same number or the same moment. */
    static String canonical(String text) {
        if (text.matches("-?\\d+(\\.\\d+)?([eE][-+]?\\d{1,3})?")) {
            return number(new BigDecimal(text));
        }
        if (text.matches("[-+]?\\d{4,6}-\\d\\d-\\d\\d \\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?(\\+00)?")) {
            String bare = text.replace("+00", "").replaceFirst("^\\+", "");
            bare = bare.matches(".* \\d\\d:\\d\\d") ? bare + ":00" : bare;
            return bare.contains(".") ? bare.replaceAll("\\.?0+$", "") : bare;
        }
        return text;
    }
}
