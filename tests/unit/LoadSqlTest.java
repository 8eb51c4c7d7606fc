package load;

import static event.Sample.SAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import event.ColumnType.Misfit;
import event.Sample;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What table changes do to the rows of a real DuckDB file. */
class LoadSqlTest {

    private static final Map<String, List<String>> BY_ID = Map.of("users", List.of("id"));
    private static final String MERGED = "SELECT id, name, note, deleted FROM T.users ORDER BY id";
    private static final String APPENDED = "SELECT __op, id, name, note FROM T.users ORDER BY __seq";

    @TempDir
    Path folder;
    private final Sample users = Sample.table("users", 1, "id INTEGER", "name VARCHAR", "note VARCHAR");
    private LoaderRun run;

    private LoaderRun with(Map<String, List<String>> keys) {
        run = new LoaderRun(folder, keys);
        return run;
    }

    @AfterEach
    void stop() {
        run.close();
    }

    // -------------------------------------------------------------------------------------------------------- MERGE

    @Test
    void mergeKeepsOneRowAKey() {
        with(BY_ID).load(users.insert(1, "a", "n"), users.insert(2, "b", "n")).load(users.update(1, "c", null),
                users.insert(3, "d", "n"));
        assertEquals(List.of("1 c null false", "2 b n false", "3 d n false"), run.rows(MERGED));
    }

    @Test
    void aDeletedRowKeepsItsValuesThoughTheSourceLogsOnlyTheKey() {
        with(BY_ID).load(users.insert(1, "a", "n"), users.insert(2, "b", "n")).load(users.delete(1));
        assertEquals(List.of("1 a n true", "2 b n false"), run.rows(MERGED));
        assertEquals(run.loads.get(1).loadId(), run.one("SELECT _dlt_load_id FROM T.users WHERE id = 1"));
    }

    @Test
    void aDeleteOfARowThatWasNeverSeenIsKeptWithWhatIsKnown() {
        with(BY_ID).load(users.delete(1, "a")).load(users.insert(2, "b", "n"), users.delete(3));
        assertEquals(List.of("1 a null true", "2 b n false", "3 null null true"), run.rows(MERGED));
    }

    @Test
    void aRowThatComesBackLives() {
        with(BY_ID).load(users.insert(1, "a", "n")).load(users.delete(1)).load(users.insert(1, "b", "n"));
        assertEquals(List.of("1 b n false"), run.rows(MERGED));
    }

    @Test
    void aChangedKeyMarksTheOldRowAndMakesANewOne() {
        with(BY_ID).load(users.insert(1, "a", "long")).load(users.delete(1), users.moved(users.key(1), 2, "a", SAME));
        assertEquals(List.of("1 a long true", "2 a long false"), run.rows(MERGED));
    }

    @Test
    void twoRowsThatSwapTheirKeysKeepTheirOwnUnchangedValues() {
        with(BY_ID).load(users.insert(1, "a", "long a"), users.insert(2, "b", "long b"))
                .load(users.delete(1), users.moved(users.key(1), 3, "a", SAME), users.delete(2),
                        users.moved(users.key(2), 1, "b", SAME), users.delete(3), users.moved(users.key(3), 2, "a",
                                SAME));
        assertEquals(List.of("1 b long b false", "2 a long a false", "3 a long a true"), run.rows(MERGED));
    }

    @Test
    void anUnchangedValueStaysAndOthersOfTheSameColumnAreSet() {
        with(BY_ID).load(users.insert(1, "a", "long"), users.insert(2, "b", "long"), users.insert(3, "c", "long"))
                .load(users.update(1, "A", SAME), users.update(2, "B", "new"), users.update(3, "C", null),
                        users.insert(4, "d", "n"));
        assertEquals(List.of("1 A long false", "2 B new false", "3 C null false", "4 d n false"), run.rows(MERGED));
        assertEquals(List.of(), run.warnings);
    }

