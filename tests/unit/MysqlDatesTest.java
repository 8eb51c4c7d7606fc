package event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import event.ColumnType.Misfit;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.Test;

/** MySQL's values from the converter's forms to what is loaded. */
class MysqlDatesTest {

    private static Object date(String text) {
        Integer number = MysqlDates.date(text);
        return number == null ? null : Types.of(Exact.named(Schema.Type.INT32, Exact.MYSQL_DATE).build()).decode()
                .apply(number);
    }

    private static Object timestamp(String text, int decimals) {
        Long number = MysqlDates.timestamp(text);
        return number == null ? null : Types.of(Exact.named(Schema.Type.INT64, Exact.MYSQL_TIMESTAMP)
                .parameter(Exact.DECIMALS, Integer.toString(decimals)).build()).decode().apply(number);
    }

    private static Object loaded(Schema.Type type, String name, Object value) {
        return Types.of(Exact.named(type, name).build()).decode().apply(value);
    }

    @Test
    void everyDateOfTheCalendarIsLoaded() {
        for (String text : List.of("2024-02-29", "0001-01-01", "1582-10-10", "9999-12-31")) {
            assertEquals((int) LocalDate.parse(text).toEpochDay(), date(text));
        }
        assertEquals((int) LocalDate.of(0, 1, 1).toEpochDay(), date("0000-01-01"));
    }

    @Test
    void theZeroDateIsNull() {
        assertNull(date("0000-00-00"));
        assertNull(timestamp("0000-00-00 00:00:00", 0));
    }

    @Test
    void aDateThatNoCalendarHasKeepsItsText() {
        for (String text : List.of("2024-00-15", "2024-05-00", "2024-00-00", "0000-00-15", "2024-02-31",
                "2023-02-29")) {
            assertEquals(new Misfit(text), date(text));
        }
        assertEquals(new Misfit("2024-00-15 10:20:30"), timestamp("2024-00-15 10:20:30", 0));
        assertEquals(new Misfit("9999-00-00 23:59:59.999999"), timestamp("9999-00-00 23:59:59.999999", 6));
        assertEquals(new Misfit("0000-00-00 00:00:00.010"), timestamp("0000-00-00 00:00:00.010", 3));
    }

    @Test
    void aTimestampHasItsMicroseconds() {
        assertEquals(-1L, timestamp("1969-12-31 23:59:59.999999", 6));
        assertEquals(253402300799_999999L, timestamp("9999-12-31 23:59:59.999999", 6));
        assertEquals(1_500_000L, timestamp("1970-01-01 00:00:01.5", 1));
    }

    @Test
    void whatIsNoDateIsAnError() {
        assertThrows(NumberFormatException.class, () -> MysqlDates.date("2024-1-01"));
    }

    @Test
    void anotherNumberThanZeroAndOneIsNoBoolean() {
        assertEquals(true, loaded(Schema.Type.INT8, Exact.BOOLEAN, (byte) 1));
        assertEquals(false, loaded(Schema.Type.INT8, Exact.BOOLEAN, (byte) 0));
        assertEquals(new Misfit("-128"), loaded(Schema.Type.INT8, Exact.BOOLEAN, (byte) -128));
    }

    @Test
    void unsignedNumbersAreLoadedAsTwosComplement() {
        assertEquals((byte) -1, loaded(Schema.Type.INT16, Exact.UTINYINT, (short) 255));
        assertEquals((short) -1, loaded(Schema.Type.INT32, Exact.USMALLINT, 65535));
        assertEquals(-1, loaded(Schema.Type.INT64, Exact.UINTEGER, 4294967295L));
        assertEquals(-1L, loaded(Schema.Type.INT64, Exact.UBIGINT, -1L));
    }

    @Test
    void aVectorIsAListOfFloats() {
        assertEquals(List.of(1f, -2f), loaded(Schema.Type.BYTES, Exact.VECTOR, new byte[] {0, 0, (byte) 0x80, 0x3f, 0,
                0, 0, (byte) 0xc0}));
    }

    @Test
    void moreThan38DigitsAreAMisfit() {
        ColumnType type = Types.of(Exact.decimal(38, 9).build());
        assertEquals(new BigDecimal("1.500000000"),
                type.decode().apply(new BigDecimal("1.500000000000000000000000000000")));
        assertEquals(new Misfit("0.0000000001"), type.decode().apply(new BigDecimal("0.0000000001")));
    }
}
