package load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import config.CdcConfig.Columns;
import config.SchemaContract;
import config.SchemaContract.Entity;
import config.SchemaContract.Mode;
import config.TableChoices;
import dlt.DltColumn;
import dlt.DltSchema;
import dlt.DltTables;
import dlt.Table;
import dlt.WriteDisposition;
import event.Sample;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run sets right in the destination; tests/test_dlt_turns.sh has dlt itself do the damage. */
class MendingTest {

    private static final String OWN_COLUMNS = "SELECT string_agg(column_name, ' ' ORDER BY column_name)"
            + " FROM duckdb_columns() WHERE database_name = 'dest' AND table_name = 'log' AND column_name LIKE '\\_%'"
            + " ESCAPE '\\' AND column_name NOT LIKE '\\_dlt%' ESCAPE '\\'";

    @TempDir
    Path folder;
    private final Sample log = Sample.table("log", 0, "line VARCHAR");
    private LoaderRun run;

    @AfterEach
    void stop() {
        if (run != null) {
            run.close();
            run = null;
        }
    }

    private LoaderRun start(Columns own) {
        stop();
        run = new LoaderRun(folder, Map.of(), own);
        return run;
    }

    /** Stores a schema that declares, beside what is there, this column of the log. */
    private void declare(String column, String type) throws SQLException {
        store(schema -> schema.with(new Table("log", WriteDisposition.APPEND, List.of(DltColumn.of(column, type)))));
    }

    /** Stores the schema as a text with this in place of that. */
    private void replace(String that, String with) throws SQLException {
        store(schema -> DltSchema.parse(schema.json().replace(that, with)));
    }

    private void store(UnaryOperator<DltSchema> change) throws SQLException {
        run.duckdb.attach();
        DltTables sql = DltTables.of("dest", "data");
        DltSchema schema = change.apply(DltSchema.parse((String) run.duckdb.query(sql.selectSchema(), "pipe").get(0)
                .get(2)));
        run.duckdb.update(sql.insertVersion(), "pipe", schema.version(), schema.engineVersion(), OffsetDateTime.now(),
                "pipe", schema.hash(), schema.json());
        run.pipeline.release();
    }

    private List<String> declared() {
        DltSchema schema = DltSchema.parse(run.one("SELECT schema FROM T._dlt_version ORDER BY inserted_at DESC"));
        run.pipeline.release();
        return schema.columnNames("log");
    }

    @Test
    void declaredColumnsThatDoNotExistAreGoneAfterTheNextLoad() throws SQLException {
        start(Columns.STANDARD).load(log.insert("a"));
        declare("op", "VARCHAR");
        assertTrue(declared().contains("op"), declared().toString());
        run.load(log.insert("b"));
        assertEquals(List.of("line", "__op", "__source_ts", "__position", "__seq", "_dlt_load_id", "_dlt_id"),
                declared());
        assertTrue(run.warnings.get(0).contains("log.op"), run.warnings.toString());
        assertEquals("1", run.one("SELECT count(*) FROM T._dlt_version"), "the wrong version is gone");
        assertEquals(1, run.warnings.size(), run.warnings.toString());
    }

    @Test
    void aStartMendsThemBeforeAnythingIsLoaded() throws SQLException {
        start(Columns.STANDARD).load(log.insert("a"));
        declare("op", "VARCHAR");
        start(Columns.STANDARD);
        assertTrue(run.pipeline.toMend().contains("log.op"), run.pipeline.toMend());
        run.pipeline.mend();
        assertEquals("", run.pipeline.toMend());
        assertEquals("1", run.one("SELECT count(*) FROM T.log"));
        assertTrue(!declared().contains("op"), declared().toString());
        long loads = Long.parseLong(run.one("SELECT count(*) FROM T._dlt_loads"));
        run.pipeline.mend();
        assertEquals(loads, Long.parseLong(run.one("SELECT count(*) FROM T._dlt_loads")), "nothing more to mend");
    }

    /** dlt has it in its schema before a load of dlt's makes the column. */
    @Test
    void aColumnThatIsOnlyDescribedStays() throws SQLException {
        start(Columns.STANDARD).load(log.insert("a"));
        replace("\"line\":{", "\"more\":{\"name\":\"more\",\"description\":\"d\"},\"line\":{");
        run.load(log.insert("b"));
        assertTrue(declared().contains("more"), declared().toString());
        assertEquals(List.of(), run.warnings);
    }

