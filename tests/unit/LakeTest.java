package load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import change.DltChangeHandler;
import change.PrimaryKeys;
import destination.Stage.StageColumn;
import event.ChangeEvent;
import event.Checkpoint.Snapshot;
import event.ColumnType.Misfit;
import event.Reached;
import event.Sample;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is DuckLake's own: its known faults ({@code destination/ducklake}), other writers, a second loader. The kind of
 * catalog is {@code CDC_LAKE}, see {@link Lakes}; {@code tests/test_ducklake.sh} runs this with each.
 */
@EnabledIfEnvironmentVariable(named = "CDC_LAKE", matches = ".+")
class LakeTest {

    private static final Map<String, List<String>> BY_ID = Map.of("users", List.of("id"));
    /** More rows than DuckLake puts into its catalog: these go to a Parquet file. */
    private static final int MANY = 2_000;

    @TempDir
    Path folder;
    private final List<LoaderRun> runs = new ArrayList<>();

    private LoaderRun start(Map<String, List<String>> keys) {
        runs.add(new LoaderRun(folder, keys));
        return runs.get(runs.size() - 1);
    }

    @AfterEach
    void stop() {
        runs.forEach(LoaderRun::close);
    }

    // -------------------------------------------------------------------------------------------------- known faults

    /** CREATE, INSERT, ADD COLUMN and UPDATE in one transaction: {@code IS NOT NULL} would find every row. */
    @Test
    void aColumnThatComesWithTheFirstRowsHasItsNulls() {
        Sample table = Sample.table("users", 1, "id INTEGER", "amount DECIMAL(12,2)");
        LoaderRun run = start(Map.of());
        run.pipeline.begin(Map.of("whole", true));
        DltChangeHandler handler = new DltChangeHandler(new PrimaryKeys(Map.of(), Map.of()), run.config.limits(),
                Optional::of, 0);
        handler.add(List.of(BulkTest.all(table, 10_000, List.of(), i -> new Object[]{i, i % 5_000 == 7
                ? new Misfit("NaN") : BigDecimal.valueOf(i, 2)})));
        run.pipeline.load(handler.take(), new Reached(Snapshot.DONE, Map.of("lsn", 1)));
        assertEquals("10000 2 9998 2", run.one("SELECT count(*), count(amount__v_text), count(*) FILTER (WHERE"
                + " amount__v_text IS NULL), count(*) FILTER (WHERE amount__v_text IS NOT NULL) FROM T.users"));
        assertEquals(List.of("7 null NaN", "5007 null NaN"), run.rows("SELECT id, amount, amount__v_text FROM T.users"
                + " WHERE amount__v_text IS NOT NULL ORDER BY id"));
    }

    /** ALTER TYPE and rows in one transaction: a join would find 257 for 1. A wider type has a column of its own. */
    @Test
    void numbersOfAWiderTypeAreKept() {
        Sample narrow = Sample.table("users", 1, "id INTEGER", "n SMALLINT");
        Sample wide = narrow.altered("id BIGINT", "n INTEGER");
        LoaderRun run = start(BY_ID).load(narrow.insert(1, (short) 1), narrow.insert(5, (short) 5));
        run.load(narrow.insert(2, (short) 2), wide.update(1L, 70_000), wide.insert(5_000_000_000L, 3));
        run.load(wide.update(5L, 6));
        assertEquals(List.of("1 70000", "2 2", "5 6", "5000000000 3"), run.rows("SELECT coalesce(id__v_bigint, id) AS"
                + " k, coalesce(n__v_bigint, n) FROM T.users ORDER BY k"));
    }

    // ------------------------------------------------------------------------------------------------------- values

