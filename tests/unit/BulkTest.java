package load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import change.DltChangeHandler;
import change.PrimaryKeys;
import event.ChangeEvent;
import event.ChangeEvent.Read;
import event.ChangeEvent.ReadAll;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.Reached;
import event.ColumnType.Misfit;
import event.Rows;
import event.Sample;
import event.TableId;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole tables, read by several threads while they are loaded, in one transaction. */
class BulkTest {

    private static final Map<String, List<String>> BY_ID = Map.of("users", List.of("id"));

    @TempDir
    Path folder;
    private final Sample users = Sample.table("users", 1, "id INTEGER", "name VARCHAR", "amount DECIMAL(12,2)");
    private LoaderRun run;

    private LoaderRun start(Map<String, List<String>> keys) {
        run = new LoaderRun(folder, keys);
        return run;
    }

    @AfterEach
    void stop() {
        if (run != null) {
            run.close();
        }
    }

    /** So many rows, for as many threads as like. */
    static ReadAll all(Sample table, int count, List<String> key, IntFunction<Object[]> values) {
        Read first = table.read(values.apply(0));
        return new ReadAll(table.id(), table.schema(), key, new Counted(table, count, values, first), first.origin());
    }

    /** What is left of whole tables that are wanted row by row. */
    static ChangeEvent[] restOf(ChangeEvent... events) {
        List<ChangeEvent> rest = new ArrayList<>();
        for (ChangeEvent event : events) {
            if (event instanceof ReadAll all && all.rows() instanceof Counted counted && counted.singly) {
                Read[] read = new Read[1000];
                for (int n = counted.share().next(read); n > 0; n = counted.share().next(read)) {
                    rest.addAll(List.of(Arrays.copyOf(read, n)));
                }
            }
        }
        return rest.toArray(ChangeEvent[]::new);
    }

    private static final class Counted implements Rows {
        private final AtomicInteger next = new AtomicInteger();
        private final Sample table;
        private final int count;
        private final IntFunction<Object[]> values;
        private final Read first;
        private volatile boolean singly;

        Counted(Sample table, int count, IntFunction<Object[]> values, Read first) {
            this.table = table;
            this.count = count;
            this.values = values;
            this.first = first;
        }

        @Override
        public int readers() {
            return 2;
        }

        @Override
        public void singly() {
            singly = true;
        }

        @Override
        public Share share() {
            return rows -> {
                int from = next.getAndAdd(rows.length);
                int taken = Math.max(0, Math.min(rows.length, count - from));
                for (int i = 0; i < taken; i++) {
                    Read read = table.read(values.apply(from + i));
                    rows[i] = new Read(read.table(), read.key(), read.row(), first.origin());
                }
                return taken;
            };
        }
    }

    private void load(Snapshot reached, Function<ChangeEvent, Optional<ChangeEvent>> transform, ChangeEvent... events) {
        DltChangeHandler handler = new DltChangeHandler(new PrimaryKeys(run.config.primaryKeys(), Map.of()),
                run.config.limits(), transform, run.pipeline.committed().seq());
        handler.add(List.of(events));
        run.load(handler.take(), reached);
    }

    @Test
    void everyRowIsLoadedOnceWithNumbersOfItsOwn() {
        start(Map.of());
        load(Snapshot.DONE, Optional::of, all(users, 50_000, List.of("id"),
                i -> new Object[] {i, i % 3 == 0 ? null : "name " + i, BigDecimal.valueOf(i, 2)}));
        assertEquals("50000 50000 50000 50000 1 50000 16667",
                run.one("SELECT count(*), count(DISTINCT id), count(DISTINCT _dlt_id),"
                + " count(DISTINCT __seq), min(__seq), max(__seq), count(*) FILTER (name IS NULL) FROM T.users"));
        assertEquals("0", run.one("SELECT count(*) FROM T.users WHERE amount <> id / 100.0 OR name <> 'name ' || id"
                + " OR __op <> 'snapshot' OR __position IS NULL OR __source_ts IS NULL"));
        assertEquals(50_000, run.pipeline.committed().seq());
        assertEquals(Map.of("users", 50_000L), run.loads.get(0).changes());
    }

