package load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import config.SchemaContract;
import config.SchemaContract.Entity;
import config.SchemaContract.Mode;
import event.ChangeEvent;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.Reached;
import event.Sample;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Loads of more than a row group (122,880 rows) after statements of the same load that insert nothing: what
 * {@code count(*)} says, a scan and a join find, before the file is closed and after.
 */
class LargeLoadTest {

    private static final int MANY = 130_000;
    private static final SchemaContract LEAVE_ROWS_OUT = new SchemaContract(Map.of(Entity.COLUMNS, Mode.DISCARD_ROW));

    @TempDir
    Path folder;
    private final Sample users = Sample.table("users", 1, "id INTEGER", "name VARCHAR");
    private LoaderRun run;

    @AfterEach
    void stop() {
        run.close();
    }

    private LoaderRun start(List<String> key, SchemaContract contract) {
        run = new LoaderRun(folder, key.isEmpty() ? Map.of() : Map.of("users", key), contract);
        return run;
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", ""})
    void rowsAreFoundWhereTheContractHasLeftOutAllBefore(String key) {
        start(key.isEmpty() ? List.of() : List.of(key), LEAVE_ROWS_OUT).load(users.insert(-1, "old"));
        run.load(many(users.altered("id INTEGER", "name VARCHAR", "age INTEGER").insert(-2, "left out", 7)));
        assertFound(MANY + 1);
        run.load(users.update(5, "new"), users.delete(6));
        assertEquals(key.isEmpty() ? "2 2"
                : "1 1", run.one("SELECT count(*) FILTER (id = 5), count(*) FILTER (id = 6) FROM T.users"));
    }

    @Test
    void rowsThatComeAfterADeleteAreFound() {
        start(List.of("id"), SchemaContract.NONE).load(users.altered("id INTEGER").insert(-1));
        run.load(many(users.altered("id INTEGER").delete(-1)));
        assertFound(MANY + 1);
    }

    @Test
    void rowsOfABulkLoadAfterAnEmptyOneAreFound() {
        start(List.of("id"), SchemaContract.NONE);
        for (long lsn = 1; lsn < 3; lsn++) {        // into a new table, and into one that is filled
            Checkpoint before = run.pipeline.begin(Map.of(Checkpoint.WHOLE, true));
            for (int rows : new int[] {0, MANY}) {
                run.handler.add(List.of(BulkTest.all(users, rows, List.of("id"), i -> new Object[] {i, "name"})));
                run.pipeline.load(run.handler.take(), before.source());
            }
            run.pipeline.load(run.handler.take(), new Reached(Snapshot.DONE, Map.of("lsn", lsn)));
            assertFound(MANY);
        }
    }

    /** One change that inserts nothing, then many rows, in one load. */
    private ChangeEvent[] many(ChangeEvent first) {
        return Stream.concat(Stream.of(first), IntStream.range(0, MANY).mapToObj(i -> users.insert(i, "name")))
                .toArray(ChangeEvent[]::new);
    }

    private void assertFound(int rows) {
        String found = "SELECT count(*), (SELECT sum(1) FROM T.users), (SELECT count(*) FROM T.users AS d JOIN"
                + " range(-1, 200000) AS s(id) ON d.id = s.id), (SELECT count(DISTINCT id) FROM T.users) FROM T.users";
        String all = (rows + " ").repeat(4).strip();
        assertEquals(all, run.one(found));
        run.duckdb.release();
        assertEquals(all, run.one(found));
    }
}
