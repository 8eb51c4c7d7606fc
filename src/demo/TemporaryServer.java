package demo;

import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
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
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A MySQL or MariaDB server of one's own, on a temporary data folder and 127.0.0.1: with a binary log as Debezium reads
 * it, and with the users, passwords, grants and database of docker-compose.yml. Prints one line of JSON when it is
 * ready, lives until its standard input ends or it is told to stop (SIGINT, SIGTERM), then stops the server and removes
 * its data.
 *
 * <p>With {@code --sql} it is a small client instead: runs statements on the server at {@code --port} and prints their
 * rows, tab-separated, an empty field for NULL. Each statement is a transaction, unless they say otherwise.
 */
@Command(mixinStandardHelpOptions = true)
public abstract class TemporaryServer implements Callable<Integer> {

    private static final String HOST = "127.0.0.1";
    private static final String USER = "myuser";
    private static final String PASSWORD = "mypassword";
    private static final String ROOT = "root";
    private static final String ROOT_PASSWORD = "rootpassword";
    private static final String DATABASE = "mydb";
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
    private static final int LAST_LINES = 20;

    private static final List<String> OPTIONS = List.of("--server-id=1", "--log-bin=binlog", "--binlog-format=ROW",
            "--binlog-row-image=FULL", "--binlog-row-metadata=MINIMAL", "--character-set-server=utf8mb4",
            "--skip-name-resolve", "--bind-address=" + HOST);

    /** Run by the server before it lets anybody in; one statement a line. */
    private static final String USERS = """
            CREATE DATABASE mydb;
            CREATE USER 'myuser'@'%' IDENTIFIED BY 'mypassword';
            GRANT ALL PRIVILEGES ON mydb.* TO 'myuser'@'%';
            GRANT RELOAD, SHOW DATABASES, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO 'myuser'@'%';
            CREATE USER 'root'@'%' IDENTIFIED BY 'rootpassword';
            GRANT ALL PRIVILEGES ON *.* TO 'root'@'%' WITH GRANT OPTION;
            """;

    private final String name;
    private final String scheme;
    private Path folder;
    private Process running;
    private volatile boolean stopping;

    @Option(names = "--port", paramLabel = "N", description = "Port to listen on or connect to (default: a free one).")
    private int port;

    @Option(names = "--daemon", description = "Do not stop when standard input ends; wait for SIGINT or SIGTERM.")
    private boolean daemon;

    @Option(names = "--sql", paramLabel = "STATEMENTS", description = "Run these on the server at --port and end.")
    private String sql;

    @Option(names = "--root", description = "Run them as root, not as myuser.")
    private boolean root;

    /**
     * @param name   of the server, such as MariaDB
     * @param scheme of its driver, such as mariadb in jdbc:mariadb:
     */
    protected TemporaryServer(String name, String scheme) {
        this.name = name;
        this.scheme = scheme;
    }

    /**
     * Fills an empty data folder with the server's own tables, through {@link #runToEnd}.
     *
     * @param data the folder, which is there and empty
     * @param user the option that lets the server run as root, where this program does; else nothing
     * @return the command that starts the server on it: program, options that no other server has
     */
    protected abstract List<String> install(Path data, List<String> user) throws IOException, InterruptedException;

    /** Runs the command line; the exit code. */
    protected int run(String... args) {
        return new CommandLine(this).setExecutionExceptionHandler((error, line, parsed) -> sayWhy(error)).execute(args);
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
        try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getByName(HOST))) {
            port = free.getLocalPort();
        }
        folder = Files.createTempDirectory("embedded-" + scheme);
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
        List<String> user = ROOT.equals(System.getProperty("user.name")) ? List.of("--user=root") : List.of();
        List<String> command = new ArrayList<>(install(Files.createDirectory(folder.resolve("data")), user));
        command.addAll(user);
        command.addAll(OPTIONS);
        command.addAll(List.of("--port=" + port, "--socket=" + folder.resolve("s"), "--pid-file="
                + folder.resolve("pid"),
                "--tmpdir=" + folder, "--init-file=" + Files.writeString(folder.resolve("users.sql"), USERS)));
        announce(start(command));
        if (daemon) {
            new CountDownLatch(1).await();
        }
        System.in.transferTo(OutputStream.nullOutputStream());
    }

    /** Runs a command of {@link #install}; where it fails, the end of what it said becomes the error. */
    protected final void runToEnd(List<String> command) throws IOException, InterruptedException {
        int code = start(command).waitFor();
        if (code != 0) {
            throw new IOException("the data folder could not be made (exit code " + code + "): " + lastWords());
        }
    }

    private synchronized Process start(List<String> command) throws IOException {
        if (stopping) {
            throw new IOException("told to stop");
        }
        running = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log().toFile()).start();
        return running;
    }

    private void announce(Process server) throws IOException, SQLException, InterruptedException {
        try (Connection connection = connectPatiently(server)) {
            // In one piece: who waits for the line may look at it as soon as there is something.
            System.out.println(("{\"host\":\"%s\",\"port\":%s,\"user\":\"%s\",\"password\":\"%s\",\"database\":\"%s\","
                    + "\"version\":\"%s\"}").formatted(HOST, port, USER, PASSWORD, DATABASE,
                    connection.getMetaData().getDatabaseProductVersion()));
            System.out.flush();
        }
    }

    private Connection connectPatiently(Process server) throws IOException, SQLException, InterruptedException {
        long end = System.nanoTime() + START_PATIENCE.toNanos();
        while (true) {
            try {
                return connect(USER, PASSWORD);
            }
            catch (SQLException e) {
                if (!server.isAlive()) {
                    throw new IOException("the server ended with exit code " + server.exitValue() + ": " + lastWords());
                }
                else if (System.nanoTime() > end) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    private void runStatements() throws SQLException {
        try (Connection connection = root ? connect(ROOT, ROOT_PASSWORD) : connect(USER, PASSWORD);
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

    private Connection connect(String user, String password) throws SQLException {
        return DriverManager.getConnection("jdbc:" + scheme + "://" + HOST + ":" + port + "/" + DATABASE
                + "?allowMultiQueries=true&allowPublicKeyRetrieval=true", user, password);
    }

    /** However this process is told to end: stops what runs, then removes the folder. */
    private synchronized void stop() {
        stopping = true;
        try {
            if (running != null) {
                // An installer is a script, whose child would go on without it.
                List<ProcessHandle> all = Stream.concat(running.descendants(), Stream.of(running.toHandle())).toList();
                all.forEach(ProcessHandle::destroy);
                for (ProcessHandle each : all) {
                    each.onExit().completeOnTimeout(each, STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
                    each.destroyForcibly();
                }
            }
            remove(folder);
        }
        catch (IOException e) {
            System.err.println(name + "'s temporary folder " + folder + " could not be removed: " + e);
        }
    }

    /** Removes a folder and what is in it. */
    protected static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private Path log() {
        return folder.resolve("server.log");
    }

    private String lastWords() throws IOException {
        List<String> lines = Files.readAllLines(log());
        return String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }

    private int sayWhy(Exception error) {
        if (stopping) {
            return 1;       // what was stopped in the middle is no news
        }
        System.err.println(error instanceof BindException
                ? "Cannot listen on port %s (%s); give a free one, or none.".formatted(port, error.getMessage())
                : name + ": " + error.getMessage());
        return 1;
    }
}
