package binlog;

import event.TableId;
import io.debezium.config.Configuration;
import io.debezium.connector.binlog.BinlogConnectorConfig;
import io.debezium.connector.binlog.BinlogDatabaseSchema;
import io.debezium.connector.binlog.BinlogOffsetContext;
import io.debezium.connector.binlog.BinlogPartition;
import io.debezium.connector.binlog.charset.BinlogCharsetRegistry;
import io.debezium.connector.binlog.jdbc.BinlogConnectorConnection;
import io.debezium.converters.custom.CustomConverterServiceProvider;
import io.debezium.relational.Column;
import io.debezium.relational.CustomConverterRegistry;
import io.debezium.relational.Table;
import io.debezium.relational.TableSchema;
import io.debezium.service.spi.ServiceProvider;
import io.debezium.util.ColumnUtils;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Struct;

/**
 * What Debezium's connector makes of one table in a snapshot, without an engine: its parser reads the definition, its
 * connection the values, and its schema, with our {@link MysqlTypes} in it, converts them. So they are the engine's.
 */
abstract class ConnectorReader implements AutoCloseable {

    private static final String HISTORY = "schema.history.internal";

    private final BinlogConnectorConnection connection;
    private io.debezium.relational.TableId id;
    private Table table;
    private TableSchema schema;
    private ColumnUtils.ColumnArray columns;

    ConnectorReader(BinlogConnectorConnection connection) {
        this.connection = connection;
    }

    /** Made by its name, as {@link MysqlTypes} is: a loader has its own connector alone on its class path. */
    static ConnectorReader of(String name, Properties debezium, boolean fold) {
        try {
            return (ConnectorReader) Class.forName(name).getDeclaredConstructor(Properties.class, boolean.class)
                    .newInstance(debezium, fold);
        }
        catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name, e);
        }
    }

    /** Nothing of it is kept. */
    static Configuration settings(Properties debezium) {
        Properties settings = new Properties();
        settings.putAll(debezium);
        settings.setProperty(HISTORY, "io.debezium.relational.history.MemorySchemaHistory");
        return Configuration.from(settings);
    }

    static CustomConverterRegistry converters(BinlogConnectorConfig config,
            ServiceProvider<BinlogCharsetRegistry> charsets) {
        config.getServiceRegistry().registerServiceProvider(charsets);
        config.getServiceRegistry().registerServiceProvider(new CustomConverterServiceProvider());
        return config.getServiceRegistry().getService(CustomConverterRegistry.class);
    }

    Connection connection() throws SQLException {
        return connection.connection();
    }

    /** Ends what is being read; may be called from any thread. */
    void abort() {
        try {
            if (connection.isConnected()) {
                connection.connection().abort(Runnable::run);
            }
        }
        catch (SQLException alreadyGone) {
            // as it was to be
        }
    }

    /** How many rows the driver takes at once; less than 0: one after the other, as MySQL's has it. */
    abstract int fetchSize();

    /** @param create as {@code SHOW CREATE TABLE} has it */
    abstract void define(String create, TableId table);

    final <P extends BinlogPartition, O extends BinlogOffsetContext<?>> void define(
            BinlogDatabaseSchema<P, O, ?, ?> tables, P partition, O offset, String create, TableId of) {
        id = new io.debezium.relational.TableId(of.schema(), null, of.name());
        tables.parseSnapshotDdl(partition, create, of.schema(), offset, Instant.EPOCH)
                .forEach(tables::applySchemaChange);
        table = tables.tableFor(id);
        schema = tables.schemaFor(id);
    }

    /** Reads the columns that are captured; floats as doubles: the server writes six digits of them. */
    String select(Predicate<String> kept) {
        return "SELECT " + table.columns().stream().filter(c -> kept.test(id.catalog() + "." + id.table() + "."
                + c.name())).map(ConnectorReader::expression).collect(Collectors.joining(", ")) + " FROM "
                + BinlogServer.quoted(id.catalog()) + "." + BinlogServer.quoted(id.table());
    }

    private static String expression(Column column) {
        String name = BinlogServer.quoted(column.name());
        return column.typeName().toUpperCase(Locale.ROOT).startsWith("FLOAT") ? name + " + 0e0 AS " + name : name;
    }

    /** The row that the result stands on, in Debezium's form. */
    Object[] values(ResultSet rows) throws SQLException {
        if (columns == null) {
            columns = ColumnUtils.toArray(rows, table);
        }
        return connection.rowToArray(table, rows, columns);
    }

    /** Null where the table has no key. */
    Struct key(Object[] values) {
        return schema.keyFromColumnData(values);
    }

    Struct row(Object[] values) {
        return schema.valueFromColumnData(values);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