    @Test
    void everyTypeIsLoadedAsByTheAppender() {
        Sample types = Sample.table("types", 0, "a BOOLEAN", "b SMALLINT", "c INTEGER", "d BIGINT", "e FLOAT",
                "f DOUBLE", "g DECIMAL(38,9)", "h VARCHAR", "i JSON", "j UUID", "k BLOB", "l DATE", "m TIME",
                "n TIMESTAMP", "o TIMESTAMPTZ");
        assertTrue(types.schema().columns().stream().allMatch(column -> column.type().isBulk()));
        List<Object[]> rows = new ArrayList<>();
        rows.add(new Object[15]);
        rows.add(new Object[] {true, Short.MIN_VALUE, Integer.MAX_VALUE, Long.MIN_VALUE, Float.NaN,
                Double.NEGATIVE_INFINITY,
            new BigDecimal("-99999999999999999999999999999.999999999"), "ä\u0000€\uD83D\uDE00", "{\"a\": [1, null]}",
            new UUID(-1, 5), new byte[] {0, 65, -1}, Integer.MAX_VALUE, 86_400_000_000L, Long.MAX_VALUE,
            -Long.MAX_VALUE});
        rows.add(new Object[] {false, (short) 0, 0, 0L, -0f, -0d, new BigDecimal("0.000000001"), "", "null",
                new UUID(0, 0),
            new byte[0], -719_529, 86_399_999_999L, -210_866_803_200_000_000L, 1_700_000_000_123_456L});
        rows.add(new Object[] {false, (short) 1, 1, 1L, 1f, 1d, new BigDecimal("1.000000000"), "x", "{}",
                new UUID(1, 1),
            new byte[9], -Integer.MAX_VALUE, 0L, -1L, Long.MAX_VALUE});
        start(Map.of());
        load(Snapshot.DONE, Optional::of, all(types, rows.size(), List.of(), rows::get));
        List<String> bulk = run.rows("SELECT COLUMNS(*)::VARCHAR FROM (SELECT COLUMNS('^[a-o]$') FROM T.types) ORDER"
                + " BY ALL");
        run.execute("DELETE FROM T.types");
        load(Snapshot.DONE, Optional::of, rows.stream().map(types::insert).toArray(ChangeEvent[]::new));
        assertEquals(run.rows("SELECT COLUMNS(*)::VARCHAR FROM (SELECT COLUMNS('^[a-o]$') FROM T.types) ORDER BY ALL"),
                bulk);
        assertFalse(Sample.schema("x INTEGER[]").columns().get(0).type().isBulk());
    }

    @Test
    void aValueThatDoesNotFitIsInTheVariantColumnOfItsRow() {
        start(BY_ID);
        load(Snapshot.DONE, Optional::of, all(users, 10_000, List.of("id"), i -> new Object[] {i, "n",
            i % 5000 == 7 ? new Misfit("NaN " + i) : BigDecimal.ONE.setScale(2)}));
        assertEquals(List.of("7 null NaN 7", "5007 null NaN 5007"),
                run.rows("SELECT id, amount, amount__v_text FROM T.users"
                + " WHERE amount IS NULL OR amount__v_text IS NOT NULL ORDER BY id"));
        assertEquals(Map.of("public.users.amount", 2L), run.loads.get(0).misfits());
    }

    @Test
    void theTransformSeesEachRow() {
        start(BY_ID);
        load(Snapshot.DONE, change -> {
            Read read = (Read) change;
            int id = (Integer) read.row().get("id");
            return id % 2 == 1 ? Optional.empty() : Optional.of(id % 4 == 0
                    ? read.withRow(read.row().with("name", "***")) : read);
        }, all(users, 10_000, List.of("id"), i -> new Object[] {i, "name", null}));
        assertEquals("5000 2500 10000", run.one("SELECT count(*), count(*) FILTER (name = '***'), "
                + run.pipeline.committed().seq() + " FROM T.users"));
    }

    @Test
    void rowsThatTheTransformPutsElsewhereHaveNumbersOfTheirOwn() {
        start(Map.of());
        ReadAll all = all(users, 10_000, List.of("id"), i -> new Object[] {i, "name", null});
        load(Snapshot.RUNNING, change -> Optional.of((Integer) ((Read) change).row().get("id") % 2 == 1
                ? ((Read) change).withTable(new TableId("public", "odd")) : change), all);
        load(Snapshot.DONE, change -> Optional.of(change), restOf(all));
        assertEquals("10000", run.one("SELECT count(DISTINCT __seq) FROM (SELECT __seq FROM T.users UNION ALL"
                + " SELECT __seq FROM T.odd)"));
    }

    @Test
    void ofTwoRowsWithOneKeyOneIsKept() {
        start(BY_ID);
        load(Snapshot.DONE, Optional::of, all(users, 10_000, List.of(), i -> new Object[] {i / 2, "name " + i, null}));
        assertEquals("5000 5000", run.one("SELECT count(*), count(DISTINCT id) FROM T.users WHERE name IN ('name ' ||"
                + " (2 * id), 'name ' || (2 * id + 1))"));
        Problem problem = assertThrows(Problem.class, () -> load(Snapshot.DONE, Optional::of,
                all(users, 1, List.of(), i -> new Object[] {null, "x", null})));
        assertTrue(problem.getMessage().contains("a change has NULL"), problem.getMessage());
    }

    @Test
    void nothingIsThereBeforeTheLastPart() {
        start(BY_ID).load(Snapshot.DONE, users.insert(1, "stays", null));
        Checkpoint before = run.pipeline.begin(Map.of(Checkpoint.WHOLE, true));
        ReadAll rows = all(users, 5000, List.of("id"), i -> new Object[] {i, "name", null});
        load(before.source(), rows);
        run.pipeline.release();
        assertEquals(before, run.pipeline.committed());
        Checkpoint again = run.pipeline.begin(Map.of(Checkpoint.WHOLE, true));      // after a lost connection
        assertEquals("1", run.one("SELECT count(*) FROM T.users"));
        load(again.source(), all(users, 3, List.of("id"), i -> new Object[] {i, "name", null}));
        load(new Reached(Snapshot.DONE, Map.of("lsn", 5L)));
        assertEquals(List.of("0 name false", "1 name false", "2 name false"),
                run.rows("SELECT id, name, deleted FROM T.users ORDER BY id"));
        assertEquals(Snapshot.DONE, run.pipeline.committed().snapshot());
        assertEquals(2, run.loads.size());
    }

    private void load(Reached reached, ChangeEvent... events) {
        run.handler.add(List.of(events));
        run.pipeline.load(run.handler.take(), reached);
    }
}
