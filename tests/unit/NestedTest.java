package load;

import static event.Sample.SAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import config.Retention;
import config.TableChoices;
import dlt.NestedId;
import event.Checkpoint;
import event.ColumnType.Misfit;
import event.Checkpoint.Snapshot;
import event.Reached;
import event.Sample;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code [cdc_settings.nested]}: documents become columns and tables, always those of the rows that are there. */
class NestedTest extends NestedRun {

    @Test
    void idsAreThoseOfDlt() {
        assertEquals("zQ6lQl1X2m5Wdg", NestedId.of("/hdzVLjV5a87TQ", "testc_inventory_customers__lines", 0));
    }

    @Test
    void objectsBecomeColumnsAndListsTables() {
        merge().load(orders.insert(1, "{\"Total Sum\": 7, \"by\": {\"name\": \"c\"}, \"items\": [1, null, 3],"
                + " \"none\": null}"),
                orders.insert(2, TWO), orders.insert(3, null), orders.insert(4, "[[1, 2], []]"));
        assertEquals(List.of("1 7 c", "2 null null", "3 null null", "4 null null"),
                run.rows("SELECT id, lines__total_sum, lines__by__name FROM T.orders ORDER BY id"));
        assertEquals(List.of("0 1", "1 null", "2 3"), run.rows("SELECT _dlt_list_idx, value FROM T.orders__lines__items"
                + " ORDER BY 1"));
        assertEquals(List.of("2 0 a", "2 1 b", "4 0 null", "4 1 null"), lines("id"));
        assertEquals(List.of("2 a x", "2 a y"), tags("id"));
        assertEquals(List.of("1", "2"), run.rows("SELECT value FROM T.orders__lines__list ORDER BY 1"));
        String schema = run.one("SELECT schema FROM T._dlt_version ORDER BY version DESC LIMIT 1");
        assertTrue(schema.contains("\"parent\":\"orders__lines\"") && schema.contains("\"root_key\":true"), schema);
    }

    @Test
    void nestedRowsAreReplacedWithTheirRowAndStayWithAMarkedOne() {
        merge().load(orders.insert(1, TWO), orders.insert(2, TWO));
        run.load(orders.update(1, "[{\"sku\": \"c\", \"qty\": 2}]"), orders.delete(2));
        assertEquals(List.of("1 false 0 c", "2 true 0 a", "2 true 1 b"), lines("id, deleted"));
        run.load(orders.update(1, "{\"sku\": 5}"));
        assertEquals(List.of("2 0 a", "2 1 b"), lines("id"));
        run.load(orders.truncate());
        assertEquals(List.of("2 0 a", "2 1 b"), lines("id"));
    }

    @Test
    void nestedRowsGoWithARowThatIsRemoved() {
        hard().load(orders.insert(1, TWO), orders.insert(2, TWO), orders.insert(3, TWO));
        run.load(orders.delete(2), orders.insert(4, TWO), orders.delete(4));
        assertEquals(List.of("1 0 a", "1 1 b", "3 0 a", "3 1 b"), lines("id"));
        run.load(orders.truncate(), orders.insert(5, TWO));
        assertEquals(List.of("5 0 a", "5 1 b"), lines("id"));
        assertEquals(List.of("5 a x", "5 a y"), tags("id"));
    }

    @Test
    void whatTheSourceLeavesOutOfAChangeStays() {
        merge().load(orders.insert(1, TWO), orders.insert(2, "{\"a\": {\"b\": 1}, \"l\": [1]}"));
        String before = run.one("SELECT _dlt_id FROM T.orders WHERE id = 1");
        run.load(orders.update(1, SAME, "new"), orders.update(2, SAME, "too"));
        assertTrue(!before.equals(run.one("SELECT _dlt_id FROM T.orders WHERE id = 1")));
        assertEquals(List.of("1 new 0 a", "1 new 1 b"), lines("id, note"));
        assertEquals(List.of("1 a x", "1 a y"), tags("id"));
        assertEquals(List.of("1 null", "2 1"), run.rows("SELECT id, lines__a__b FROM T.orders ORDER BY id"));
        assertEquals("1", run.one("SELECT string_agg(value, ' ') FROM T.orders__lines__l"));
        merge().load(orders.update(1, SAME, "x"), orders.update(1, "[{\"sku\": \"z\"}]", "y"), orders.update(1, SAME,
                "again"));
        assertEquals(List.of("1 again 0 z"), lines("id, note"));
        assertEquals(List.of(), tags("id"));
    }

