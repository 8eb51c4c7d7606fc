package load;

import static event.Sample.SAME;
import static org.junit.jupiter.api.Assertions.assertEquals;

import config.SchemaContract;
import config.SchemaContract.Entity;
import config.SchemaContract.Mode;
import event.ChangeEvent;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.ColumnType.Misfit;
import event.Reached;
import event.Sample;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ALTER TABLE in a load that also updates or deletes rows of the table, which DuckDB 1.5 commits in one order only. */
class AlteredTableTest {

    private static final Map<String, List<String>> BY_ID = Map.of("users", List.of("id"));
    private static final BigDecimal ONE = BigDecimal.ONE.setScale(2);

    @TempDir
    Path folder;
    private final Sample users = Sample.table("users", 1, "id INTEGER", "name VARCHAR", "amount DECIMAL(12,2)");
    private LoaderRun run;

    @AfterEach
    void stop() {
        if (run != null) {
            run.close();
        }
    }

    private LoaderRun start(Map<String, List<String>> keys) {
        run = new LoaderRun(folder, keys);
        return run;
    }

    // ------------------------------------------------------------------------------------------- changes of a stream

    /** One load of many changes gives what a load a change does, however the table is altered in between. */
    @ParameterizedTest
    @ValueSource(strings = {"id", ""})
    void oneLoadOfManyVersionsGivesWhatALoadOfEachGives(String key) {
        Map<String, List<String>> keys = key.isEmpty() ? Map.of() : Map.of("users", List.of(key));
        for (int seed = 0; seed < 25; seed++) {
            List<List<ChangeEvent>> loads = changes(new Random(seed));
            assertEquals(loaded("each" + seed, keys, loads.stream().flatMap(List::stream).map(List::of).toList()),
                    loaded("many" + seed, keys, loads), "seed " + seed);
        }
    }

    private List<String> loaded(String name, Map<String, List<String>> keys, List<List<ChangeEvent>> loads) {
        try (LoaderRun each = new LoaderRun(folder.resolve(name), keys)) {
            loads.forEach(load -> each.load(load.toArray(ChangeEvent[]::new)));
            List<String> columns = new ArrayList<>(new TreeSet<>(each.rows("SELECT column_name FROM"
                    + " duckdb_columns() WHERE database_name = 'dest' AND table_name = 'users' AND column_name NOT LIKE"
                    + " '\\_dlt%' ESCAPE '\\'")));
            List<String> rows = new ArrayList<>(List.of(String.join(" ", columns)));
            rows.addAll(each.rows("SELECT \"" + String.join("\", \"", columns) + "\" FROM T.users ORDER BY ALL"));
            return rows;
        }
    }

    private static List<List<ChangeEvent>> changes(Random random) {
        List<Sample> versions = List.of(Sample.table("users", 1, "id INTEGER", "name VARCHAR", "note VARCHAR"),
                Sample.table("users", 1, "id INTEGER", "name VARCHAR", "note VARCHAR", "age SMALLINT"),
                Sample.table("users", 1, "id INTEGER", "name VARCHAR", "note VARCHAR", "age BIGINT"),
                Sample.table("users", 1, "id BIGINT", "name VARCHAR", "note VARCHAR"),
                Sample.table("users", 1, "id INTEGER", "name VARCHAR", "note VARCHAR", "age VARCHAR", "more INTEGER"));
        TreeSet<Integer> live = new TreeSet<>();
        List<List<ChangeEvent>> loads = new ArrayList<>();
        Sample table = versions.get(random.nextInt(2));
        for (int load = 0; load < 4; load++) {
            loads.add(new ArrayList<>());
            for (int i = random.nextInt(12); i >= 0; i--) {
                table = random.nextInt(4) == 0 ? versions.get(random.nextInt(versions.size())) : table;
                loads.get(load).add(change(random, table, live));
            }
        }
        return loads;
    }

    private static ChangeEvent change(Random random, Sample table, TreeSet<Integer> live) {
        int id = random.nextInt(6);
        List<Object> values = new ArrayList<>(List.of(id, "n" + random.nextInt(100), "long" + random.nextInt(100)));
        for (var column : table.schema().columns().subList(3, table.schema().columns().size())) {
            int value = random.nextInt(100);
            values.add(switch (column.type().duckdb()) {
                case "SMALLINT" -> (Object) (short) value;
                case "BIGINT" -> (Object) (long) value;
                case "VARCHAR" -> "t" + value;
                default -> value;
            });
        }
        if (table.schema().columns().get(0).type().duckdb().equals("BIGINT")) {
            values.set(0, (long) id);
        }
        if (random.nextInt(20) == 0) {
            live.clear();
            return table.truncate();
        }
        if (live.add(id)) {
            return table.insert(values.toArray());
        }
        if (random.nextInt(3) == 0) {
            live.remove(id);
            return table.delete(values.get(0));
        }
        values.set(2, random.nextBoolean() ? SAME : values.get(2));
        return table.update(values.toArray());
    }

