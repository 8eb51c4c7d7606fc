package binlog;

import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import event.MysqlDates;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * Dates and times in the binary log's form → the classes that Debezium has for them. A date that no calendar has comes
 * as the server's text, a zero date as null.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/field__types_8h.html">MySQL: field types</a>
 */
public final class BinlogTimes {

    private static final int[] MICROS = {0, 10_000, 100, 1};

    private BinlogTimes() {
    }

    /** Characters or bytes; the log does not say which. */
    public static Serializable string(int maxLength, ByteArrayInputStream in) throws IOException {
        return in.read(in.readInteger(maxLength < 256 ? 1 : 2));
    }

    /** From the lowest bit: 5 of the day, 4 of the month, the year. */
    public static Serializable date(ByteArrayInputStream in) throws IOException {
        int value = in.readInteger(3);
        int day = value & 31;
        int month = value >> 5 & 15;
        int year = value >> 9;
        return MysqlDates.isReal(year, month, day) ? LocalDate.of(year, month, day) : value == 0 ? null
                : text(year, month, day).toString();
    }

    /** MySQL before 5.6: the number {@code yyyymmddhhmmss}. */
    public static Serializable datetime(ByteArrayInputStream in) throws IOException {
        long value = in.readLong(8);
        int date = (int) (value / 1_000_000);
        int time = (int) (value % 1_000_000);
        return datetime(date / 10_000, date / 100 % 100, date % 100, time / 10_000, time / 100 % 100, time % 100, 0);
    }

    /**
     * From the highest bit: a sign, 17 bits of year * 13 + month, 5 of the day, 5, 6 and 6 of the time; then the
     * fraction.
     */
    public static Serializable datetime(int decimals, ByteArrayInputStream in) throws IOException {
        long value = bigEndian(in, 5);
        int month = (int) (value >> 22 & 0x1ffff);
        return datetime(month / 13, month % 13, (int) (value >> 17 & 31), (int) (value >> 12 & 31),
                (int) (value >> 6 & 63), (int) (value & 63), fraction(decimals, in));
    }

    private static Serializable datetime(int year, int month, int day, int hour, int minute, int second, int micros) {
        if (MysqlDates.isReal(year, month, day)) {
            return LocalDateTime.of(year, month, day, hour, minute, second, micros * 1000);
        }
        if ((year | month | day | hour | minute | second | micros) == 0) {
            return null;
        }
        StringBuilder text = text(year, month, day).append(' ');
        MysqlDates.padded(text, hour, 2).append(':');
        MysqlDates.padded(text, minute, 2).append(':');
        MysqlDates.padded(text, second, 2).append('.');
        return MysqlDates.padded(text, micros, 6).toString();
    }

    private static StringBuilder text(int year, int month, int day) {
        StringBuilder text = new StringBuilder(26);
        MysqlDates.padded(text, year, 4).append('-');
        MysqlDates.padded(text, month, 2).append('-');
        return MysqlDates.padded(text, day, 2);
    }

    /** MySQL before 5.6: the number {@code hhmmss}, with its sign. */
    public static Serializable time(ByteArrayInputStream in) throws IOException {
        int value = in.readInteger(3) << 8 >> 8;
        int digits = Math.abs(value);
        long seconds = digits / 10_000 * 3600L + digits / 100 % 100 * 60L + digits % 100;
        return Duration.ofSeconds(value < 0 ? -seconds : seconds);
    }

    /**
     * From the highest bit: a sign, a bit without use, 10 bits of hours, 6 of minutes, 6 of seconds; then the fraction.
     */
    public static Serializable time(int decimals, ByteArrayInputStream in) throws IOException {
        int bytes = (decimals + 1) / 2;
        // Together one number: without the sign's bit in two's complement.
        long value = bigEndian(in, 3 + bytes) - (1L << 23 + 8 * bytes);
        long positive = Math.abs(value);
        long clock = positive >> 8 * bytes;
        long micros = ((clock >> 12 & 1023) * 3600 + (clock >> 6 & 63) * 60 + (clock & 63)) * 1_000_000
                + (positive & (1L << 8 * bytes) - 1) * MICROS[bytes];
        return Duration.ofSeconds(Math.floorDiv(value < 0 ? -micros : micros, 1_000_000L),
                Math.floorMod(value < 0 ? -micros : micros, 1_000_000L) * 1000);
    }

    public static Serializable timestamp(ByteArrayInputStream in) throws IOException {
        return moment(in.readLong(4), 0);
    }

    /** Seconds since 1970, then the fraction. */
    public static Serializable timestamp(int decimals, ByteArrayInputStream in) throws IOException {
        long seconds = bigEndian(in, 4);
        return moment(seconds, fraction(decimals, in));
    }

    private static Serializable moment(long seconds, int micros) {
        return seconds == 0 && micros == 0 ? null
                : ZonedDateTime.ofInstant(Instant.ofEpochSecond(seconds, micros * 1000L), ZoneOffset.UTC);
    }

    /** From 1901 on; 0 is the year 0000. */
    public static Serializable year(ByteArrayInputStream in) throws IOException {
        int value = in.readInteger(1);
        return Year.of(value == 0 ? 0 : 1900 + value);
    }

    /** Two digits a byte, in microseconds. */
    private static int fraction(int decimals, ByteArrayInputStream in) throws IOException {
        int bytes = (decimals + 1) / 2;
        return (int) bigEndian(in, bytes) * MICROS[bytes];
    }

    private static long bigEndian(ByteArrayInputStream in, int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | in.read();
        }
        return value;
    }
}
