import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * A server in a container of its own, user root.
 */
enum Server {

    GTID("mysql:9.7", "mysql", "--gtid-mode=ON", "--enforce-gtid-consistency=ON"),
    FILE("mysql:9.7", "mysql", "--gtid-mode=OFF", "--enforce-gtid-consistency=OFF"),
    MARIADB("mariadb:11.8", "mariadb", "--log-bin", "--binlog-format=ROW");

    private static final String PASSWORD = "rootpassword";

    private final String image;
    private final String kind;
    private final List<String> flags;
    private int port;

    Server(String image, String kind, String... flags) {
        this.image = image;
        this.kind = kind;
        this.flags = List.of(flags);
    }

    int port() {
        return port;
    }

    boolean mariadb() {
        return this == MARIADB;
    }

    private String container() {
        return "mysqlcut_" + name().toLowerCase(Locale.ROOT) + "_" + port;
    }

    /** Starts the container on a port of 127.0.0.1, unless it runs already. */
    void start(int onPort) throws IOException, InterruptedException {
        port = onPort;
        if (docker("container", "inspect", container()) != 0) {
            List<String> run = new ArrayList<>(List.of("run", "-d", "--name", container(), "-p", "127.0.0.1:" + port
                    + ":3306",
                    "-e", "MYSQL_ROOT_PASSWORD=" + PASSWORD, "-e", "MYSQL_ROOT_HOST=%", "-e",
                    "MYSQL_DATABASE=cut", image, "--server-id=1", "--innodb-buffer-pool-size=64M"));
            run.addAll(flags);
            if (docker(run.toArray(String[]::new)) != 0) {
                throw new IllegalStateException("docker cannot start " + image + " as " + container());
            }
        }
        await();
    }

    void restart() throws IOException, InterruptedException {
        docker("restart", "-t", "20", container());
        await();
    }

    void remove() throws IOException, InterruptedException {
        docker("rm", "-fv", container());
    }

    private void await() {
        for (int i = 0; i < 600; i++) {
            try (Connection connection = connect()) {
                return;
            }
            catch (SQLException notYet) {
                Stream.pause(200);
            }
        }
        throw new IllegalStateException(container() + " does not answer");
    }

    private static int docker(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start().waitFor();
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:" + kind + "://127.0.0.1:" + port + "/cut"
                + (mariadb() ? "" : "?allowPublicKeyRetrieval=true&sslMode=DISABLED"), "root", PASSWORD);
    }

    void execute(String... sql) throws SQLException {
        try (Connection connection = connect()) {
            execute(connection, sql);
        }
    }

    static void execute(Connection connection, String... sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String each : sql) {
                try {
                    statement.execute(each);
                }
                catch (SQLException e) {
                    throw new SQLException(each.substring(0, Math.min(200, each.length())) + ": " + e.getMessage(), e);
                }
            }
        }
    }

    /** The rows of a query, each as its values joined by a bar. */
    List<String> query(String sql) throws SQLException {
        try (Connection connection = connect(); Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    values.add(result.getString(i));
                }
                rows.add(String.join("|", values.stream().map(String::valueOf).toList()));
            }
            return rows;
        }
    }

    /** Empties the binary log, and with it the GTIDs. */
    void resetLog() throws SQLException {
        execute(mariadb() ? "RESET MASTER" : "RESET BINARY LOGS AND GTIDS");
    }

    /** The properties of an engine on this server. */
    Properties properties(Path history, Map<String, ?> offset, Map<String, String> more) {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "name", "cut", "topic.prefix", "cut",
                "connector.class", mariadb() ? "io.debezium.connector.mariadb.MariaDbConnector"
                        : "io.debezium.connector.mysql.MySqlConnector",
                "database.hostname", "127.0.0.1", "database.port", "" + port,
                "database.user", "root", "database.password", PASSWORD, "database.server.id", "6001",
                "table.include.list", "cut\\.(label|t|u|w|m|big|x|g|cs.*)"));
        properties.putAll(Map.of(
                "offset.storage", "SeedStore", "offset.flush.interval.ms", "0", "errors.max.retries", "0",
                "schema.history.internal", "io.debezium.storage.file.history.FileSchemaHistory",
                "schema.history.internal.file.filename", history.toString(),
                "tombstones.on.delete", "false", "skipped.operations", "none", "include.schema.changes", "false",
                "connect.keep.alive", "false", "poll.interval.ms", "5"));
        properties.put("connect.keep.alive.interval.ms", "1000");
        if (offset != null) {
            properties.put(SeedStore.SEED, SeedStore.json(offset));
        }
        properties.putAll(more);
        return properties;
    }
}
