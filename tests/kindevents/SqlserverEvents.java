///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS io.debezium:debezium-embedded:3.6.1.Final
//DEPS io.debezium:debezium-connector-sqlserver:3.6.1.Final
//DEPS org.slf4j:slf4j-simple:1.7.36
//SOURCES Columns.java
//SOURCES Lines.java

package io.debezium.connector.sqlserver;

import io.debezium.config.CommonConnectorConfig;
import io.debezium.config.Configuration;
import io.debezium.relational.CustomConverterRegistry;
import io.debezium.relational.SnapshotChangeRecordEmitter;
import io.debezium.relational.TableId;
import io.debezium.relational.TableSchema;
import io.debezium.relational.TableSchemaBuilder;
import io.debezium.relational.mapping.ColumnMappers;
import io.debezium.util.Clock;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import kindevents.Columns;
import kindevents.Lines;
import microsoft.sql.DateTimeOffset;

/**
 * Events of SQL Server without a server: values as its driver gives them, through the connector's schema builder,
 * converters, offset and emitters. Prints a line each: {@code SqlserverEvents.java PROPERTIES}, the connector's
 * settings.
 */
public class SqlserverEvents {

    private static final TableId ID = new TableId("mydb", "dbo", "every_type");

    private final Columns columns = new Columns();

    private void columns() {
        columns.add("id", "int", Types.INTEGER, 10, 0, 1, 2);
        columns.add("c_bit", "bit", Types.BIT, 1, null, true, false);
        columns.add("c_tinyint", "tinyint", Types.TINYINT, 3, 0, (short) 255, (short) 0);
        columns.add("c_smallint", "smallint", Types.SMALLINT, 5, 0, Short.MIN_VALUE, Short.MAX_VALUE);
        columns.add("c_bigint", "bigint", Types.BIGINT, 19, 0, Long.MIN_VALUE, Long.MAX_VALUE);
        columns.add("c_decimal", "decimal", Types.DECIMAL, 38, 10,
                new BigDecimal("9999999999999999999999999999.9999999999"), new BigDecimal("-0.0000000001"));
        columns.add("c_money", "money", Types.DECIMAL, 19, 4, new BigDecimal("-922337203685477.5808"),
                new BigDecimal("922337203685477.5807"));
        columns.add("c_smallmoney", "smallmoney", Types.DECIMAL, 10, 4, new BigDecimal("-214748.3648"), null);
        columns.add("c_float", "float", Types.DOUBLE, 53, null, 1.7976931348623157e308, 0.1);
        columns.add("c_real", "real", Types.REAL, 24, null, 3.4e38f, 1.1f);
        columns.add("c_nvarchar", "nvarchar", Types.NVARCHAR, 20, null, "žluť\uD83D\uDE00", "");
        columns.add("c_xml", "xml", Types.SQLXML, Integer.MAX_VALUE, null, "<a>1</a>", null);
        columns.add("c_uuid", "uniqueidentifier", Types.CHAR, 36, null, "7E3F5C1A-3B9D-4C6E-8F2A-1234567890AB", null);
        columns.add("c_rowversion", "timestamp", Types.BINARY, 8, null, new byte[] {0, 0, 0, 0, 0, 0, 7, -47},
                new byte[8]);
        columns.add("c_varbinary", "varbinary", Types.VARBINARY, 10, null, new byte[] {0, -1}, new byte[0]);
        columns.add("c_hierarchyid", "hierarchyid", Types.VARBINARY, 892, null, new byte[] {0x58}, null);
        columns.add("c_date", "date", Types.DATE, 10, null, Date.valueOf("0001-01-01"), Date.valueOf("9999-12-31"));
        columns.add("c_time", "time", Types.TIME, 16, 7, at("1970-01-01 23:59:59.9999999"),
                at("1970-01-01 10:00:00.123456"));
        columns.add("c_datetime", "datetime", Types.TIMESTAMP, 23, 3, at("1753-01-01 00:00:00.003"),
                at("9999-12-31 23:59:59.997"));
        columns.add("c_datetime2", "datetime2", Types.TIMESTAMP, 27, 7, at("2024-05-01 10:00:00.1234567"),
                at("9999-12-31 23:59:59.9999999"));
        columns.add("c_datetime2_3", "datetime2", Types.TIMESTAMP, 23, 3, at("0001-01-01 00:00:00.001"),
                at("9999-12-31 23:59:59.999"));
        columns.add("c_smalldatetime", "smalldatetime", Types.TIMESTAMP, 16, 0, at("2079-06-06 23:59:00"), null);
        columns.add("c_datetimeoffset", "datetimeoffset", microsoft.sql.Types.DATETIMEOFFSET, 34, 7,
                offset("2024-05-01T10:00:00.1234567Z", 330), offset("2024-05-01T10:00:00.5Z", -480));
    }

