package load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import event.ChangeEvent;
import event.Sample;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** A lake is maintained: by the loader itself, and no more goes than is said. */
@EnabledIfEnvironmentVariable(named = "CDC_LAKE", matches = ".+")
class LakeMaintenanceTest {

    private static final Map<String, List<String>> BY_ID = Map.of("users", List.of("id"));
    private static final int MANY = 1_000;

    @TempDir
    Path folder;
    private final Sample users = Sample.table("users", 1, "id INTEGER", "name VARCHAR");
    private LoaderRun run;

    private LoaderRun start(String kept, int every) {
        run = new LoaderRun(folder, BY_ID, LoaderRun.lake(Lakes.of(System.getenv("CDC_LAKE"), folder, kept, every),
                folder));
        return run;
    }

    @AfterEach
    void stop() {
        run.close();
    }

    private String number(String of) {
        return run.one("SELECT count(*) FROM " + of);
    }

    private void loadMany(String name) {
        run.load(IntStream.range(0, MANY).mapToObj(id -> users.insert(id, name)).toArray(ChangeEvent[]::new));
    }

    /** Of a time in SQLite DuckLake (1.5.5) compares the date only: it would expire all of the day. */
    @Test
    void snapshotsAndFilesAreKeptForAsLongAsIsSaid() {
        start("12 hours", 0);
        List.of("a", "b", "c").forEach(this::loadMany);
        String snapshots = number("ducklake_snapshots('dest')");
        List<String> files = run.rows("SELECT file FROM glob('" + folder + "/pipe.files/**') ORDER BY 1");
        assertEquals(5, run.duckdb.maintain().size());
        assertTrue(Integer.parseInt(number("ducklake_snapshots('dest')")) > Integer.parseInt(snapshots));
        List<String> after = run.rows("SELECT file FROM glob('" + folder + "/pipe.files/**') ORDER BY 1");
        assertTrue(after.containsAll(files), "what a query may read is there");
        assertTrue(after.size() > files.size(), "some were rewritten");
        assertEquals(MANY + " c c", run.one("SELECT count(*), min(name), max(name) FROM T.users"));
    }

    @Test
    void theLoaderMaintainsItAfterSoManyLoads() {
        start("7 days", 6);
        run.load(users.insert(-1, "a"));
        for (int i = 0; i < 4; i++) {
            run.load(users.insert(i, "a"), users.update(-1, "b" + i));
        }
        assertEquals("0", number("glob('" + folder + "/pipe.files/**/*.parquet')"), "after 5");
        run.load(users.insert(4, "a"));
        String files = number("glob('" + folder + "/pipe.files/**/*.parquet')");
        assertTrue(Integer.parseInt(files) > 2, files + " files after 6 loads");
        assertEquals("true", run.one("SELECT until < now() FROM dest.main._cdc_maintenance"), "it is over");
        run.load(users.update(-1, "after"));
        assertEquals("6 after", run.one("SELECT count(*), max(name) FILTER (id = -1) FROM T.users"));
        assertEquals(List.of(), run.warnings);
    }
}
