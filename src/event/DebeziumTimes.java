package event;

import event.ColumnType.Misfit;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Schema;

/**
 * Debezium's types of time ({@code io.debezium.time}) that are counts of nanoseconds or ISO 8601 texts → loaded values.
 * No digit is cut: a value with more digits than its DuckDB type has, or outside of its range, is a {@link Misfit}.
 *
 * @see <a href="https://debezium.io/documentation/reference/stable/connectors/sqlserver.html#sqlserver-data-types">
 *      Debezium: Data type mappings</a>
 */
public final class DebeziumTimes {

    private static final long SECOND = 1_000_000L;
    private static final long DAY_MICROS = 86_400 * SECOND;
    private static final long DAY_NANOS = DAY_MICROS * 1000;
    /** DuckDB's earliest TIMESTAMP, 290309-12-22 BC, in microseconds. */
    private static final long EARLIEST_MICROS = -9_223_372_022_400_000_000L;
    /** DuckDB's earliest TIMESTAMP_NS, 1677-09-22; the latest is a nanosecond before what stands for infinity. */
    private static final long EARLIEST_NANOS = -9_223_286_400_000_000_000L;
    /** What Debezium sends for PostgreSQL's infinite timestamps, in microseconds. */
    private static final long INFINITE_MICROS = 9_223_372_036_825_200_000L;
    private static final long MINUS_INFINITE_MICROS = -9_223_372_036_832_400_000L;
    private static final Pattern INTERVAL = Pattern.compile("P(?:(-?\\d+)Y)?(?:(-?\\d+)M)?(?:(-?\\d+)D)?"
            + "(?:T(?:(-?\\d+)H)?(?:(-?\\d+)M)?(?:(-?\\d+(?:\\.\\d+)?)S)?)?");

    /** Digits after the ninth that are not zero: Db2's TIMESTAMP has up to twelve. */
    private static final Pattern FINER = Pattern.compile("\\.\\d{9}0*[1-9]");

    private DebeziumTimes() {
    }

    /** What a text of this schema name has to be, in words; empty for one that is in order, or of another name. */
    public static String expected(String schemaName, String text) {
        return switch (schemaName) {
            case "io.debezium.time.ZonedTimestamp" ->
                isRead(() -> OffsetDateTime.parse(text)) ? "" : "a moment such as 2026-05-01T10:00:00Z";
            case "io.debezium.time.IsoTimestamp" ->
                isRead(() -> local(text)) ? "" : "a timestamp such as 2026-05-01T10:00:00Z";
            case "io.debezium.time.IsoDate" -> isRead(() -> day(text)) ? "" : "a date such as 2026-05-01Z";
            case "io.debezium.time.IsoTime" -> isRead(() -> nanosOfDay(text)) ? "" : "a time such as 10:00:00Z";
            case "io.debezium.time.ZonedTime" ->
                isRead(() -> OffsetTime.parse(text)) ? "" : "a time such as 10:00:00+02:00";
            case "io.debezium.time.Interval" ->
                INTERVAL.matcher(text).matches() ? "" : "an interval such as P1Y2M3DT4H5M6.5S";
            default -> "";
        };
    }

    private static boolean isRead(Runnable parse) {
        try {
            parse.run();
            return true;
        }
        catch (DateTimeException | ArithmeticException e) {
            return false;
        }
    }

    /** A count of milliseconds. */
    public static Object millis(long value) {
        return Math.abs(value) > Long.MAX_VALUE / 1000 ? new Misfit(value + " ms") : micros(value * 1000);
    }

    /** A count of microseconds. */
    static Object micros(long value) {
        return value == INFINITE_MICROS ? (Object) Long.MAX_VALUE
                : value == MINUS_INFINITE_MICROS ? (Object) (-Long.MAX_VALUE)
                : value < EARLIEST_MICROS || value == Long.MAX_VALUE ? new Misfit(value + " µs") : value;
    }

    /** A count of nanoseconds, for TIMESTAMP_NS. */
    static Object nanos(long value) {
        return value >= EARLIEST_NANOS && value < Long.MAX_VALUE ? value
                : new Misfit(text(LocalDateTime.ofEpochSecond(Math.floorDiv(value, 1_000_000_000L),
                        (int) Math.floorMod(value, 1_000_000_000L), ZoneOffset.UTC)));
    }

    /** Nanoseconds of the day, up to 24:00. */
    static Object nanosOfDay(long nanos) {
        return nanos % 1000 == 0 ? (Object) (nanos / 1000) : new Misfit(text(LocalTime.ofNanoOfDay(nanos)));
    }

    static Object nanoDuration(long nanos) {
        return nanos % 1000 == 0 ? PostgresText.interval(0, 0, nanos / 1000)
                : new Misfit(Duration.ofNanos(nanos).toString());
    }

