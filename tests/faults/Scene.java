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
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One fault's own stage: a MERGE table and an APPEND table with what they need at the source, a project folder, and a
 * record of every change that a trigger writes, in the same transaction, so that both tables can be compared in full.
 */
final class Scene {

    private static final int PATIENCE_SECONDS = 75;

    final Machine server;
    final String name;
    final Path project;
    private final List<String> command;
    private final List<LoaderProcess> started = new ArrayList<>();
    private int next = 1000;
    /** Keys that a test sets, over those of the server. */
    int port;
    String user;
    String password;
    /** Lines for the source's section. */
    String source = "";

    Scene(Machine server, String name, Path folder, List<String> command) {
        this.server = server;
        this.name = name;
        this.project = folder.resolve(name);
        this.command = command;
        this.port = server.port();
        this.user = server.user();
        this.password = server.password();
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
        return project.resolve(".dlt/pipelines").resolve(server.pipeline());
    }

    Path file() {
        return project.resolve("f.duckdb");
    }

    /** The tables with their first rows, what is needed at the source, and the project's files. */
    Scene create() throws SQLException, IOException {
        server.sql("CREATE TABLE " + name + "_log (seq " + server.counter() + " PRIMARY KEY, op varchar(10), id int,"
                + " n bigint, v text)");
        for (String table : List.of(merged(), appended())) {
            server.sql("CREATE TABLE " + table + " (id int PRIMARY KEY, n bigint, v text)",
                    insert(table, 1, 500, i -> "(" + -i + ", " + i + ", 'seed " + i + "')"));
        }
        server.sql("CREATE TABLE " + name + "_seed AS SELECT * FROM " + appended());
        server.prepare(this);
        return configure();
    }

    private static String insert(String table, int from, int to, IntFunction<String> row) {
        return "INSERT INTO " + table + " VALUES " + IntStream.rangeClosed(from, to).mapToObj(row)
                .collect(Collectors.joining(", "));
    }

    /** Writes the project's files anew. */
    Scene configure() throws IOException {
        Files.createDirectories(project.resolve(".dlt"));
        Files.writeString(project.resolve(".dlt/secrets.toml"), server.secrets(this)
                + "[destination.duckdb]\ncredentials =" + " \"duckdb:///" + file() + "\"\n");
        Files.writeString(project.resolve(".dlt/config.toml"), "[cdc_settings.primary_keys]\n" + merged()
                + " = \"id\"\n");
        return this;
    }

    /** Changes of every kind in both tables, some rows in one statement, in a few transactions. */
    void write() throws SQLException {
        int id = next;
        next += 100;
        try (Connection connection = server.connect()) {
            for (String table : List.of(merged(), appended())) {
                Sql.execute(connection, insert(table, id, id + 49, i -> "(" + i + ", " + i + ", 'new " + i + "')"),
                        "UPDATE " + table + " SET n = n + 1 WHERE id BETWEEN " + (id + 5) + " AND " + (id + 14),
                        "UPDATE " + table + " SET id = id + 50 WHERE id BETWEEN " + (id + 20) + " AND " + (id + 24),
                        "DELETE FROM " + table + " WHERE id BETWEEN " + (id + 30) + " AND " + (id + 34),
                        "UPDATE " + table + " SET v = 'again' WHERE id IN (" + -(next / 100 % 400) + ", "
                                + (id + 1) + ")");
            }
        }
    }

    /** A loader as a process of its own. */
    LoaderProcess start(String... options) throws IOException {
        return started(LoaderProcess.start(command, project, log(), options));
    }

    /** With a heap of so many MB, and settings of the environment. */
    LoaderProcess start(int heap, Map<String, String> environment, String... options) throws IOException {
        return started(LoaderProcess.launch(List.of(), heap, environment, command, project, log(), options));
    }

    /** Another verb than run. */
    LoaderProcess verb(String... words) throws IOException {
        return started(LoaderProcess.verb(command, project, log(), words));
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
        says(loader, text, PATIENCE_SECONDS);
    }

    void says(LoaderProcess loader, String text, int patienceSeconds) throws InterruptedException {
        until("the loader says '" + text + "'", loader, () -> loader.all().contains(text), patienceSeconds);
    }

    /** Something that becomes true. */
    interface Condition {
        boolean holds() throws Exception;
    }

    void until(String what, LoaderProcess loader, Condition condition) throws InterruptedException {
        until(what, loader, condition, PATIENCE_SECONDS);
    }

    private static void until(String what, LoaderProcess loader, Condition condition, int patienceSeconds)
            throws InterruptedException {
        for (long end = System.nanoTime() + patienceSeconds * 1_000_000_000L;; Thread.sleep(100)) {
            try {
                if (condition.holds()) {
                    return;
                }
            }
            catch (Exception notYet) {
                // asked again
            }
            if (System.nanoTime() > end || loader != null && !loader.isAlive()) {
                throw new IllegalStateException("not within its time: " + what + (loader == null ? ""
                        : "; it said " + loader.tail()));
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
        String loaded = server.dataset() + "." + appended();
        String values = "id, n, " + server.text() + " FROM ";
        return differ("merged rows", server.query("SELECT " + values + merged() + " ORDER BY id"),
                        destination("SELECT " + values + server.dataset() + "." + merged()
                                + " WHERE NOT deleted ORDER BY id"))
                + differ("the snapshot", server.query("SELECT " + values + name + "_seed ORDER BY id"),
                        destination("SELECT " + values + loaded + " WHERE __op = 'snapshot' ORDER BY id"))
                + differ("changes", server.query("SELECT op, " + values + name + "_log ORDER BY seq"),
                        destination("SELECT __op, " + values + loaded + " WHERE __op <> 'snapshot' ORDER BY __seq"));
    }

    /** Every row of the APPEND table, with all that was loaded of it. */
    List<List<String>> loaded() throws SQLException {
        return destination("SELECT * FROM " + server.dataset() + "." + appended() + " ORDER BY __seq");
    }

    private static String differ(String what, List<List<String>> expected, List<List<String>> actual) {
        if (expected.equals(actual)) {
            return "";
        }
        int i = 0;
        while (i < expected.size() && i < actual.size() && expected.get(i).equals(actual.get(i))) {
            i++;
        }
        return what + ": " + expected.size() + " at the source, " + actual.size() + " loaded, the first difference at "
                + i + ": " + (i < expected.size() ? cut(expected.get(i)) : "none") + " and " + (i < actual.size()
                        ? cut(actual.get(i)) : "none") + "; ";
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
            server.forget(this);
        }
        catch (SQLException down) {
            // the server goes with the test
        }
    }
}
