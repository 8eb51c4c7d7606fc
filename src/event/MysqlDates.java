package event;

import event.ColumnType.Misfit;
import java.time.LocalDate;

/**
 * MySQL's dates, as one number each. MySQL knows dates that no calendar has: a month or a day may be zero
 * ({@code 2024-00-15}), and with {@code ALLOW_INVALID_DATES} the 31st of February is one. Such a date is carried as a
 * number that no real date has, and loaded as a {@link Misfit} with the server's text.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/date-and-time-types.html">MySQL: Date and Time Data Types</a>
 */
public final class MysqlDates {

    /** Days since 1970-01-01 are smaller: years have four digits. */
    private static final int UNREAL_DATE = 1_000_000_000;
    /** Microseconds since 1970-01-01 are greater. */
    private static final long UNREAL_TIMESTAMP = -9_000_000_000_000_000_000L;
    private static final long LAST_UNREAL_TIMESTAMP = -8_000_000_000_000_000_000L;
    private static final long SECOND = 1_000_000L;
    private static final long DAY = 86_400 * SECOND;

    private MysqlDates() {
    }

    /** Whether a calendar has this date; year 0 is the one before year 1. */
    public static boolean isReal(int year, int month, int day) {
        return month > 0 && day > 0 && (day <= 28 || month <= 12 && day <= LocalDate.of(year, month, 1)
                .lengthOfMonth());
    }

    /** A date as a number, null for the zero date; {@link #loadedDate} undoes it. */
    public static Integer date(int year, int month, int day) {
        return isReal(year, month, day) ? (Integer) (int) LocalDate.of(year, month, day).toEpochDay()
                : packed(year, month, day) == 0 ? null : (Integer) (UNREAL_DATE + packed(year, month, day));
    }

    /** A timestamp as a number, null for the zero timestamp; {@link #loadedTimestamp} undoes it. */
    public static Long timestamp(int year, int month, int day, long microsOfDay) {
        return isReal(year, month, day) ? (Long) (LocalDate.of(year, month, day).toEpochDay() * DAY + microsOfDay)
                : packed(year, month, day) + microsOfDay == 0 ? null
                : (Long) (UNREAL_TIMESTAMP + packed(year, month, day) * DAY + microsOfDay);
    }

    private static int packed(int year, int month, int day) {
        return (year * 13 + month) * 32 + day;
    }

    /** {@code 2024-00-15} as a number, as {@link #date(int, int, int)}. */
    public static Integer date(String text) {
        return date(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10));
    }

    /** {@code 2024-00-15 10:20:30.123456} as a number, as {@link #timestamp(int, int, int, long)}. */
    public static Long timestamp(String text) {
        long micros = text.length() < 19 ? 0 : (digits(text, 11, 13) * 3600L + digits(text, 14, 16) * 60L
                + digits(text, 17, 19)) * SECOND + fraction(text, 20, text.length());
        return timestamp(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10), micros);
    }

    /** The digits after a second's point, in microseconds. */
    private static long fraction(String text, int from, int end) {
        long micros = 0;
        for (int i = from, unit = 100_000; i < end && unit > 0; i++, unit /= 10) {
            micros += (long) (text.charAt(i) - '0') * unit;
        }
        return micros;
    }

    static Object loadedDate(Integer number) {
        return number < UNREAL_DATE ? number : new Misfit(dateText(number - UNREAL_DATE));
    }

    static Object loadedTimestamp(Long number, int decimals) {
        if (number > LAST_UNREAL_TIMESTAMP) {
            return number;
        }
        long offset = number - UNREAL_TIMESTAMP;
        return new Misfit(dateText((int) (offset / DAY)) + " " + timeText(offset % DAY, decimals));
    }

    private static String dateText(int packed) {
        StringBuilder text = new StringBuilder(10);
        padded(text, packed / (13 * 32), 4).append('-');
        padded(text, packed / 32 % 13, 2).append('-');
        return padded(text, packed % 32, 2).toString();
    }

    /** {@code 10:20:30.12}. */
    private static String timeText(long micros, int decimals) {
        StringBuilder text = new StringBuilder(15);
        long seconds = micros / SECOND;
        padded(text, seconds / 3600, 2).append(':');
        padded(text, seconds / 60 % 60, 2).append(':');
        padded(text, seconds % 60, 2);
        if (decimals > 0) {
            padded(text.append('.'), micros % SECOND, 6).setLength(9 + decimals);
        }
        return text.toString();
    }

    /** Appends a number that is not negative, with zeros before it. */
    public static StringBuilder padded(StringBuilder text, long number, int digits) {
        String plain = Long.toString(number);
        for (int i = plain.length(); i < digits; i++) {
            text.append('0');
        }
        return text.append(plain);
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
}
