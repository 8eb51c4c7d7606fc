package load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import config.SchemaContract;
import config.SchemaContract.Entity;
import config.SchemaContract.Mode;
import config.TableChoices;
import event.Checkpoint.Snapshot;
import event.Sample;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A schema contract holds for what documents are unpacked into, too. {@code tests/dlt/nested_random.py} compares it
 * with dlt.
 */
class NestedContractTest {

    private static final Map<String, List<String>> BY_ID = Map.of("orders", List.of("id"));
    private static final TableChoices NESTED = new TableChoices(Map.of(), Map.of(), null,
            Map.of("orders.lines", "tables"));
    private static final String ROWS = "SELECT id, note, lines__a, value FROM T.orders LEFT JOIN T.orders__lines__b ON"
            + " _dlt_root_id = orders._dlt_id ORDER BY ALL";

    @TempDir
    Path folder;
    private final Sample orders = Sample.table("orders", 1, "id INTEGER", "lines JSON", "note VARCHAR");
    private LoaderRun run;

    private LoaderRun start(Entity entity, Mode mode, Map<String, List<String>> keys) {
        stop();
        run = new LoaderRun(folder, keys, NESTED, new SchemaContract(entity == null ? Map.of() : Map.of(entity, mode)));
        return run;
    }

    /** One document in the table, whose columns are a, of a number, and a list b. */
    private LoaderRun after(Entity entity, Mode mode) {
        start(null, null, BY_ID).load(orders.insert(1, "{\"a\": 1, \"b\": [1]}", "old"));
        return start(entity, mode, BY_ID);
    }

    @AfterEach
    void stop() {
        if (run != null) {
            run.close();
            run = null;
        }
    }

    private List<String> rows(String document) {
        run.load(orders.insert(2, document, "new"), orders.update(1, document, "changed"));
        return run.rows(ROWS);
    }

    private int columns(String table) {
        return Integer.parseInt(run.one("SELECT count(*) FROM duckdb_columns() WHERE database_name = 'dest' AND"
                + " table_name = '" + table + "' AND NOT starts_with(column_name, '_dlt')"));
    }

    @Test
    void aNewColumnsValueIsLeftOut() {
        after(Entity.COLUMNS, Mode.DISCARD_VALUE);
        assertEquals(List.of("1 changed 7 8", "2 new 7 8"), rows("{\"a\": 7, \"c\": 7, \"b\": [8]}"));
        assertEquals(List.of("1 changed 9 3", "1 changed 9 null", "2 new 9 3", "2 new 9 null"),
                rows("{\"a\": 9, \"b\": [{\"x\": 1}, 3]}"));
        assertEquals(1, columns("orders__lines__b"));
    }

    @Test
    void aRowWithANewColumnIsLeftOutAndTheOldOneStays() {
        after(Entity.COLUMNS, Mode.DISCARD_ROW);
        assertEquals(List.of("1 old 1 1"), rows("{\"a\": 7, \"c\": 7, \"b\": [8]}"));
        assertEquals(List.of("1 changed 7 8", "2 new 7 8"), rows("{\"a\": 7, \"b\": [{\"x\": 1}, 8]}"));
        assertEquals("1", run.one("SELECT DISTINCT _dlt_list_idx FROM T.orders__lines__b"));
        run.load(orders.delete(1, "{\"a\": 7, \"new\": 1}", "changed"));
        assertEquals("1 true", run.one("SELECT id, deleted FROM T.orders WHERE id = 1"));
    }

    @Test
    void aValueOfAnotherTypeIsLeftOut() {
        after(Entity.DATA_TYPE, Mode.DISCARD_VALUE);
        assertEquals(List.of("1 changed null 8", "1 changed null null", "2 new null 8", "2 new null null"),
                rows("{\"a\": \"x\", \"b\": [8, \"y\"]}"));
        assertEquals(List.of("1 changed null null", "2 new null null"), rows("{\"a\": 1, \"a\": 2}"));
    }

    @Test
    void soIsARowWithIt() {
        after(Entity.DATA_TYPE, Mode.DISCARD_ROW);
        assertEquals(List.of("1 old 1 1"), rows("{\"a\": \"x\", \"b\": [8]}"));
        assertEquals(List.of("1 old 1 1"), rows("{\"a\": 1, \"a\": 2}"));
        assertEquals(List.of("1 changed null 8", "2 new null 8"), rows("{\"b\": [8, \"y\"]}"));
        assertEquals(3, columns("orders") - columns("orders__lines__b"), "no variant has come");
    }

    @ParameterizedTest
    @EnumSource(value = Mode.class, names = {"DISCARD_ROW", "DISCARD_VALUE"})
    void aNewTableAndWhatIsNestedInItIsLeftOut(Mode mode) {
        after(Entity.TABLES, mode);
        assertEquals(List.of("1 changed 7 8", "2 new 7 8"), rows("{\"a\": 7, \"b\": [8], \"c\": [{\"d\": [1]}]}"));
        assertEquals("2", run.one("SELECT count(*) FROM duckdb_tables() WHERE database_name = 'dest' AND"
                + " starts_with(table_name, 'orders')"));
    }

    @ParameterizedTest
    @EnumSource(Entity.class)
    void whatIsFrozenEndsTheRun(Entity entity) {
        String what = after(entity, Mode.FREEZE) == null ? "" : SchemaContract.word(entity) + " = \"freeze\"";
        Problem problem = assertThrows(Problem.class, () -> rows(entity == Entity.TABLES ? "{\"c\": [1]}"
                : entity == Entity.COLUMNS ? "{\"c\": 1}" : "{\"a\": \"x\"}"));
        assertTrue(problem.getMessage().contains(what + " in [cdc_settings.schema_contract]"), problem.getMessage());
        assertEquals(List.of("1 old 1 1"), run.rows(ROWS));
        start(null, null, BY_ID).load(orders.insert(3, "{\"a\": 5}", "goes on"));
        assertEquals("3 goes on 5", run.one("SELECT id, note, lines__a FROM T.orders WHERE id = 3"));
    }

    /** As for any table: a contract is for what comes after the snapshot. */
    @ParameterizedTest
    @EnumSource(Entity.class)
    void aSnapshotBringsWhatItBrings(Entity entity) {
        start(entity, Mode.FREEZE, BY_ID).load(Snapshot.RUNNING, orders.read(1, "{\"a\": 1}", "n"));
        run.load(Snapshot.DONE, orders.read(2, "{\"a\": \"x\", \"c\": 1, \"d\": [1]}", "n"));
        assertEquals("2", run.one("SELECT count(*) FROM T.orders"));
    }

    @Test
    void inAppendToo() {
        start(null, null, Map.of()).load(orders.insert(1, "{\"a\": 1, \"b\": [1]}", "old"));
        start(Entity.COLUMNS, Mode.DISCARD_ROW, Map.of());
        run.load(orders.insert(2, "{\"c\": 1, \"b\": [7]}", "n"), orders.insert(3, "{\"a\": 3, \"b\": [9]}", "n"));
        assertEquals(List.of("1 old 1 1", "3 n 3 9"), run.rows(ROWS));
    }
}
