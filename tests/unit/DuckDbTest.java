package destination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import base.Problem;
import base.Sql;
import config.CdcConfig;
import config.DebeziumProperties;
import config.Target;
import destination.duckdb.DuckDb;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import watch.Watch;

/** The DuckDB file, shared with other processes. */
class DuckDbTest {

    /** Another process that has the file open: {@code FILE MILLISECONDS}. */
    static final class Reader {
        public static void main(String... args) throws Exception {
            Properties readOnly = new Properties();
            readOnly.setProperty("duckdb.read_only", "true");
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + args[0], readOnly);
                    var rows = connection.createStatement().executeQuery("SELECT count(*) FROM t")) {
                rows.next();
                System.out.println("rows " + rows.getLong(1));
                Thread.sleep(Long.parseLong(args[1]));
            }
        }
    }

    @TempDir
    Path folder;
    private final List<String> waited = new ArrayList<>();

    // ------------------------------------------------------------------------------------------- other processes

    /** A process that has DuckDB's library from a folder for temporary files of its own, uses it and halts. */
    static final class Killed {
        public static void main(String... args) throws Exception {
            Library.load();
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                    var rows = connection.createStatement().executeQuery("SELECT count(*) FROM range(1000000)")) {
                rows.next();
                System.out.println("rows " + rows.getLong(1));
            }
            Runtime.getRuntime().halt(3);
        }
    }

    @Test
    void aProcessThatIsKilledLeavesNoLibraryBehind() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/maps")), "Linux deletes files that are in use");
        Process killed = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Djava.io.tmpdir=" + folder, "-cp", System.getProperty("java.class.path"), Killed.class.getName())
                .redirectErrorStream(true).start();
        assertEquals("rows 1000000", firstLine(killed));
        assertEquals(3, killed.waitFor());
        try (var left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void aVersionThatHidesRowsLoadsNone() {
        assertTrue(DuckDbVersion.hindrance("v2.0.0").startsWith("DuckDB v2.0.0 can lose sight of rows"));
        assertEquals("", DuckDbVersion.hindrance("v2.0.1"));
    }

    @Test
    void aLoadWaitsForAReaderSaysWhoItIsAndSucceeds() throws Exception {
        Path file = folder.resolve("x.duckdb");
        try (DuckDb duckdb = open(file, waited, () -> false)) {
            make(duckdb);
            Process reader = reader(file, 2_500);
            try {
                assertEquals("rows 1", firstLine(reader));
                long since = System.nanoTime();
                assertTrue(duckdb.attach());
                long waitedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
                assertTrue(waitedMs > 1_000, "waited " + waitedMs + " ms");
                assertEquals(1, waited.size(), "said once: " + waited);
                assertTrue(waited.get(0).contains("(process " + reader.pid() + ")")
                        && waited.get(0).contains("x.duckdb"),
                        waited.get(0));
                duckdb.inTransaction(() -> duckdb.execute("INSERT INTO dest.t VALUES (2)"));
                assertEquals(2L, duckdb.query("SELECT count(*) FROM dest.t").get(0).get(0));
            }
            finally {
                reader.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void whoGivesUpWaitingGetsAProblemThatNamesTheReader() throws Exception {
        Path file = folder.resolve("x.duckdb");
        try (DuckDb duckdb = open(file, waited, () -> true)) {
            make(duckdb);
            Process reader = reader(file, 60_000);
            try {
                firstLine(reader);
                Problem problem = assertThrows(Problem.class, duckdb::attach);
                assertEquals(1, problem.exitCode());
                assertTrue(problem.getMessage().contains("(process " + reader.pid() + ")"), problem.getMessage());
            }
            finally {
                reader.destroyForcibly().waitFor();
            }
            assertTrue(duckdb.attach(), "and can go on later");
        }
    }

    @Test
    void aReleasedFileCanBeReadByAnotherProcessAndAnAttachedOneCannot() throws Exception {
        Path file = folder.resolve("x.duckdb");
        try (DuckDb duckdb = open(file, waited, () -> false)) {
            make(duckdb);
            Process reader = reader(file, 0);
            assertEquals("rows 1", firstLine(reader));
            assertEquals(0, reader.waitFor());
            duckdb.attach();
            Process refused = reader(file, 0);
            assertTrue(new String(refused.getInputStream().readAllBytes()).contains("Could not set lock"));
            assertTrue(refused.waitFor() != 0);
        }
    }

    // ------------------------------------------------------------------------------------------------ the file itself

    @Test
    void theFileIsMadeSoThatDuckDb12CanReadIt() throws Exception {
        Path file = folder.resolve("new/folder/x.duckdb");
        try (DuckDb duckdb = open(file, waited, () -> false)) {
            assertFalse(duckdb.exists());
            make(duckdb);
            assertTrue(duckdb.exists());
            duckdb.attach();
            assertEquals("v1.2.0+", duckdb.query("SELECT tags['storage_version'] FROM duckdb_databases()"
                    + " WHERE database_name = 'dest'").get(0).get(0));
            duckdb.release();
        }
        ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(65, header.getLong(12), "storage version number of DuckDB 1.2");
    }

    @Test
    void attachingTwiceIsAttachingOnce() {
        try (DuckDb duckdb = open(folder.resolve("x.duckdb"), waited, () -> false)) {
            assertTrue(duckdb.attach());
            assertFalse(duckdb.attach());
            duckdb.release();
            duckdb.release();
            assertTrue(duckdb.attach());
        }
    }

    @Test
    void aFileOfAnotherFormatIsAProblemAndLeftAlone() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.txt"), "not a database ".repeat(1_000));
        try (DuckDb duckdb = open(file, waited, () -> false)) {
            Problem problem = assertThrows(Problem.class, duckdb::attach);
            assertEquals(1, problem.exitCode());
            assertTrue(problem.getMessage().contains("notes.txt") && !problem.getMessage().contains("\n"),
                    problem.getMessage());
        }
        assertTrue(Files.readString(file).startsWith("not a database not"));
    }

    @Test
    void aFolderThatCannotBeMadeIsAProblem() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        try (DuckDb duckdb = open(file.resolve("below/x.duckdb"), waited, () -> false)) {
            assertTrue(assertThrows(Problem.class, duckdb::attach).getMessage().contains("below"));
        }
    }

    @Test
    void aQuoteInThePathIsHarmless() throws SQLException {
        Path file = folder.resolve("it's \"x\".duckdb");
        try (DuckDb duckdb = open(file, waited, () -> false)) {
            make(duckdb);
        }
        assertTrue(Files.exists(file));
        assertEquals("\"a\"\"b\"", Sql.quote("a\"b"));
        assertEquals("'a''b'", Sql.literal("a'b"));
    }

    // --------------------------------------------------------------------------------------------------- transactions

    @Test
    void anErrorRollsBackAllStepsAndTheNextTransactionWorks() throws SQLException {
        try (DuckDb duckdb = open(folder.resolve("x.duckdb"), waited, () -> false)) {
            make(duckdb);
            duckdb.attach();
            Problem problem = assertThrows(Problem.class, () -> duckdb.inTransaction(() -> duckdb.execute(
                    "CREATE TABLE dest.u (i INTEGER)", "INSERT INTO dest.t VALUES (2)", "SELECT 'x'::INTEGER")));
            assertTrue(problem.getMessage().contains("x.duckdb"), problem.getMessage());
            assertThrows(IllegalStateException.class, () -> duckdb.inTransaction(() -> {
                duckdb.execute("INSERT INTO dest.t VALUES (3)");
                throw new IllegalStateException("not of DuckDB");
            }));
            duckdb.inTransaction(() -> assertEquals(1, duckdb.update("INSERT INTO dest.t VALUES (?)", 4)));
            assertEquals(List.of(List.of(1), List.of(4)), duckdb.query("SELECT i FROM dest.t ORDER BY i"));
            assertEquals(0L, duckdb.query("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'u'").get(0).get(0));
        }
    }

    @Test
    void whatIsNotCommittedIsNotInTheFile() throws SQLException {
        Path file = folder.resolve("x.duckdb");
        try (DuckDb duckdb = open(file, waited, () -> false)) {
            make(duckdb);
            duckdb.attach();
            duckdb.execute("BEGIN TRANSACTION", "INSERT INTO dest.t VALUES (2)");
            duckdb.execute("ROLLBACK");
        }
        try (DuckDb duckdb = open(file, waited, () -> false)) {
            duckdb.attach();
            assertEquals(1L, duckdb.query("SELECT count(*) FROM dest.t").get(0).get(0));
        }
    }

    // ------------------------------------------------------------------------------------------------------ material

    static DuckDb open(Path file, List<String> waited, BooleanSupplier givingUp) {
        CdcConfig config = new CdcConfig("pipe", "data", new DebeziumProperties(), Map.of(), Map.of(),
                new CdcConfig.Columns("deleted", "__op", "__source_ts", "__position", "__seq"),
                new CdcConfig.Limits(100, 1 << 20, 1_000, 10), Target.duckdb(file), file.resolveSibling("pipe"));
        return new DuckDb(config, new Watch() {
            @Override
            public void waiting(String sentence, long pauseMs) {
                waited.add(sentence);
            }
        }, givingUp);
    }

    private static void make(DuckDb duckdb) throws SQLException {
        duckdb.attach();
        duckdb.execute("CREATE TABLE dest.t (i INTEGER)", "INSERT INTO dest.t VALUES (1)");
        duckdb.release();
    }

    private static Process reader(Path file, long ms) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Reader.class.getName(), file.toString(), String.valueOf(ms))
                .redirectErrorStream(true).start();
    }

    private static String firstLine(Process process) throws IOException {
        return process.inputReader().lines().filter(line -> !line.startsWith("WARNING")).findFirst().orElse("ended");
    }
}
