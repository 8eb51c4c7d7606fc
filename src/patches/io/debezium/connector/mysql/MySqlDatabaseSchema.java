package io.debezium.connector.mysql;

import base.Patch;
import binlog.GeneratedKey;
import binlog.MysqlDdl;
import io.debezium.config.CommonConnectorConfig;
import io.debezium.connector.binlog.BinlogConnectorConfig;
import io.debezium.connector.binlog.BinlogDatabaseSchema;
import io.debezium.connector.binlog.charset.BinlogCharsetRegistry;
import io.debezium.connector.common.CdcSourceTaskContext;
import io.debezium.connector.mysql.MySqlConnectorConfig.DdlParserType;
import io.debezium.connector.mysql.antlr.MySqlAntlrDdlParser;
import io.debezium.connector.mysql.antlr.MySqlPtAntlrDdlParser;
import io.debezium.connector.mysql.jdbc.MySqlDefaultValueConverter;
import io.debezium.connector.mysql.jdbc.MySqlValueConverters;
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
 * The tables' definitions. Replaces Debezium's class of this name (docs/patches.md), to hand the parser what it can
 * read: its grammar knows {@code JSON_VALUE} only with a clause that the server leaves out of {@code SHOW CREATE
 * TABLE}, and a table that it cannot read ends the run, whether it is captured or not.
 */
public class MySqlDatabaseSchema
        extends BinlogDatabaseSchema<MySqlPartition, MySqlOffsetContext, MySqlValueConverters,
                MySqlDefaultValueConverter>
        implements Patch {

    /** Opens this package to {@link capture.Patches}. */
    static class Patched {
    }

    /** Whether names of tables and databases are the same in any case. */
    private final boolean fold;

    /** Called by Debezium's task. */
    public MySqlDatabaseSchema(MySqlConnectorConfig config, MySqlValueConverters values,
            TopicNamingStrategy<TableId> topics,
            SchemaNameAdjuster names, boolean tableIdCaseInsensitive, CustomConverterRegistry converters,
            CdcSourceTaskContext<? extends CommonConnectorConfig> context) {
        super(config, values, new MySqlDefaultValueConverter(values), topics, names, tableIdCaseInsensitive, converters,
                context);
        fold = tableIdCaseInsensitive;
    }

    /** What is of no table is not kept either: it would be read again at each start. */
    @Override
    public List<SchemaChangeEvent> parseStreamingDdl(MySqlPartition partition, String ddl, String database,
            MySqlOffsetContext offset, Instant time) {
        return MysqlDdl.isOfTables(ddl) ? super.parseStreamingDdl(partition, ddl, database, offset, time) : List.of();
    }

    @Override
    protected DdlParser createDdlParser(BinlogConnectorConfig config, MySqlValueConverters values) {
        boolean comments = config.isSchemaCommentsHistoryEnabled();
        BinlogCharsetRegistry charsets = config.getServiceRegistry().getService(BinlogCharsetRegistry.class);
        if (((MySqlConnectorConfig) config).getDdlParserType() == DdlParserType.LEGACY) {
            return new MySqlPtAntlrDdlParser(true, false, comments, getTableFilter(), charsets);
        }
        return new MySqlAntlrDdlParser(true, false, comments, getTableFilter(), charsets) {
            @Override
            public DdlChanges parse(String ddl, Tables tables) {
                GeneratedKey.require(ddl, currentSchema(), fold, getTableFilter(), tables);
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