    /** Each type that a lake stores otherwise than a DuckDB file, then each that it stores alike. */
    @Test
    void everyTypeKeepsItsValuesInCatalogAndParquet() {
        Object[][] types = {{"INTERVAL", "VARCHAR", "-838:59:59.000001", "1 month -2 days 00:00:03.000004"},
            {"TIMETZ", "VARCHAR", 0L, 86_399_999_999L}, {"HUGEINT", "DECIMAL(38,0)", "-9223372036854775809",
                "18446744073709551615"},
            {"JSON", "VARCHAR", "{\"a\": [1, 2.50, null]}", "{\"a\":\"x\\ud800y\", \"a\": 2}"},
            {"JSON[]", "VARCHAR[]", Arrays.asList("{\"a\": 1}", null), null},
            {"INTERVAL[]", "VARCHAR[]", List.of("-1 month"), null},
            {"BOOLEAN", "BOOLEAN", true, false}, {"TINYINT", "TINYINT", (byte) -128, (byte) 127},
            {"UTINYINT", "UTINYINT", (byte) -1, (byte) 0}, {"SMALLINT", "SMALLINT", (short) -32768, (short) 1},
            {"UINTEGER", "UINTEGER", -1, 0}, {"BIGINT", "BIGINT", Long.MIN_VALUE, Long.MAX_VALUE},
            {"UBIGINT", "UBIGINT", -1L, 0L}, {"DECIMAL(38,30)", "DECIMAL(38,30)",
                new BigDecimal("12345678.123456789012345678901234567890"), new BigDecimal("0E-30")},
            {"FLOAT", "FLOAT", Float.NaN, Float.NEGATIVE_INFINITY}, {"DOUBLE", "DOUBLE", 1e300, Double.NaN},
            {"VARCHAR", "VARCHAR", "a'b\n\u0000ü😀", ""}, {"BLOB", "BLOB", new byte[]{0, -1, 39}, new byte[0]},
            {"UUID", "UUID", UUID.fromString("00000000-0000-0000-0000-ffffffffffff"), null},
            {"DATE", "DATE", Integer.MAX_VALUE, -2_000_000}, {"TIME", "TIME", 86_400_000_000L, 0L},
            {"TIMESTAMP", "TIMESTAMP", Long.MAX_VALUE, -70_000_000_000_000_000L},
            {"TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE", -Long.MAX_VALUE, 123_456L},
            {"TIMESTAMP_NS", "TIMESTAMP_NS", 1_234_567_891L, -1L},
            {"FLOAT[]", "FLOAT[]", Arrays.asList(1.5f, null), List.of()},
            {"VARCHAR[]", "VARCHAR[]", Arrays.asList("", null, "a,b\"c"), null}};
        for (int i = 0; i < types.length; i++) {
            String type = (String) types[i][0];
            Sample table = Sample.table("t" + i, 1, "id INTEGER", "v " + type);
            Object[] values = {types[i][2], types[i][3], null};
            LoaderRun run = runs.isEmpty() ? start(Map.of()) : runs.get(0);
            run.load(table.insert(0, values[0]), table.insert(1, values[1]), table.insert(2, values[2]));
            List<String> inlined = values(run, i);
            run.load(IntStream.range(0, MANY).mapToObj(n -> table.insert(n + 3, values[n % 3]))
                    .toArray(ChangeEvent[]::new));
            assertEquals(types[i][1], run.one("SELECT DISTINCT typeof(v) FROM T.t" + i), type);
            assertEquals(expected(run, table, values), inlined, type + " in the catalog");
            assertEquals("3", run.one("SELECT count(*) FROM (SELECT id % 3, v FROM T.t" + i + " GROUP BY ALL)"), type
                    + " in Parquet");
        }
    }

    private static List<String> values(LoaderRun run, int number) {
        return run.rows("SELECT v::VARCHAR FROM T.t" + number + " WHERE id < 3 ORDER BY id");
    }

