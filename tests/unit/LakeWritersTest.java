package load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import event.ChangeEvent;
import event.ChangeEvent.CopyLoaded;
import event.ChangeEvent.CopyPoint;
import event.ChangeEvent.Origin;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.ColumnType.Misfit;
import event.Reached;
import event.Reached.Copy;
import event.Sample;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * A load of several parts, as a snapshot that is read directly or a table that is read again, meets another writer of
 * the lake: it is loaded again from the rows that were read, each of which the source has sent once.
 */
@EnabledIfEnvironmentVariable(named = "CDC_LAKE", matches = "sqlite|postgres.*")
class LakeWritersTest {

    private static final int MANY = 5_000;
    private static final int PARTS = 30;
    private static final Origin NOWHERE = new Origin(() -> "", 0);

    @TempDir
    Path folder;
    private final Sample users = Sample.table("users", 1, "id INTEGER", "name VARCHAR", "amount DECIMAL(12,2)");
    private final Sample lists = Sample.table("lists", 1, "id INTEGER", "tags VARCHAR[]");
    private final AtomicInteger sent = new AtomicInteger();
    private LoaderRun run;

    @BeforeEach
    void start() {
        run = new LoaderRun(folder, Map.of("users", List.of("id")));
    }

    @AfterEach
    void stop() {
        run.close();
    }

    /** As another process does meanwhile. */
    private void another(String... statements) throws SQLException {
        try (Connection connection = Lakes.connect(folder); Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private void load(Reached reached, ChangeEvent... events) {
        run.handler.add(Arrays.asList(events));
        run.pipeline.load(run.handler.take(), reached);
    }

    /** All rows of the table, each once; one of them has a value that does not fit. */
    private ChangeEvent all() {
        return BulkTest.all(users, MANY, List.of("id"), i -> {
            sent.incrementAndGet();
            return new Object[]{i, "name " + i, i == 7 ? new Misfit("NaN") : BigDecimal.valueOf(i, 2)};
        });
    }

    private void assertLoadedAgain() {
        assertFalse(run.waited.isEmpty(), "the writers did not meet");
        run.waited.forEach(each -> assertTrue(each.contains("Another writer was faster"), each));
        assertEquals(MANY + 1, sent.get(), "rows that the source has sent, the first one twice by this test");
        assertEquals("0", run.one("SELECT count(*) FROM glob('" + run.config.pipelineDir() + "/**/*.parquet')"),
                "nothing is left of what was kept");
    }

    @Test
    void aSnapshotThatComesSecondIsLoadedAgainFromTheRowsThatWereRead() throws SQLException {
        Checkpoint before = run.pipeline.begin(Map.of(Checkpoint.WHOLE, true));
        load(before.source(), all());
        load(before.source(), lists.read(1, List.of("a", "b")), lists.read(2, null));
        another("CALL ducklake_flush_inlined_data('lake')");        // the maintenance of another loader
        load(before.source(), lists.read(3, List.of()));
        load(new Reached(Snapshot.DONE, Map.of("lsn", 5L)));
        assertEquals(MANY + " " + MANY + " 1", run.one("SELECT count(*), count(DISTINCT id), count(*) FILTER"
                + " (amount__v_text = 'NaN' AND id = 7 AND amount IS NULL) FROM T.users"));
        assertEquals(List.of("1 [a, b]", "2 null", "3 []"), run.rows("SELECT id, tags FROM T.lists ORDER BY id"));
        assertEquals(1, run.loads.size());
        assertLoadedAgain();
        load(new Reached(Snapshot.DONE, Map.of("lsn", 6L)), users.update(1, "after", null));
        assertEquals("after", run.one("SELECT name FROM T.users WHERE id = 1"));
    }

    /** DuckDB (1.5.5) may take a file that has the name of one it has read for that one. */
    @Test
    void eachPartHasTheRowsThatWereReadForIt() {
        Checkpoint before = run.pipeline.begin(Map.of(Checkpoint.WHOLE, true));
        for (int part = 0; part < 6; part++) {      // more than are kept in memory: their files go
            load(before.source(), lists.read(part, List.of("a")));
        }
        for (int part = 0; part < PARTS; part++) {
            int scale = part % 2 * 10;
            Sample table = Sample.table("t" + part, 1, "amount DECIMAL(38," + scale + ")");
            load(before.source(), BulkTest.all(table, 3, List.of(), i -> new Object[]{nines(scale)}));
        }
        load(new Reached(Snapshot.DONE, Map.of("lsn", 5L)));
        for (int part = 0; part < PARTS; part++) {
            assertEquals("3 " + nines(part % 2 * 10).toPlainString(), run.one("SELECT count(*), max(amount) FROM T.t"
                    + part));
        }
    }

    private static BigDecimal nines(int scale) {
        return new BigDecimal(new BigInteger("9".repeat(38)), scale);
    }

    /** Its rows would fill the memory. */
    @Test
    void aSnapshotOfManyRowsOneByOneThatComesSecondLeavesNothing() throws SQLException {
        Checkpoint before = run.pipeline.begin(Map.of(Checkpoint.WHOLE, true));
        for (int i = 0; i < 6; i++) {
            load(before.source(), lists.read(i, List.of("a")));
        }
        another("CALL ducklake_flush_inlined_data('lake')");
        Problem second = assertThrows(Problem.class, () -> load(new Reached(Snapshot.DONE, Map.of("lsn", 5L))));
        assertTrue(second.getMessage().contains("there as a whole or not at all"), second.getMessage());
        run.close();
        start();
        assertEquals(Snapshot.RUNNING, run.pipeline.committed().snapshot());
        assertEquals("0", run.one("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'lists'"));
    }

    @Test
    void aTableThatIsReadAgainIsLoadedAgainFromItsCopy() throws SQLException {
        load(new Reached(Snapshot.DONE, Map.of("lsn", 1L)), users.insert(1, "old", null), users.insert(-1, "gone",
                null));
        load(new Reached(Snapshot.DONE, Map.of("lsn", 2L)), new CopyPoint(users.id(), NOWHERE),
                users.update(2, "since", null));
        load(new Reached(Snapshot.DONE, Map.of("lsn", 2L), new Copy(users.id(), false)), all());
        another("UPDATE lake.data.users SET name = 'other' WHERE id = 1");
        load(new Reached(Snapshot.DONE, Map.of("lsn", 2L), new Copy(users.id(), true)), new CopyLoaded(users.id(),
                NOWHERE, true));
        assertEquals(MANY + " 1 1", run.one("SELECT count(*) FILTER (NOT deleted), count(*) FILTER (deleted AND id ="
                + " -1), count(*) FILTER (amount__v_text = 'NaN') FROM T.users"));
        assertEquals(List.of("1 name 1", "2 since", "3 name 3"), run.rows("SELECT id, name FROM T.users WHERE id"
                + " BETWEEN 1 AND 3 ORDER BY id"));
        assertLoadedAgain();
    }
}
