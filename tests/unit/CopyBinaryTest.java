package postgres;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import event.Exact;
import event.PostgresText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.postgresql.core.Oid;

/** PostgreSQL's binary COPY: values by type, and the frame around the rows. */
class CopyBinaryTest {

    private static final long DAY_2000 = 946_684_800_000_000L;

    /** With other bytes before and after it, which must not matter. */
    private static Object read(int oid, byte[] field) {
        ByteBuffer bytes = ByteBuffer.allocate(field.length + 6).put(new byte[] {9, 9, 9}).put(field)
                .put(new byte[] {9, 9, 9});
        return CopyBinary.of(oid).read(bytes.array(), 3, field.length);
    }

    private static Object read(int oid, String hex) {
        return read(oid, HexFormat.of().parseHex(hex));
    }

    private static byte[] int64(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }

    @Test
    void numbersAndTruth() {
        assertEquals(true, read(Oid.BOOL, "01"));
        assertEquals(false, read(Oid.BOOL, "00"));
        assertEquals((short) -2, read(Oid.INT2, "fffe"));
        assertEquals(Integer.MIN_VALUE, read(Oid.INT4, "80000000"));
        assertEquals(-1L, read(Oid.INT8, "ffffffffffffffff"));
        assertEquals(4_294_967_295L, read(Oid.OID, "ffffffff"));
        assertEquals(1.5f, read(Oid.FLOAT4, "3fc00000"));
        assertEquals(Double.NaN, read(Oid.FLOAT8, "7ff8000000000000"));
        assertEquals(-0.0, read(Oid.FLOAT8, "8000000000000000"));
    }

    @Test
    void textsAndBytes() {
        assertEquals("ä€\uD83D\uDE00", read(Oid.TEXT, "ä€\uD83D\uDE00".getBytes(StandardCharsets.UTF_8)));
        assertEquals("", read(Oid.VARCHAR, ""));
        assertEquals("a   ", read(Oid.BPCHAR, "61202020"));
        assertEquals("{}", read(Oid.JSON, "7b7d"));
        assertEquals("{}", read(Oid.JSONB, "017b7d"));
        assertThrows(IllegalArgumentException.class, () -> read(Oid.JSONB, "027b7d"));
        assertArrayEquals(new byte[] {0, -1}, (byte[]) read(Oid.BYTEA, "00ff"));
        assertEquals(UUID.fromString("ffffffff-2222-3333-8444-555555555555"),
                read(Oid.UUID, "ffffffff222233338444555555555555"));
    }

    @Test
    void datesAndTimesCountFrom1970() {
        assertEquals(10_957, read(Oid.DATE, "00000000"));
        assertEquals(PostgresText.days("0044-03-15 BC"), read(Oid.DATE,
                ByteBuffer.allocate(4).putInt(PostgresText.days("0044-03-15 BC") - 10_957).array()));
        assertEquals(PostgresText.INFINITE_DAYS, read(Oid.DATE, "7fffffff"));
        assertEquals(-PostgresText.INFINITE_DAYS, read(Oid.DATE, "80000000"));
        assertEquals(86_400_000_000L, read(Oid.TIME, int64(86_400_000_000L)));
        assertEquals(DAY_2000 - 1, read(Oid.TIMESTAMP, int64(-1)));
        assertEquals(PostgresText.INFINITE_MICROS, read(Oid.TIMESTAMPTZ, int64(Long.MAX_VALUE)));
        assertEquals(PostgresText.MINUS_INFINITE_MICROS, read(Oid.TIMESTAMPTZ, int64(Long.MIN_VALUE)));
    }

    /** PostgreSQL's latest timestamp is later than 64 bits of microseconds from 1970 on reach. */
    @Test
    void theLatestTimestampWrapsAsItsTextDoes() {
        long latest = 9_223_371_331_199_999_999L;
        assertEquals(PostgresText.timestampMicros("294276-12-31 23:59:59.999999"), read(Oid.TIMESTAMP, int64(latest)));
    }