    @Test
    void anUnchangedValueOfARowThatIsNotStoredIsNullAndNeverAMark() {
        with(BY_ID).load(users.update(1, "a", SAME)).load(users.update(2, "b", SAME));
        assertEquals(List.of("1 a null false", "2 b null false"), run.rows(MERGED));
        assertEquals(1, run.warnings.size(), "it is told once");
        assertTrue(run.warnings.get(0).contains("table public.users") && run.warnings.get(0).contains("(column note)"),
                run.warnings.get(0));
    }

    @Test
    void anUpdateAndADeleteInOneLoadKeepTheUnchangedValue() {
        with(BY_ID).load(users.insert(1, "a", "long")).load(users.update(1, "b", SAME), users.delete(1));
        assertEquals(List.of("1 b long true"), run.rows(MERGED));
    }

    @Test
    void aTruncateMarksAllThatIsStoredButNotWhatFollows() {
        with(BY_ID).load(users.insert(1, "a", "n"), users.insert(2, "b", "n"))
                .load(users.insert(3, "c", "n"), users.truncate(), users.insert(2, "B", "n"));
        assertEquals(List.of("1 a n true", "2 B n false", "3 c n true"), run.rows(MERGED));
        run.load(users.truncate());
        assertEquals("3", run.one("SELECT count(*) FROM T.users WHERE deleted"));
    }

    @Test
    void aTruncateOfATableThatIsNotThereYetIsHarmless() {
        with(BY_ID).load(users.truncate()).load(users.insert(1, "a", "n"));
        assertEquals(List.of("1 a n false"), run.rows(MERGED));
    }

    @Test
    void compositeKeysMayStandInAnyOrder() {
        Sample orders = Sample.table("orders", 2, "tenant INTEGER", "id VARCHAR", "sum DECIMAL(12,2)");
        with(Map.of("orders", List.of("id", "tenant"))).load(orders.insert(1, "x", new BigDecimal("1.00")),
                orders.insert(2, "x", new BigDecimal("2.00")), orders.insert(1, "y", new BigDecimal("3.00")));
        run.load(orders.update(2, "x", new BigDecimal("4.00")), orders.delete(1, "y"), orders.delete(1, "x"),
                orders.moved(orders.key(1, "x"), 3, "x", SAME));
        assertEquals(List.of("1 x 1.00 true", "1 y 3.00 true", "2 x 4.00 false", "3 x 1.00 false"),
                run.rows("SELECT tenant, id, sum, deleted FROM T.orders ORDER BY tenant, id"));
    }

    @Test
    void keysOfEveryUsualTypeFindTheirRow() {
        UUID uuid = UUID.randomUUID();
        Object[][] keys = {{"VARCHAR", "Ärger 'x'"}, {"UUID", uuid}, {"DECIMAL(20,4)",
                new BigDecimal("12345678.0001")},
            {"BIGINT", Long.MIN_VALUE}, {"DATE", -1}, {"TIMESTAMPTZ", 1_700_000_000_123_456L}, {"BLOB",
                    new byte[] {0, -1}},
            {"BOOLEAN", true}, {"SMALLINT", (short) 7}};
        Map<String, List<String>> configured = new HashMap<>();
        for (int i = 0; i < keys.length; i++) {
            configured.put("t" + i, List.of("k"));
        }
        with(configured);
        for (int i = 0; i < keys.length; i++) {
            Sample table = Sample.table("t" + i, 1, "k " + keys[i][0], "v VARCHAR", "w VARCHAR");
            Object key = keys[i][1];
            run.load(table.insert(key, "a", "long")).load(table.update(key, "b", SAME)).load(table.delete(key));
            assertEquals(List.of("b long true"), run.rows("SELECT v, w, deleted FROM T.t" + i),
                    keys[i][0].toString());
        }
    }

    // ------------------------------------------------------------------------------------------------------- APPEND

