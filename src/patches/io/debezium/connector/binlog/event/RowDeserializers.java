package io.debezium.connector.binlog.event;

import base.Patch;
import binlog.BinlogTimes;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.DeleteRowsEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.UpdateRowsEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.WriteRowsEventDataDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import io.debezium.config.CommonConnectorConfig.EventProcessingFailureHandlingMode;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Reads the rows of the binary log. Replaces Debezium's class of this name (docs/patches.md), which makes NULL of a
 * date whose year, month or day is zero, and fails on the 31st of February, before any converter is asked; nothing
 * tells such a NULL from a real one. The values are those of {@link BinlogTimes}.
 */
public final class RowDeserializers implements Patch {

    /** Opens this package to {@link capture.Patches}. */
    static class Patched {
    }

    private static final Map<TableMapEventData, Integer> HIDDEN = Collections.synchronizedMap(new WeakHashMap<>());

    private RowDeserializers() {
    }

    /** Leaves out the last columns of the rows that come next, which the server keeps for itself. */
    public static void hide(TableMapEventData table, int columns) {
        HIDDEN.put(table, columns);
    }

    /** A row without all columns stays as it is, and Debezium ends at it. */
    private static Serializable[] shown(TableMapEventData table, Serializable[] row) {
        Integer hidden = HIDDEN.get(table);
        return hidden == null || row.length != table.getColumnTypes().length ? row
                : Arrays.copyOf(row, row.length - hidden);
    }

    /** Rows that were inserted. */
    public static class WriteRowsDeserializer extends WriteRowsEventDataDeserializer {

        private final Map<Long, TableMapEventData> tables;

        public WriteRowsDeserializer(Map<Long, TableMapEventData> tables,
                EventProcessingFailureHandlingMode onFailure) {
            super(tables);
            this.tables = tables;
        }

        /** As Debezium 3.7 calls it. */
        public WriteRowsDeserializer(Map<Long, TableMapEventData> tables, EventProcessingFailureHandlingMode onFailure,
                boolean keepInvalid) {
            this(tables, onFailure);
        }

        @Override
        protected Serializable[] deserializeRow(long table, BitSet included, ByteArrayInputStream in)
                throws IOException {
            return shown(tables.get(table), super.deserializeRow(table, included, in));
        }

        @Override
        protected Serializable deserializeString(int length, ByteArrayInputStream in) throws IOException {
            return BinlogTimes.string(length, in);
        }

        @Override
        protected Serializable deserializeVarString(int meta, ByteArrayInputStream in) throws IOException {
            return BinlogTimes.string(meta, in);
        }

        @Override
        protected Serializable deserializeDate(ByteArrayInputStream in) throws IOException {
            return BinlogTimes.date(in);
        }

        @Override
        protected Serializable deserializeDatetime(ByteArrayInputStream in) throws IOException {
            return BinlogTimes.datetime(in);
        }

        @Override
        protected Serializable deserializeDatetimeV2(int meta, ByteArrayInputStream in) throws IOException {
            return BinlogTimes.datetime(meta, in);
        }

        @Override
        protected Serializable deserializeTime(ByteArrayInputStream in) throws IOException {
            return BinlogTimes.time(in);
        }

        @Override
        protected Serializable deserializeTimeV2(int meta, ByteArrayInputStream in) throws IOException {
            return BinlogTimes.time(meta, in);
        }

        @Override
        protected Serializable deserializeTimestamp(ByteArrayInputStream in) throws IOException {
            return BinlogTimes.timestamp(in);
        }

        @Override
        protected Serializable deserializeTimestampV2(int meta, ByteArrayInputStream in) throws IOException {
            return BinlogTimes.timestamp(meta, in);
        }

        @Override
        protected Serializable deserializeYear(ByteArrayInputStream in) throws IOException {
            return BinlogTimes.year(in);
        }
    }

    /** Rows that were changed, before and after. */
    public static class UpdateRowsDeserializer extends UpdateRowsEventDataDeserializer {

        private final Map<Long, TableMapEventData> tables;

        public UpdateRowsDeserializer(Map<Long, TableMapEventData> tables,
                EventProcessingFailureHandlingMode onFailure) {
            super(tables);
            this.tables = tables;
        }

