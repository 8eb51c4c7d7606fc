package load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import change.GivenNames;
import change.TableChanges;
import change.TableChanges.Append;
import change.TableChanges.Merge;
import config.CdcConfig;
import config.SchemaContract;
import destination.Dialect;
import destination.Widening;
import dlt.DltColumn;
import dlt.Table;
import dlt.WriteDisposition;
import event.Sample;
import event.TableId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import load.Evolution.Placed;
import org.junit.jupiter.api.Test;

/** A source schema meets a destination table; the DDL is run on DuckDB. */
class EvolutionTest {

    private static final TableId USERS = new TableId("public", "users");
    private static final OwnColumns OWN = own("deleted", "__op");

    // ---------------------------------------------------------------------------------------------- new tables

    @Test
    void aNewMergeTableHasItsKeyNotNullThenOurColumnThenDlts() throws SQLException {
        Evolution evolution = merge(null, "id INTEGER", "Full Name VARCHAR");
        assertEquals(List.of("id INTEGER NOT NULL", "full_name VARCHAR", "deleted BOOLEAN",
                "_dlt_load_id VARCHAR NOT NULL",
                "_dlt_id VARCHAR NOT NULL"), columnsAfter(List.of(), evolution));
        assertEquals(List.of(new Placed("id", "id", "id", "INTEGER", null), new Placed("Full Name", "full_name",
                "full_name", "VARCHAR", null)),
                evolution.placed());
        assertEquals(WriteDisposition.MERGE, evolution.table().disposition());
        assertEquals(List.of("id"), evolution.table().keys().stream().map(DltColumn::name).toList());
    }

    @Test
    void aNewAppendTableHasOurFourColumns() throws SQLException {
        Evolution evolution = append(null, OWN, "id INTEGER", "deleted BOOLEAN");
        assertEquals(List.of("id INTEGER", "deleted BOOLEAN", "__op VARCHAR", "__source_ts TIMESTAMP WITH TIME ZONE",
                "__position VARCHAR", "__seq BIGINT", "_dlt_load_id VARCHAR NOT NULL", "_dlt_id VARCHAR NOT NULL"),
                columnsAfter(List.of(), evolution));
    }

    @Test
    void everyTypeThatIsLoadedCanBeMade() throws SQLException {
        String[] types = {"BOOLEAN", "SMALLINT", "INTEGER", "BIGINT", "FLOAT", "DOUBLE", "DECIMAL(12,2)",
                "DECIMAL(38,9)",
            "VARCHAR", "UUID", "JSON", "BLOB", "DATE", "TIME", "TIMESTAMP", "TIMESTAMPTZ", "INTERVAL", "INTEGER[]"};
        String[] columns = new String[types.length];
        for (int i = 0; i < types.length; i++) {
            columns[i] = "c" + i + "x " + types[i];
        }
        Evolution evolution = append(null, OWN, columns);
        assertEquals(types.length + 6, columnsAfter(List.of(), evolution).size());
        Evolution again = append(evolution.table(), OWN, columns);
        assertEquals(List.of(), again.ddl());
    }

    // -------------------------------------------------------------------------------------------- schema changes

    @Test
    void anUnchangedTableNeedsNoDdl() {
        assertEquals(List.of(), merge(merge(null, "id INTEGER", "name VARCHAR").table(), "id INTEGER",
                "name VARCHAR").ddl());
    }

    @Test
    void anAddedColumnIsAddedAtTheEndAndADroppedOneStays() throws SQLException {
        Evolution first = merge(null, "id INTEGER", "name VARCHAR");
        Evolution second = merge(first.table(), "id INTEGER", "age SMALLINT");
        assertEquals(List.of("id INTEGER NOT NULL", "name VARCHAR", "deleted BOOLEAN",
                "_dlt_load_id VARCHAR NOT NULL",
                "_dlt_id VARCHAR NOT NULL", "age SMALLINT"), columnsAfter(first.ddl(), second));
        assertEquals(List.of("id", "age"), second.placed().stream().map(Placed::column).toList());
    }