    /** As a DuckDB table of this process has them, in the type that the lake has, for which text is cast. */
    private static List<String> expected(LoaderRun run, Sample table, Object[] values) {
        String type = table.schema().columns().get(1).type().duckdb();
        String stored = run.duckdb.dialect().type(type);
        var column = new StageColumn("v", type);
        try (var stage = run.duckdb.stage("expected", List.of(column))) {
            Arrays.stream(values).forEach(stage::append);
            stage.flush();
            return run.rows("SELECT (" + column.expression() + ")::" + stored + "::VARCHAR FROM " + stage.table()
                    + " AS s ORDER BY rowid");
        }
    }

    /** The text that an event has of it is not the lake's: compared as texts, a row would be there twice.  */
    @Test
    void aKeyThatIsTextOnlyHereIsFoundAgain() {
        String months = "1 months 2 days 0 microseconds";
        String negative = "0 months 0 days -3020399500000 microseconds";
        Sample table = Sample.table("users", 1, "id INTERVAL", "n INTEGER");
        LoaderRun run = start(BY_ID).load(table.insert(months, 1), table.insert(negative, 2),
                table.insert("0 months 0 days 0 microseconds", 3));
        run.load(table.update(months, 10), table.delete(negative, 2));
        assertEquals(List.of("-838:59:59.5 2 true", "00:00:00 3 false", "1 month 2 days 10 false"), run.rows("SELECT"
                + " id, n, deleted FROM T.users ORDER BY id"));
    }

    /** DuckLake writes a key that it looks for into a query of its catalog, which ends at the 0. */
    @Test
    void aKeyWithTheCharacterZeroIsFoundAgain() {
        Sample table = Sample.table("users", 1, "id VARCHAR", "n INTEGER");
        ChangeEvent[] many = IntStream.range(0, MANY).mapToObj(n -> table.insert("k" + n, n))
                .toArray(ChangeEvent[]::new);
        LoaderRun run = start(BY_ID).load(many);
        run.load(table.insert("a\0b", 1), table.insert("\0", 2), table.insert("a", 3));
        run.duckdb.maintain();      // puts them into a file
        run.load(table.update("a\0b", 10), table.delete("\0", 2), table.update("k7", 70));
        assertEquals(List.of("00 2 true", "61 3 false", "610062 10 false", "6B37 70 false"), run.rows("SELECT"
                + " hex(encode(id)), n, deleted FROM T.users WHERE id = 'k7' OR NOT starts_with(id, 'k')"
                + " ORDER BY id"));
    }

    // ------------------------------------------------------------------------------------------------- other writers

    @Test
    void aLoadThatComesSecondIsRunAgain() throws Exception {
        Sample users = Sample.table("users", 1, "id INTEGER", "name VARCHAR");
        LoaderRun run = start(BY_ID).load(users.insert(1, "a"), users.insert(2, "b"), users.insert(100, "other"));
        if (!run.duckdb.isSharedWithReaders()) {
            return;         // one process writes it
        }
        List<String> refused = new ArrayList<>();
        BlockingQueue<Integer> turns = new LinkedBlockingQueue<>();
        Thread other = new Thread(() -> others(turns, refused));
        other.start();
        for (int i = 0; i < 15; i++) {
            turns.add(i);       // while this load runs
            run.load(users.update(1, "a" + i), users.insert(1_000 + i, "new"));
        }
        turns.add(-1);
        other.join();
        assertEquals(List.of("1 a14", "2 b"), run.rows("SELECT id, name FROM T.users WHERE id < 100 ORDER BY id"));
        assertEquals("15 15", run.one("SELECT count(*), count(DISTINCT id) FROM T.users WHERE id >= 1000"));
        assertEquals("other 14", run.one("SELECT name FROM T.users WHERE id = 100"), refused.toString());
        System.out.println("# of 15 loads beside another writer " + run.waited.size() + " were run again, of its 15"
                + " updates " + refused.size());
        assertTrue(!run.waited.isEmpty() || !refused.isEmpty(), "they did not meet");
        run.waited.forEach(each -> assertTrue(each.contains("Another writer was faster"), each));
    }

