package binlog;

import event.MysqlDates;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * MySQL's binary json, as it is in the binary log → the server's text of it, letter by letter, so that a value is the
 * same from snapshot and stream. The reader of Debezium's library makes negative numbers of those from 2^31 to 2^32-1,
 * leaves them out in objects of more than 64 KB, and has other texts for dates, times and blobs.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/json__binary_8h.html">MySQL: json_binary.h</a>
 */
final class MysqlJson {

    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(76, new byte[] {'\n'});
    private static final int[] DIGIT_BYTES = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};
    private static final int DIGITS_A_WORD = 9;

    private final ByteBuffer in;
    private final StringBuilder out;

    private MysqlJson(byte[] bytes) {
        in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        out = new StringBuilder(bytes.length + 16);
    }

    /** No bytes are the JSON null, as they are to the server. */
    static String text(byte[] bytes) {
        if (bytes.length == 0) {
            return "null";
        }
        MysqlJson json = new MysqlJson(bytes);
        json.value(bytes[0], 1);
        return json.out.toString();
    }

    /** A value of a type, at a place. */
    private void value(int type, int at) {
        switch (type) {
            case 0x00 -> object(at, false);
            case 0x01 -> object(at, true);
            case 0x02 -> array(at, false);
            case 0x03 -> array(at, true);
            case 0x04 -> out.append(in.get(at) == 0 ? "null" : in.get(at) == 1 ? "true" : "false");
            case 0x05 -> out.append(in.getShort(at));
            case 0x06 -> out.append(in.getShort(at) & 0xffff);
            case 0x07 -> out.append(in.getInt(at));
            case 0x08 -> out.append(in.getInt(at) & 0xffffffffL);
            case 0x09 -> out.append(in.getLong(at));
            case 0x0a -> out.append(Long.toUnsignedString(in.getLong(at)));
            case 0x0b -> out.append(number(in.getDouble(at)));
            case 0x0c -> {
                int start = at + lengthBytes(at);
                quoted(start, length(at));
            }
            case 0x0f -> opaque(in.get(at) & 0xff, at + 1 + lengthBytes(at + 1), length(at + 1));
            default -> throw new IllegalArgumentException("json of an unknown type " + type);
        }
    }

    /** Count and size; place and length of each key; type and place, or the value itself, of each value. */
    private void object(int at, boolean large) {
        int count = index(at, large);
        int keys = at + (large ? 8 : 4);
        int keySize = large ? 6 : 4;
        int values = keys + count * keySize;
        out.append('{');
        for (int i = 0; i < count; i++) {
            out.append(i == 0 ? "" : ", ");
            int key = keys + i * keySize;
            quoted(at + index(key, large), in.getShort(key + keySize - 2) & 0xffff);
            out.append(": ");
            entry(at, values + i * (large ? 5 : 3), large);
        }
        out.append('}');
    }

    private void array(int at, boolean large) {
        int count = index(at, large);
        int values = at + (large ? 8 : 4);
        out.append('[');
        for (int i = 0; i < count; i++) {
            out.append(i == 0 ? "" : ", ");
            entry(at, values + i * (large ? 5 : 3), large);
        }
        out.append(']');
    }

    /** Small values stand where others have their place, counted from the start of the object or array. */
    private void entry(int start, int at, boolean large) {
        int type = in.get(at);
        boolean inPlace = type >= 0x04 && type <= (large ? 0x08 : 0x06);
        value(type, inPlace ? at + 1 : start + index(at + 1, large));
    }

    private int index(int at, boolean large) {
        return large ? in.getInt(at) : in.getShort(at) & 0xffff;
    }

    /** A length takes seven bits a byte, the lowest first. */
    private int length(int at) {
        int length = 0;
        for (int i = 0; i < 5; i++) {
            length |= (in.get(at + i) & 0x7f) << 7 * i;
            if (in.get(at + i) >= 0) {
                return length;
            }
        }
        throw new IllegalArgumentException("json with a length of more than five bytes");
    }

    private int lengthBytes(int at) {
        int bytes = 1;
        while (in.get(at + bytes - 1) < 0) {
            bytes++;
        }
        return bytes;
    }

    private void quoted(int at, int length) {
        String text = new String(in.array(), at, length, StandardCharsets.UTF_8);
        out.append('"');
        int plain = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c != '"' && c != '\\') {
                continue;
            }
            out.append(text, plain, i).append('\\');
            plain = i + 1;
            switch (c) {
                case '\b' -> out.append('b');
                case '\t' -> out.append('t');
                case '\n' -> out.append('n');
                case '\f' -> out.append('f');
                case '\r' -> out.append('r');
                case '"', '\\' -> out.append(c);
                default -> out.append("u00").append(HEX[c >> 4]).append(HEX[c & 15]);
            }
        }
        out.append(text, plain, text.length()).append('"');
    }

    /** A value of an SQL type, such as {@code CAST(1.10 AS JSON)} of a decimal. */
    private void opaque(int type, int at, int length) {
        switch (type) {
            case 0, 246 -> decimal(in.get(at) & 0xff, in.get(at + 1) & 0xff, at + 2);
            case 7, 10, 11, 12 -> moment(type, in.getLong(at));
            default -> {
                byte[] bytes = new byte[length];
                in.duplicate().position(at).get(bytes);
                // In lines of 76 characters.
                String lines = BASE64.encodeToString(bytes).replace("\n", "\\n");
                out.append("\"base64:type").append(type).append(':').append(lines).append('"');
            }
        }
    }

    /** As in a datetime of the binary log: from bit 24 on the clock, then 5 bits of the day and year * 13 + month. */
    private void moment(int type, long packed) {
        long value = Math.abs(packed);
        out.append(packed < 0 ? "\"-" : "\"");
        long clock = value >> 24;
        if (type != 11) {
            long month = clock >> 22;
            MysqlDates.padded(out, month / 13, 4).append('-');
            MysqlDates.padded(out, month % 13, 2).append('-');
            MysqlDates.padded(out, clock >> 17 & 31, 2).append(type == 10 ? "" : " ");
        }
        if (type != 10) {
            MysqlDates.padded(out, clock >> 12 & (type == 11 ? 1023 : 31), 2).append(':');
            MysqlDates.padded(out, clock >> 6 & 63, 2).append(':');
            MysqlDates.padded(out, clock & 63, 2).append('.');
            MysqlDates.padded(out, value & 0xffffff, 6);
        }
        out.append('"');
    }

    /**
     * Nine digits to four bytes, fewer to fewer; the first bit is the sign, and a negative number has all bits turned.
     */
    private void decimal(int precision, int scale, int at) {
        boolean negative = in.get(at) >= 0;
        int whole = precision - scale;
        StringBuilder digits = new StringBuilder(precision);
        int place = digits(digits, whole % DIGITS_A_WORD, at, at, negative);
        for (int i = 0; i < whole / DIGITS_A_WORD; i++) {
            place = digits(digits, DIGITS_A_WORD, place, at, negative);
        }
        for (int i = 0; i < scale / DIGITS_A_WORD; i++) {
            place = digits(digits, DIGITS_A_WORD, place, at, negative);
        }
        digits(digits, scale % DIGITS_A_WORD, place, at, negative);
        BigDecimal number = new BigDecimal(digits.toString()).movePointLeft(scale);
        out.append((negative ? number.negate() : number).setScale(scale).toPlainString());
    }

    private int digits(StringBuilder digits, int count, int at, int start, boolean negative) {
        int value = 0;
        int end = at + DIGIT_BYTES[count];
        for (int i = at; i < end; i++) {
            int each = in.get(i) ^ (i == start ? 0x80 : 0);
            value = value << 8 | (negative ? ~each : each) & 0xff;
        }
        if (count > 0) {
            MysqlDates.padded(digits, value, count);
        }
        return end;
    }

    /**
     * A double as the server writes it: the fewest digits that tell it from others, with a point, or with an exponent
     * if it is below 1e-15 or has zeros before the point from 1e15 on.
     *
     * @see <a href="https://github.com/mysql/mysql-server/blob/8.4/strings/dtoa.cc">my_gcvt in MySQL's source</a>
     */
    static String number(double value) {
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = shortest(value);
        int whole = shortest.precision() - shortest.scale();
        if (whole > -15 && (whole <= 15 || shortest.precision() > whole)) {
            String plain = shortest.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        String digits = shortest.unscaledValue().abs().toString();
        return (value < 0 ? "-" : "") + digits.charAt(0) + (digits.length() > 1 ? "." + digits.substring(1) : "") + "e"
                + (whole - 1);
    }

    /** Java 17 has a digit too many at times. */
    private static BigDecimal shortest(double value) {
        BigDecimal java = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        boolean subnormal = Math.abs(value) < Double.MIN_NORMAL;
        if (java.precision() <= 15 && !subnormal) {
            return java;
        }
        BigDecimal exact = new BigDecimal(value);
        for (int digits = subnormal ? 1 : 15; digits < java.precision(); digits++) {
            // Above a power of two there is more room than below: the further one may be the one that fits.
            for (RoundingMode rounding : List.of(RoundingMode.HALF_EVEN, RoundingMode.UP)) {
                BigDecimal rounded = exact.round(new MathContext(digits, rounding));
                if (rounded.doubleValue() == value) {
                    return rounded.stripTrailingZeros();
                }
            }
        }
        return java;
    }
}
