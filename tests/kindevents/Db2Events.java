///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS io.debezium:debezium-embedded:3.6.1.Final
//DEPS io.debezium:debezium-connector-db2:3.6.1.Final
//DEPS org.slf4j:slf4j-simple:1.7.36
//SOURCES Columns.java
//SOURCES Lines.java

package io.debezium.connector.db2;

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
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import kindevents.Columns;
import kindevents.Lines;

/**
 * Events of Db2 without a server: values as its driver gives them, through the connector's schema builder,
 * converters, offset and emitters. Prints a line each: {@code Db2Events.java PROPERTIES}, the connector's
 * settings.
 */
public class Db2Events {

    private static final TableId ID = new TableId("MYDB", "DB2INST1", "EVERY_TYPE");

    private final Columns columns = new Columns();

    private void columns() {
        columns.add("ID", "INTEGER", Types.INTEGER, 10, 0, 1, 2);
        columns.add("C_SMALLINT", "SMALLINT", Types.SMALLINT, 5, 0, (short) 1, Short.MIN_VALUE);
        columns.add("C_BIGINT", "BIGINT", Types.BIGINT, 19, 0, Long.MAX_VALUE, 0L);
        columns.add("C_DECIMAL", "DECIMAL", Types.DECIMAL, 31, 5, new BigDecimal("99999999999999999999999999.99999"),
                new BigDecimal("-1.50000"));
        columns.add("C_DECFLOAT", "DECFLOAT", Types.OTHER, 34, 0, new BigDecimal("12345.678"), new BigDecimal("1E+40"));
        columns.add("C_REAL", "REAL", Types.REAL, 24, null, 1.1f, 0.5f);
        columns.add("C_DOUBLE", "DOUBLE", Types.DOUBLE, 53, null, 0.1, 1.7976931348623157e308);
        columns.add("C_CHAR", "CHAR", Types.CHAR, 5, null, "ab   ", "     ");
        columns.add("C_VARCHAR", "VARCHAR", Types.VARCHAR, 10, null, "žluť\uD83D\uDE00", null);
        columns.add("C_VARGRAPHIC", "VARGRAPHIC", Types.VARCHAR, 5, null, "vg", null);
        columns.add("C_CLOB", "CLOB", Types.CLOB, 1000, null, "clob", null);
        columns.add("C_BLOB", "BLOB", Types.BLOB, 1000, null, new byte[] {1, -1}, null);
        columns.add("C_BIT_DATA", "CHAR () FOR BIT DATA", Types.BINARY, 4, null, new byte[] {0, 0, 0, 1}, null);
        columns.add("C_VARBINARY", "VARBINARY", Types.VARBINARY, 4, null, new byte[] {1}, new byte[0]);
        columns.add("C_DATE", "DATE", Types.DATE, 10, null, Date.valueOf("0001-01-01"), Date.valueOf("9999-12-31"));
        columns.add("C_TIME", "TIME", Types.TIME, 8, 0, Time.valueOf("23:59:59"), Time.valueOf("00:00:00"));
        columns.add("C_TIMESTAMP6", "TIMESTAMP", Types.TIMESTAMP, 26, 6, at("2024-05-01 10:00:00.123456"),
                at("9999-12-31 23:59:59.999999"));
        columns.add("C_TIMESTAMP12", "TIMESTAMP", Types.TIMESTAMP, 32, 12, at("2024-05-01 10:00:00.123456789"),
                at("9999-12-31 23:59:59.999999999"));
        columns.add("C_XML", "XML", Types.SQLXML, 0, null, "<a/>", null);
        columns.add("C_BOOLEAN", "BOOLEAN", Types.BOOLEAN, 1, null, true, false);
    }

    private static Timestamp at(String text) {
        return Timestamp.valueOf(text);
    }

    public static void main(String... args) throws Exception {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        Db2Events events = new Db2Events();
        events.columns();
        events.emit(Lines.configuration(args[0]));
    }

    private void emit(Configuration configuration) throws InterruptedException {
        Db2ConnectorConfig config = new Db2ConnectorConfig(configuration);
        TableSchema schema = schema(config);
        Lines<Db2Partition> lines = new Lines<>(System.out);
        Db2Partition partition = new Db2Partition("db2");
        Db2OffsetContext offset = new Db2OffsetContext(config, TxLogPosition.valueOf(lsn(1)), null, false);
        Object[] one = columns.first();
        Object[] two = columns.second();
        Object[] changed = one.clone();
        changed[1] = (short) 7;
        Object[] moved = changed.clone();
        moved[0] = 3;
        offset.event(ID, Instant.parse("2026-01-01T00:00:00Z"));
        new SnapshotChangeRecordEmitter<>(partition, offset, one, Clock.SYSTEM, config)
                .emitChangeRecords(schema, lines);
        Db2OffsetContext stream = new Db2OffsetContext(config, TxLogPosition.valueOf(lsn(1)), null, true);
        Object[][] changes = {{2, two, null}, {3, one, changed}, {1, changed, null}, {2, moved, null}, {1, two, null}};
        for (int i = 0; i < changes.length; i++) {
            stream.setChangePosition(TxLogPosition.valueOf(lsn(i + 2), lsn(i + 2)), 1);
            stream.event(ID, Instant.parse("2026-01-01T00:00:01Z"));
            new Db2ChangeRecordEmitter(partition, stream, (int) changes[i][0], (Object[]) changes[i][1],
                    (Object[]) changes[i][2], Clock.SYSTEM, config).emitChangeRecords(schema, lines);
        }
    }

    private static Lsn lsn(int number) {
        return Lsn.valueOf("00000000:00000000:00000000:%08x".formatted(number));
    }

    /** As the connector makes it for a table of the catalogue. */
    private TableSchema schema(Db2ConnectorConfig config) {
        TableSchemaBuilder builder = new TableSchemaBuilder(new Db2ValueConverters(config.getDecimalMode(),
                config.getTemporalPrecisionMode()), null, config.schemaNameAdjuster(),
                new CustomConverterRegistry(List.of()), config.getSourceInfoStructMaker().schema(),
                config.getFieldNamer(), true, config.getEventConvertingFailureHandlingMode());
        return builder.create(config.getTopicNamingStrategy(CommonConnectorConfig.TOPIC_NAMING_STRATEGY),
                columns.table(ID), config.getColumnFilter(), ColumnMappers.create(config), null);
    }
}
