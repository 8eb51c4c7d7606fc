package destination;

import base.Problem;
import base.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.UnaryOperator;

/**
 * A destination that is open to be read by whatever SQL a person types: nothing in it can be changed, no other file can
 * be read or written, nothing is fetched, and no statement can change that.
 */
public final class ReadOnly implements AutoCloseable {

    private final Connection connection;
    private final UnaryOperator<String> admitted;
    private final Runnable cleanUp;
    /** Whether another process answers: it takes a statement as one text. */
    private final boolean elsewhere;

    /** @param cleanUp after the connection is closed */
    public ReadOnly(Connection connection, Runnable cleanUp) {
        this(connection, UnaryOperator.identity(), cleanUp);
    }

    /**
     * @param admitted gives a statement back as it is, or throws a sentence where it is none for readers
     * @param cleanUp  after the connection is closed
     */
    public ReadOnly(Connection connection, UnaryOperator<String> admitted, Runnable cleanUp) {
        this(connection, admitted, cleanUp, false);
    }

    private ReadOnly(Connection connection, UnaryOperator<String> admitted, Runnable cleanUp, boolean elsewhere) {
        this.connection = connection;
        this.admitted = admitted;
        this.cleanUp = cleanUp;
        this.elsewhere = elsewhere;
    }

    /**
     * What another process has open and answers for.
     *
     * @param asked makes the statement that asks it
     */
    public static ReadOnly elsewhere(Connection connection, UnaryOperator<String> asked) {
        return new ReadOnly(connection, asked, () -> { }, true);
    }

    public Connection connection() {
        return connection;
    }

    /** A statement as a person has typed it. */
    public PreparedStatement typed(String sql) throws SQLException {
        return connection.prepareStatement(admitted.apply(sql));
    }

    /** A query of this program's own, with a {@code ?} for each parameter and for nothing else. */
    public PreparedStatement prepared(String sql, Object... parameters) throws SQLException {
        if (elsewhere) {
            return connection.prepareStatement(admitted.apply(filled(sql, parameters)));
        }
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    /** A query with its parameters written out. */
    public static String filled(String sql, Object... parameters) {
        StringBuilder filled = new StringBuilder();
        String[] parts = sql.split("\\?", -1);
        for (int i = 0; i < parts.length; i++) {
            Object value = i < parameters.length ? parameters[i] : "";
            filled.append(parts[i]).append(i == parts.length - 1 ? "" : value instanceof String text
                    ? Sql.literal(text) : String.valueOf(value));
        }
        return filled.toString();
    }

    /** Lets the tables of a dataset be named without it, where that is there. */
    public void use(String dataset) {
        if (elsewhere) {
            return;     // it does so by itself
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("USE " + Sql.quote(dataset));
        }
        catch (SQLException e) {
            // nothing is loaded yet: the query says what is missing
        }
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
