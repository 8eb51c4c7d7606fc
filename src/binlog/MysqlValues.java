package binlog;

import event.MysqlDates;
import event.PostgresText;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.Blob;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.BitSet;
import java.util.UUID;

/** A value of one MySQL type, in whichever class snapshot or stream has it → the value that is handed on. */
final class MysqlValues {

    private static final long SECOND = 1_000_000L;
    /** In a geometry's type: the spatial reference system's number follows. */
    private static final int WITH_SRID = 0x20000000;

    private MysqlValues() {
    }

    /** Unsigned numbers come with their sign's bit spread from the stream, and as they are from the snapshot. */
    static long integer(Object value) {
        return value instanceof Number number ? number.longValue() : value instanceof Boolean flag ? flag ? 1 : 0
                : new BigDecimal(value.toString()).longValue();
    }

    static Byte tinyint(Object value) {
        return (byte) integer(value);
    }

    static Object float32(Object value) {
        return value instanceof Number number ? number.floatValue() : Float.parseFloat(value.toString());
    }

    static Object float64(Object value) {
        return value instanceof Number number ? number.doubleValue() : Double.parseDouble(value.toString());
    }

    static Object decimal(Object value) {
        return value instanceof BigDecimal ? value : new BigDecimal(value.toString());
    }

    /** The first bit is the highest. */
    static long bits(Object value) {
        if (value instanceof BitSet set) {
            long[] words = set.toLongArray();
            return words.length == 0 ? 0 : words[0];
        }
        if (value instanceof byte[] bytes) {
            long bits = 0;
            for (byte each : bytes) {
                bits = bits << 8 | each & 0xff;
            }
            return bits;
        }
        return integer(value);
    }

    static String bitText(long bits, int length) {
        char[] text = new char[length];
        for (int i = 0; i < length; i++) {
            text[i] = (bits >>> length - 1 - i & 1) == 0 ? '0' : '1';
        }
        return new String(text);
    }

    static Object year(Object value) {
        return (short) (value instanceof Year year ? year.getValue() : integer(value));
    }

    static Object date(Object value) {
        return value instanceof LocalDate date ? (Integer) (int) date.toEpochDay() : MysqlDates.date(value.toString());
    }

    /** In the form of DuckDB's interval: hours go up to 838, and there are negative times. */
    static Object time(Object value) {
        Duration time = (Duration) value;
        return PostgresText.interval(0, 0, time.getSeconds() * SECOND + time.getNano() / 1000);
    }

    static Object datetime(Object value) {
        if (value instanceof LocalDateTime local) {
            return PostgresText.micros(local.toEpochSecond(ZoneOffset.UTC), local.getNano() / 1000);
        }
        return MysqlDates.timestamp(value.toString());
    }

    /** Moments; the default of a column comes as text, {@code 1970-01-01T00:00:00Z}. */
    static Object timestamp(Object value) {
        if (value instanceof ZonedDateTime moment) {
            return PostgresText.micros(moment.toEpochSecond(), moment.getNano() / 1000);
        }
        Instant moment = value instanceof Timestamp timestamp ? timestamp.toInstant() : Instant.parse(value.toString());
        return PostgresText.micros(moment.getEpochSecond(), moment.getNano() / 1000);
    }

    static byte[] bytes(Object value) {
        if (value instanceof Blob blob) {
            try {
                return blob.getBytes(1, (int) blob.length());
            }
            catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
        return value instanceof byte[] bytes ? bytes : value.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** {@code binary(n)} with the zeros at its end, which the log leaves out. */
    static byte[] padded(byte[] bytes, int length) {
        return bytes.length < length ? Arrays.copyOf(bytes, length) : bytes;
    }

    /** MariaDB's, 16 bytes in the stream. */
    static Object uuid(Object value) {
        if (!(value instanceof byte[] uuid)) {
            return value.toString();
        }
        ByteBuffer bytes = ByteBuffer.wrap(padded(uuid, 2 * Long.BYTES));
        return new UUID(bytes.getLong(), bytes.getLong()).toString();
    }

    static Object json(Object value) {
        return value instanceof byte[] bytes ? MysqlJson.text(bytes) : value.toString();
    }

    /** The floats' bytes, as the server stores them. */
    static Object vector(Object value) {
        if (!(value instanceof float[] floats)) {
            return bytes(value);
        }
        ByteBuffer buffer = ByteBuffer.allocate(floats.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float each : floats) {
            buffer.putFloat(each);
        }
        return buffer.array();
    }

    /**
     * MySQL's form of a geometry, four bytes of SRID and well-known binary → well-known binary, extended by the SRID
     * where there is one, as PostGIS has it. Coordinates are in the order x, y, or longitude, latitude.
     */
    static Object geometry(Object value) {
        byte[] stored = bytes(value);
        ByteBuffer in = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
        int srid = stored.length < 9 ? 0 : in.getInt(0);
        if (srid == 0) {
            return stored.length < 4 ? stored : Arrays.copyOfRange(stored, 4, stored.length);
        }
        ByteOrder order = stored[4] == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return ByteBuffer.allocate(stored.length).order(order).put(stored[4]).putInt(in.order(order).getInt(5)
                | WITH_SRID)
                .putInt(srid).put(stored, 9, stored.length - 9).array();
    }
}
