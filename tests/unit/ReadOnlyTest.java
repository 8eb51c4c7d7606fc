package load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import destination.ReadOnly;
import destination.duckdb.DuckDbReader;
import event.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the verb {@code sql} lets through. In statements, {@code DIR} is a folder with a file {@code a.csv}. */
class ReadOnlyTest {

    @TempDir
    Path folder;
    private Path file;

    @BeforeEach
    void load() throws IOException {
        try (LoaderRun run = new LoaderRun(folder, Map.of())) {
            run.load(Sample.table("t", 1, "id INTEGER").insert(1));
            file = run.config.target().file();
        }
        Files.writeString(folder.resolve("a.csv"), "x\n1\n");
    }

    private void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (statement.execute(sql.replace("DIR", folder.toString()))) {
                try (ResultSet rows = statement.getResultSet()) {
                    while (rows.next()) {
                        rows.getString(1);
                    }
                }
            }
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted().toList();
        }
    }

    /** Each works in a DuckDB without the protection. */
    @ParameterizedTest
    @ValueSource(strings = {"COPY data.t TO 'DIR/out.csv'", "COPY (SELECT 1) TO 'DIR/out.parquet' (FORMAT parquet)",
        "COPY data.t FROM 'DIR/a.csv'", "EXPORT DATABASE 'DIR/out'", "ATTACH 'DIR/other.duckdb' AS o",
        "ATTACH ':memory:' AS m; ATTACH 'DIR/other.duckdb' AS o", "SELECT * FROM read_csv('DIR/a.csv')",
        "SELECT * FROM read_csv_auto('DIR/a.csv')", "SELECT * FROM read_text('DIR/a.csv')",
        "SELECT * FROM read_blob('DIR/*')", "SELECT * FROM glob('DIR/*')", "SELECT * FROM 'DIR/a.csv'",
        "SELECT * FROM sniff_csv('DIR/a.csv')", "SELECT 1; COPY (SELECT 1) TO 'DIR/out.csv'",
        "/* x */ COPY (SELECT 1) TO 'DIR/out.csv' -- y", "WITH a AS (SELECT * FROM read_text('DIR/a.csv')) SELECT *"
                + " FROM a", "CREATE TEMP TABLE c AS SELECT * FROM read_csv('DIR/a.csv')",
        "CREATE TEMP VIEW v AS FROM 'DIR/a.csv'; FROM v", "SET temp_directory = 'DIR/spill'", "SET threads = 1",
        "SET autoinstall_known_extensions = true", "SET extension_directory = 'DIR/ext'",
        "PRAGMA enable_profiling = 'json'; PRAGMA profiling_output = 'DIR/prof.json'", "SET log_query_path = 'DIR/log'",
        "SET secret_directory = 'DIR'", "PREPARE p AS COPY (SELECT 1) TO 'DIR/out.csv'; EXECUTE p",
        "SET file_search_path = 'DIR'; FROM 'a.csv'", "SET enable_external_access = false", "RESET threads"})
    void whatReachesOutsideIsRefused(String sql) throws SQLException, IOException {
        List<Path> before = files();
        try (ReadOnly read = DuckDbReader.open(file, false, 1)) {
            assertThrows(SQLException.class, () -> run(read.connection(), sql));
        }
        assertEquals(before, files(), "nothing is made");
        try (Connection plain = DriverManager.getConnection("jdbc:duckdb:")) {
            run(plain, "CREATE SCHEMA data; CREATE TABLE data.t (id INTEGER)");
            run(plain, sql);        // so that the refusal is the protection's
        }
    }

    /** Also with --unsafe. */
    @ParameterizedTest
    @ValueSource(strings = {"DELETE FROM data.t", "UPDATE data.t SET id = 2", "INSERT INTO data.t SELECT * FROM data.t",
            "DROP TABLE data.t",
        "CREATE TABLE data.u (x INTEGER)", "ALTER TABLE data.t ADD COLUMN z INTEGER", "TRUNCATE data.t",
        "DROP SCHEMA data CASCADE", "CREATE VIEW data.v AS SELECT 1", "CREATE INDEX i ON data.t (id)",
        "SELECT 1; DELETE FROM data.t"})
    void theFileIsNeverChanged(String sql) throws SQLException, IOException {
        byte[] before = Files.readAllBytes(file);
        for (boolean unsafe : new boolean[] {false, true}) {
            try (ReadOnly read = DuckDbReader.open(file, unsafe, 1)) {
                assertThrows(SQLException.class, () -> run(read.connection(), sql));
            }
        }
        assertTrue(java.util.Arrays.equals(before, Files.readAllBytes(file)), "the file is as it was");
        try (Connection plain = DriverManager.getConnection("jdbc:duckdb:" + file)) {
            run(plain, sql);
        }
    }

    /** DuckDB's own protection leaves the file that is open out. */
    @ParameterizedTest
    @ValueSource(strings = {"COPY (SELECT 1) TO 'FILE' (FORMAT csv, USE_TMP_FILE false)",
            "COPY (SELECT 1) TO 'FILE.wal' (FORMAT csv)",
        "COPY (SELECT 1) TO 'FILE.wal' (FORMAT parquet)", "PREPARE p AS COPY (SELECT 1) TO 'FILE.wal'; EXECUTE p",
        "SELECT size FROM read_blob('FILE')", "SET disabled_filesystems = ''; COPY (SELECT 1) TO 'FILE.wal'"})
    void theFileIsNotWrittenOver(String sql) throws SQLException, IOException {
        byte[] before = Files.readAllBytes(file);
        List<Path> there = files();
        try (ReadOnly read = DuckDbReader.open(file, false, 1)) {
            assertThrows(SQLException.class, () -> run(read.connection(), sql.replace("FILE", file.toString())));
            run(read.connection(), "SELECT count(*) FROM data.t");
        }
        assertEquals(there, files());
        assertTrue(java.util.Arrays.equals(before, Files.readAllBytes(file)), "the file is as it was");
    }

    /** These reach for the network, so that what they say has to do. */
    @ParameterizedTest
    @ValueSource(strings = {"INSTALL httpfs", "LOAD httpfs", "LOAD 'DIR/x.duckdb_extension'",
            "INSTALL spatial FROM community",
        "SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')", "SET enable_external_access = true",
        "SET lock_configuration = false", "RESET enable_external_access", "SET access_mode = 'READ_WRITE'",
        "SET allow_unsigned_extensions = true"})
    void whatWouldUndoTheProtectionIsRefused(String sql) {
        try (ReadOnly read = DuckDbReader.open(file, false, 1)) {
            SQLException said = assertThrows(SQLException.class, () -> run(read.connection(), sql));
            assertTrue(said.getMessage().matches("(?s).*(disabled|locked|Cannot (change|enable|set)).*"),
                    said.getMessage());
        }
    }

    @Test
    void aQueryReadsAndUnsafeReachesOtherFiles() throws SQLException {
        try (ReadOnly read = DuckDbReader.open(file, false, 1)) {
            run(read.connection(), "SELECT count(*) FROM data.t");
            run(read.connection(), "CREATE TEMP TABLE own AS SELECT * FROM data.t; SELECT * FROM own");
        }
        try (ReadOnly read = DuckDbReader.open(file, true, 1)) {
            run(read.connection(), "COPY data.t TO 'DIR/out.csv'");
            run(read.connection(), "SELECT * FROM read_csv('DIR/a.csv')");
        }
        assertTrue(Files.exists(folder.resolve("out.csv")));
    }

    @Test
    void aFileThatIsNotThereIsTold() {
        Problem none = assertThrows(Problem.class, () -> DuckDbReader.open(folder.resolve("none.duckdb"), false, 1));
        assertTrue(none.getMessage().contains("none.duckdb"), none.getMessage());
        assertTrue(Files.notExists(folder.resolve("none.duckdb")));
    }
}
