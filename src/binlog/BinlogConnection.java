package binlog;

import base.Problem;
import capture.ServerConnection;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

/** Opens connections to a MySQL or MariaDB as Debezium's properties have it; a refusal becomes a sentence. */
final class BinlogConnection {

    /** A query on a large catalog or log may take its time. */
    private static final int ANSWER_MS = 600_000;
    private static final List<Integer> NOT_LET_IN = List.of(1044, 1045, 1049, 1698);

    private BinlogConnection() {
    }

    static Connection open(String product, String scheme, Properties debezium, Properties driver) {
        driver.setProperty("user", debezium.getProperty("database.user"));
        driver.setProperty("password", debezium.getProperty("database.password", ""));
        String patience = debezium.getProperty("connect.timeout.ms", "10000");
        driver.setProperty("connectTimeout", patience);
        driver.setProperty("socketTimeout", patience);      // a port may be open where no server answers
        try {
            Connection connection = DriverManager.getConnection("jdbc:" + scheme + "://" + address(debezium) + "/",
                    driver);
            connection.setNetworkTimeout(Runnable::run, ANSWER_MS);
            return connection;
        }
        catch (SQLException e) {
            throw refused(product, scheme, debezium, e);
        }
    }

    private static Problem refused(String product, String scheme, Properties given, SQLException e) {
        String where = " (keys host, port, user, password, database of [sources.debezium." + scheme + "])";
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root instanceof UnknownHostException ? "there is no host of that name"
                : ServerConnection.oneLine(root);
        return Problem.run((NOT_LET_IN.contains(e.getErrorCode()) ? product + " at " + address(given)
                + " does not let user " + given.getProperty("database.user") + " in: " : "Cannot connect to " + product
                + " at " + address(given) + ": ")
                + message + where, e);
    }

    /** Host and port. */
    static String address(Properties debezium) {
        return debezium.getProperty("database.hostname") + ":" + debezium.getProperty("database.port");
    }
}
