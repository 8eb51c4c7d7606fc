import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * One fault's own stage: a MERGE table and an APPEND table with their slot and publication, a project folder, and a record
 * of every change that a trigger writes, in the same transaction, so that both tables can be compared in full.
 */
final class Scene {

    private static final String VALUES = "id::text, n::text, CASE WHEN length(v) > 1000 THEN md5(v) ELSE v END ";
    private static final String SUMS = "SELECT " + VALUES + "FROM ";

    final FaultServer server;
    final String name;
    final Path project;
    private final List<String> command;
    private final List<LoaderProcess> started = new ArrayList<>();
    private int next = 1000;
    /** Keys that a test sets, over those of the server: host, port, user, password. */
    String host = "localhost";
    int port;
    String user = "myuser";
    String password = "mypassword";
    String settings = "";
    /** Lines for [sources.debezium]. */
    String source = "";

    Scene(FaultServer server, String name, Path folder, List<String> command) {
        this.server = server;
        this.name = name;
        this.project = folder.resolve(name);
        this.command = command;
        this.port = server.port();
    }

    String merged() {
        return name + "_m";
    }

    String appended() {
        return name + "_a";
    }

    /** Its changes are of other rows than those of a scene before it. */
    Scene after(Scene before) {
        next = before.next + 10_000;
        return this;
    }

    List<String> command() {
        return command;
    }

    Path pipeline() {
        return project.resolve(".dlt/pipelines/debezium_cdc");
    }

    Path file() {
        return project.resolve("f.duckdb");
    }

