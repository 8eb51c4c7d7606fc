package io.debezium.connector.sqlserver;

import base.Patch;
import changetable.SnapshotMoment;
import io.debezium.connector.sqlserver.SqlServerConnectorConfig.SnapshotIsolationMode;
import io.debezium.jdbc.JdbcConnection;
import io.debezium.jdbc.MainConnectionProvidingConnectionFactory;
import io.debezium.pipeline.ErrorHandler;
import io.debezium.pipeline.EventDispatcher;
import io.debezium.pipeline.notification.NotificationService;
import io.debezium.pipeline.source.spi.ChangeEventSourceFactory;
import io.debezium.pipeline.source.spi.SnapshotChangeEventSource;
import io.debezium.pipeline.source.spi.SnapshotProgressListener;
import io.debezium.pipeline.source.spi.StreamingChangeEventSource;
import io.debezium.relational.TableId;
import io.debezium.snapshot.SnapshotterService;
import io.debezium.util.Clock;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/**
 * Makes what reads snapshot and change tables. Replaces Debezium's class of this name (docs/patches.md), to know the
 * moment of the snapshot by the server's clock, and to have the stream stop at each new change table: Debezium
 * changes to one table's new columns at a time, and reads another's rows by the old ones.
 */
public class SqlServerChangeEventSourceFactory
        implements ChangeEventSourceFactory<SqlServerPartition, SqlServerOffsetContext>, Patch {

    /** Opens this package to {@link capture.Patches}. */
    static class Patched {
    }

    private final SqlServerConnectorConfig config;
    private final MainConnectionProvidingConnectionFactory<SqlServerConnection> connections;
    private final SqlServerConnection metadata;
    private final ErrorHandler errors;
    private final EventDispatcher<SqlServerPartition, TableId> dispatcher;
    private final Clock clock;
    private final SqlServerDatabaseSchema schema;
    private final NotificationService<SqlServerPartition, SqlServerOffsetContext> notifications;
    private final SnapshotterService snapshotters;

    public SqlServerChangeEventSourceFactory(SqlServerConnectorConfig config,
            MainConnectionProvidingConnectionFactory<SqlServerConnection> connections, SqlServerConnection metadata,
            ErrorHandler errors, EventDispatcher<SqlServerPartition, TableId> dispatcher, Clock clock,
            SqlServerDatabaseSchema schema,
            NotificationService<SqlServerPartition, SqlServerOffsetContext> notifications,
            SnapshotterService snapshotters) {
        this.config = config;
        this.connections = connections;
        this.metadata = metadata;
        this.errors = errors;
        this.dispatcher = dispatcher;
        this.clock = clock;
        this.schema = schema;
        this.notifications = notifications;
        this.snapshotters = snapshotters;
    }

    @Override
    public SnapshotChangeEventSource<SqlServerPartition, SqlServerOffsetContext> getSnapshotChangeEventSource(
            SnapshotProgressListener<SqlServerPartition> progress,
            NotificationService<SqlServerPartition, SqlServerOffsetContext> told) {
        return new Dated(this, progress, told);
    }

    @Override
    public StreamingChangeEventSource<SqlServerPartition, SqlServerOffsetContext> getStreamingChangeEventSource() {
        return new SqlServerStreamingChangeEventSource(config, new Stopping(connections.mainConnection(), config),
                metadata, dispatcher, errors, clock, schema, notifications, snapshotters);
    }

    /** A snapshot that tells between which times of the server it was taken. */
    private static final class Dated extends SqlServerSnapshotChangeEventSource {

        private final SqlServerConnectorConfig config;
        private final SqlServerConnection connection;

        private Dated(SqlServerChangeEventSourceFactory of, SnapshotProgressListener<SqlServerPartition> progress,
                NotificationService<SqlServerPartition, SqlServerOffsetContext> told) {
            super(of.config, of.connections, of.schema, of.dispatcher, of.clock, progress, told, of.snapshotters);
            config = of.config;
            connection = of.connections.mainConnection();
        }

        /** With snapshot isolation, it is as of the first time that data is read. */
        @Override
        protected void connectionCreated(
                RelationalSnapshotContext<SqlServerPartition, SqlServerOffsetContext> context) throws Exception {
            SnapshotMoment.Times before = SnapshotMoment.times(connection.connection());
            super.connectionCreated(context);
            if (config.getSnapshotIsolationMode() == SnapshotIsolationMode.SNAPSHOT) {
                connection.query("SELECT COUNT(*) FROM cdc.change_tables", rows -> { });
                SnapshotMoment.between(config.getLogicalName(), before,
                        SnapshotMoment.times(connection.connection()));
            }
        }

        /** With exclusive locks, as of the time that all of them are held. */
        @Override
        protected void determineSnapshotOffset(
                RelationalSnapshotContext<SqlServerPartition, SqlServerOffsetContext> context,
                SqlServerOffsetContext previous) throws Exception {
            if (config.getSnapshotIsolationMode() == SnapshotIsolationMode.EXCLUSIVE) {
                SnapshotMoment.locked(config.getLogicalName(), SnapshotMoment.times(connection.connection()));
            }
            super.determineSnapshotOffset(context, previous);
        }
    }

    /**
     * The main connection, which gives as the end of what is read next at most the beginning of the next new change
     * table. What is due then is done ahead of the changes after it.
     */
    private static final class Stopping extends SqlServerConnection {

        private static final String BEGUN = "SELECT MIN(start_lsn) FROM cdc.change_tables WHERE start_lsn > ? AND"
                + " start_lsn <= ?";
        private static final Lsn NOWHERE = Lsn.valueOf(new byte[1]);

        private final SqlServerConnection main;

        private Stopping(SqlServerConnection main, SqlServerConnectorConfig config) {
            super(config, new SqlServerValueConverters(config.getDecimalMode(), config.getTemporalPrecisionMode(),
                    config.binaryHandlingMode(), config.getUnavailableValuePlaceholder()), Set.of(),
                    config.useSingleDatabase());
            this.main = main;
        }

        @Override
        public Lsn getNthTransactionLsnFromBeginning(String database, int transactions) throws SQLException {
            Lsn end = main.getNthTransactionLsnFromBeginning(database, transactions);
            return end.isAvailable() ? stop(database, NOWHERE, end) : end;
        }

        @Override
        public Lsn getNthTransactionLsnFromLast(String database, Lsn last, int transactions) throws SQLException {
            return stop(database, last, main.getNthTransactionLsnFromLast(database, last, transactions));
        }

        /** Just after that beginning, since Debezium asks for tables that begin before the end. */
        private Lsn stop(String database, Lsn last, Lsn end) throws SQLException {
            if (!end.isAvailable()) {
                return last;        // nothing is after it
            }
            Lsn stop = end;
            for (Lsn next = begun(last, end); next.isAvailable(); next = begun(next, stop)) {
                stop = main.incrementLsn(database, next);
            }
            return stop;
        }

        /** The first beginning after a place, up to an end. */
        private Lsn begun(Lsn after, Lsn upTo) throws SQLException {
            return main.prepareQueryAndMap(BEGUN, ask -> {
                ask.setBytes(1, after.getBinary());
                ask.setBytes(2, upTo.getBinary());
            }, rows -> rows.next() ? Lsn.valueOf(rows.getBytes(1)) : Lsn.NULL);
        }

        @Override
        public synchronized Connection connection() throws SQLException {
            return main.connection();
        }

        @Override
        public synchronized Connection connection(boolean executeOnConnect) throws SQLException {
            return main.connection(executeOnConnect);
        }

        @Override
        public synchronized boolean isConnected() throws SQLException {
            return main.isConnected();
        }

        @Override
        public synchronized boolean isValid() throws SQLException {
            return main.isValid();
        }

        @Override
        public void reconnect() throws SQLException {
            main.reconnect();
        }

        @Override
        public JdbcConnection commit() throws SQLException {
            return main.commit();
        }

        @Override
        public synchronized JdbcConnection rollback() throws SQLException {
            return main.rollback();
        }

        /** The task closes the main one. */
        @Override
        public synchronized void close() {
            // nothing of its own is open
        }
    }
}
