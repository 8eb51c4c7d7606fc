package io.debezium.connector.binlog.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.ColumnType;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import io.debezium.connector.binlog.event.RowDeserializers.DeleteRowsDeserializer;
import io.debezium.connector.binlog.event.RowDeserializers.UpdateRowsDeserializer;
import io.debezium.connector.binlog.event.RowDeserializers.WriteRowsDeserializer;
import io.debezium.config.CommonConnectorConfig.EventProcessingFailureHandlingMode;
import java.io.IOException;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rows of the binary log with dates that no calendar has. */
class RowDeserializersTest {

    private static final EventProcessingFailureHandlingMode FAIL = EventProcessingFailureHandlingMode.FAIL;

    private final Map<Long, TableMapEventData> tables = new HashMap<>();

    private static ByteArrayInputStream date(int year, int month, int day) {
        int value = year << 9 | month << 5 | day;
        return new ByteArrayInputStream(new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16)});
    }

    private static ByteArrayInputStream datetime(int year, int month, int day) {
        long value = 1L << 39 | (long) (year * 13 + month) << 22 | (long) day << 17 | 10L << 12;
        return new ByteArrayInputStream(new byte[] {(byte) (value >> 32), (byte) (value >> 24), (byte) (value >> 16),
            (byte) (value >> 8), (byte) value});
    }

    private List<Serializable> dates(int year, int month, int day) throws IOException {
        return List.of(new WriteRowsDeserializer(tables, FAIL).deserializeDate(date(year, month, day)),
                new UpdateRowsDeserializer(tables, FAIL).deserializeDate(date(year, month, day)),
                new DeleteRowsDeserializer(tables, FAIL).deserializeDate(date(year, month, day)));
    }

    @Test
    void aDateThatNoCalendarHasIsTheServersText() throws IOException {
        assertEquals(List.of("2024-00-15", "2024-00-15", "2024-00-15"), dates(2024, 0, 15));
        assertEquals(List.of("2024-02-31", "2024-02-31", "2024-02-31"), dates(2024, 2, 31));
        assertEquals(List.of("2024-02-31 10:00:00.000000", "2024-05-00 10:00:00.000000", "2024-00-05 10:00:00.000000"),
                List.of(new WriteRowsDeserializer(tables, FAIL).deserializeDatetimeV2(0, datetime(2024, 2, 31)),
                        new UpdateRowsDeserializer(tables, FAIL).deserializeDatetimeV2(0, datetime(2024, 5, 0)),
                        new DeleteRowsDeserializer(tables, FAIL).deserializeDatetimeV2(0, datetime(2024, 0, 5))));
    }

    @Test
    void realDatesAreDatesAndTheZeroDateIsNull() throws IOException {
        LocalDate day = LocalDate.of(2024, 2, 29);
        assertEquals(List.of(day, day, day), dates(2024, 2, 29));
        assertNull(new WriteRowsDeserializer(tables, FAIL).deserializeDate(date(0, 0, 0)));
    }

    @Test
    void theServersOwnColumnsAreLeftOut() throws IOException {
        TableMapEventData table = new TableMapEventData();
        byte tiny = (byte) ColumnType.TINY.getCode();
        table.setColumnTypes(new byte[] {tiny, tiny, tiny});
        table.setColumnMetadata(new int[3]);
        tables.put(1L, table);
        BitSet all = new BitSet();
        all.set(0, 3);
        WriteRowsDeserializer rows = new WriteRowsDeserializer(tables, FAIL, false);
        byte[] row = {0, 1, 2, 3};
        assertArrayEquals(new Serializable[] {1, 2, 3}, rows.deserializeRow(1, all, new ByteArrayInputStream(row)));
        RowDeserializers.hide(table, 2);
        assertArrayEquals(new Serializable[] {1}, rows.deserializeRow(1, all, new ByteArrayInputStream(row)));
    }
}