    @Test
    void specialNumericsAreThoseOfTheText() {
        assertSame(Exact.NAN, read(Oid.NUMERIC, "00000000c0000000"));
        assertSame(Exact.INFINITY, read(Oid.NUMERIC, "00000000d0000000"));
        assertSame(Exact.MINUS_INFINITY, read(Oid.NUMERIC, "00000000f0000000"));
        assertEquals(new BigDecimal("0.000"), read(Oid.NUMERIC, "0000000000000003"));
    }

    @Test
    void numericsOfAnySizeAreExact() {
        List<BigDecimal> numbers = new ArrayList<>();
        for (String text : List.of("1", "-1", "10000", "0.0001", "0.00001", "12345.6789", "-99999999.99", "1e20",
                "1e-20", "999999999999999999", "9999999999999999999", "123456789012345678.9", "0.123456789012345678",
                "100000000", "99999999999999999999999999999.999999999", "-0.5", "20000.00", "1e130", "1e-130")) {
            numbers.add(new BigDecimal(new BigDecimal(text).toPlainString()));
        }
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            numbers.add(new BigDecimal(new BigInteger(random.nextInt(140), random), random.nextInt(30))
                    .multiply(random.nextBoolean() ? BigDecimal.ONE : BigDecimal.ONE.negate()));
        }
        numbers.forEach(number -> assertEquals(number, read(Oid.NUMERIC, numeric(number))));
    }

    /** As numeric_send writes it: groups of four digits around the point, without zeros at either end. */
    private static byte[] numeric(BigDecimal number) {
        int fraction = (number.scale() + 3) / 4;
        String digits = number.abs().setScale(fraction * 4).unscaledValue().toString();
        digits = "0".repeat((4 - digits.length() % 4) % 4) + digits;
        List<Short> groups = new ArrayList<>();
        for (int i = 0; i < digits.length(); i += 4) {
            groups.add(Short.valueOf(digits.substring(i, i + 4)));
        }
        int weight = groups.size() - fraction - 1;
        while (!groups.isEmpty() && groups.get(0) == 0) {
            groups.remove(0);
            weight--;
        }
        while (!groups.isEmpty() && groups.get(groups.size() - 1) == 0) {
            groups.remove(groups.size() - 1);
        }
        ByteBuffer bytes = ByteBuffer.allocate(8 + 2 * groups.size()).putShort((short) groups.size())
                .putShort((short) (groups.isEmpty() ? 0 : weight)).putShort((short) (number.signum() < 0 ? 0x4000 : 0))
                .putShort((short) number.scale());
        groups.forEach(bytes::putShort);
        return bytes.array();
    }

    @Test
    void otherTypesComeAsText() {
        for (int oid : new int[] {Oid.INTERVAL, Oid.TIMETZ, Oid.POINT, Oid.MONEY, Oid.XML, Oid.INT4_ARRAY, 99_999}) {
            assertNull(CopyBinary.of(oid));
        }
    }

    private static final String HEADER = "5047434f50590aff0d0a000000000000000000";

    private static byte[] message(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    @Test
    void aRowAMessageTheFirstBehindTheHeader() {
        CopyStream stream = new CopyStream(2);
        byte[] first = message(HEADER + "0002" + "0000000161" + "ffffffff");
        int at = stream.next(first, 0);
        assertEquals(21, at);
        assertEquals(first.length, stream.skip(first, at));
        assertEquals(-1, stream.next(first, stream.skip(first, at)));
        byte[] second = message("0002" + "00000000" + "0000000162" + "0002ffffffffffffffff");
        at = stream.next(second, 0);
        at = stream.next(second, stream.skip(second, at));
        assertEquals(13, at);
        assertEquals(-1, stream.next(message("ffff"), 0));
    }

    @Test
    void aBrokenFrameIsNotReadOn() {
        assertTrue(assertThrows(Problem.class, () -> new CopyStream(1).next(message("00010000"), 0)).getMessage()
                .contains("no header"));
        assertThrows(Problem.class, () -> new CopyStream(1).next(message(HEADER + "0002"), 0));
        byte[] cut = message(HEADER + "0001" + "0000000561");
        CopyStream stream = new CopyStream(1);
        int at = stream.next(cut, 0);
        assertThrows(Problem.class, () -> stream.skip(cut, at));
    }
}
