package destination.duckdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {

    private Connection connection;
    private Admission admission;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA ds; CREATE SCHEMA other; CREATE TABLE ds.t AS SELECT range AS i, 'ds' AS w"
                    + " FROM range(10); CREATE TABLE other.t AS SELECT 1 AS i, 'other' AS w; CREATE TABLE other.u AS"
                    + " SELECT 1 AS i; CREATE TABLE ds.\"größe\" AS SELECT 7 AS n; CREATE VIEW ds.v AS FROM ds.t;"
                    + " CREATE SEQUENCE ds.s; CREATE TABLE main.m AS SELECT 5 AS i; CREATE MACRO ds.leak(f) AS TABLE"
                    + " SELECT * FROM read_text(f)");
        }
        admission = new Admission(connection, "ds");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private String answer(String sql) throws Exception {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(admission.admit(sql))) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    @Test
    void aTableWithoutASchemaIsTheDatasets() throws Exception {
        assertEquals("10", answer("SELECT count(*) FROM t"));
        assertEquals("10", answer("SELECT count(*) FROM \"t\" AS x WHERE x.i IN (SELECT i FROM t)"));
        assertEquals("10", answer("/* é ü */ SELECT count(*) FROM \"größe\", t"));
        assertEquals("10", answer("SELECT count(*) FROM v"));
        assertEquals("10", answer("WITH x AS (FROM t) SELECT count(*) FROM x"));
        assertEquals("1", answer("SELECT count(*) FROM other.t"));
        assertEquals("1", answer("SELECT count(*) FROM u"));
        assertEquals("5", answer("SELECT i FROM m"));
        assertEquals("i", answer("DESCRIBE t"));
        assertEquals("i", answer("SUMMARIZE t"));
        assertEquals("0", answer("FROM t ORDER BY i LIMIT 1"));
    }

    @Test
    void whatAnAttachedClientSendsIsAnswered() throws Exception {
        assertEquals("memory", answer(" SELECT catalog_name, schema_name FROM information_schema.schemata WHERE"
                + " catalog_name NOT IN ('system', 'temp') ORDER BY ALL "));
        assertEquals("7", answer("SELECT #1 FROM \"größe\""));
        String refused = assertThrows(Admission.Refused.class, () -> admission.admit("SELECT #1, #2 FROM t"))
                .getMessage();
        assertTrue(refused.startsWith("Several datasets of this file have a table t (ds, other)"), refused);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DROP TABLE ds.t", "INSERT INTO ds.t VALUES (1, 'x')", "DELETE FROM ds.t",
        "UPDATE ds.t SET i = 1", "CREATE TABLE ds.x (i INT)", "CREATE TEMP TABLE x (i INT)", "SET threads = 1",
        "RESET threads", "PRAGMA threads = 1", "ATTACH ':memory:' AS z", "DETACH memory", "COPY ds.t TO 'x.csv'",
        "COPY ds.t FROM 'x.csv'", "EXPORT DATABASE 'x'", "IMPORT DATABASE 'x'", "INSTALL httpfs", "LOAD httpfs",
        "CHECKPOINT", "FORCE CHECKPOINT", "VACUUM", "USE ds", "BEGIN", "COMMIT", "ROLLBACK", "CALL checkpoint()",
        "EXPLAIN ANALYZE SELECT 1", "PREPARE p AS SELECT 1", "EXECUTE p", "DEALLOCATE p", "CREATE SECRET (TYPE s3)",
        "MERGE INTO ds.t USING ds.t s ON true WHEN MATCHED THEN DELETE", "TRUNCATE ds.t", "ALTER TABLE ds.t DROP i",
        "-- SELECT\nDROP TABLE ds.t", "/* SELECT */ DROP TABLE ds.t", "WITH x AS (SELECT 1) DELETE FROM ds.t",
        "WITH x AS (SELECT 1) INSERT INTO ds.t SELECT 1, 'x'", "SELECT 1; DROP TABLE ds.t", "SELECT 1; SELECT 2", "",
        "SELECT * FROM read_text('/etc/hostname')", "SELECT * FROM \"READ_TEXT\"('/etc/hostname')",
        "SELECT (SELECT content FROM read_text('/etc/hostname'))", "SELECT * FROM '/etc/hostname'",
        "SELECT * FROM \"x.csv\"", "SELECT * FROM x.csv", "SELECT * FROM main.x.csv", "DESCRIBE 'x.parquet'",
        "SELECT * FROM glob('/*')", "SELECT * FROM query('DROP TABLE ds.t')", "SELECT * FROM query_table(['t'])",
        "SELECT * FROM checkpoint()", "SELECT * FROM force_checkpoint()", "SELECT * FROM duckdb_secrets()",
        "SELECT * FROM duckdb_settings()", "SELECT * FROM quack_stop('x')", "SELECT * FROM quack_serve()",
        "SELECT * FROM quack_active_connections()", "SELECT nextval('ds.s')", "SELECT current_setting('threads')",
        "SELECT * FROM t WHERE i = (SELECT nextval('ds.s'))", "SELECT list_transform([1], lambda x: nextval('ds.s'))",
        "SELECT * FROM sniff_csv('x')", "SELECT sleep_ms(100000)", "SELECT setseed(0.5)", "SELECT write_log('x')",
        "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r) SELECT count(*) FROM r",
        "SELECT count(*) FROM range(1000000) a, range(1000000) b", "SELECT count(*) FROM range(400000000000)",
        "SELECT * FROM leak('/etc/hostname')", "SELECT * FROM ds.leak('/etc/hostname')", "FROM nosuchtable",
        "SELECT * FROM json_execute_serialized_sql('{}')", "SELECT * FROM read_duckdb('x.duckdb')",
        "SELECT * FROM seq_scan('t')", "SELECT * FROM enable_logging()", "not sql at all"})
    void whateverIsNotAPlainSelectIsRefused(String sql) {
        String sentence = assertThrows(Admission.Refused.class, () -> admission.admit(sql)).getMessage();
        assertTrue(sentence.length() > 10, sentence);
    }
}
