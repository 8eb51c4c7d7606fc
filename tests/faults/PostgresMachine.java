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
 * The embedded PostgreSQL ({@code src/demo/EmbeddedPostgres.java}), whose data folder and process are in our hands, so
 * that it can also be copied, promoted and recovered.
 */
final class PostgresMachine extends Machine {

    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
    private static final int PATIENCE_SECONDS = 60;

    private final Path data;
    private final Path log;
    private final int port;
    private final Path programs;

    private PostgresMachine(Path data, int port, Path programs) {
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
    static PostgresMachine make(Path folder) throws IOException, SQLException, InterruptedException {
        Path data = Files.createDirectories(folder);
        int port = freePort();
        Path programs;
        try (var unpacked = io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder().setPort(port)
                .setDataDirectory(data)
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
        PostgresMachine server = new PostgresMachine(data, port, programs);
        server.start();
        return server;
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    @Override
    int port() {
        return port;
    }

    /** What a file-level copy of the stopped server's data is put in the place of, or taken from. */
    Path data() {
        return data;
    }

    /** The same programs on another data folder, stopped, at another port. */
    PostgresMachine on(Path copy) throws IOException {
        return new PostgresMachine(copy, freePort(), programs);
    }

    @Override
    void start() throws IOException, InterruptedException {
        control("start", "-l", log.toString(), "-o", "-p " + port);
    }

    @Override
    void stop() throws IOException, InterruptedException {
        control("stop", "-m", "fast");
    }

    void promote() throws IOException, InterruptedException {
        control("promote");
    }

    private void control(String verb, String... options) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(ROOT ? List.of("unshare", "-U") : List.of());
        line.addAll(List.of(programs.resolve("pg_ctl").toString(), verb, "-w", "-t", String.valueOf(PATIENCE_SECONDS),
                "-D", data.toString()));
        line.addAll(List.of(options));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(
                data.resolveSibling("pg_ctl.log").toFile()).start();
        if (!process.waitFor(2 * PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("pg_ctl " + verb + " failed: " + Files.readString(data.resolveSibling("pg_ctl.log"))
                    + (Files.exists(log) ? Files.readString(log) : ""));
        }
    }

    @Override
    void kill() throws IOException, InterruptedException {
        long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
        ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
        List<ProcessHandle> all = new ArrayList<>(server.descendants().toList());       // all of the server's processes
        all.add(server);
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle each : all) {
            for (int i = 0; each.isAlive() && i < 200; i++) {
                Thread.sleep(20);
            }
        }
    }

    @Override
    void save() throws IOException, InterruptedException {
        stop();
        copy(data, older());
        start();
    }

    @Override
    void putBack() throws IOException, InterruptedException {
        stop();
        copy(older(), data);
        start();
    }

    private Path older() {
        return data.resolveSibling(data.getFileName() + "-older");
    }

    /** Copies the data of a stopped server. */
    static void copy(Path from, Path to) throws IOException, InterruptedException {
        new ProcessBuilder("rm", "-rf", to.toString()).inheritIO().start().waitFor();
        Process copy = new ProcessBuilder("cp", "-a", from.toString(), to.toString()).inheritIO().start();
        Scene.check(copy.waitFor() == 0, "the data is copied");
    }

    @Override
    void grow() throws SQLException {
        sql("CREATE TABLE grown AS SELECT i, repeat('x', 900) v FROM generate_series(1, 3000) i", "DROP TABLE grown");
    }

    @Override
    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://localhost:" + port + "/mydb", "myuser", "mypassword");
    }

    @Override
    String user() {
        return "myuser";
    }

    @Override
    String password() {
        return "mypassword";
    }

    @Override
    String pipeline() {
        return "debezium_cdc";
    }

    @Override
    String dataset() {
        return "debezium_data";
    }

    @Override
    String afresh() {
        return "drop --drop-all --drop-slot";
    }

    @Override
    String counter() {
        return "bigserial";
    }

    /** Not the whole of a wide one. */
    @Override
    String text() {
        return "CASE WHEN length(v) > 1000 THEN md5(v) ELSE v END";
    }

    @Override
    void prepare(Scene scene) throws SQLException {
        String body = """
                BEGIN
                    IF TG_OP = 'INSERT' THEN
                        INSERT INTO %1$s_log (op, id, n, v) VALUES ('insert', NEW.id, NEW.n, NEW.v);
                    ELSIF TG_OP = 'DELETE' OR NEW.id <> OLD.id THEN
                        INSERT INTO %1$s_log (op, id, n, v) VALUES ('delete', OLD.id, OLD.n, OLD.v);
                        IF TG_OP = 'UPDATE' THEN
                            INSERT INTO %1$s_log (op, id, n, v) VALUES ('insert', NEW.id, NEW.n, NEW.v);
                        END IF;
                    ELSE
                        INSERT INTO %1$s_log (op, id, n, v) VALUES ('update', NEW.id, NEW.n, NEW.v);
                    END IF;
                    RETURN NULL;
                END""".formatted(scene.name);
        sql("ALTER TABLE " + scene.merged() + " REPLICA IDENTITY FULL", "ALTER TABLE " + scene.appended()
                + " REPLICA IDENTITY FULL",
                "CREATE FUNCTION " + scene.name + "_record() RETURNS trigger LANGUAGE plpgsql AS $$ " + body + " $$",
                "CREATE TRIGGER r AFTER INSERT OR UPDATE OR DELETE ON " + scene.appended()
                        + " FOR EACH ROW EXECUTE FUNCTION " + scene.name + "_record()",
                "CREATE PUBLICATION " + scene.name + " FOR TABLE " + scene.merged() + ", " + scene.appended());
    }

    @Override
    String secrets(Scene scene) {
        return """
                [sources.debezium]
                slot_name = "%1$s"
                publication_name = "%1$s"
                table_include_list = "public.%1$s_m,public.%1$s_a"
                %5$s
                [sources.debezium.postgres]
                host = "localhost"
                port = %2$d
                user = "%3$s"
                password = "%4$s"
                database = "mydb"
                """.formatted(scene.name, scene.port, scene.user, scene.password, scene.source);
    }

    @Override
    void forget(Scene scene) throws SQLException, InterruptedException {
        sql("DROP PUBLICATION IF EXISTS " + scene.name);
        for (int i = 0; i < 50 && !query("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                + " WHERE slot_name = '" + scene.name + "'").isEmpty(); i++) {
            Thread.sleep(100);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (Files.exists(data.resolve("postmaster.pid"))) {
            control("stop", "-m", "immediate");
        }
    }
}