    @Test
    void aChangeOfTheKeyTakesWhatWasLeftOutAlong() {
        merge().load(orders.insert(1, TWO, "n"));
        run.load(orders.delete(1), orders.moved(orders.key(1), 9, SAME, "moved"));
        assertEquals(List.of("1 true 0 a", "1 true 1 b", "9 false 0 a", "9 false 1 b"), lines("id, deleted"));
        assertEquals(List.of("1 a x", "1 a y", "9 a x", "9 a y"), tags("id"));
        hard0();
    }

    private void hard0() {
        stop();
        run = new LoaderRun(folder.resolve("hard"), BY_ID, new TableChoices(Map.of("*", "hard"), Map.of(), null,
                Map.of("orders.lines", "tables")));
        run.load(orders.insert(1, TWO, "n"));
        run.load(orders.delete(1), orders.moved(orders.key(1), 9, SAME, "moved"));
        assertEquals(List.of("9 0 a", "9 1 b"), lines("id"));
        assertEquals(List.of("9 a x", "9 a y"), tags("id"));
    }

    @Test
    void inAppendEveryChangeHasItsOwn() {
        append().load(orders.insert(1, TWO), orders.insert(2, "{\"a\": 1}"));
        run.load(orders.update(1, SAME, "one"), orders.update(1, SAME, "two"), orders.update(2, SAME, "x"));
        run.load(orders.update(1, "[{\"sku\": \"c\"}]", "three"), orders.update(1, SAME, "four"), orders.delete(1));
        run.load(orders.update(2, "{}"), orders.truncate());
        assertEquals(List.of("1 four 0 c", "1 one 0 a", "1 one 1 b", "1 three 0 c", "1 two 0 a", "1 two 1 b",
                "1 null 0 a", "1 null 1 b"), lines("id, note"));
        assertEquals(6, tags("note").size());
        assertEquals(List.of("2 null 1", "2 x 1", "2 null null"), run.rows("SELECT id, note, lines__a FROM T.orders"
                + " WHERE id = 2 ORDER BY __seq"));
    }

    @Test
    void anAttemptThatIsRepeatedLeavesNothingBehind() {
        for (LoaderRun first : List.of(append())) {
            first.pipeline.begin(Map.of());
            first.load(Snapshot.RUNNING, orders.read(1, TWO), orders.read(2, TWO));
        }
        append().pipeline.begin(Map.of());
        run.load(Snapshot.RUNNING, orders.read(1, "[{\"sku\": \"n\"}]"));
        run.load(Snapshot.DONE, orders.read(3, TWO));
        assertEquals(List.of("1 0 n", "3 0 a", "3 1 b"), lines("id"));
        assertEquals(2, tags("id").size());
    }

    @Test
    void anAttemptThatIsRepeatedRemovesWhatHasVanished() {
        hard().pipeline.begin(Map.of());
        run.load(Snapshot.RUNNING, orders.read(1, TWO), orders.read(2, TWO));
        hard().pipeline.begin(Map.of());
        run.load(Snapshot.DONE, orders.read(2, TWO));
        assertEquals(List.of("2 0 a", "2 1 b"), lines("id"));
    }

    @Test
    void aDepthIsCountedAsDltCountsIt() {
        start(BY_ID, "1", Map.of()).load(orders.insert(1, "{\"a\": {\"b\": 1}, \"l\": [1], \"n\": 1}"),
                orders.insert(2, "[{\"x\": {\"y\": 1}, \"z\": 2}]"));
        assertEquals(List.of("1 {\"b\":1} [1] 1", "2 null null null"),
                run.rows("SELECT id, lines__a, lines__l, lines__n FROM T.orders ORDER BY id"));
        assertEquals(List.of("{\"y\":1} 2"), run.rows("SELECT x, z FROM T.orders__lines"));
    }