    @Test
    void aTableOfAnotherModeGetsOurColumnsAdded() throws SQLException {
        Evolution first = merge(null, "id INTEGER");
        Evolution second = append(first.table(), OWN, "id INTEGER");
        assertTrue(columnsAfter(first.ddl(), second).containsAll(List.of("deleted BOOLEAN", "__op VARCHAR",
                "__seq BIGINT")));
    }

    @Test
    void aWiderTypeWidensTheColumnAndKeepsItsValues() throws SQLException {
        Evolution first = append(null, OWN, "a SMALLINT", "b DECIMAL(10,2)", "c FLOAT", "d BIGINT", "e BIGINT");
        Evolution second = append(first.table(), OWN, "a BIGINT", "b DECIMAL(14,4)", "c DOUBLE", "d INTEGER",
                "e DECIMAL(38,0)");
        try (Connection db = DriverManager.getConnection("jdbc:duckdb:"); Statement sql = db.createStatement()) {
            run(sql, first.ddl());
            sql.execute("INSERT INTO t SELECT -32768, 12345678.91, 0.5, 9223372036854775807, 1,"
                    + " 'insert', now(), '', 1, 'l', 'i'");
            run(sql, second.ddl());
            try (ResultSet row = sql.executeQuery(
                    "SELECT a::VARCHAR || ' ' || b || ' ' || c || ' ' || d || ' ' || e FROM t")) {
                row.next();
                assertEquals("-32768 12345678.9100 0.5 9223372036854775807 1", row.getString(1));
            }
        }
        assertEquals(List.of("a", "b", "c", "d", "e"), second.placed().stream().map(Placed::column).toList());
        assertEquals(List.of("BIGINT", "DECIMAL(14,4)", "DOUBLE", "BIGINT", "DECIMAL(38,0)"),
                second.table().columns().subList(0, 5).stream().map(DltColumn::type).toList());
    }

    @Test
    void anyOtherTypeGoesToAVariantColumnNamedByDltsWord() throws SQLException {
        Evolution first = append(null, OWN, "v INTEGER");
        Evolution text = append(first.table(), OWN, "v VARCHAR");
        assertEquals("v__v_text", text.placed().get(0).column());
        assertTrue(columnsAfter(first.ddl(), text).contains("v__v_text VARCHAR"));
        Evolution again = append(text.table(), OWN, "v VARCHAR");
        assertEquals(List.of(), again.ddl());
        assertEquals("v__v_text", again.placed().get(0).column());
        assertEquals("v", append(text.table(), OWN, "v INTEGER").placed().get(0).column());
        assertEquals("v__v_timestamp", append(text.table(), OWN, "v TIMESTAMPTZ").placed().get(0).column());
        Evolution small = append(text.table(), OWN, "v BOOLEAN");
        assertEquals("v__v_bool", small.placed().get(0).column());
        assertTrue(small.table().columns().stream().filter(c -> c.name().equals("v__v_bool"))
                .allMatch(DltColumn::variant));
    }

    @Test
    void aVariantColumnIsWidenedToo() {
        Table first = append(null, OWN, "v VARCHAR").table();
        Table small = append(first, OWN, "v SMALLINT").table();
        Evolution wide = append(small, OWN, "v BIGINT");
        assertEquals("v__v_bigint", wide.placed().get(0).column());
        assertEquals(List.of("ALTER TABLE t ALTER COLUMN \"v__v_bigint\" SET DATA TYPE BIGINT"), wide.ddl());
    }

