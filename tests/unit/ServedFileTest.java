package destination.duckdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import base.Sql;
import config.CdcConfig;
import config.DebeziumProperties;
import config.Served;
import config.Target;
import destination.Extensions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import watch.Watch;

/** A file that is served: {@code tests/test_serve.sh} gives it DuckDB's extensions. */
@EnabledIfEnvironmentVariable(named = "CDC_EXTENSIONS", matches = ".+")
class ServedFileTest {

    private static final Path EXTENSIONS = Path.of(System.getenv().getOrDefault("CDC_EXTENSIONS", "."));

    @TempDir
    Path folder;
    private final List<String> said = new CopyOnWriteArrayList<>();

    private CdcConfig config(int port) {
        Target target = Target.duckdb(folder.resolve("a b's.c.duckdb")).withExtensions(EXTENSIONS)
                .served(new Served(port, Duration.ofSeconds(60), said::add));
        return new CdcConfig("pipe", "ds", new DebeziumProperties(), Map.of(), Map.of(),
                CdcConfig.Columns.STANDARD, new CdcConfig.Limits(100_000, 32L << 20, 1_000, 100), target, folder);
    }

    private ServedFile open(int port) {
        return new ServedFile(config(port), new Watch() {
            @Override
            public void waiting(String sentence, long pauseMs) {
                said.add(sentence);
            }
        }, () -> false);
    }

    private Connection reader() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Extensions extensions = new Extensions(EXTENSIONS);
        Extensions.Runs engine = Extensions.engine(connection);
        engine.execute(extensions.settings());
        extensions.load(engine, ServedFile.EXTENSIONS);
        return connection;
    }

    private String ask(String sql) throws SQLException {
        ServingNote note = ServingNote.of(folder.resolve("a b's.c.duckdb")).orElseThrow();
        try (Connection connection = reader();
                ResultSet rows = connection.createStatement().executeQuery("SELECT * FROM quack_query("
                        + Sql.literal(note.uri()) + ", " + Sql.literal(sql) + ", token => " + Sql.literal(note.token())
                        + ")")) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    @Test
    void readersThatUseUpTheMemoryDoNotStopTheLoads() throws Exception {
        try (ServedFile file = open(0)) {
            String table = Sql.quote(file.catalog()) + ".ds.t";
            file.execute("CREATE SCHEMA " + Sql.quote(file.catalog()) + ".ds", "CREATE TABLE " + table + " (i BIGINT)",
                    "SET memory_limit = '150MB'", "SET max_temp_directory_size = '20MB'");
            Thread greedy = new Thread(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    try {
                        ask("SELECT count(*) FROM (SELECT DISTINCT range, md5(range::VARCHAR) FROM range(20000000))");
                    }
                    catch (SQLException e) {
                        said.add(e.getMessage());
                    }
                }
            });
            greedy.start();
            for (int i = 0; i < 40; i++) {
                int n = i;
                file.retrying(true, () -> file.inTransaction(() -> file.execute("CREATE OR REPLACE TEMP TABLE s AS"
                        + " SELECT range + " + n * 100_000 + " AS i FROM range(100000)", "INSERT INTO " + table
                        + " FROM temp.main.s")));
            }
            greedy.interrupt();
            greedy.join();
            file.execute("SET memory_limit = '1GB'");
            assertEquals(4_000_000L, file.query("SELECT count(DISTINCT i) FROM " + table).get(0).get(0));
            assertTrue(said.stream().anyMatch(each -> each.contains("Out of Memory")
                    || each.contains("failed to offload") || each.contains("used up the memory")), said.toString());
        }
    }

    @Test
    void theFileIsServedUnderItsOwnNameAndTheNoteGoesWithTheServer() throws Exception {
        try (ServedFile file = open(0)) {
            file.execute("CREATE SCHEMA " + Sql.quote(file.catalog()) + ".ds", "CREATE TABLE "
                    + Sql.quote(file.catalog()) + ".ds.t AS SELECT 42 AS i");
            assertEquals("42", ask("SELECT i FROM t"));
            assertEquals(file.catalog(), ask("SELECT current_database()"));
        }
        assertTrue(ServingNote.of(folder.resolve("a b's.c.duckdb")).isEmpty());
        try (Connection again = DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("a b's.c.duckdb"));
                ResultSet rows = again.createStatement().executeQuery("SELECT i FROM ds.t")) {
            assertTrue(rows.next());
        }
    }

    @Test
    void aPortThatIsTakenIsASentenceAndLeavesTheFileClosed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Problem problem = assertThrows(Problem.class, () -> open(taken.getLocalPort()));
            assertTrue(problem.getMessage().startsWith("Port " + taken.getLocalPort()), problem.getMessage());
            assertEquals(2, problem.exitCode());
        }
        DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("a b's.c.duckdb")).close();
    }
}
