package event;

import event.ColumnType.Misfit;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * PostgreSQL's text forms of values (settings {@code DateStyle = ISO}, {@code IntervalStyle = postgres},
 * {@code bytea_output = hex}) → loaded values ({@link ColumnType}). Hand-made parsers: they run for every value.
 *
 * @see <a href="https://www.postgresql.org/docs/current/datatype-datetime.html">PostgreSQL: Date/Time Types</a>
 */
public final class PostgresText {

    /** DuckDB's infinity of a date, in days; minus infinity is the negative of it. */
    public static final int INFINITE_DAYS = Integer.MAX_VALUE;
    /** Stands for infinity of a timestamp: a moment before {@link #EARLIEST_MICROS}. */
    public static final long INFINITE_MICROS = -5_000_000_000_000_000_000L;
    /** Stands for minus infinity of a timestamp. */
    public static final long MINUS_INFINITE_MICROS = INFINITE_MICROS - 1;
    /**
     * No timestamp of PostgreSQL's is earlier. One beyond what 64 bits of microseconds hold (PostgreSQL goes 29 years
     * further) wraps to a smaller number.
     */
    private static final long EARLIEST_MICROS = -1_000_000_000_000_000_000L;
    private static final long SECOND = 1_000_000L;
    private static final long DAY_SECONDS = 86_400L;

    private PostgresText() {
    }

    /** A date, such as {@code 0044-03-15 BC}, as days since 1970-01-01. */
    public static int days(String text) {
        if (text.endsWith("infinity")) {
            return text.charAt(0) == '-' ? -INFINITE_DAYS : INFINITE_DAYS;
        }
        int dash = text.indexOf('-');
        return (int) epochDay(text, dash, text.endsWith(" BC"));
    }

    private static long epochDay(String text, int dash, boolean beforeChrist) {
        int year = digits(text, 0, dash);
        return LocalDate.of(beforeChrist ? 1 - year : year, digits(text, dash + 1, dash + 3), digits(text, dash + 4,
                dash + 6))
                .toEpochDay();
    }

    /** A time of day, such as {@code 04:05:06.789}, 24:00:00 included, as microseconds. */
    public static long timeMicros(String text) {
        return dayMicros(text, 0, text.length());
    }

    /** A time of day with an offset, such as {@code 04:05:06-08:30}, as microseconds of the day in UTC. */
    public static long timeTzMicros(String text) {
        int sign = offsetSign(text, 6, text.length());
        long micros = dayMicros(text, 0, sign) - offsetSeconds(text, sign, text.length()) * SECOND;
        return micros == DAY_SECONDS * SECOND ? micros : Math.floorMod(micros, DAY_SECONDS * SECOND);
    }

    /** A timestamp with or without an offset as microseconds since 1970-01-01 (UTC), to be given to {@link #loaded}. */
    public static long timestampMicros(String text) {
        if (text.endsWith("infinity")) {
            return text.charAt(0) == '-' ? MINUS_INFINITE_MICROS : INFINITE_MICROS;
        }
        boolean beforeChrist = text.endsWith(" BC");
        int end = beforeChrist ? text.length() - 3 : text.length();
        int dash = text.indexOf('-');
        int time = dash + 7;
        int sign = offsetSign(text, time + 8, end);
        long days = epochDay(text, dash, beforeChrist);
        long seconds = days * DAY_SECONDS - (sign < end ? offsetSeconds(text, sign, end) : 0);
        return micros(seconds, dayMicros(text, time, sign));
    }

    /** Microseconds since 1970-01-01 UTC, to be given to {@link #loaded}: wraps beyond what 64 bits hold. */
    public static long micros(long epochSeconds, long micros) {
        return epochSeconds * SECOND + micros;
    }

    /** DuckDB's microseconds of a timestamp; a {@link Misfit} beyond what DuckDB holds. */
    static Object loaded(Long micros, String offset) {
        if (micros > EARLIEST_MICROS && micros != Long.MAX_VALUE) {
            return micros;
        }
        return micros == INFINITE_MICROS ? (Object) Long.MAX_VALUE
                : micros == MINUS_INFINITE_MICROS ? (Object) (-Long.MAX_VALUE)
                : new Misfit(wrappedText(micros, offset));
    }

    /** The text of a wrapped timestamp as PostgreSQL has it, in UTC. */
    private static String wrappedText(long micros, String offset) {
        LocalDateTime moment = LocalDateTime.ofEpochSecond(Long.divideUnsigned(micros, SECOND),
                (int) Long.remainderUnsigned(micros, SECOND) * 1000, ZoneOffset.UTC);
        int fraction = moment.getNano() / 1000;
        String text = String.format(Locale.ROOT, "%d-%02d-%02d %02d:%02d:%02d", moment.getYear(),
                moment.getMonthValue(), moment.getDayOfMonth(), moment.getHour(), moment.getMinute(),
                moment.getSecond());
        String digits = String.format(Locale.ROOT, ".%06d", fraction).replaceAll("0+$", "");
        return text + (fraction == 0 ? "" : digits) + offset;
    }