    @Test
    void appendKeepsEveryChangeInOrderWithTimeAndPosition() {
        with(Map.of()).load(users.read(1, "a", "n"), users.update(1, "b", "n")).load(users.delete(1),
                users.truncate());
        assertEquals(List.of("snapshot 1 a n", "update 1 b n", "delete 1 null null", "truncate null null null"),
                run.rows(APPENDED));
        assertEquals("4 4 1 4", run.one("SELECT count(DISTINCT __seq), count(DISTINCT __position),"
                + " min(__seq), max(__seq)"
                + " FROM T.users WHERE __position LIKE '0/%' AND epoch_us(__source_ts) >= 1700000000000000"));
    }

    @Test
    void anUnchangedValueOfAnAppendedRowComesFromTheNewestStoredOne() {
        with(Map.of()).load(users.insert(1, "a", "old"), users.update(1, "a", "long"), users.insert(2, "b", "other"))
                .load(users.update(1, "b", SAME), users.update(2, "c", null), users.update(1, "c", SAME));
        assertEquals(List.of("update 1 b long", "update 2 c null", "update 1 c long"), run.rows(APPENDED).subList(3,
                6));
        assertEquals(List.of(), run.warnings);
        run.load(users.update(7, "b", SAME));
        assertEquals(1, run.warnings.size());
    }

    @Test
    void anUnchangedValueFollowsTheRowToItsNewKey() {
        with(Map.of()).load(users.insert(1, "a", "long")).load(users.delete(1), users.moved(users.key(1), 2, "a",
                SAME),
                users.update(2, "b", SAME), users.delete(2), users.moved(users.key(2), 3, "b", SAME));
        assertEquals(List.of("insert 2 a long", "update 2 b long", "delete 2 null null", "insert 3 b long"),
                run.rows(APPENDED).subList(2, 6));
    }

    @Test
    void anUnchangedValueWithoutAKeyIsNullAndNeverAMark() {
        Sample log = Sample.table("log", 0, "line VARCHAR", "note VARCHAR");
        with(Map.of()).load(log.insert("a", "long")).load(log.update("b", SAME));
        assertEquals(List.of("a long", "b null"), run.rows("SELECT line, note FROM T.log ORDER BY __seq"));
    }

    // -------------------------------------------------------------------------------------- values and schema changes

    @Test
    void aMisfitLandsAsTextInItsVariantColumn() {
        Sample sums = Sample.table("sums", 1, "id INTEGER", "v DECIMAL(38,9)");
        with(Map.of("sums", List.of("id"))).load(sums.insert(1, new BigDecimal("1.5").setScale(9)))
                .load(sums.insert(2, new Misfit("1e99")), sums.insert(3, new BigDecimal("2.5").setScale(9)),
                        sums.insert(4));
        assertEquals(List.of("1 1.500000000 null", "2 null 1e99", "3 2.500000000 null", "4 null null"),
                run.rows("SELECT id, v, v__v_text FROM T.sums ORDER BY id"));
        run.load(sums.update(2, BigDecimal.ONE.setScale(9)));
        assertEquals("1.000000000 null", run.one("SELECT v, v__v_text FROM T.sums WHERE id = 2"));
    }

    @Test
    void aSchemaChangeInTheMiddleOfALoadIsOneTransaction() {
        Sample altered = users.altered("id BIGINT", "name VARCHAR", "age SMALLINT", "note VARCHAR");
        with(BY_ID).load(users.insert(1, "a", "n"), users.insert(2, "b", "long"));
        run.load(users.update(1, "A", "n"), users.insert(3, "c", "long c"), users.truncate(), users.insert(2, "b",
                "long"),
                altered.update(2L, "B", (short) 7, SAME), altered.insert(5_000_000_000L, "e", (short) 8, "n"));
        assertEquals(List.of("1 A null n true", "2 B 7 long false", "3 c null long c true", "5000000000 e 8 n false"),
                run.rows("SELECT id, name, age, note, deleted FROM T.users ORDER BY id"));
        assertEquals(2, run.loads.size());
    }

