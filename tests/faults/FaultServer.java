import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL of the test's own that may be stopped, killed, copied, put back and promoted: the embedded one
 * ({@code src/demo/EmbeddedPostgres.java}), whose data folder and process are in our hands.
 */
final class FaultServer implements AutoCloseable {

    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
    private static final int PATIENCE_SECONDS = 60;

    private final Path data;
    private final Path log;
    private final int port;
    private final Path programs;

    private FaultServer(Path data, int port, Path programs) {
        this.data = data;
        this.log = data.resolveSibling(data.getFileName() + ".log");
        this.port = port;
        this.programs = programs;
        Runtime.getRuntime().addShutdownHook(new Thread(this::killIfRunning));     // none outlives the test
    }

    private void killIfRunning() {
        try {
            if (Files.exists(data.resolve("postmaster.pid"))) {
                kill();
            }
        }
        catch (IOException | InterruptedException | RuntimeException gone) {
            // it has ended by itself
        }
    }

    /** Makes and starts one, with user, password and database of docker-compose.yml. */
    static FaultServer make(Path folder) throws IOException, SQLException, InterruptedException {
        Path data = Files.createDirectories(folder);
        int port = freePort();
        Path programs;
        try (var unpacked = io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder().setPort(port).setDataDirectory(data)
                .setCleanDataDirectory(false).start()) {
            long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
            programs = Path.of(ProcessHandle.of(pid).flatMap(p -> p.info().command()).orElseThrow()).getParent();
            try (Connection superuser = DriverManager.getConnection("jdbc:postgresql://localhost:" + port + "/postgres",
                    "postgres", "postgres")) {
                Sql.execute(superuser, "CREATE ROLE myuser SUPERUSER LOGIN PASSWORD 'mypassword'",
                        "CREATE DATABASE mydb OWNER myuser");
            }
        }
        Files.writeString(data.resolve("pg_hba.conf"), "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
                + "host all all ::1/128 scram-sha-256\nhost replication all 127.0.0.1/32 scram-sha-256\n"
                + "host replication all ::1/128 scram-sha-256\n");
        Files.writeString(data.resolve("postgresql.auto.conf"), "wal_level = logical\nmax_replication_slots = 20\n"
                + "max_wal_senders = 20\nmin_wal_size = '32MB'\n");
        FaultServer server = new FaultServer(data, port, programs);
        server.start();
        return server;
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    /** What a file-level copy of the stopped server's data is put in the place of, or taken from. */
    Path data() {
        return data;
    }

    /** The same programs on another data folder, stopped, at another port. */
    FaultServer on(Path copy) throws IOException {
        return new FaultServer(copy, freePort(), programs);
    }

    void start() throws IOException, InterruptedException {
        control("start", "-l", log.toString(), "-o", "-p " + port);
    }

    void stop() throws IOException, InterruptedException {
        control("stop", "-m", "fast");
    }

    void promote() throws IOException, InterruptedException {
        control("promote");
    }

    private void control(String verb, String... options) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(ROOT ? List.of("unshare", "-U") : List.of());
        line.addAll(List.of(programs.resolve("pg_ctl").toString(), verb, "-w", "-t", String.valueOf(PATIENCE_SECONDS), "-D",
                data.toString()));
        line.addAll(List.of(options));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(
                data.resolveSibling("pg_ctl.log").toFile()).start();
        if (!process.waitFor(2 * PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("pg_ctl " + verb + " failed: " + Files.readString(data.resolveSibling("pg_ctl.log"))
                    + (Files.exists(log) ? Files.readString(log) : ""));
        }
    }

    /** SIGKILL for all of the server's processes, as an out-of-memory killer does or a power cut. */
    void kill() throws IOException, InterruptedException {
        long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
        ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
        List<ProcessHandle> all = new ArrayList<>(server.descendants().toList());
        all.add(server);
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle each : all) {
            for (int i = 0; each.isAlive() && i < 200; i++) {
                Thread.sleep(20);
            }
        }
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://localhost:" + port + "/mydb", "myuser", "mypassword");
    }

    void sql(String... statements) throws SQLException {
        try (Connection connection = connect()) {
            Sql.execute(connection, statements);
        }
    }

    List<List<String>> query(String sql) throws SQLException {
        try (Connection connection = connect()) {
            return Sql.query(connection, sql);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (Files.exists(data.resolve("postmaster.pid"))) {
            control("stop", "-m", "immediate");
        }
    }
}
