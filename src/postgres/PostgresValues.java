package postgres;

import event.Exact;
import event.PostgresText;
import event.ToJson;
import io.debezium.data.SpecialValueDecimal;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.Map;
import java.util.TreeMap;
import org.postgresql.PGStatement;
import org.postgresql.geometric.PGpoint;
import org.postgresql.util.HStoreConverter;
import org.postgresql.util.PGInterval;
import org.postgresql.util.PGobject;

/** A value of one PostgreSQL type, in whichever class snapshot or stream has it → the value that is handed on. */
final class PostgresValues {

    private static final long SECOND = 1_000_000L;

    private PostgresValues() {
    }

    static Object bool(Object value) {
        return value instanceof Boolean ? value : value.toString().startsWith("t");
    }

    static Number integer(Object value) {
        return value instanceof Number number ? number : (Number) Long.valueOf(value.toString());
    }

    static Object numeric(Object value) {
        if (value instanceof SpecialValueDecimal decimal) {
            return decimal.getDecimalValue().isPresent() ? decimal.getDecimalValue().get()
                    : special(Double.toString(decimal.toDouble()));
        }
        if (value instanceof BigDecimal) {
            return value;
        }
        String text = value.toString();
        return text.endsWith("NaN") || text.endsWith("Infinity") ? special(text) : new BigDecimal(text);
    }

    private static Object special(String text) {
        return text.endsWith("NaN") ? Exact.NAN : text.startsWith("-") ? Exact.MINUS_INFINITY : Exact.INFINITY;
    }

    static Object money(Object value) {
        return value instanceof BigDecimal ? value : PostgresText.money(value.toString());
    }

    static Object date(Object value) {
        if (value instanceof LocalDate date) {
            return PostgresTypes.isInfinite(value) ? (Integer) PostgresText.INFINITE_DAYS
                    : PostgresTypes.isMinusInfinite(value) ? (Integer) (-PostgresText.INFINITE_DAYS)
                    : (Integer) (int) date.toEpochDay();
        }
        return value instanceof Date calendar ? days(calendar) : PostgresText.days(value.toString());
    }

    /** The driver's date holds year, month and day in a calendar that is Julian before October 1582. */
    private static int days(Date date) {
        long millis = date.getTime();
        if (millis == PGStatement.DATE_POSITIVE_INFINITY) {
            return PostgresText.INFINITE_DAYS;
        }
        if (millis == PGStatement.DATE_NEGATIVE_INFINITY) {
            return -PostgresText.INFINITE_DAYS;
        }
        Calendar calendar = new GregorianCalendar();
        calendar.setTime(date);
        int year = calendar.get(Calendar.YEAR);
        return (int) LocalDate.of(calendar.get(Calendar.ERA) == GregorianCalendar.BC ? 1 - year : year,
                calendar.get(Calendar.MONTH) + 1, calendar.get(Calendar.DAY_OF_MONTH)).toEpochDay();
    }

    static Object time(Object value) {
        return value instanceof LocalTime time ? (Object) (time.toNanoOfDay() / 1000)
                : value instanceof Duration duration ? (Object) (duration.toNanos() / 1000)
                : (Object) PostgresText.timeMicros(value.toString());
    }

    static Object timeTz(Object value) {
        return value instanceof OffsetTime time
                ? (Object) (time.withOffsetSameInstant(ZoneOffset.UTC).toLocalTime().toNanoOfDay() / 1000)
                : (Object) PostgresText.timeTzMicros(value.toString());
    }