    /** One update for each load, until it goes through. */
    private void others(BlockingQueue<Integer> turns, List<String> refused) {
        try (Connection connection = Lakes.connect(folder)) {
            for (int turn = turns.take(); turn >= 0;) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("UPDATE lake.data.users SET name = 'other " + turn + "' WHERE id = 100");
                    turn = turns.take();
                }
                catch (SQLException second) {
                    refused.add(second.getMessage());       // it comes second itself
                }
            }
        }
        catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void ofTwoLoadersOfOnePipelineTheOneThatIsLateLoadsNothing() {
        Sample users = Sample.table("users", 1, "id INTEGER", "name VARCHAR");
        LoaderRun first = start(Map.of()).load(users.insert(1, "a"));
        if (!first.duckdb.isSharedWithReaders()) {
            return;         // its file has one loader
        }
        LoaderRun second = start(Map.of());
        second.load(users.insert(2, "b"));
        Problem late = assertThrows(Problem.class, () -> first.load(users.insert(2, "b")));
        assertTrue(late.getMessage().contains("loaded by another program"), late.getMessage());
        assertEquals(List.of("1", "2"), second.rows("SELECT id FROM T.users ORDER BY __seq"));
        second.load(users.insert(3, "c"));
        assertEquals("3", second.one("SELECT count(*) FROM T.users"));
    }

    // --------------------------------------------------------------------------------------------------- maintenance

    /**
     * 120 loads, 15 between two maintenances: a day of one load a second has 86,400, and 200. After four of them there
     * are as many as there will be.
     */
    @Test
    void filesAndSnapshotsStayFew() throws Exception {
        Sample users = Sample.table("users", 1, "id INTEGER", "name VARCHAR");
        LoaderRun run = start(BY_ID).load(IntStream.range(0, MANY).mapToObj(id -> users.insert(id, "a"))
                .toArray(ChangeEvent[]::new));
        long[] snapshots = new long[8];
        long[] files = new long[8];
        for (int round = 0; round < 8; round++) {
            for (int i = 0; i < 15; i++) {
                run.load(users.update(i, "b" + round), users.insert(MANY + 15 * round + i, "c"));
            }
            run.duckdb.attach();
            Thread.sleep(1_100);        // snapshots are kept for a second
            List<String> done = run.duckdb.maintain();
            assertEquals(5, done.size(), done.toString());
            snapshots[round] = Long.parseLong(run.one("SELECT count(*) FROM ducklake_snapshots('dest')"));
            files[round] = Long.parseLong(run.one("SELECT count(*) FROM glob('" + folder + "/pipe.files/**')"));
        }
        System.out.println("# after each maintenance: " + Arrays.toString(snapshots) + " snapshots, "
                + Arrays.toString(files) + " files");
        assertEquals(MANY + 120 + " 15", run.one("SELECT count(DISTINCT id), count(*) FILTER (WHERE name = 'b7') FROM"
                + " T.users"));
        for (long[] counted : List.of(snapshots, files)) {
            assertTrue(Arrays.stream(counted, 4, 8).max().orElseThrow() <= Arrays.stream(counted, 0, 4).max()
                    .orElseThrow() + 4, Arrays.toString(counted));
        }
        run.load(users.update(1, "after"));
        assertEquals("after", run.one("SELECT name FROM T.users WHERE id = 1"));
    }

    @Test
    void whileAnotherProcessMaintainsItNothingIsDone() {
        LoaderRun run = start(BY_ID).load(Sample.table("users", 1, "id INTEGER", "name VARCHAR").insert(1, "a"));
        run.duckdb.maintain();
        run.execute("UPDATE dest.main._cdc_maintenance SET until = now() + INTERVAL 1 MINUTE");
        assertTrue(run.duckdb.maintain().get(0).startsWith("Another process maintains the lake"));
        run.execute("UPDATE dest.main._cdc_maintenance SET until = now() - INTERVAL 1 MINUTE");
        assertEquals(5, run.duckdb.maintain().size(), "one that was killed holds it for a time only");
    }
}