    @Test
    void misfitsGetATextVariantOnlyWhenTheyCome() {
        Table table = append(null, OWN, "v DECIMAL(38,9)").table();
        assertFalse(table.columns().stream().anyMatch(c -> c.name().equals("v__v_text")));
        Append changes = new Append(USERS, Sample.schema("v DECIMAL(38,9)"), List.of("v"), 1, List.of());
        Evolution evolution = Evolution.of(table, "t", "t", changes, OWN.in(WriteDisposition.APPEND), List.of(),
                SchemaContract.NONE, new GivenNames(Map.of()), Dialect.DUCKDB);
        assertEquals(new Placed("v", "v", "v", "DECIMAL(38,9)", "v__v_text"), evolution.placed().get(0));
        assertEquals(List.of("ALTER TABLE t ADD COLUMN \"v__v_text\" VARCHAR"), evolution.ddl());
    }

    @Test
    void theWideningLatticeLosesNothing() {
        String[][] holds = {{"BIGINT", "SMALLINT"}, {"INTEGER", "INTEGER"}, {"DOUBLE", "FLOAT"}, {"DOUBLE",
                "INTEGER"},
            {"DECIMAL(19,0)", "BIGINT"}, {"DECIMAL(12,2)", "INTEGER"}, {"DECIMAL(14,4)", "DECIMAL(12,2)"}};
        for (String[] pair : holds) {
            assertTrue(Widening.holds(pair[0], pair[1]), pair[0] + " holds " + pair[1]);
        }
        String[][] not = {{"SMALLINT", "BIGINT"}, {"FLOAT", "DOUBLE"}, {"DOUBLE", "BIGINT"}, {"FLOAT", "INTEGER"},
            {"DECIMAL(18,0)", "BIGINT"}, {"DECIMAL(11,2)", "INTEGER"}, {"DECIMAL(12,4)", "DECIMAL(12,2)"},
            {"DOUBLE", "DECIMAL(12,2)"}, {"VARCHAR", "INTEGER"}, {"TIMESTAMP", "TIMESTAMPTZ"}, {"JSON", "VARCHAR"}};
        for (String[] pair : not) {
            assertFalse(Widening.holds(pair[0], pair[1]), pair[0] + " does not hold " + pair[1]);
        }
        assertEquals("DECIMAL(14,4)", Widening.of("DECIMAL(12,2)", "DECIMAL(8,4)"));
        assertEquals("BIGINT", Widening.of("INTEGER", "BIGINT"));
        assertEquals("BIGINT", Widening.of("INTEGER", "UINTEGER"));
        assertEquals("BIGINT", Widening.of("UINTEGER", "TINYINT"));
        assertEquals("UBIGINT", Widening.of("UINTEGER", "UBIGINT"));
        assertEquals("HUGEINT", Widening.of("BIGINT", "UBIGINT"));
        assertNull(Widening.of("DECIMAL(38,0)", "DECIMAL(38,9)"));
        assertNull(Widening.of("BIGINT", "DOUBLE"));
        assertNull(Widening.of("TIMESTAMP", "TIMESTAMPTZ"));
    }

    // -------------------------------------------------------------------------------------------------- collisions

    @Test
    void twoColumnsWithOneNormalisedNameAreAConfigProblemWithTheWayOut() {
        problem(() -> append(null, OWN, "userName VARCHAR", "user_name VARCHAR"), "userName", "user_name",
                "public.users",
                "column_exclude_list");
    }

    @Test
    void aSourceColumnNamedLikeAVariantColumnOfAnotherIsAConfigProblem() {
        problem(() -> append(null, OWN, "v VARCHAR", "v__v_text VARCHAR"), "v__v_text", "variant", "public.users");
    }

    @Test
    void aSourceColumnNamedLikeOursIsAConfigProblemThatNamesTheSetting() {
        problem(() -> merge(null, "id INTEGER", "Deleted BOOLEAN"), "Deleted", "public.users", "deleted_column");
        problem(() -> merge(null, "id INTEGER", "__deleted BOOLEAN"), "__deleted", "deleted_column");
        problem(() -> append(null, own("deleted", "op"), "__op VARCHAR"), "__op", "op_column");
    }