        /** As Debezium 3.7 calls it. */
        public UpdateRowsDeserializer(Map<Long, TableMapEventData> tables, EventProcessingFailureHandlingMode onFailure,
                boolean keepInvalid) {
            this(tables, onFailure);
        }

        @Override
        protected Serializable[] deserializeRow(long table, BitSet included, ByteArrayInputStream in)
                throws IOException {
            return shown(tables.get(table), super.deserializeRow(table, included, in));
        }

        @Override
        protected Serializable deserializeString(int length, ByteArrayInputStream in) throws IOException {
            return BinlogTimes.string(length, in);
        }

        @Override
        protected Serializable deserializeVarString(int meta, ByteArrayInputStream in) throws IOException {
            return BinlogTimes.string(meta, in);
        }

        @Override
        protected Serializable deserializeDate(ByteArrayInputStream in) throws IOException {
            return BinlogTimes.date(in);
        }

        @Override
        protected Serializable deserializeDatetime(ByteArrayInputStream in) throws IOException {
            return BinlogTimes.datetime(in);
        }

        @Override
        protected Serializable deserializeDatetimeV2(int meta, ByteArrayInputStream in) throws IOException {
            return BinlogTimes.datetime(meta, in);
        }

        @Override
        protected Serializable deserializeTime(ByteArrayInputStream in) throws IOException {
            return BinlogTimes.time(in);
        }

        @Override
        protected Serializable deserializeTimeV2(int meta, ByteArrayInputStream in) throws IOException {
            return BinlogTimes.time(meta, in);
        }

        @Override
        protected Serializable deserializeTimestamp(ByteArrayInputStream in) throws IOException {
            return BinlogTimes.timestamp(in);
        }

        @Override
        protected Serializable deserializeTimestampV2(int meta, ByteArrayInputStream in) throws IOException {
            return BinlogTimes.timestamp(meta, in);
        }

        @Override
        protected Serializable deserializeYear(ByteArrayInputStream in) throws IOException {
            return BinlogTimes.year(in);
        }
    }

    /** Rows that were deleted. */
    public static class DeleteRowsDeserializer extends DeleteRowsEventDataDeserializer {

        private final Map<Long, TableMapEventData> tables;

        public DeleteRowsDeserializer(Map<Long, TableMapEventData> tables,
                EventProcessingFailureHandlingMode onFailure) {
            super(tables);
            this.tables = tables;
        }

        /** As Debezium 3.7 calls it. */
        public DeleteRowsDeserializer(Map<Long, TableMapEventData> tables, EventProcessingFailureHandlingMode onFailure,
                boolean keepInvalid) {
            this(tables, onFailure);
        }

        @Override
        protected Serializable[] deserializeRow(long table, BitSet included, ByteArrayInputStream in)
                throws IOException {
            return shown(tables.get(table), super.deserializeRow(table, included, in));
        }

        @Override
        protected Serializable deserializeString(int length, ByteArrayInputStream in) throws IOException {
            return BinlogTimes.string(length, in);
        }

        @Override
        protected Serializable deserializeVarString(int meta, ByteArrayInputStream in) throws IOException {
            return BinlogTimes.string(meta, in);
        }

        @Override
        protected Serializable deserializeDate(ByteArrayInputStream in) throws IOException {
            return BinlogTimes.date(in);
        }

        @Override
        protected Serializable deserializeDatetime(ByteArrayInputStream in) throws IOException {
            return BinlogTimes.datetime(in);
        }

        @Override
        protected Serializable deserializeDatetimeV2(int meta, ByteArrayInputStream in) throws IOException {
            return BinlogTimes.datetime(meta, in);
        }

        @Override
        protected Serializable deserializeTime(ByteArrayInputStream in) throws IOException {
            return BinlogTimes.time(in);
        }

        @Override
        protected Serializable deserializeTimeV2(int meta, ByteArrayInputStream in) throws IOException {
            return BinlogTimes.time(meta, in);
        }

        @Override
        protected Serializable deserializeTimestamp(ByteArrayInputStream in) throws IOException {
            return BinlogTimes.timestamp(in);
        }

        @Override
        protected Serializable deserializeTimestampV2(int meta, ByteArrayInputStream in) throws IOException {
            return BinlogTimes.timestamp(meta, in);
        }

        @Override
        protected Serializable deserializeYear(ByteArrayInputStream in) throws IOException {
            return BinlogTimes.year(in);
        }
    }
}
