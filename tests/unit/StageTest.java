package destination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import destination.Stage.StageColumn;
import destination.duckdb.DuckDb;
import event.ColumnType.Misfit;
import event.ColumnType.Unchanged;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows through DuckDB's Appender into a temporary table and back. */
class StageTest {

    private static final UUID ID = UUID.fromString("ffffffff-2222-3333-8444-555555555555");

    /** Type, loaded value, and what DuckDB shows for it. */
    private static final Object[][] VALUES = {
        {"BOOLEAN", true, "true"},
        {"TINYINT", Byte.MIN_VALUE, "-128"},
        {"UTINYINT", (byte) 255, "255"},
        {"SMALLINT", Short.MIN_VALUE, "-32768"},
        {"USMALLINT", (short) 65535, "65535"},
        {"INTEGER", Integer.MIN_VALUE, "-2147483648"},
        {"UINTEGER", -1, "4294967295"},
        {"BIGINT", Long.MIN_VALUE, "-9223372036854775808"},
        {"UBIGINT", -1L, "18446744073709551615"},
        {"FLOAT", 0.1f, "0.1"},
        {"FLOAT", Float.NaN, "nan"},
        {"DOUBLE", Double.NEGATIVE_INFINITY, "-inf"},
        {"DOUBLE", 0.1 + 0.2, "0.30000000000000004"},
        {"DECIMAL(4,2)", new BigDecimal("-99.99"), "-99.99"},
        {"DECIMAL(9,0)", new BigDecimal("999999999"), "999999999"},
        {"DECIMAL(18,6)", new BigDecimal("123456789012.000001"), "123456789012.000001"},
        {"DECIMAL(38,9)", new BigDecimal("-99999999999999999999999999999.999999999"),
                "-99999999999999999999999999999.999999999"},
        {"VARCHAR", "ä€\uD83D\uDE00'\"", "ä€\uD83D\uDE00'\""},
        {"VARCHAR", "", ""},
        {"JSON", "{\"a\": [1, null]}", "{\"a\": [1, null]}"},
        {"UUID", ID, ID.toString()},
        {"BLOB", new byte[] {0, 65, -1}, "\\x00A\\xFF"},
        {"BLOB", new byte[0], ""},
        {"DATE", -1, "1969-12-31"},
        {"DATE", 2_932_896, "9999-12-31"},
        {"DATE", -719_529, "0002-12-31 (BC)"},
        {"TIME", 86_399_999_999L, "23:59:59.999999"},
        {"TIMESTAMP", -1L, "1969-12-31 23:59:59.999999"},
        {"TIMESTAMPTZ", 1_700_000_000_123_456L, "2023-11-14 22:13:20.123456+00"},
        {"TIMESTAMP_NS", 1_700_000_000_123_456_789L, "2023-11-14 22:13:20.123456789"},
        {"TIMESTAMP_NS", -9_223_286_400_000_000_000L, "1677-09-22 00:00:00"},
        {"TIMESTAMP_NS", Long.MAX_VALUE - 1, "2262-04-11 23:47:16.854775806"},
        {"INTERVAL", "1 year 2 months 3 days 04:05:06.789", "1 year 2 months 3 days 04:05:06.789"},
        {"HUGEINT", "170141183460469231731687303715884105727", "170141183460469231731687303715884105727"},
        {"INTEGER[]", Arrays.asList(1, null, 3), "[1, NULL, 3]"},
        {"VARCHAR[]", List.of("a", "b, c"), "[a, 'b, c']"},
        {"DATE[]", Arrays.asList(-1, null), "[1969-12-31, NULL]"},
        {"TIMESTAMP_NS[]", Arrays.asList(-1L, null), "['1969-12-31 23:59:59.999999999', NULL]"},
        {"TIMESTAMPTZ[]", List.of(-1L), "['1969-12-31 23:59:59.999999+00']"},
    };

    @TempDir
    Path folder;
    private DuckDb duckdb;

    @BeforeEach
    void open() {
        duckdb = DuckDbTest.open(folder.resolve("x.duckdb"), new ArrayList<>(), () -> false);
    }

    @AfterEach
    void close() {
        duckdb.close();
    }

    @Test
    void everyTypeComesBackAsItWentInAndSoDoesNull() throws SQLException {
        for (Object[] value : VALUES) {
            StageColumn column = new StageColumn("c", (String) value[0]);
            try (Stage stage = duckdb.stage("one", List.of(column))) {
                stage.append(value[1]);
                stage.append((Object) null);
                stage.flush();
                List<List<Object>> rows = duckdb.query("SELECT CAST(" + column.expression() + " AS VARCHAR), typeof("
                        + column.expression() + ") FROM " + stage.table() + " AS s");
                assertEquals(value[2], rows.get(0).get(0), value[0] + " " + value[2]);
                assertEquals(((String) value[0]).replace("TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE"),
                        rows.get(0).get(1));
                assertNull(rows.get(1).get(0), value[0] + " NULL");
            }
        }
    }

    @Test
    void allTypesTogetherKeepTheirPlaces() throws SQLException {
        List<StageColumn> columns = new ArrayList<>();
        Object[] row = new Object[VALUES.length];
        for (int i = 0; i < VALUES.length; i++) {
            columns.add(new StageColumn("c" + i, (String) VALUES[i][0]));
            row[i] = VALUES[i][1];
        }
        try (Stage stage = duckdb.stage("all", columns)) {
            stage.append(row);
            stage.append(new Object[VALUES.length]);
            stage.flush();
            List<List<Object>> rows = duckdb.query("SELECT COLUMNS(*)::VARCHAR FROM " + stage.table());
            assertEquals(Arrays.stream(VALUES).map(v -> v[2]).toList(), rows.get(0));
            assertTrue(rows.get(1).stream().allMatch(v -> v == null));
        }
    }

    @Test
    void whatIsUnchangedOrAMisfitIsStagedAsNull() throws SQLException {
        try (Stage stage = duckdb.stage("x", List.of(new StageColumn("a", "INTEGER"), new StageColumn("b",
                "BLOB")))) {
            stage.append(Unchanged.VALUE, new Misfit("1e99"));
            stage.flush();
            assertEquals(Arrays.asList(null, null), duckdb.query("FROM " + stage.table()).get(0));
        }
    }

    @Test
    void everyRowOfManyIsThereAfterTheFlush() throws SQLException {
        try (Stage stage = duckdb.stage("many", List.of(new StageColumn("i", "BIGINT"), new StageColumn("t",
                "VARCHAR")))) {
            for (long i = 0; i < 10_001; i++) {
                stage.append(i, "row " + i);
            }
            stage.flush();
            assertEquals(List.of(10_001L, 50_005_000L),
                    duckdb.query("SELECT count(*), sum(i)::BIGINT FROM " + stage.table()).get(0));
        }
    }

    @Test
    void aValueOfAnotherClassIsAProblemThatNamesTheStage() {
        try (Stage stage = duckdb.stage("wrong", List.of(new StageColumn("i", "INTEGER")))) {
            Problem problem = assertThrows(Problem.class, () -> stage.append("text"));
            assertEquals(1, problem.exitCode());
            assertTrue(problem.getMessage().contains("wrong"), problem.getMessage());
        }
    }

    @Test
    void aClosedStageIsGoneAndItsNameFree() throws SQLException {
        for (String type : List.of("INTEGER", "VARCHAR")) {
            try (Stage stage = duckdb.stage("same", List.of(new StageColumn("i", type)))) {
                stage.flush();
            }
        }
        assertEquals(0L, duckdb.query("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'same'").get(0).get(0));
    }
}