    @Test
    void whatCannotBeUnpackedIsKeptWhole() {
        merge().load(orders.insert(1, "{\"a b\": 1, \"a-b\": 2, \"l\": [1]}"),
                orders.insert(2, "[{\"_dlt_id\": \"x\"}]"),
                orders.insert(3, "{\"__\": 1}"), orders.insert(4, "{\"a\": 18446744073709551616}"));
        assertEquals(List.of("1 {\"a b\": 1, \"a-b\": 2, \"l\": [1]}", "2 [{\"_dlt_id\": \"x\"}]", "3 {\"__\": 1}",
                "4 null"), run.rows("SELECT id, lines__v_json FROM T.orders ORDER BY id"));
        assertEquals(1, run.warnings.size(), run.warnings.toString());
        assertEquals("18446744073709551616", run.one("SELECT lines__a FROM T.orders WHERE id = 4"));
        assertEquals("orders", run.one("SELECT string_agg(table_name) FROM duckdb_tables() WHERE database_name = 'dest'"
                + " AND NOT starts_with(table_name, '_dlt')"));
        run.load(orders.update(1, SAME, "n"));
        assertEquals("n {\"a b\": 1, \"a-b\": 2, \"l\": [1]}", run.one("SELECT note, lines__v_json FROM T.orders WHERE"
                + " id = 1"));
    }

    @Test
    void whatAColumnWouldHoldWithALossIsKeptWhole() {
        String twice = "{\"a\": 1, \"a\": 2}";
        String half = "{\"a\": \"x\\ud800y\"}";
        String deep = "[".repeat(1_500) + "]".repeat(1_500);
        merge().load(orders.insert(1, twice), orders.insert(2, half), orders.insert(3, deep));
        assertEquals(List.of("1 " + twice, "2 " + half, "3 " + deep), run.rows("SELECT id, lines__v_json FROM T.orders"
                + " ORDER BY id"));
    }

    /** As json with half a surrogate pair is by PostgreSQL's converter. */
    @Test
    void aValueThatIsNoJsonIsText() {
        merge();
        loadMisfits();
    }

    @Test
    void inAppendToo() {
        append();
        loadMisfits();
    }

    private void loadMisfits() {
        run.load(orders.insert(1, new Misfit("{\"a\": \"\\ud800\"}"), "m"), orders.insert(2, "\"text\"", "same"),
                orders.insert(3, TWO, "m"));
        run.load(orders.update(1, SAME, "same"), orders.update(3, new Misfit("x"), "m"));
        run.load(orders.update(3, SAME, "same"));
        assertEquals(List.of("1 {\"a\": \"\\ud800\"} null", "2 null text", "3 x null"), run.rows("SELECT id,"
                + " lines__v_text, lines FROM T.orders WHERE note = 'same' ORDER BY id"));
        assertEquals(0, lines("note").stream().filter(line -> line.startsWith("same")).count());
    }

    /** Each level is a table, and each is copied once. */
    @Test
    void whatIsLeftOutOfAChangeMayBeDeep() {
        merge().load(orders.insert(1, "[".repeat(40) + "7" + "]".repeat(40)));
        run.load(orders.update(1, SAME, "n"));
        String deepest = "T.orders__lines" + "__list".repeat(39);
        assertEquals("7 n", run.one("SELECT value, note FROM " + deepest + " JOIN T.orders o ON o._dlt_id ="
                + " _dlt_root_id"));
        assertIds();
    }

    @Test
    void aColumnThatComesBetweenTwoChangesOfALoadIsNoObstacle() {
        merge().load(orders.insert(1, TWO), orders.insert(2, TWO));
        Sample wider = orders.altered("id INTEGER", "lines JSON", "note VARCHAR", "age INTEGER");
        run.load(orders.update(1, "[{\"sku\": \"c\"}]"), wider.update(2, "[{\"sku\": \"d\", \"n\": 1}]", "x", 7),
                wider.update(1, SAME, "y", 8));
        assertEquals(List.of("1 8 0 c", "2 7 0 d"), lines("id, age"));
    }

