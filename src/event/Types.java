package event;

import event.ColumnType.Misfit;
import event.ColumnType.Unchanged;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Debezium's schema of a column → the DuckDB type that carries it. The rules are those of the README's type table;
 * Debezium's side is described in
 * <a href="https://debezium.io/documentation/reference/stable/connectors/postgresql.html#postgresql-data-types">Data
 * type mappings</a>.
 */
final class Types {

    private static final int MAX_PRECISION = 38;
    private static final int UNBOUNDED_SCALE = 9;
    private static final long SECOND = 1_000_000L;
    private static final int UUID_LENGTH = 36;
    /**
     * The column's type and digits as the source declares them, which a connector adds to a schema where
     * {@code column.propagate.source.type} matches.
     */
    static final String SOURCE_TYPE = "__debezium.source.column.type";
    static final String SOURCE_SCALE = "__debezium.source.column.scale";

    private Types() {
    }

    static ColumnType of(Schema schema) {
        if (schema.name() == null) {
            return plain(schema);
        }
        return switch (schema.name()) {
            case "org.apache.kafka.connect.data.Decimal" -> decimal(schema);
            case "io.debezium.data.VariableScaleDecimal" -> unboundedDecimal();
            case "io.debezium.time.Date" -> new ColumnType("DATE", v -> v);
            case "io.debezium.time.Time" -> new ColumnType("TIME", v -> ((Number) v).longValue() * 1000);
            case "io.debezium.time.MicroTime" -> new ColumnType("TIME", v -> v);
            case "io.debezium.time.NanoTime" -> new ColumnType("TIME", v -> DebeziumTimes.nanosOfDay((Long) v));
            case "io.debezium.time.Timestamp" -> new ColumnType("TIMESTAMP", v -> DebeziumTimes.millis((Long) v));
            case "io.debezium.time.MicroTimestamp" ->
                new ColumnType("TIMESTAMP", v -> DebeziumTimes.micros((Long) v));
            case "io.debezium.time.NanoTimestamp" ->
                new ColumnType("TIMESTAMP_NS", v -> DebeziumTimes.nanos((Long) v));
            case "io.debezium.time.MicroDuration" ->
                new ColumnType("INTERVAL", v -> PostgresText.interval(0, 0, (Long) v));
            case "io.debezium.time.NanoDuration" ->
                new ColumnType("INTERVAL", v -> DebeziumTimes.nanoDuration((Long) v));
            case "io.debezium.time.Interval" -> text("INTERVAL", DebeziumTimes::interval);
            case "io.debezium.time.IsoDate" -> text("DATE", DebeziumTimes::date);
            case "io.debezium.time.IsoTime" -> text("TIME", DebeziumTimes::time);
            case "io.debezium.time.IsoTimestamp" -> DebeziumTimes.timestamp(schema);
            case "io.debezium.time.ZonedTime" -> text("TIMETZ", DebeziumTimes::zonedTime);
            case "io.debezium.time.Year" -> new ColumnType("SMALLINT", v -> year((Integer) v));
            case "io.debezium.data.Bits" -> bits(schema);
            case "org.apache.kafka.connect.data.Date" ->
                new ColumnType("DATE", v -> (int) Math.floorDiv(((Date) v).getTime(), 86_400_000L));
            case "org.apache.kafka.connect.data.Time" -> new ColumnType("TIME", v -> ((Date) v).getTime() * 1000);
            case "org.apache.kafka.connect.data.Timestamp" -> new ColumnType("TIMESTAMP", v -> ((Date) v).getTime()
                    * 1000);
            case "io.debezium.time.ZonedTimestamp" -> text("TIMESTAMPTZ", Types::zonedTimestamp);
            case "io.debezium.data.Uuid" -> text("UUID", Types::uuid);
            case "io.debezium.data.Json" -> text("JSON", Types::json);
            case "io.debezium.data.geometry.Geometry", "io.debezium.data.geometry.Geography",
                    "io.debezium.data.geometry.Point" ->
                NestedTypes.geometry();
            case Exact.DATE -> new ColumnType("DATE", v -> v);
            case Exact.TIMESTAMP -> new ColumnType("TIMESTAMP", v -> PostgresText.loaded((Long) v, ""));
            case Exact.TIMESTAMP_TZ -> new ColumnType("TIMESTAMPTZ", v -> PostgresText.loaded((Long) v, "+00"));
            case Exact.TIME_TZ -> new ColumnType("TIMETZ", v -> v);
            case Exact.NUMBER -> number(decimal(schema));
            case Exact.INTERVAL -> new ColumnType("INTERVAL", v -> PostgresText.loadedInterval((String) v));
            case Exact.BOOLEAN -> new ColumnType("BOOLEAN", v -> bool((Byte) v));
            case Exact.TINYINT -> new ColumnType("TINYINT", v -> v);
            case Exact.UTINYINT -> new ColumnType("UTINYINT", v -> ((Number) v).byteValue());
            case Exact.USMALLINT -> new ColumnType("USMALLINT", v -> ((Number) v).shortValue());
            case Exact.UINTEGER -> new ColumnType("UINTEGER", v -> ((Number) v).intValue());
            case Exact.UBIGINT -> new ColumnType("UBIGINT", v -> v);
            case Exact.MYSQL_DATE -> new ColumnType("DATE", v -> MysqlDates.loadedDate((Integer) v));
            case Exact.MYSQL_TIMESTAMP -> mysqlTimestamp(Integer.parseInt(schema.parameters().get(Exact.DECIMALS)));
            case Exact.VECTOR -> new ColumnType("FLOAT[]", v -> floats((byte[]) bytes(v)));
            case Exact.LIST -> ArrayTypes.list(schema);
            case Exact.JSON_ARRAY -> ArrayTypes.json(schema);
            default -> plain(schema);
        };
    }