    /** {@code P-3Y-6M0DT0H0M4.56S} → {@link PostgresText#interval(long, long, long)}. */
    static Object interval(String text) {
        Matcher part = INTERVAL.matcher(text);
        if (!part.matches()) {
            return new Misfit(text);
        }
        try {
            BigDecimal seconds = new BigDecimal(part.group(6) == null ? "0" : part.group(6));
            long micros = seconds.movePointRight(6).longValueExact();
            long clock = Math.addExact(Math.multiplyExact(number(part, 4), 3600 * SECOND),
                    Math.multiplyExact(number(part, 5), 60 * SECOND));
            return PostgresText.interval(Math.toIntExact(Math.addExact(Math.multiplyExact(number(part, 1), 12),
                    number(part, 2))), Math.toIntExact(number(part, 3)), Math.addExact(clock, micros));
        }
        catch (ArithmeticException | NumberFormatException tooMuch) {
            return new Misfit(text);
        }
    }

    private static long number(Matcher part, int group) {
        return part.group(group) == null ? 0 : Long.parseLong(part.group(group));
    }

    /** {@code 2024-05-01Z} → days. */
    static Object date(String text) {
        long days = day(text).toEpochDay();
        // from DuckDB's first date to its last
        return days >= -2_147_483_646 && days < Integer.MAX_VALUE ? (Object) (int) days : new Misfit(text);
    }

    private static LocalDate day(String text) {
        return LocalDate.parse(withoutZone(text));
    }

    /** {@code 23:59:59.9999999Z} → microseconds of the day. */
    static Object time(String text) {
        return nanosOfDay(text) % 1000 == 0 ? (Object) (nanosOfDay(text) / 1000) : new Misfit(withoutZone(text));
    }

    private static long nanosOfDay(String text) {
        String time = withoutZone(text);
        return time.matches("24:00(:00(\\.0+)?)?") ? DAY_NANOS : LocalTime.parse(time).toNanoOfDay();
    }

    /** {@code 10:00:00.1+02:00} → microseconds of the day in UTC, as a PostgreSQL source's {@code timetz} is loaded. */
    static Object zonedTime(String text) {
        OffsetTime time = OffsetTime.parse(text);
        long nanos = time.toLocalTime().toNanoOfDay() - time.getOffset().getTotalSeconds() * 1_000_000_000L;
        return nanos % 1000 == 0 ? (Object) (Math.floorMod(nanos, DAY_NANOS) / 1000) : new Misfit(text);
    }

    /**
     * A timestamp's text. A column that the source declares with more than six digits is TIMESTAMP_NS; its schema says
     * so where the connector adds the column's type ({@code column.propagate.source.type}).
     */
    static ColumnType timestamp(Schema schema) {
        return digits(schema) > 6 ? Types.text("TIMESTAMP_NS", DebeziumTimes::nanos)
                : Types.text("TIMESTAMP", DebeziumTimes::micros);
    }

    private static Object micros(String text) {
        LocalDateTime at = local(text);
        Object loaded = micros(at.toInstant(ZoneOffset.UTC));
        return loaded == null ? new Misfit(text(text)) : loaded;
    }

    /** A moment as microseconds; null where it is too fine or too far. */
    static Object micros(Instant at) {
        try {
            long micros = Math.addExact(Math.multiplyExact(at.getEpochSecond(), SECOND), at.getNano() / 1000);
            return at.getNano() % 1000 != 0 || micros < EARLIEST_MICROS || micros == Long.MAX_VALUE ? null : micros;
        }
        catch (ArithmeticException tooFar) {
            return null;
        }
    }

    private static Object nanos(String text) {
        LocalDateTime at = local(text);
        if (FINER.matcher(text).find()) {
            return new Misfit(text(text));
        }
        try {
            long nanos = Math.addExact(Math.multiplyExact(at.toEpochSecond(ZoneOffset.UTC), 1_000_000_000L),
                    at.getNano());
            return nanos >= EARLIEST_NANOS && nanos < Long.MAX_VALUE ? (Object) nanos : new Misfit(text(text));
        }
        catch (ArithmeticException tooFar) {
            return new Misfit(text(text));
        }
    }

    /** Without what is finer than nanoseconds. */
    private static LocalDateTime local(String given) {
        String text = given.replaceFirst("(\\.\\d{9})\\d+", "$1");
        return text.endsWith("Z") || !text.matches(".*[+-]\\d\\d(:?\\d\\d)?") ? LocalDateTime.parse(withoutZone(text))
                : OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
    }

    private static String withoutZone(String text) {
        return text.endsWith("Z") ? text.substring(0, text.length() - 1) : text;
    }

    private static String text(String iso) {
        return withoutZone(iso).replace('T', ' ');
    }

    private static String text(Object local) {
        return local.toString().replace('T', ' ').replaceFirst("(\\.\\d*?)0+$", "$1");
    }

    /** The digits after a second's point that the source declares, -1 where the schema does not say. */
    private static int digits(Schema schema) {
        String scale = schema.parameters() == null ? null : schema.parameters().get(Types.SOURCE_SCALE);
        String type = schema.parameters() == null ? null : schema.parameters().get(Types.SOURCE_TYPE);
        Matcher inType = Pattern.compile("\\((\\d+)\\)").matcher(type == null ? "" : type);
        return scale != null ? Integer.parseInt(scale) : inType.find() ? Integer.parseInt(inType.group(1)) : -1;
    }
}
