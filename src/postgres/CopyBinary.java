package postgres;

import event.Exact;
import event.PostgresText;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.postgresql.core.Oid;

/**
 * PostgreSQL's binary forms of the frequent types, as {@code COPY … (FORMAT binary)} has them → the values that
 * {@link PostgresTypes} makes of the same columns.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">PostgreSQL: COPY, Binary Format</a>
 */
final class CopyBinary {

    /** From the bytes of a field that is not NULL to its value. */
    interface Field {
        Object read(byte[] bytes, int at, int length);
    }

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    /** PostgreSQL counts from 2000-01-01. */
    private static final int EPOCH_DAYS = 10_957;
    private static final long EPOCH_MICROS = EPOCH_DAYS * 86_400_000_000L;
    private static final int NAN = 0xC000;
    private static final int INFINITY = 0xD000;
    private static final int MINUS_INFINITY = 0xF000;
    private static final int NEGATIVE = 0x4000;
    /** A group of numeric's digits holds numbers below. */
    private static final int GROUP = 10_000;
    private static final int GROUP_DIGITS = 4;
    private static final int LONG_DIGITS = 18;
    private static final long[] POWERS = new long[LONG_DIGITS + 1];

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
    }

    private CopyBinary() {
    }

    /** The reader of a built-in type; null for a type that is to be copied as its text. */
    static Field of(int oid) {
        return switch (oid) {
            case Oid.BOOL -> (b, at, length) -> b[at] != 0;
            case Oid.INT2 -> (b, at, length) -> (short) SHORT.get(b, at);
            case Oid.INT4 -> (b, at, length) -> int32(b, at);
            case Oid.INT8 -> (b, at, length) -> int64(b, at);
            case Oid.OID -> (b, at, length) -> int32(b, at) & 0xFFFFFFFFL;
            case Oid.FLOAT4 -> (b, at, length) -> Float.intBitsToFloat(int32(b, at));
            case Oid.FLOAT8 -> (b, at, length) -> Double.longBitsToDouble(int64(b, at));
            case Oid.NUMERIC -> (b, at, length) -> numeric(b, at);
            case Oid.DATE -> (b, at, length) -> days(int32(b, at));
            case Oid.TIME -> (b, at, length) -> int64(b, at);
            case Oid.TIMESTAMP, Oid.TIMESTAMPTZ -> (b, at, length) -> micros(int64(b, at));
            case Oid.UUID -> (b, at, length) -> new UUID(int64(b, at), int64(b, at + Long.BYTES));
            case Oid.BYTEA -> (b, at, length) -> Arrays.copyOfRange(b, at, at + length);
            case Oid.JSONB -> CopyBinary::jsonb;
            case Oid.TEXT, Oid.VARCHAR, Oid.BPCHAR, Oid.NAME, Oid.JSON -> CopyBinary::text;
            default -> null;
        };
    }

    static int int16(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at);
    }

    static int int32(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    static long int64(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    static String text(byte[] bytes, int at, int length) {
        return new String(bytes, at, length, StandardCharsets.UTF_8);
    }

    /** A byte that counts versions, then the text. */
    private static String jsonb(byte[] bytes, int at, int length) {
        if (bytes[at] != 1) {
            throw new IllegalArgumentException("jsonb of version " + bytes[at] + ", expected 1");
        }
        return text(bytes, at + 1, length - 1);
    }

    private static int days(int days) {
        return days == Integer.MAX_VALUE ? PostgresText.INFINITE_DAYS
                : days == Integer.MIN_VALUE ? -PostgresText.INFINITE_DAYS : days + EPOCH_DAYS;
    }

    /** Wraps beyond what 64 bits hold, as {@link PostgresText#micros} does. */
    private static long micros(long micros) {
        return micros == Long.MAX_VALUE ? PostgresText.INFINITE_MICROS
                : micros == Long.MIN_VALUE ? PostgresText.MINUS_INFINITE_MICROS : micros + EPOCH_MICROS;
    }

    /** Number of groups, weight of the first (in groups), sign, digits after the point; then the groups. */
    private static BigDecimal numeric(byte[] b, int at) {
        int groups = int16(b, at);
        int weight = int16(b, at + 2);
        int sign = int16(b, at + 4) & 0xFFFF;
        int scale = int16(b, at + 6) & 0xFFFF;
        if (sign == NAN || sign == INFINITY || sign == MINUS_INFINITY) {
            return sign == NAN ? Exact.NAN : sign == INFINITY ? Exact.INFINITY : Exact.MINUS_INFINITY;
        }
        if (groups == 0) {
            return BigDecimal.valueOf(0, scale);
        }
        int shift = scale - GROUP_DIGITS * (groups - 1 - weight);   // what the groups' number lacks in powers of ten
        int from = at + 8;
        if (groups * GROUP_DIGITS + Math.max(0, shift) > LONG_DIGITS) {
            return large(b, from, groups, shift, sign == NEGATIVE, scale);
        }
        long number = 0;
        for (int i = 0; i < groups; i++) {
            number = number * GROUP + int16(b, from + 2 * i);
        }
        number = shift >= 0 ? number * POWERS[shift] : number / POWERS[-shift];
        return BigDecimal.valueOf(sign == NEGATIVE ? -number : number, scale);
    }

    private static BigDecimal large(byte[] b, int from, int groups, int shift, boolean negative, int scale) {
        StringBuilder digits = new StringBuilder(groups * GROUP_DIGITS);
        for (int i = 0; i < groups; i++) {
            int group = int16(b, from + 2 * i);
            for (int power = GROUP / 10; power > 0; power /= 10) {
                digits.append((char) ('0' + group / power % 10));
            }
        }
        BigInteger number = new BigInteger(digits.toString());
        BigInteger power = BigInteger.TEN.pow(Math.abs(shift));
        number = shift >= 0 ? number.multiply(power) : number.divide(power);
        return new BigDecimal(negative ? number.negate() : number, scale);
    }
}