    @Test
    void aTypeThatIsNotTheColumnsIsDeclaredAsItIs() throws SQLException {
        start(Columns.STANDARD).load(log.insert("a"));
        declare("line", "DOUBLE");
        start(Columns.STANDARD);
        assertTrue(run.pipeline.toMend().contains("log.line (it is VARCHAR)"), run.pipeline.toMend());
        run.pipeline.mend();
        assertEquals("", run.pipeline.toMend());
        start(Columns.STANDARD);
        assertEquals("", run.pipeline.toMend());
    }

    @Test
    void aContractThatDltHasForTheTableCounts() throws SQLException {
        start(Columns.STANDARD).load(log.insert("a"));
        replace("\"resource\":\"log\"", "\"resource\":\"log\",\"schema_contract\":{\"columns\":\"freeze\"}");
        Sample wider = Sample.table("log", 0, "line VARCHAR", "more VARCHAR");
        Problem frozen = assertThrows(Problem.class, () -> run.load(wider.insert("b", "c")));
        assertTrue(frozen.getMessage().contains("columns = \"freeze\" in the schema_contract that dlt's schema has"),
                frozen.getMessage());
        start(Columns.STANDARD);
        replace("\"schema_contract\":{\"columns\":\"freeze\"}", "\"schema_contract\":\"discard_value\"");
        run.load(wider.insert("b", "c"));
        assertEquals(List.of("a", "b"), run.rows("SELECT line FROM T.log ORDER BY line"));
        assertEquals("0", run.one("SELECT count(*) FROM duckdb_columns() WHERE column_name = 'more'"));
    }

    /** As after a merge of dlt's; those of a row that is deleted at the source stay with it. */
    @Test
    void whatIsNestedBelowARowGoesWithTheRow() throws SQLException {
        Sample users = Sample.table("users", 1, "id INTEGER", "name VARCHAR");
        run = new LoaderRun(folder, Map.of("users", List.of("id")), Columns.STANDARD);
        run.load(users.insert(1, "a"), users.insert(2, "b"), users.insert(3, "c"));
        run.execute("CREATE TABLE T.users__lines (sku VARCHAR, _dlt_root_id VARCHAR, _dlt_parent_id VARCHAR, _dlt_id"
                + " VARCHAR)");
        run.execute("CREATE TABLE T.users__lines__tags (tag VARCHAR, _dlt_parent_id VARCHAR, _dlt_id VARCHAR)");
        run.execute("INSERT INTO T.users__lines SELECT 'l' || id, _dlt_id, _dlt_id, 'x' || id FROM T.users");
        run.execute("INSERT INTO T.users__lines__tags SELECT 't' || id, 'x' || id, 'y' || id FROM T.users");
        replace("\"tables\":{", "\"tables\":{\"users__lines\":{\"name\":\"users__lines\",\"columns\":{},\"parent\":"
                + "\"users\"},\"users__lines__tags\":{\"name\":\"users__lines__tags\",\"columns\":{},\"parent\":"
                + "\"users__lines\"},");
        run.load(users.update(1, "A"), users.delete(2));
        assertEquals(List.of("l2", "l3"), run.rows("SELECT sku FROM T.users__lines ORDER BY sku"));
        assertEquals(List.of("t2", "t3"), run.rows("SELECT tag FROM T.users__lines__tags ORDER BY tag"));
        assertEquals(List.of("1 A false", "2 b true", "3 c false"),
                run.rows("SELECT id, name, deleted FROM T.users ORDER BY id"));
    }

    /** A load looks at the rows that it replaces, not at all: one that the schema contract keeps has its own still. */
    @Test
    void whatIsNestedBelowARowThatStaysStays() throws SQLException {
        Sample users = Sample.table("users", 1, "id INTEGER", "name VARCHAR");
        run = new LoaderRun(folder, Map.of("users", List.of("id")), new SchemaContract(Map.of(Entity.DATA_TYPE,
                Mode.DISCARD_ROW)));
        run.load(users.insert(1, "a"), users.insert(2, "b"), users.insert(3, "c"));
        nest("orphan");
        run.load(users.altered("id INTEGER", "name BLOB").update(1, new byte[] {1}));
        run.load(users.update(3, "C"));
        assertEquals(List.of("1 a", "2 b", "3 C"), run.rows("SELECT id, name FROM T.users ORDER BY id"));
        assertEquals(List.of("l1", "l2", "orphan"), run.rows("SELECT sku FROM T.users__lines ORDER BY sku"));
    }

