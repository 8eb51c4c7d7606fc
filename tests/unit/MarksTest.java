package load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import event.Sample;
import event.TableId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Several loaders of one dataset of a lake: who has a part of the source, and how far it is loaded. */
@EnabledIfEnvironmentVariable(named = "CDC_LAKE", matches = "(sqlite|postgres).*")
class MarksTest {

    private static final Map<String, List<String>> BY_ID = Map.of("users", List.of("id"));
    private static final int LOADS = 12;

    @TempDir
    Path folder;
    private final List<LoaderRun> runs = new ArrayList<>();

    private LoaderRun start(String pipeline) {
        runs.add(new LoaderRun(folder, BY_ID, pipeline));
        return runs.get(runs.size() - 1);
    }

    @AfterEach
    void stop() {
        runs.forEach(LoaderRun::close);
    }

    @Test
    void whoeverClaimedAPartLastLoadsItAndNobodyElse() {
        Sample users = Sample.table("users", 1, "id INTEGER", "name VARCHAR");
        LoaderRun first = start("pipe_0");
        assertEquals(Map.of("t-0", "", "T-0", ""), first.marks.claim(List.of("t-0", "T-0")));
        first.marks.next(Map.of("t-0", "at 1"));
        first.load(users.insert(1, "a"));
        LoaderRun second = start("pipe_1");
        assertEquals(Map.of("t-0", "at 1"), second.marks.claim(List.of("t-0")));
        first.marks.next(Map.of("t-0", "at 2"));
        Marks.Lost lost = assertThrows(Marks.Lost.class, () -> first.load(users.insert(2, "first")));
        assertTrue(lost.getMessage().startsWith("t-0 is loaded by another task since"), lost.getMessage());
        assertEquals("1", second.one("SELECT count(*) FROM T.users"), "nothing of the load that was refused");
        second.marks.next(Map.of("t-0", "at 2"));
        second.load(users.insert(2, "second"));
        first.marks.next(Map.of("T-0", "at 5"));
        first.load(users.insert(3, "what it still has"));
        assertEquals(List.of("1 a", "2 second", "3 what it still has"), second.rows("SELECT id, name FROM T.users"
                + " ORDER BY id"));
        assertEquals(Map.of("t-0", "at 2", "T-0", "at 5"), start("pipe_2").marks.claim(List.of("t-0", "T-0")));
    }

    /** Each has rows of its own of one table, which both make, change and get a new column of. */
    @Test
    void twoLoadersChangeOneTableAtOnce() throws InterruptedException {
        List<Throwable> failures = new ArrayList<>();
        List<Thread> threads = IntStream.range(0, 2).mapToObj(task -> new Thread(() -> {
            try {
                loads(start(task), task);
            }
            catch (RuntimeException | Error e) {
                failures.add(e);
            }
        })).toList();
        threads.forEach(Thread::start);
        for (Thread each : threads) {
            each.join();
        }
        assertEquals(List.of(), failures);
        LoaderRun after = start("pipe_9");
        assertEquals(Map.of("t-0", "at " + (LOADS - 1), "t-1", "at " + (LOADS - 1)), after.marks.claim(List.of("t-0",
                "t-1")));
        assertEquals("2 2 2", after.one("SELECT count(*), count(DISTINCT id), count(*) FILTER (WHERE name = 'u"
                + (LOADS - 1) + "' AND more = " + (LOADS - 1) + " AND NOT deleted) FROM T.users WHERE id < 2"));
        assertEquals(2 * LOADS + " " + 2 * LOADS, after.one("SELECT count(*), count(DISTINCT id) FROM T.users WHERE id"
                + " >= 2"));
        assertEquals("2", after.one("SELECT count(DISTINCT pipeline_name) FROM T._dlt_pipeline_state"));
        System.out.println("# of " + 2 * LOADS + " loads of two tasks into one table "
                + runs.stream().mapToInt(run -> run.waited.size()).sum() + " tries were undone by the other");
    }

    private synchronized LoaderRun start(int task) {
        return start("pipe_" + task);
    }

