package binlog;

import event.TableId;
import io.debezium.config.Configuration;
import io.debezium.connector.mysql.MySqlConnectorConfig;
import io.debezium.connector.mysql.MySqlDatabaseSchema;
import io.debezium.connector.mysql.MySqlOffsetContext;
import io.debezium.connector.mysql.MySqlPartition;
import io.debezium.connector.mysql.MySqlTaskContext;
import io.debezium.connector.mysql.charset.MySqlCharsetRegistryServiceProvider;
import io.debezium.connector.mysql.jdbc.MySqlConnection;
import io.debezium.connector.mysql.jdbc.MySqlConnectionConfiguration;
import io.debezium.connector.mysql.jdbc.MySqlFieldReaderResolver;
import io.debezium.connector.mysql.jdbc.MySqlValueConverters;
import io.debezium.relational.CustomConverterRegistry;
import java.sql.SQLException;
import java.util.Properties;

/** Debezium's connector for MySQL as its task sets it up. */
final class MysqlReader extends ConnectorReader {

    private final MySqlConnectorConfig config;
    private final MySqlDatabaseSchema tables;

    /** @param fold whether names of tables are the same in any case */
    MysqlReader(Properties debezium, boolean fold) {
        this(settings(debezium), fold);
    }

    private MysqlReader(Configuration settings, boolean fold) {
        this(settings, new MySqlConnectorConfig(settings), fold);
    }

    @SuppressWarnings("unchecked")      // the strategy of topics has no type
    private MysqlReader(Configuration settings, MySqlConnectorConfig config, boolean fold) {
        super(new MySqlConnection(new MySqlConnectionConfiguration(settings.edit()
                .withDefault("database.useCursorFetch", config.useCursorFetch()).build()),
                MySqlFieldReaderResolver.resolve(config)));
        this.config = config;
        CustomConverterRegistry converters = converters(config, new MySqlCharsetRegistryServiceProvider());
        MySqlValueConverters values = new MySqlValueConverters(config.getDecimalMode(),
                config.getTemporalPrecisionMode(), config.getBigIntUnsignedHandlingMode().asBigIntUnsignedMode(),
                config.binaryHandlingMode(), config.isTimeAdjustedEnabled() ? MySqlValueConverters::adjustTemporal
                : x -> x, config.getEventConvertingFailureHandlingMode(), config.getServiceRegistry());
        tables = new MySqlDatabaseSchema(config, values,
                config.getTopicNamingStrategy(MySqlConnectorConfig.TOPIC_NAMING_STRATEGY),
                config.schemaNameAdjuster(), fold, converters, new MySqlTaskContext(settings, config));
    }

    @Override
    int fetchSize() {
        return config.getSnapshotFetchSize();
    }

    @Override
    void define(String create, TableId table) {
        define(tables, new MySqlPartition(config.getLogicalName(), table.schema()),
                MySqlOffsetContext.initial(config), create, table);
    }

    @Override
    public void close() throws SQLException {
        super.close();
        tables.close();
    }
}