    private static Timestamp at(String text) {
        return Timestamp.valueOf(text);
    }

    private static DateTimeOffset offset(String utc, int minutes) {
        return DateTimeOffset.valueOf(Timestamp.from(Instant.parse(utc)), minutes);
    }

    public static void main(String... args) throws Exception {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        SqlserverEvents events = new SqlserverEvents();
        events.columns();
        events.emit(Lines.configuration(args[0]));
    }

    private void emit(Configuration configuration) throws InterruptedException {
        SqlServerConnectorConfig config = new SqlServerConnectorConfig(configuration);
        TableSchema schema = schema(config);
        Lines<SqlServerPartition> lines = new Lines<>(System.out);
        SqlServerPartition partition = new SqlServerPartition("ms", "mydb", true);
        SqlServerOffsetContext offset = new SqlServerOffsetContext(config, TxLogPosition.valueOf(lsn(1)), null, false);
        Object[] one = columns.first();
        Object[] two = columns.second();
        Object[] changed = one.clone();
        changed[1] = false;
        Object[] moved = changed.clone();
        moved[0] = 3;
        offset.event(ID, Instant.parse("2026-01-01T00:00:00Z"));
        new SnapshotChangeRecordEmitter<>(partition, offset, one, Clock.SYSTEM, config)
                .emitChangeRecords(schema, lines);
        SqlServerOffsetContext stream = new SqlServerOffsetContext(config, TxLogPosition.valueOf(lsn(1)), null, true);
        Object[][] changes = {{2, two, null}, {3, one, changed}, {1, changed, null}, {2, moved, null}, {1, two, null}};
        for (int i = 0; i < changes.length; i++) {
            stream.setChangePosition(TxLogPosition.valueOf(lsn(i + 2), lsn(i + 2)), 1);
            stream.event(ID, Instant.parse("2026-01-01T00:00:01Z"));
            new SqlServerChangeRecordEmitter(partition, stream, (int) changes[i][0], (Object[]) changes[i][1],
                    (Object[]) changes[i][2], Clock.SYSTEM, config).emitChangeRecords(schema, lines);
        }
    }

    private static Lsn lsn(int number) {
        return Lsn.valueOf("00000025:%08x:0003".formatted(number));
    }

    /** As the connector makes it for a table of the catalogue. */
    private TableSchema schema(SqlServerConnectorConfig config) {
        TableSchemaBuilder builder = new TableSchemaBuilder(new SqlServerValueConverters(config.getDecimalMode(),
                config.getTemporalPrecisionMode(), config.binaryHandlingMode(),
                config.getUnavailableValuePlaceholder()), null, config.schemaNameAdjuster(),
                new CustomConverterRegistry(List.of()), config.getSourceInfoStructMaker().schema(),
                config.getFieldNamer(), true, config.getEventConvertingFailureHandlingMode());
        return builder.create(config.getTopicNamingStrategy(CommonConnectorConfig.TOPIC_NAMING_STRATEGY),
                columns.table(ID), config.getColumnFilter(), ColumnMappers.create(config), null);
    }
}