    static Object timestamp(Object value) {
        if (PostgresTypes.isInfinite(value)) {
            return PostgresText.INFINITE_MICROS;
        }
        if (PostgresTypes.isMinusInfinite(value)) {
            return PostgresText.MINUS_INFINITE_MICROS;
        }
        if (value instanceof Instant instant) {
            return PostgresText.micros(instant.getEpochSecond(), instant.getNano() / 1000);
        }
        if (value instanceof OffsetDateTime moment) {
            return PostgresText.micros(moment.toEpochSecond(), moment.getNano() / 1000);
        }
        if (value instanceof LocalDateTime local) {
            return PostgresText.micros(local.toEpochSecond(ZoneOffset.UTC), local.getNano() / 1000);
        }
        return PostgresText.timestampMicros(value.toString());
    }

    static Object interval(Object value) {
        if (!(value instanceof PGInterval interval)) {
            return PostgresText.interval(value.toString());
        }
        long micros = (interval.getHours() * 3600L + interval.getMinutes() * 60L + interval.getWholeSeconds()) * SECOND
                + interval.getMicroSeconds();
        return PostgresText.interval(interval.getYears() * 12L + interval.getMonths(), interval.getDays(), micros);
    }

    static Object bytes(Object value) {
        return value instanceof byte[] || value instanceof ByteBuffer ? value
                : PostgresText.bytes(text(value).toString());
    }

    static Object point(Object value) {
        return value instanceof PGpoint point ? PostgresText.point(point.x, point.y)
                : PostgresText.point(text(value).toString());
    }

    /** pgvector's {@code [1,2,3]} in the form of an array. */
    static Object vector(Object value) {
        String text = text(value).toString();
        return text.startsWith("[") ? '{' + text.substring(1, text.length() - 1) + '}' : text;
    }

    static Object hstore(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return ToJson.hstore(text(value).toString());
        }
        Map<String, String> sorted = new TreeMap<>(PostgresValues::asHstoreSorts);
        map.forEach((key, each) -> sorted.put((String) key, (String) each));
        return ToJson.hstore(HStoreConverter.toString(sorted));
    }

    private static int asHstoreSorts(String a, String b) {
        byte[] left = a.getBytes(StandardCharsets.UTF_8);
        byte[] right = b.getBytes(StandardCharsets.UTF_8);
        return left.length != right.length ? left.length - right.length : Arrays.compareUnsigned(left, right);
    }

    /** The server's text of a value. */
    static Object text(Object value) {
        if (value instanceof String) {
            return value;
        }
        if (value instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        if (value instanceof Boolean flag) {
            return flag ? "1" : "0";     // bit(1)
        }
        if (value instanceof SQLXML xml) {
            try {
                return xml.getString();
            }
            catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
        if (value instanceof PGobject object) {
            return object.getClass().getPackageName().equals("org.postgresql.geometric") ? geometric(object.getValue())
                    : object.getValue();
        }
        return value.toString();
    }

    /** The driver's text of a box, line and so on, with its numbers as the server writes them. */
    private static String geometric(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int at = 0; at < text.length();) {
            int end = at;
            while (end < text.length() && "()[]{}<>,".indexOf(text.charAt(end)) < 0) {
                end++;
            }
            if (end > at) {
                out.append(number(Double.parseDouble(text.substring(at, end))));
            }
            if (end < text.length()) {
                out.append(text.charAt(end));
            }
            at = end + 1;
        }
        return out.toString();
    }

    /** A double as PostgreSQL writes it: the fewest digits, an exponent from 1e+15 on and below 0.0001. */
    static String number(double value) {
        if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
            return value == 0 ? 1 / value < 0 ? "-0" : "0" : Double.toString(value);
        }
        BigDecimal shortest = new BigDecimal(Double.toString(value));
        for (int digits = 15; digits <= 17; digits++) {
            BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits));
            if (rounded.doubleValue() == value) {
                shortest = rounded;
                break;
            }
        }
        shortest = shortest.stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent >= -4 && exponent < 15) {
            return shortest.toPlainString();
        }
        String digits = shortest.unscaledValue().abs().toString();
        return (value < 0 ? "-" : "") + digits.charAt(0) + (digits.length() > 1 ? "." + digits.substring(1) : "") + "e"
                + (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }
}