    @Test
    void aNestedTableThatAnotherProgramMadeInAnotherWayIsRefused() throws SQLException {
        Sample users = Sample.table("users", 1, "id INTEGER", "lines JSON");
        run = new LoaderRun(folder, Map.of("users", List.of("id")), new TableChoices(Map.of(), Map.of(), null,
                Map.of("users.lines", "tables")));
        run.load(users.insert(1, null));
        nest("x");
        Problem problem = assertThrows(Problem.class, () -> run.load(users.insert(2, "[{\"sku\": \"a\"}]")));
        assertTrue(problem.exitCode() == 2 && problem.getMessage().contains("Table users__lines was made by another"
                + " program, without _dlt_list_idx"), problem.getMessage());
        assertEquals("1", run.one("SELECT count(*) FROM T.users"));
    }

    @Test
    void aContractThatDltHasStoredHoldsForDocuments() throws SQLException {
        Sample users = Sample.table("users", 1, "id INTEGER", "lines JSON");
        run = new LoaderRun(folder, Map.of("users", List.of("id")), new TableChoices(Map.of(), Map.of(), null,
                Map.of("users.lines", "tables")));
        run.load(users.insert(1, "{\"a\": 1}"));
        replace("\"resource\":\"users\"", "\"resource\":\"users\",\"schema_contract\":\"freeze\"");
        run.load(users.insert(3, "{\"a\": 3}"));
        Problem problem = assertThrows(Problem.class, () -> run.load(users.insert(2, "{\"b\": 2}")));
        assertTrue(problem.getMessage().contains("lines__b"), problem.getMessage());
        replace("\"schema_contract\":\"freeze\"", "\"schema_contract\":\"evolve\"");
        run.load(users.insert(2, "{\"b\": 2}"));
        assertEquals("2", run.one("SELECT lines__b FROM T.users WHERE id = 2"));
    }

    /** Nested rows as a program makes them, and one more of no row. */
    private void nest(String orphan) throws SQLException {
        run.execute("CREATE TABLE T.users__lines (sku VARCHAR, _dlt_root_id VARCHAR, _dlt_parent_id VARCHAR, _dlt_id"
                + " VARCHAR)");
        run.execute("INSERT INTO T.users__lines SELECT 'l' || id, _dlt_id, _dlt_id, 'x' || id FROM T.users UNION ALL"
                + " SELECT '" + orphan + "', 'o', 'o', 'o'");
        replace("\"tables\":{", "\"tables\":{\"users__lines\":{\"name\":\"users__lines\",\"columns\":{},\"parent\":"
                + "\"users\"},");
    }

    @Test
    void ourColumnsAreRenamedWhenTheirNamesAreChosenAnew() {
        start(Columns.STANDARD).load(log.insert("a"));
        start(Columns.DLT).pipeline.mend();
        assertEquals("_op _position _seq _source_ts", run.one(OWN_COLUMNS));
        run.load(log.insert("b"));
        assertEquals(List.of("a insert 1", "b insert 2"), run.rows("SELECT line, _op, _seq FROM T.log ORDER BY _seq"));
        assertEquals(List.of("line", "_dlt_load_id", "_dlt_id", "_op", "_source_ts", "_position", "_seq"), declared());
        start(Columns.STANDARD).pipeline.mend();
        assertEquals("__op __position __seq __source_ts", run.one(OWN_COLUMNS));
        assertEquals(List.of(), run.warnings);
    }

    @Test
    void aColumnOfTheSourceOfThatNameStaysAndTheLoadIsRefused() {
        Sample other = Sample.table("log", 0, "line VARCHAR", "_op VARCHAR");
        start(Columns.STANDARD).load(other.insert("a", "mine"));
        start(Columns.DLT).pipeline.mend();
        assertEquals(List.of("mine insert"), run.rows("SELECT _op, __op FROM T.log"));
    }
}