    @Test
    void theSettingIsNamedAlsoWhenOurColumnHasBeenRenamed() {
        OwnColumns renamed = own("is_gone", "action");
        problem(() -> merge(null, renamed, "id INTEGER", "is_gone BOOLEAN"), "is_gone", "deleted_column");
        problem(() -> append(null, renamed, "action VARCHAR"), "action", " op_column");
    }

    @Test
    void ourDefaultNamesInAppendCannotBeMetByASourceColumn() {
        assertEquals(List.of("op", "seq", "deleted"), append(null, OWN, "__op VARCHAR", "__seq BIGINT",
                "deleted BOOLEAN")
                .placed().stream().map(Placed::column).toList());
    }

    @Test
    void aSourceColumnNamedLikeDltsIsAConfigProblemWithTheWayOut() {
        problem(() -> append(null, OWN, "_dlt_id VARCHAR"), "_dlt_id", "column_exclude_list");
        problem(() -> merge(null, "id INTEGER", "_dlt_load_id VARCHAR"), "_dlt_load_id", "column_exclude_list");
    }

    @Test
    void twoTablesWithOneNameAreAConfigProblemUnlessNamedApart() {
        TableNames names = new TableNames(Map.of());
        assertEquals("users", names.of(USERS));
        assertEquals("users", names.of(USERS));
        problem(() -> names.of(new TableId("audit", "Users")), "public.users", "audit.Users",
                "[cdc_settings.table_names]");
        TableNames apart = new TableNames(Map.of("audit.users", "audit_users", "public.users", "people"));
        assertEquals("people", apart.of(USERS));
        assertEquals("audit_users", apart.of(new TableId("audit", "users")));
    }

    // ----------------------------------------------------------------------------------------------------- material

    private static OwnColumns own(String deleted, String op) {
        return OwnColumns.of(new CdcConfig.Columns(deleted, op, "__source_ts", "__position", "__seq"));
    }

    private static void problem(Runnable work, String... parts) {
        Problem problem = assertThrows(Problem.class, work::run);
        assertEquals(2, problem.exitCode());
        for (String part : parts) {
            assertTrue(problem.getMessage().contains(part), "'" + part + "' in: " + problem.getMessage());
        }
    }

    private static Evolution merge(Table existing, String... columns) {
        return merge(existing, OWN, columns);
    }

    private static Evolution merge(Table existing, OwnColumns own, String... columns) {
        TableChanges changes = new Merge(USERS, Sample.schema(columns), List.of(), 1, List.of("id"), false, List.of(),
                List.of());
        return Evolution.of(existing, "t", "t", changes, own.in(WriteDisposition.MERGE), List.of("id"),
                SchemaContract.NONE, new GivenNames(Map.of()), Dialect.DUCKDB);
    }

    private static Evolution append(Table existing, OwnColumns own, String... columns) {
        TableChanges changes = new Append(USERS, Sample.schema(columns), List.of(), 1, List.of());
        return Evolution.of(existing, "t", "t", changes, own.in(WriteDisposition.APPEND), List.of(),
                SchemaContract.NONE, new GivenNames(Map.of()), Dialect.DUCKDB);
    }

    private static void run(Statement sql, List<String> statements) throws SQLException {
        for (String statement : statements) {
            sql.execute(statement);
        }
    }

    private static List<String> columnsAfter(List<String> before, Evolution evolution) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (Connection db = DriverManager.getConnection("jdbc:duckdb:"); Statement sql = db.createStatement()) {
            run(sql, before);
            run(sql, evolution.ddl());
            try (ResultSet rows = sql.executeQuery("SELECT column_name || ' ' || data_type || CASE"
                    + " WHEN is_nullable THEN '' ELSE ' NOT NULL' END FROM duckdb_columns() WHERE table_name = 't'"
                    + " ORDER BY column_index")) {
                while (rows.next()) {
                    columns.add(rows.getString(1));
                }
            }
        }
        assertEquals(columns.stream().map(c -> c.split(" ")[0]).toList(),
                evolution.table().columns().stream().map(DltColumn::name).toList(), "the table as planned");
        return columns;
    }
}
