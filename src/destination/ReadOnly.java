package destination;

import base.Problem;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A destination that is open to be read by whatever SQL a person types: nothing in it can be changed, no other file can
 * be read or written, nothing is fetched, and no statement can change that.
 */
public final class ReadOnly implements AutoCloseable {

    private final Connection connection;
    private final Runnable cleanUp;

    /** @param cleanUp after the connection is closed */
    public ReadOnly(Connection connection, Runnable cleanUp) {
        this.connection = connection;
        this.cleanUp = cleanUp;
    }

    public Connection connection() {
        return connection;
    }

    @Override
    public void close() {
        try {
            connection.close();
        }
        catch (SQLException e) {
            throw Problem.run("DuckDB could not close: " + e.getMessage().lines().findFirst().orElse(e.toString()), e);
        }
        finally {
            cleanUp.run();
        }
    }
}