    @Test
    void aColumnThatIsDroppedTakesItsRowsAlong() {
        merge().load(orders.insert(1, TWO), orders.insert(2, TWO));
        run.load(orders.altered("id INTEGER", "note VARCHAR").update(1, "n"));
        assertEquals(List.of("2 0 a", "2 1 b"), lines("id"));
    }

    /** A whole table at once would come before it is known what columns its documents need. */
    @Test
    void aTableThatIsReadAtOnceIsReadSingly() {
        var all = BulkTest.all(orders, 3_000, List.of("id"), i -> new Object[] {i, "{\"n\": " + i + ", \"l\": [" + i
                + "]}", "x"});
        merge().load(Snapshot.RUNNING, all);
        run.load(Snapshot.DONE, BulkTest.restOf(all));
        assertEquals("3000 3000", run.one("SELECT count(*), count(*) FILTER (lines__n = id) FROM T.orders"));
        assertEquals("3000", run.one("SELECT count(*) FROM T.orders__lines__l l JOIN T.orders o ON o._dlt_id ="
                + " l._dlt_root_id WHERE l.value = o.id"));
    }

    /** Rows of a transaction that is still open have other row numbers than committed ones. */
    @Test
    void theSecondPartOfOneTransactionIsUnpackedToo() {
        merge();
        for (int part = 1; part <= 2; part++) {
            run.handler.add(List.of(orders.read(part, TWO)));
            run.pipeline.load(run.handler.take(), new Reached(part < 2 ? Snapshot.RUNNING : Snapshot.DONE,
                    Map.of(Checkpoint.WHOLE, true)));
        }
        assertEquals(List.of("1 0 a", "1 1 b", "2 0 a", "2 1 b"), lines("id"));
    }

    @Test
    void anEmptyTableIsMadeToo() {
        var all = BulkTest.all(orders, 0, List.of("id"), i -> new Object[0]);
        merge().load(Snapshot.RUNNING, all);
        run.load(Snapshot.DONE, BulkTest.restOf(all));
        assertEquals("0", run.one("SELECT count(*) FROM T.orders"));
    }

    @Test
    void nestedRowsGoWithThoseThatAreTooOld() {
        stop();
        run = new LoaderRun(folder, Map.of(), new TableChoices(Map.of(), Map.of(), null, Map.of(), Map.of("orders",
                new Retention(0, 1)), Set.of(), Map.of("orders.lines", "tables")));
        run.load(orders.insert(1, TWO), orders.insert(2, TWO));
        assertEquals(List.of("2 0 a", "2 1 b"), lines("id"));
        assertEquals(2, tags("id").size());
    }

    @Test
    void whatIsStagedInPartsIsLoadedWhole() {
        String many = "{\"l\": [" + "1,".repeat(25_000) + "\"x\"], \"a b\": 1";
        merge().load(orders.insert(1, many + "}"), orders.insert(2, many + ", \"a-b\": 1}"), orders.insert(3,
                "{\"l\": [7]}"));
        assertEquals(List.of("1 25001 1", "3 1 0"), run.rows("SELECT id, count(*), count(value__v_text) FROM"
                + " T.orders__lines__l l JOIN T.orders o ON o._dlt_id = l._dlt_root_id GROUP BY id ORDER BY id"));
        assertEquals("2", run.one("SELECT id FROM T.orders WHERE lines__v_json IS NOT NULL"));
    }

    @Test
    void aTableIsDroppedWithThoseThatAreNestedInIt() {
        merge().load(orders.insert(1, TWO));
        Dataset dataset = new Dataset(run.config, run.duckdb, sentence -> { });
        assertEquals(List.of("orders", "orders__lines", "orders__lines__tags"), dataset.tables().stream()
                .map(Dataset.TableInfo::name).toList());
        dataset.drop(List.of("orders"), false);
        assertEquals("0", run.one("SELECT count(*) FROM duckdb_tables() WHERE database_name = 'dest' AND NOT"
                + " starts_with(table_name, '_dlt')"));
        merge().load(orders.insert(2, TWO));
        assertEquals(2, lines("id").size());
    }
}
