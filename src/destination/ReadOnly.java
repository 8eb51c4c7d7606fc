package destination;

import base.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.UnaryOperator;

/**
 * A destination that is open to be read by whatever SQL a person types: nothing in it can be changed, no other file can
 * be read or written, nothing is fetched, and no statement can change that.
 */
public final class ReadOnly implements AutoCloseable {

    private final Connection connection;
    private final UnaryOperator<String> admitted;
    private final Runnable cleanUp;

    /** @param cleanUp after the connection is closed */
    public ReadOnly(Connection connection, Runnable cleanUp) {
        this(connection, UnaryOperator.identity(), cleanUp);
    }

    /**
     * @param admitted gives a statement back as it is, or throws a sentence where it is none for readers
     * @param cleanUp  after the connection is closed
     */
    public ReadOnly(Connection connection, UnaryOperator<String> admitted, Runnable cleanUp) {
        this.connection = connection;
        this.admitted = admitted;
        this.cleanUp = cleanUp;
    }

    /** The statement that a person has typed, to be run as it is. */
    public String admitted(String sql) {
        return admitted.apply(sql);
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