    private static void loads(LoaderRun run, int task) {
        Sample users = Sample.table("users", 1, "id INTEGER", "name VARCHAR");
        Sample wider = users.altered("id INTEGER", "name VARCHAR", "more INTEGER");
        run.marks.claim(List.of("t-" + task));
        for (int i = 0; i < LOADS; i++) {
            run.marks.next(Map.of("t-" + task, "at " + i));
            if (i < LOADS / 2) {
                run.load(users.update(task, "u" + i), users.insert(100 * i + task + 10, "new"));
            }
            else {
                run.load(wider.update(task, "u" + i, i), wider.insert(100 * i + task + 10, "new", i));
            }
        }
    }

    /** Between a load's plan and its transaction: to DuckLake that is no conflict. */
    @Test
    void whatAnotherLoaderHasJustMadeIsPlannedAgain() {
        LoaderRun first = start("pipe_0");
        first.marks.claim(List.of("t-0"));
        LoaderRun second = start("pipe_1");
        List<Boolean> there = new ArrayList<>();
        first.duckdb.retrying(true, () -> {
            first.duckdb.attach();
            there.add(!first.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'x'").isEmpty());
            if (there.size() == 1) {
                second.execute("CREATE TABLE T.x (id INTEGER)");
            }
            first.duckdb.inTransaction(() -> first.duckdb.execute(there.contains(true)
                    ? "INSERT INTO dest.data.x VALUES (1)" : "CREATE TABLE dest.data.x AS SELECT 1 AS id"));
        });
        assertEquals(List.of(false, true), there);
        assertEquals("1", second.one("SELECT count(*) FROM T.x"));
    }

    /** A load plans by the tables as they are, also where something else has looked at the lake, or written, since. */
    @Test
    void whatAnotherLoaderMadeBeforeIsSeen() {
        Sample users = Sample.table("users", 1, "id INTEGER", "name VARCHAR");
        LoaderRun first = start("pipe_0").load(users.insert(1, "a"));
        LoaderRun second = start("pipe_1");
        second.load(users.altered("id INTEGER", "name VARCHAR", "x INTEGER").insert(2, "b", 7));
        first.marks.requireOneSource(users.id(), "kt.mydb");
        first.load(users.altered("id INTEGER", "name VARCHAR", "x INTEGER").insert(3, "c", 8));
        first.duckdb.attach();
        second.load(users.altered("id INTEGER", "name VARCHAR", "x INTEGER", "y INTEGER").insert(4, "d", 7, 9));
        first.duckdb.inTransaction(() -> first.duckdb.execute("CREATE TABLE dest.data.other (id INTEGER)"));
        first.load(users.altered("id INTEGER", "name VARCHAR", "x INTEGER", "y INTEGER").insert(5, "e", 8, 10));
        assertEquals(List.of("1 a null null", "2 b 7 null", "3 c 8 null", "4 d 7 9", "5 e 8 10"), second.rows("SELECT"
                + " id, name, x, y FROM T.users ORDER BY id"));
        assertEquals(List.of(), first.waited, "no try is in vain");
    }

    @Test
    void twoTablesOfTheSourcesNeverBecomeOne() {
        LoaderRun first = start("pipe_0");
        first.marks.requireOneSource(new TableId("public", "users"), "kt.mydb");
        LoaderRun second = start("pipe_1");
        second.marks.requireOneSource(new TableId("public", "users"), "kt.mydb");
        assertEquals("Table users of dataset data is loaded from public.users of kt.mydb, and now comes from"
                + " public.users of other.mydb: give one of them another name in cdc_settings.table_names, or load each"
                + " with another cdc_settings.pipeline_name into another cdc_settings.dataset_name", assertThrows(
                        Problem.class, () -> second.marks.requireOneSource(new TableId("public", "users"),
                                "other.mydb")).getMessage());
    }

    @Test
    void anotherPipelineIsRefusedAsEver() {
        Sample users = Sample.table("users", 1, "id INTEGER", "name VARCHAR");
        start("pipe_0").load(users.insert(1, "a"));
        Problem refused = assertThrows(Problem.class, () -> runs.add(new LoaderRun(folder, BY_ID, "else")));
        assertTrue(refused.getMessage().contains("is loaded by pipeline pipe_0"), refused.getMessage());
    }
}
