package binlog;

import event.TableId;
import io.debezium.config.Configuration;
import io.debezium.connector.mariadb.MariaDbConnectorConfig;
import io.debezium.connector.mariadb.MariaDbDatabaseSchema;
import io.debezium.connector.mariadb.MariaDbOffsetContext;
import io.debezium.connector.mariadb.MariaDbPartition;
import io.debezium.connector.mariadb.MariaDbTaskContext;
import io.debezium.connector.mariadb.charset.MariaDbCharsetRegistryServiceProvider;
import io.debezium.connector.mariadb.jdbc.MariaDbConnection;
import io.debezium.connector.mariadb.jdbc.MariaDbConnectionConfiguration;
import io.debezium.connector.mariadb.jdbc.MariaDbFieldReader;
import io.debezium.connector.mariadb.jdbc.MariaDbValueConverters;
import io.debezium.relational.CustomConverterRegistry;
import java.sql.SQLException;
import java.util.Properties;

/** Debezium's connector for MariaDB as its task sets it up. */
final class MariadbReader extends ConnectorReader {

    private final MariaDbConnectorConfig config;
    private final MariaDbDatabaseSchema tables;

    /** @param fold whether names of tables are the same in any case */
    MariadbReader(Properties debezium, boolean fold) {
        this(settings(debezium), fold);
    }

    private MariadbReader(Configuration settings, boolean fold) {
        this(settings, new MariaDbConnectorConfig(settings), fold);
    }

    @SuppressWarnings("unchecked")      // the strategy of topics has no type
    private MariadbReader(Configuration settings, MariaDbConnectorConfig config, boolean fold) {
        super(new MariaDbConnection(new MariaDbConnectionConfiguration(settings.edit()
                .withDefault("database.useCursorFetch", config.useCursorFetch()).build()),
                new MariaDbFieldReader(config)));
        this.config = config;
        CustomConverterRegistry converters = converters(config, new MariaDbCharsetRegistryServiceProvider());
        MariaDbValueConverters values = new MariaDbValueConverters(config.getDecimalMode(),
                config.getTemporalPrecisionMode(), config.getBigIntUnsignedHandlingMode().asBigIntUnsignedMode(),
                config.binaryHandlingMode(), config.isTimeAdjustedEnabled() ? MariaDbValueConverters::adjustTemporal
                : x -> x, config.getEventConvertingFailureHandlingMode(), config.getServiceRegistry());
        tables = new MariaDbDatabaseSchema(config, values,
                config.getTopicNamingStrategy(MariaDbConnectorConfig.TOPIC_NAMING_STRATEGY),
                config.schemaNameAdjuster(), fold, converters, new MariaDbTaskContext(settings, config));
    }

    @Override
    int fetchSize() {
        return config.getSnapshotFetchSize();
    }

    @Override
    void define(String create, TableId table) {
        define(tables, new MariaDbPartition(config.getLogicalName(), table.schema()),
                MariaDbOffsetContext.initial(config), create, table);
    }

    @Override
    public void close() throws SQLException {
        super.close();
        tables.close();
    }
}