    private static ColumnType plain(Schema schema) {
        return switch (schema.type()) {
            case BOOLEAN -> new ColumnType("BOOLEAN", v -> v);
            case INT8, INT16 -> new ColumnType("SMALLINT", v -> ((Number) v).shortValue());
            case INT32 -> new ColumnType("INTEGER", v -> v);
            case INT64 -> new ColumnType("BIGINT", v -> v);
            case FLOAT32 -> new ColumnType("FLOAT", v -> v);
            case FLOAT64 -> new ColumnType("DOUBLE", v -> v);
            case BYTES -> new ColumnType("BLOB", Types::bytes);
            case STRING -> isUniqueIdentifier(schema) ? text("UUID", Types::uuid) : text("VARCHAR", v -> v);
            case ARRAY -> NestedTypes.list(schema);
            case MAP, STRUCT -> NestedTypes.json();
        };
    }

    static ColumnType text(String duckdb, Function<String, Object> parse) {
        return new ColumnType(duckdb, v -> Exact.isLeftOut(v) ? Unchanged.VALUE : parse.apply((String) v));
    }

    static Object bytes(Object value) {
        return Exact.isLeftOut(value) ? Unchanged.VALUE
                : value instanceof ByteBuffer buffer ? copy(buffer) : value;
    }

    private static ColumnType mysqlTimestamp(int decimals) {
        return new ColumnType("TIMESTAMP", v -> MysqlDates.loadedTimestamp((Long) v, decimals));
    }

    private static Object bool(byte number) {
        return number == 0 ? Boolean.FALSE : number == 1 ? Boolean.TRUE : new Misfit(Byte.toString(number));
    }

    private static List<Float> floats(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<Float> floats = new ArrayList<>(bytes.length / Float.BYTES);
        while (buffer.remaining() >= Float.BYTES) {
            floats.add(buffer.getFloat());
        }
        return floats;
    }

