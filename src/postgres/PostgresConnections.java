package postgres;

import io.debezium.jdbc.JdbcConfiguration;
import io.debezium.jdbc.JdbcConnection.ConnectionFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

/**
 * Opens the engine's connections: Debezium's own factory puts the name of the database into the URL as it is, where
 * {@code a?b} would be the database {@code a}.
 */
public final class PostgresConnections implements ConnectionFactory {

    /** The host, where Debezium refuses its name: of the driver's properties, {@code driver.…}, it checks nothing. */
    static final String HOST = "cdc.hostname";

    @Override
    public Connection connect(JdbcConfiguration config) throws SQLException {
        Properties driver = config.asProperties();
        String host = driver.getProperty(HOST, config.getHostname());
        for (String name : List.of("hostname", "port", "dbname", "connection.factory.class", HOST)) {
            driver.remove(name);
        }
        return DriverManager.getConnection(PostgresConnection.url(host, config.getPortAsString(), config.getDatabase()),
                driver);
    }
}