    /** An unchanged value is filled from variant columns, for which the stage is altered. */
    @Test
    void rowsThatTheContractLeavesOutAndUnchangedValuesOfAnotherType() {
        start(BY_ID).load(users.insert(1, "one", ONE), users.insert(2, "two", ONE));
        run.load(users.altered("id INTEGER", "name VARCHAR", "amount VARCHAR").update(1, "one", "much"));
        run.close();
        run = new LoaderRun(folder, BY_ID, new SchemaContract(Map.of(Entity.COLUMNS, Mode.DISCARD_ROW)));
        Sample altered = users.altered("id INTEGER", "name VARCHAR", "amount DECIMAL(12,2)", "age INTEGER");
        run.load(altered.update(1, "uno", SAME, null), altered.update(2, "due", ONE, 7));
        assertEquals(List.of("1 uno null much", "2 two 1.00 null"),
                run.rows("SELECT id, name, amount, amount__v_text FROM T.users ORDER BY id"));
    }

    // ------------------------------------------------------------------------------------------- snapshots

    @Test
    void aTableThatIsReadAnewHasValuesThatDoNotFit() {
        start(BY_ID).load(users.insert(1, "old", ONE), users.insert(9, "gone", ONE));
        Checkpoint before = run.pipeline.begin(Map.of(Checkpoint.WHOLE, true));
        load(before.source(), BulkTest.all(users, 200_000, List.of(), i -> new Object[] {i / 2, "new", i == 7
                ? new Misfit("NaN") : ONE}));
        load(new Reached(Snapshot.DONE, Map.of("lsn", 5L)));
        assertEquals("100000 100000 100000", run.one("SELECT count(*), count(DISTINCT id), count(*) FILTER (name ="
                + " 'new') FROM T.users"));
        run.duckdb.release();
        assertEquals("100000", run.one("SELECT sum(1) FROM T.users WHERE amount__v_text = 'NaN' OR amount = 1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", ""})
    void aTableThatIsReadAnewInPartsHasValuesThatDoNotFitInALaterOne(String key) {
        start(key.isEmpty() ? Map.of() : BY_ID).load(users.insert(1, "old", ONE), users.insert(9, "gone", ONE));
        Checkpoint before = run.pipeline.begin(Map.of(Checkpoint.WHOLE, true));
        load(before.source(), users.read(1, "new", ONE), users.read(2, "first", ONE));
        load(before.source(), users.read(2, "second", new Misfit("NaN")), users.read(3, "new", ONE));
        load(before.source(), users.read(4, "new", ONE), users.read(1, "newest", new Misfit("1e99")));
        assertEquals(before, run.pipeline.committed());
        load(new Reached(Snapshot.DONE, Map.of("lsn", 5L)), users.read(5, "last", ONE));
        assertEquals(key.isEmpty()
                ? List.of("1 old null", "9 gone null", "1 new null", "2 first null", "2 second NaN", "3 new null",
                        "4 new null", "1 newest 1e99", "5 last null")
                : List.of("1 newest 1e99 false", "2 second NaN false", "3 new null false", "4 new null false",
                        "5 last null false", "9 gone null true"),
                run.rows("SELECT id, name, amount__v_text" + (key.isEmpty() ? " FROM T.users ORDER BY __seq"
                        : ", deleted FROM T.users ORDER BY id")));
    }

    /** What an interrupted attempt appended goes, though the table has another column by then. */
    @Test
    void anAttemptAfterAnInterruptedOneFindsAnotherColumn() {
        start(Map.of());
        Checkpoint first = run.pipeline.begin(Map.of());
        load(first.source(), users.read(1, "a", ONE), users.read(2, "b", ONE));
        Checkpoint second = run.pipeline.begin(Map.of());
        Sample altered = users.altered("id INTEGER", "name VARCHAR", "amount DECIMAL(12,2)", "age INTEGER");
        load(second.source(), altered.read(1, "a", new Misfit("NaN"), 7));
        load(new Reached(Snapshot.DONE, Map.of("lsn", 5L)), altered.read(2, "b", ONE, 8));
        assertEquals(List.of("1 a null NaN 7", "2 b 1.00 null 8"),
                run.rows("SELECT id, name, amount, amount__v_text, age FROM T.users ORDER BY __seq"));
    }

    @Test
    void aWholeAttemptAfterAnInterruptedOneToo() {
        start(Map.of());
        Checkpoint first = run.pipeline.begin(Map.of());
        load(first.source(), users.read(1, "a", ONE), users.read(2, "b", ONE));
        Checkpoint second = run.pipeline.begin(Map.of(Checkpoint.WHOLE, true));
        load(second.source(), BulkTest.all(users, 3, List.of("id"), i -> new Object[] {i, "new", i == 1
                ? new Misfit("NaN") : ONE}));
        load(new Reached(Snapshot.DONE, Map.of("lsn", 5L)));
        assertEquals(List.of("0 new 1.00 null", "1 new null NaN", "2 new 1.00 null"),
                run.rows("SELECT id, name, amount, amount__v_text FROM T.users ORDER BY id"));
    }

    private void load(Reached reached, ChangeEvent... events) {
        run.handler.add(Arrays.asList(events));
        run.pipeline.load(run.handler.take(), reached);
    }
}