    static byte[] copy(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** numeric(p,s): Debezium sends an exact BigDecimal of the column's scale. */
    private static ColumnType decimal(Schema schema) {
        int scale = Integer.parseInt(schema.parameters().getOrDefault("scale", "0"));
        String given = schema.parameters().get("connect.decimal.precision");
        int precision = given == null ? MAX_PRECISION : Integer.parseInt(given);
        if (precision > MAX_PRECISION || scale < 0 || scale > precision) {
            return unboundedDecimal();
        }
        return new ColumnType("DECIMAL(" + precision + "," + scale + ")", v -> fit((BigDecimal) v, precision, scale));
    }

    private static ColumnType number(ColumnType decimal) {
        return text(decimal.duckdb(), text -> text.endsWith("NaN") || text.endsWith("Infinity") ? new Misfit(text)
                : decimal.decode().apply(new BigDecimal(text)));
    }

    /** numeric without bounds: DECIMAL(38,9) as dlt has it; what does not fit exactly is a {@link Misfit}. */
    static ColumnType unboundedDecimal() {
        return new ColumnType("DECIMAL(" + MAX_PRECISION + "," + UNBOUNDED_SCALE + ")", v -> {
            if (v instanceof Struct variable) {
                v = new BigDecimal(new BigInteger(variable.getBytes("value")), variable.getInt32("scale"));
            }
            return fit((BigDecimal) v, MAX_PRECISION, UNBOUNDED_SCALE);
        });
    }

    static Object fit(BigDecimal value, int precision, int scale) {
        BigDecimal exact = value;
        if (value.scale() != scale) {
            Object special = Exact.special(value);
            if (special != null) {
                return special;
            }
            try {
                exact = value.setScale(scale);
            }
            catch (ArithmeticException tooFine) {
                return new Misfit(value.toPlainString());
            }
        }
        return exact.precision() > precision ? new Misfit(value.toPlainString()) : exact;
    }

    /**
     * {@code 2024-05-01T10:00:00.123456Z} → microseconds since 1970-01-01 UTC; a hand-made parse, as it runs for every
     * row.
     */
    static Object zonedTimestamp(String text) {
        int end = text.length() - 1;
        if (end < 19 || end > 29 || text.charAt(end) != 'Z' || text.charAt(4) != '-' || text.charAt(10) != 'T') {
            Object micros = DebeziumTimes.micros(OffsetDateTime.parse(text).toInstant());
            return micros == null ? new Misfit(text) : micros;
        }
        long days = LocalDate.of(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)).toEpochDay();
        long seconds = days * 86_400 + digits(text, 11, 13) * 3600L + digits(text, 14, 16) * 60L + digits(text, 17, 19);
        long micros = 0;
        for (int i = 20, unit = 100_000; i < end; i++, unit /= 10) {
            if (unit == 0 && text.charAt(i) != '0') {
                return new Misfit(text);
            }
            micros += (long) (text.charAt(i) - '0') * unit;
        }
        return seconds * SECOND + micros;
    }

    /** Whether it is SQL Server's type of that name, which Debezium sends as a text without a name. */
    private static boolean isUniqueIdentifier(Schema schema) {
        return schema.parameters() != null && "uniqueidentifier".equalsIgnoreCase(schema.parameters().get(SOURCE_TYPE));
    }

    private static Object uuid(String text) {
        return text.length() == UUID_LENGTH ? UUID.fromString(text) : new Misfit(text);
    }

    private static Object year(int year) {
        return year == (short) year ? (Object) (short) year : new Misfit(Integer.toString(year));
    }

    /** The lowest byte comes first; of a {@code bit varying} Debezium tells the greatest length only. */
    private static ColumnType bits(Schema schema) {
        String length = schema.parameters() == null ? null : schema.parameters().get("length");
        return new ColumnType("VARCHAR", v -> {
            if (!(bytes(v) instanceof byte[] bytes)) {
                return Unchanged.VALUE;
            }
            int bits = Math.min(length == null ? Integer.MAX_VALUE : Integer.parseInt(length), bytes.length * 8);
            StringBuilder text = new StringBuilder(bits);
            for (int i = bits - 1; i >= 0; i--) {
                text.append(bytes[i / 8] >> i % 8 & 1);
            }
            return text.toString();
        });
    }

    /**
     * A json's text; a {@link Misfit} where it escapes half of a surrogate pair ({@code "\\ud800"}): json keeps that,
     * and DuckDB's functions would end with an error on the whole column.
     */
    static Object json(String text) {
        int at = text.indexOf("\\u") < 0 ? -1 : text.indexOf('\\');
        while (at >= 0) {
            char escaped = text.charAt(at + 1) == 'u' ? (char) Integer.parseInt(text, at + 2, at + 6, 16) : ' ';
            int end = escaped == ' ' ? at + 2 : at + 6;
            if (Character.isHighSurrogate(escaped) && text.startsWith("\\u", end)
                    && Character.isLowSurrogate((char) Integer.parseInt(text, end + 2, end + 6, 16))) {
                end += 6;
            }
            else if (Character.isSurrogate(escaped)) {
                return new Misfit(text);
            }
            at = text.indexOf('\\', end);
        }
        return text;
    }

    private static int digits(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + (text.charAt(i) - '0');
        }
        return value;
    }
}