    private static int offsetSign(String text, int from, int end) {
        for (int i = from; i < end; i++) {
            if (text.charAt(i) == '+' || text.charAt(i) == '-') {
                return i;
            }
        }
        return end;
    }

    /** {@code +02}, {@code -03:30}, {@code +00:19:32}. */
    private static long offsetSeconds(String text, int sign, int end) {
        if (sign >= end) {
            return 0;
        }
        long seconds = digits(text, sign + 1, sign + 3) * 3600L;
        if (sign + 6 <= end) {
            seconds += digits(text, sign + 4, sign + 6) * 60L;
        }
        if (sign + 9 <= end) {
            seconds += digits(text, sign + 7, sign + 9);
        }
        return text.charAt(sign) == '-' ? -seconds : seconds;
    }

    private static long dayMicros(String text, int from, int end) {
        long seconds = digits(text, from, from + 2) * 3600L + digits(text, from + 3, from + 5) * 60L
                + digits(text, from + 6, from + 8);
        long micros = 0;
        for (int i = from + 9, unit = 100_000; i < end && unit > 0; i++, unit /= 10) {
            micros += (long) (text.charAt(i) - '0') * unit;
        }
        return seconds * SECOND + micros;
    }

    private static int digits(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new NumberFormatException("not a date or time: " + text);
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** An interval in the form that DuckDB casts without loss: months, days and microseconds stay apart. */
    public static String interval(long months, long days, long micros) {
        return months + " months " + days + " days " + micros + " microseconds";
    }

    /**
     * An interval, such as {@code 1 year 2 mons -3 days +04:05:06.789}, in the form of
     * {@link #interval(long, long, long)}; an infinite one (PostgreSQL 17) as it is. To be given to
     * {@link #loadedInterval}.
     */
    public static String interval(String text) {
        if (isInfinite(text)) {
            return text;
        }
        long months = 0;
        long days = 0;
        long micros = 0;
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf(' ', at);
            end = end < 0 ? text.length() : end;
            int colon = text.indexOf(':', at);
            if (colon > 0 && colon < end) {
                micros += clock(text, at, colon, end);
                at = end + 1;
                continue;
            }
            long number = Long.parseLong(text, at, end, 10);
            int next = text.indexOf(' ', end + 1);
            next = next < 0 ? text.length() : next;
            switch (text.charAt(end + 1)) {
                case 'y' -> months += number * 12;
                case 'm' -> months += number;
                default -> days += number;
            }
            at = next + 1;
        }
        return interval(months, days, micros);
    }

    private static boolean isInfinite(String interval) {
        return interval.endsWith("infinity");
    }

    /** An interval for DuckDB, which has no infinite one: that is a {@link Misfit}. */
    static Object loadedInterval(String interval) {
        return isInfinite(interval) ? new Misfit(interval) : interval;
    }

    private static long clock(String text, int from, int colon, int end) {
        boolean negative = text.charAt(from) == '-';
        int hours = negative || text.charAt(from) == '+' ? from + 1 : from;
        long micros = Long.parseLong(text, hours, colon, 10) * 3600 * SECOND
                + (digits(text, colon + 1, colon + 3) * 60L + digits(text, colon + 4, colon + 6)) * SECOND;
        for (int i = colon + 7, unit = 100_000; i < end && unit > 0; i++, unit /= 10) {
            micros += (long) (text.charAt(i) - '0') * unit;
        }
        return negative ? -micros : micros;
    }

    /** {@code \x00ff} → bytes; also without the beginning. */
    public static byte[] bytes(String hex) {
        int from = hex.startsWith("\\x") ? 2 : 0;
        byte[] bytes = new byte[(hex.length() - from) / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (Character.digit(hex.charAt(from + 2 * i), 16) << 4
                    | Character.digit(hex.charAt(from + 2 * i + 1), 16));
        }
        return bytes;
    }

    /** A point, {@code (1.5,-2)}, as well-known binary, little-endian. */
    public static byte[] point(String text) {
        int comma = text.indexOf(',');
        return point(Double.parseDouble(text.substring(1, comma)),
                Double.parseDouble(text.substring(comma + 1, text.length() - 1)));
    }

    /** A point as well-known binary, little-endian. */
    public static byte[] point(double x, double y) {
        return ByteBuffer.allocate(21).order(ByteOrder.LITTLE_ENDIAN).put((byte) 1).putInt(1).putDouble(x).putDouble(y)
                .array();
    }

    /** An amount of money as the locale C has it: {@code -$1,234.56}. */
    public static BigDecimal money(String text) {
        StringBuilder number = new StringBuilder(text.length());
        boolean negative = text.indexOf('-') >= 0 || text.indexOf('(') >= 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' || c >= '0' && c <= '9') {
                number.append(c);
            }
        }
        BigDecimal amount = new BigDecimal(number.toString());
        return negative ? amount.negate() : amount;
    }
}