    @Test
    void aSchemaChangeInTheMiddleKeepsTheOrderOfAppendedRows() {
        Sample altered = users.altered("id INTEGER", "name VARCHAR", "note VARCHAR", "age SMALLINT");
        with(Map.of()).load(users.insert(1, "a", "long"), altered.update(1, "b", SAME, (short) 7), altered.truncate(),
                users.insert(2, "c", "n"));
        assertEquals(List.of("insert 1 a long null", "update 1 b long 7", "truncate null null null null",
                "insert 2 c n null"),
                run.rows("SELECT __op, id, name, note, age FROM T.users ORDER BY __seq"));
    }

    @Test
    void aColumnThatTheSourceDroppedIsNullFromThenOn() {
        Sample altered = users.altered("id INTEGER", "name VARCHAR");
        with(BY_ID).load(users.insert(1, "a", "n"), users.insert(2, "b", "n")).load(altered.update(1, "c"),
                altered.delete(2));
        assertEquals(List.of("1 c null false", "2 b n true"), run.rows(MERGED));
    }

    @Test
    void aTypeThatCannotBeWidenedFillsAVariantColumn() {
        Sample altered = users.altered("id INTEGER", "name INTEGER", "note VARCHAR");
        with(BY_ID).load(users.insert(1, "a", "n")).load(altered.insert(2, 22, "n"));
        assertEquals(List.of("1 a null", "2 null 22"),
                run.rows("SELECT id, name, name__v_bigint FROM T.users ORDER BY id"));
    }

    /** ALTER COLUMN id TYPE text logs nothing; the UPDATE after it leaves large values out. */
    @Test
    void anUnchangedValueIsFoundUnderItsKeyThoughThatIsOfAnotherTypeNow() {
        Sample altered = users.altered("id VARCHAR", "name VARCHAR", "note VARCHAR");
        with(BY_ID).load(users.insert(1, "a", "long"), users.insert(2, "b", "n")).load(altered.update("1", "c", SAME));
        assertEquals(List.of("1 c long", "2 b n"), run.rows("SELECT coalesce(id__v_text, id::VARCHAR) k, name, note"
                + " FROM T.users ORDER BY k"));
        run.load(altered.delete("1"), altered.moved(altered.key("1"), "3", "d", SAME));
        assertEquals("d long", run.one("SELECT name, note FROM T.users WHERE id__v_text = '3'"));
    }

    @Test
    void inAppendToo() {
        Sample altered = users.altered("id VARCHAR", "name VARCHAR", "note VARCHAR");
        with(Map.of()).load(users.insert(1, "a", "old"), users.update(1, "a", "long"), users.insert(2, "b", "n"))
                .load(altered.update("1", "c", SAME)).load(altered.update("2", "d", SAME),
                        altered.update("1", "e", SAME));
        assertEquals(List.of("1 c long", "2 d n", "1 e long"),
                run.rows("SELECT id__v_text, name, note FROM T.users ORDER BY __seq").subList(3, 6));
    }

    @Test
    void namesAreNormalisedAndQuoted() {
        Sample odd = Sample.table("Select", 1, "Order INTEGER", "from VARCHAR", "Größe \"x\" VARCHAR");
        with(Map.of("Select", List.of("Order"))).load(odd.insert(1, "a", "b")).load(odd.update(1, "c", SAME));
        List<String> columns = run.rows("SELECT column_name FROM duckdb_columns() WHERE table_name = 'select'"
                + " AND database_name = 'dest' ORDER BY column_index");
        assertEquals("1 c b false", run.one("SELECT * EXCLUDE (_dlt_id, _dlt_load_id) FROM T.\"select\""));
        assertTrue(columns.containsAll(List.of("order", "from")), columns.toString());
    }
}
