package capture;

import base.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Predicate;

/** An ordinary connection to a source, open for a check only; what fails on it is told with the server's name. */
public abstract class ServerConnection implements AutoCloseable {

    public interface Reader {
        void read(ResultSet row) throws SQLException;
    }

    private static final String DRIVER = "driver.";

    private final Connection connection;
    private final String server;

    /** @param server such as {@code PostgreSQL at localhost:5432} */
    public ServerConnection(Connection connection, String server) {
        this.connection = connection;
        this.server = server;
    }

    /** What the settings with {@code driver.} hand to the JDBC driver, without that. */
    protected static Properties driverSettings(Properties debezium) {
        Properties driver = new Properties();
        debezium.forEach((name, value) -> {
            if (name.toString().startsWith(DRIVER)) {
                driver.setProperty(name.toString().substring(DRIVER.length()), value.toString());
            }
        });
        return driver;
    }

    public Connection connection() {
        return connection;
    }

    public void execute(String command) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
        catch (SQLException e) {
            throw failure(e);
        }
    }

    public void query(String sql, Reader each, String... parameters) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    each.read(rows);
                }
            }
        }
        catch (SQLException e) {
            throw failure(e);
        }
    }

    /** The values of the first column and the next, row after row; a query of one row gives its columns. */
    public List<String> row(String sql, String... parameters) {
        List<String> values = new ArrayList<>();
        query(sql, r -> {
            for (int i = 1; i <= r.getMetaData().getColumnCount(); i++) {
                values.add(r.getString(i));
            }
        }, parameters);
        return values;
    }

    /**
     * Whether a query of a table has a row; one that was dropped since it was listed has none.
     *
     * @param isGone whether an error says that there is no such table
     */
    protected boolean finds(String query, Predicate<SQLException> isGone) {
        try {
            return !row(query).isEmpty();
        }
        catch (Problem problem) {
            if (problem.getCause() instanceof SQLException e && isGone.test(e)) {
                return false;
            }
            throw problem;
        }
    }

    protected Problem failure(SQLException e) {
        boolean lost = e.getSQLState() != null && (e.getSQLState().startsWith("08")
                || e.getSQLState().startsWith("57P"));
        return Problem.run((lost ? "Lost the connection to " : "") + server + ": " + oneLine(e), e);
    }

    /** The message of the innermost error that has one, in one line. */
    public static String innermost(Throwable error) {
        String why = error.toString();
        for (Throwable e = error; e != null; e = e.getCause()) {
            why = e.getMessage() == null ? why : oneLine(e);
        }
        return why;
    }

    public static String oneLine(Throwable e) {
        return String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ");
    }

    @Override
    public void close() {
        try {
            connection.close();
        }
        catch (SQLException e) {
            throw failure(e);
        }
    }
}
