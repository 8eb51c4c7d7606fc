package io.debezium.connector.mariadb;

import base.Patch;
import binlog.MysqlDdl;
import io.debezium.config.CommonConnectorConfig;
import io.debezium.connector.binlog.BinlogConnectorConfig;
import io.debezium.connector.binlog.BinlogDatabaseSchema;
import io.debezium.connector.binlog.charset.BinlogCharsetRegistry;
import io.debezium.connector.common.CdcSourceTaskContext;
import io.debezium.connector.mariadb.antlr.MariaDbAntlrDdlParser;
import io.debezium.connector.mariadb.jdbc.MariaDbDefaultValueConverter;
import io.debezium.connector.mariadb.jdbc.MariaDbValueConverters;
import io.debezium.relational.CustomConverterRegistry;
import io.debezium.relational.TableId;
import io.debezium.relational.Tables;
import io.debezium.relational.ddl.DdlChanges;
import io.debezium.relational.ddl.DdlParser;
import io.debezium.schema.SchemaChangeEvent;
import io.debezium.schema.SchemaNameAdjuster;
import io.debezium.spi.topic.TopicNamingStrategy;
import java.time.Instant;
import java.util.List;

/**
 * The tables' definitions. Replaces Debezium's class of this name (docs/patches.md): Debezium's parser takes
 * {@code CREATE OR REPLACE TABLE} for a change of the table that was there, whose columns then keep their places.
 */
public class MariaDbDatabaseSchema
        extends BinlogDatabaseSchema<MariaDbPartition, MariaDbOffsetContext, MariaDbValueConverters,
                MariaDbDefaultValueConverter>
        implements Patch {

    /** Opens this package to {@link capture.Patches}. */
    static class Patched {
    }

    /** Whether names of tables and databases are the same in any case. */
    private final boolean fold;

    /** Called by Debezium's task. */
    public MariaDbDatabaseSchema(MariaDbConnectorConfig config, MariaDbValueConverters values,
            TopicNamingStrategy<TableId> topics,
            SchemaNameAdjuster names, boolean tableIdCaseInsensitive, CustomConverterRegistry converters,
            CdcSourceTaskContext<? extends CommonConnectorConfig> context) {
        super(config, values, new MariaDbDefaultValueConverter(values), topics, names, tableIdCaseInsensitive,
                converters, context);
        fold = tableIdCaseInsensitive;
    }

    /** What is of no table is not kept either: it would be read again at each start. */
    @Override
    public List<SchemaChangeEvent> parseStreamingDdl(MariaDbPartition partition, String ddl, String database,
            MariaDbOffsetContext offset, Instant time) {
        return MysqlDdl.isOfTables(ddl) ? super.parseStreamingDdl(partition, ddl, database, offset, time) : List.of();
    }

    @Override
    protected DdlParser createDdlParser(BinlogConnectorConfig config, MariaDbValueConverters values) {
        return new MariaDbAntlrDdlParser(true, false, config.isSchemaCommentsHistoryEnabled(), getTableFilter(),
                config.getServiceRegistry().getService(BinlogCharsetRegistry.class)) {
            @Override
            public DdlChanges parse(String ddl, Tables tables) {
                return MysqlDdl.parse(ddl, currentSchema(), fold, getTableFilter(), tables,
                        text -> super.parse(text, tables),
                        this::getAndResetDdlChanges);
            }

            /** The names in a statement come in any case, those in rows as the server keeps them. */
            @Override
            public TableId resolveTableId(String database, String table) {
                TableId id = super.resolveTableId(database, table);
                return fold ? id.toLowercase() : id;
            }
        };
    }
}
