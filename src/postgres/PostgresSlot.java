package postgres;

import base.Problem;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A new replication slot, and the snapshot that PostgreSQL exports with it: what the snapshot shows is exactly what was
 * committed before the slot's first change. Others can read in the snapshot as long as this is open.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-replication.html">PostgreSQL:
 * CREATE_REPLICATION_SLOT</a>
 */
final class PostgresSlot implements AutoCloseable {

    private static final String THERE = "42710";

    private final Connection connection;
    private final String snapshot;
    private final long consistentPoint;

    private PostgresSlot(Connection connection, String snapshot, long consistentPoint) {
        this.connection = connection;
        this.snapshot = snapshot;
        this.consistentPoint = consistentPoint;
    }

    /** Makes the slot that {@code slot.name} names. */
    static PostgresSlot create(Properties debezium) throws SQLException {
        boolean failover = Boolean.parseBoolean(debezium.getProperty("slot.failover"));
        // The options in brackets are known from version 15 on; failover is from 17 on.
        return create(PostgresConnection.replication(debezium), debezium.getProperty("slot.name"), "LOGICAL pgoutput "
                + (failover ? "(SNAPSHOT 'export', FAILOVER true)" : "EXPORT_SNAPSHOT"));
    }

    /** Makes one that ends with this connection, whatever becomes of it. */
    static PostgresSlot temporary(Connection replication, String name) throws SQLException {
        try {
            return create(replication, name, "TEMPORARY LOGICAL pgoutput EXPORT_SNAPSHOT");
        }
        catch (SQLException e) {
            if (THERE.equals(PostgresServer.state(e))) {
                // a server that waits for transactions does not see at once that a connection is gone
                throw Problem.run("Replication slot " + name + " is still held by a connection that has ended or is"
                        + " ending", new IOException(e));
            }
            throw e;
        }
    }

    private static PostgresSlot create(Connection connection, String name, String options) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet made = statement.executeQuery(
                "CREATE_REPLICATION_SLOT \"" + name + "\" " + options)) {
            made.next();
            return new PostgresSlot(connection, made.getString("snapshot_name"),
                    LogSequenceNumber.valueOf(made.getString("consistent_point")).asLong());
        }
        catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** The exported snapshot's name, for SET TRANSACTION SNAPSHOT. */
    String snapshot() {
        return snapshot;
    }

    /** Where the slot's first change can begin, in bytes of log. */
    long consistentPoint() {
        return consistentPoint;
    }

    /** Lets go of the snapshot; the slot stays. */
    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