    /** The tables with their first rows, a publication, and the project's files. */
    Scene create() throws SQLException, IOException {
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
                END""".formatted(name);
        server.sql("CREATE TABLE " + name + "_log (seq bigserial PRIMARY KEY, op text, id int, n bigint, v text)",
                "CREATE FUNCTION " + name + "_record() RETURNS trigger LANGUAGE plpgsql AS $$ " + body + " $$");
        for (String table : List.of(merged(), appended())) {
            server.sql("CREATE TABLE " + table + " (id int PRIMARY KEY, n bigint, v text)",
                    "ALTER TABLE " + table + " REPLICA IDENTITY FULL",
                    "INSERT INTO " + table + " SELECT -i, i, 'seed ' || i FROM generate_series(1, 500) i");
        }
        server.sql("CREATE TABLE " + name + "_seed AS SELECT * FROM " + appended(),
                "CREATE TRIGGER r AFTER INSERT OR UPDATE OR DELETE ON " + appended() + " FOR EACH ROW EXECUTE FUNCTION " + name
                        + "_record()", "CREATE PUBLICATION " + name + " FOR TABLE " + merged() + ", " + appended());
        return configure();
    }

    /** Writes the project's files anew. */
    Scene configure() throws IOException {
        Files.createDirectories(project.resolve(".dlt"));
        Files.writeString(project.resolve(".dlt/secrets.toml"), """
                [sources.debezium]
                slot_name = "%1$s"
                publication_name = "%1$s"
                table_include_list = "public.%1$s_m,public.%1$s_a"
                %7$s
                [sources.debezium.postgres]
                host = "%2$s"
                port = %3$d
                user = "%4$s"
                password = "%5$s"
                database = "mydb"
                [destination.duckdb]
                credentials = "duckdb:///%6$s"
                """.formatted(name, host, port, user, password, file(), source));
        Files.writeString(project.resolve(".dlt/config.toml"), "[cdc_settings]\n" + settings
                + "\n[cdc_settings.primary_keys]\n" + merged() + " = \"id\"\n");
        return this;
    }

    /** Changes of every kind in both tables, some rows in one statement, in a few transactions. */
    void write() throws SQLException {
        int id = next;
        next += 100;
        try (Connection connection = server.connect()) {
            for (String table : List.of(merged(), appended())) {
                Sql.execute(connection, "INSERT INTO " + table + " SELECT i, i, 'new ' || i FROM generate_series(" + id + ", "
                        + (id + 49) + ") i", "UPDATE " + table + " SET n = n + 1 WHERE id BETWEEN " + (id + 5) + " AND " + (id + 14),
                        "UPDATE " + table + " SET id = id + 50 WHERE id BETWEEN " + (id + 20) + " AND " + (id + 24),
                        "DELETE FROM " + table + " WHERE id BETWEEN " + (id + 30) + " AND " + (id + 34),
                        "UPDATE " + table + " SET v = 'again' WHERE id IN (" + -(next / 100 % 400) + ", " + (id + 1) + ")");
            }
        }
    }

    /** A loader as a process of its own. */
    LoaderProcess start(String... options) throws IOException {
        return started(LoaderProcess.start(command, project, log(), options));
    }

    /** With a heap of so many MB, or, behind a program such as prlimit, a limit. */
    LoaderProcess start(List<String> before, int heap, String... options) throws IOException {
        return started(LoaderProcess.launch(before, heap, Map.of(), command, project, log(), options));
    }

    /** Of another project. */
    LoaderProcess startIn(Path folder, String... options) throws IOException {
        return started(LoaderProcess.start(command, folder, log(), options));
    }

    private LoaderProcess started(LoaderProcess loader) {
        started.add(loader);
        return loader;
    }

    private Path log() {
        return project.resolve("loader.log");
    }

    /** Loads all that is there and ends, with exit code 0. */
    void load() throws IOException, InterruptedException {
        start("--until-current").succeed(90);
    }

    /** Runs to its end; what it says has to have all of these in it, and its exit code has to be this one. */
    void refused(int code, String... facts) throws IOException, InterruptedException {
        ends(start("--until-current"), code, facts);
    }

    /** Waits for the end of a loader. */
    void ends(LoaderProcess loader, int code, String... facts) throws InterruptedException {
        int ended = loader.end(60);
        String said = loader.all();
        check(ended == code, "exit code " + ended + ", expected " + code + ": " + loader.tail());
        for (String fact : facts) {
            check(said.contains(fact), "does not say '" + fact + "': " + loader.tail());
        }
        check(!said.contains("\tat ") && !said.contains("Unexpected:"), "is no sentence: " + loader.tail());
    }

    /** Waits until a loader that lives says this. */
    void says(LoaderProcess loader, String text) throws InterruptedException {
        until("the loader says '" + text + "'", loader, () -> loader.all().contains(text));
    }

    /** Something that becomes true. */
    interface Condition {
        boolean holds() throws Exception;
    }

    void until(String what, LoaderProcess loader, Condition condition) throws InterruptedException {
        for (long end = System.nanoTime() + 75_000_000_000L;; Thread.sleep(100)) {
            try {
                if (condition.holds()) {
                    return;
                }
            }
            catch (Exception notYet) {
                // asked again
            }
            if (System.nanoTime() > end || loader != null && !loader.isAlive()) {
                throw new IllegalStateException("not within its time: " + what + (loader == null ? "" : "; it said " + loader.tail()));
            }
        }
    }

    /** Waits until a loader that lives has everything. */
    void caughtUp(LoaderProcess loader) throws InterruptedException, SQLException {
        try {
            until("everything is loaded", loader, () -> difference().isEmpty());
        }
        catch (IllegalStateException late) {
            throw new IllegalStateException(late.getMessage() + "; " + difference());
        }
    }

    static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }

    /** Fails unless source and destination are the same: rows of the one, every change of the other. */
    void same() throws SQLException {
        String difference = difference();
        check(difference.isEmpty(), difference);
    }

    private String difference() throws SQLException {
        List<List<String>> rows = server.query(SUMS + merged() + " ORDER BY id + 0");
        List<List<String>> seed = server.query(SUMS + name + "_seed ORDER BY id + 0");
        List<List<String>> changes = server.query("SELECT op, " + VALUES + "FROM " + name + "_log ORDER BY seq");
        return differ("merged rows", rows, destination(SUMS + "debezium_data." + merged() + " WHERE NOT deleted ORDER BY id + 0"))
                + differ("the snapshot", seed, destination(SUMS + "debezium_data." + appended()
                        + " WHERE __op = 'snapshot' ORDER BY id + 0"))
                + differ("changes", changes, destination("SELECT __op, " + VALUES + "FROM debezium_data." + appended()
                        + " WHERE __op <> 'snapshot' ORDER BY __seq"));
    }

    private static String differ(String what, List<List<String>> expected, List<List<String>> actual) {
        if (expected.equals(actual)) {
            return "";
        }
        int i = 0;
        while (i < expected.size() && i < actual.size() && expected.get(i).equals(actual.get(i))) {
            i++;
        }
        return what + ": " + expected.size() + " at the source, " + actual.size() + " loaded, the first difference at " + i + ": "
                + (i < expected.size() ? cut(expected.get(i)) : "none") + " and " + (i < actual.size() ? cut(actual.get(i)) : "none") + "; ";
    }

    private static String cut(List<String> row) {
        String text = row.toString();
        return text.substring(0, Math.min(120, text.length()));
    }

    List<List<String>> destination(String sql) throws SQLException {
        Properties readOnly = new Properties();
        readOnly.setProperty("duckdb.read_only", "true");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file(), readOnly)) {
            return Sql.query(connection, sql);
        }
    }

    /** Ends what still runs and leaves nothing at the source. */
    void close() throws SQLException, InterruptedException {
        for (LoaderProcess loader : started) {
            loader.end(0);
        }
        try {
            server.sql("DROP PUBLICATION IF EXISTS " + name);
            for (int i = 0; i < 50 && !server.query("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                    + " WHERE slot_name = '" + name + "'").isEmpty(); i++) {
                Thread.sleep(100);
            }
        }
        catch (SQLException down) {
            // the server goes with the test
        }
    }
}
