package postgres;

import base.Problem;
import capture.ServerConnection;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import kind.PostgresKind;

/** Opens connections to a PostgreSQL as Debezium's properties have it; a refusal becomes a sentence. */
final class PostgresConnection {

    /** A snapshot takes its time, whatever a role or a database may limit; and all rows, or an error. */
    static final String UNHURRIED = " -c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c lock_timeout=0"
            + " -c row_security=off";

    private PostgresConnection() {
    }

    /** A connection for replication commands. */
    static Connection replication(Properties debezium) {
        Properties more = new Properties();
        more.setProperty("options", UNHURRIED);
        more.setProperty("replication", "database");
        more.setProperty("assumeMinServerVersion", "9.4");
        more.setProperty("preferQueryMode", "simple");
        return open(debezium, more);
    }

    /** @param more of the driver's properties */
    static Connection open(Properties debezium, Properties more) {
        Properties driver = driverProperties(debezium);
        driver.putAll(more);
        try {
            return DriverManager.getConnection(url(debezium.getProperty("database.hostname"),
                    debezium.getProperty("database.port"), debezium.getProperty("database.dbname")), driver);
        }
        catch (SQLException e) {
            throw refused(debezium, e);
        }
    }

    /** The driver reads it as a URL: a name may have any letter. */
    static String url(String host, String port, String database) {
        return "jdbc:postgresql://" + bracketed(host) + ":" + port + "/" + URLEncoder.encode(database,
                StandardCharsets.UTF_8);
    }

    /** {@code [::1]} for {@code ::1}. */
    static String bracketed(String host) {
        return PostgresKind.isAddress6(host) ? "[" + host + "]" : host;
    }

    /** Debezium's connection settings in the driver's names. */
    private static Properties driverProperties(Properties p) {
        Properties driver = new Properties();
        driver.setProperty("user", p.getProperty("database.user"));
        driver.setProperty("password", p.getProperty("database.password", ""));
        driver.setProperty("connectTimeout", "10");
        driver.setProperty("loginTimeout", "10");
        driver.setProperty("ApplicationName", "debezium-dlt-loader");
        for (String ssl : List.of("sslmode", "sslcert", "sslkey", "sslpassword", "sslrootcert", "sslfactory")) {
            if (p.containsKey("database." + ssl)) {
                driver.setProperty(ssl, p.getProperty("database." + ssl));
            }
        }
        return driver;
    }

    private static Problem refused(Properties given, SQLException e) {
        String user = given.getProperty("database.user");
        String where = " (keys host, port, user, password, database of [sources.debezium.postgres])";
        String message = e.getCause() instanceof UnknownHostException ? "there is no host of that name"
                : ServerConnection.oneLine(e);
        return Problem.run(switch (PostgresServer.state(e)) {
            case "28P01", "28000" -> "PostgreSQL at " + PostgresServer.address(given) + " does not let user " + user
                    + " in: " + message + where;
            case "3D000" -> "Database " + given.getProperty("database.dbname") + " does not exist at "
                    + PostgresServer.address(given) + where;
            default -> "Cannot connect to PostgreSQL at " + PostgresServer.address(given) + ": " + message + where;
        }, e);
    }
}
