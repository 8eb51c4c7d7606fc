package load;

import static event.Sample.SAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import capture.SourceTable;
import change.PrimaryKeys;
import config.Retention;
import config.TableChoices;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import watch.Watch;

/** One table merged and appended at once, and APPEND tables of which the oldest rows go. */
class HistoryTest {

    private static final Map<String, List<String>> BY_ID = Map.of("users", List.of("id"));

    @TempDir
    Path folder;
    private final Sample users = Sample.table("users", 1, "id INTEGER", "name VARCHAR");
    private LoaderRun run;

    private static TableChoices history(Map<String, Retention> retention) {
        return new TableChoices(Map.of("*", "hard"), Map.of("users.name", "mask"), null,
                Map.of("public.users", "users_history"), retention, Set.of());
    }

    private LoaderRun start(Map<String, List<String>> keys, TableChoices choices) {
        stop();
        run = new LoaderRun(folder, keys, choices);
        return run;
    }

    @AfterEach
    void stop() {
        if (run != null) {
            run.close();
            run = null;
        }
    }

    private List<String> changes() {
        return run.rows("SELECT __op, id, name FROM T.users_history ORDER BY __seq");
    }

    @Test
    void theNewestRowsAreInOneTableAndEveryChangeInTheOther() {
        start(BY_ID, history(Map.of())).load(BulkTest.all(users, 0, List.of("id"), i -> new Object[] {i}));
        assertEquals(List.of(), changes());
        run.load(users.read(1, "a"), users.read(2, "b"));
        run.load(users.insert(3, "c"), users.update(1, "d"), users.delete(2), users.update(1, SAME), users.truncate(),
                users.insert(4, "e"));
        assertEquals(List.of("4 *****"), run.rows("SELECT id, name FROM T.users"));
        assertEquals(List.of("snapshot 1 *****", "snapshot 2 *****", "insert 3 *****", "update 1 *****",
                "delete 2 null", "update 1 *****", "truncate null null", "insert 4 *****"), changes());
        assertEquals(List.of(), run.warnings);
    }

    @Test
    void aWholeTableGoesIntoBoth() {
        var all = BulkTest.all(users, 5_000, List.of("id"), i -> new Object[] {i, "n" + i});
        start(BY_ID, history(Map.of())).load(Snapshot.RUNNING, all);
        run.load(BulkTest.restOf(all));
        assertEquals("5000 5000", run.one("SELECT count(*), count(DISTINCT id) FROM T.users"));
        assertEquals("5000 5000", run.one("SELECT count(*), count(DISTINCT __seq) FROM T.users_history"
                + " WHERE __op = 'snapshot'"));
    }

    @Test
    void anotherAttemptAtTheSnapshotDoublesNeither() {
        start(BY_ID, history(Map.of())).pipeline.begin(Map.of());
        run.load(Snapshot.RUNNING, users.read(1, "a"), users.read(2, "b"));
        start(BY_ID, history(Map.of())).pipeline.begin(Map.of());
        run.load(Snapshot.RUNNING, users.read(1, "a"));
        run.load(Snapshot.DONE, users.read(3, "c"));
        assertEquals(List.of("1", "3"), run.rows("SELECT id FROM T.users ORDER BY id"));
        assertEquals(List.of("snapshot 1 *****", "snapshot 3 *****"), changes());
    }

    @Test
    void theOldestRowsGoInTheLoadsThatCome() {
        start(Map.of(), new TableChoices(Map.of(), Map.of(), null, Map.of(), Map.of("users", new Retention(0, 3)),
                Set.of()));
        for (int i = 1; i <= 5; i++) {
            run.load(users.insert(i, "n"));
        }
        assertEquals(List.of("1", "2", "3", "4", "5"), ids(), "a look once a minute is enough");
        run = restarted(new Retention(0, 3));
        run.load(users.insert(6, "n"));
        assertEquals(List.of("4", "5", "6"), ids());
    }

    private LoaderRun restarted(Retention retention) {
        return start(Map.of(), new TableChoices(Map.of(), Map.of(), null, Map.of(), Map.of("users", retention),
                Set.of()));
    }

    private List<String> ids() {
        return run.rows("SELECT id FROM T.users ORDER BY __seq");
    }

    /** Each change is committed a microsecond after the one before. */
    @Test
    void whatWasCommittedLongBeforeTheNewestChangeGoes() {
        restarted(new Retention(2, 0)).load(users.insert(1, "n"), users.insert(2, "n"), users.insert(3, "n"),
                users.insert(4, "n"));
        assertEquals(List.of("2", "3", "4"), ids());
        restarted(new Retention(1, 0)).load(Snapshot.RUNNING, users.insert(5, "n"));
        assertEquals(4, ids().size(), "not before the snapshot is complete");
        restarted(new Retention(1, 0)).load(Snapshot.DONE);
        assertEquals(List.of("4", "5"), ids(), "also by a load that only moves the position");
    }

    @Test
    void aSourceWhoseClockIsAheadRemovesNothing() throws Exception {
        restarted(new Retention(3_600_000_000L, 0)).load(users.insert(1, "n"), users.insert(2, "n"));
        run.duckdb.attach();
        run.duckdb.execute("UPDATE dest.data.users SET __source_ts = CASE id WHEN 1 THEN now() ELSE '2999-01-01' END");
        restarted(new Retention(3_600_000_000L, 0)).load(users.insert(3, "n"));
        assertEquals(List.of("1", "2"), ids(), "the third is of 1970");
    }

    @Test
    void manyRowsGoInSmallSteps() throws Exception {
        start(Map.of(), TableChoices.NONE).load(BulkTest.all(users, 100, List.of(), i -> new Object[] {i, "n"}));
        Pruning pruning = new Pruning(run.duckdb, dlt.DltTables.of(run.duckdb.catalog(), "data"),
                OwnColumns.of(run.config.columns()), Map.of("users", new Retention(0, 10)),
                new Carriers(run.config.target().file(), "pipe"), run.warnings::add, 40);
        for (String left : List.of("60", "20", "10", "10")) {
            pruning.prune(run.pipeline.committed(), run.duckdb.tables("data"), 0);
            assertEquals(left, run.one("SELECT count(*) FROM T.users"));
        }
        assertEquals("90 99", run.one("SELECT min(id), max(id) FROM T.users"));
    }

    /** However fast they come: else the table would grow for as long as the source is busy. */
    @Test
    void moreRowsGoThanCome() throws Exception {
        start(Map.of(), TableChoices.NONE).load(BulkTest.all(users, 100, List.of(), i -> new Object[] {i, "n"}));
        Pruning pruning = new Pruning(run.duckdb, dlt.DltTables.of(run.duckdb.catalog(), "data"),
                OwnColumns.of(run.config.columns()), Map.of("users", new Retention(0, 10)),
                new Carriers(run.config.target().file(), "pipe"), run.warnings::add, 1);
        pruning.prune(run.pipeline.committed(), run.duckdb.tables("data"), 25);
        assertEquals("50", run.one("SELECT count(*) FROM T.users"));
    }

    @Test
    void whatWasNotCarriedOnStays() throws Exception {
        restarted(new Retention(0, 1)).load(users.insert(1, "n"));
        run.load(users.insert(2, "n"));
        String position = run.one("SELECT '\"last\": \"' || max(load_id) || '\", \"at\": ' ||"
                + " epoch_us(max(inserted_at)) FROM T._dlt_loads");
        Path there = folder.resolve("pipe.duckdb.carried-pipe_to_postgres-data.json");
        Files.writeString(there, "{\"pipeline\": \"pipe\", " + position + "}");
        Path other = folder.resolve("pipe.duckdb.carried-another_to_postgres-data.json");
        Files.writeString(other, "{\"pipeline\": \"another\", \"last\": \"\", \"at\": 0}");
        run.load(users.insert(3, "n"));
        restarted(new Retention(0, 1)).load(users.insert(4, "n"));
        assertEquals(List.of("3", "4"), ids(), "1 and 2 are carried");
        assertTold(run.warnings.toString(), "Table users keeps 1 rows that [cdc_settings.retention] would remove");
        assertTold(run.warnings.toString(), there.toString());
        assertTrue(!run.warnings.toString().contains(other.toString()), run.warnings.toString());
        restarted(new Retention(1, 0)).load(users.insert(5, "n"), users.insert(6, "n"));
        assertEquals(List.of("3", "4", "5", "6"), ids(), "whatever the retention");
        Files.writeString(there, "{\"pipeline\"");
        restarted(new Retention(1, 0)).load(users.insert(7, "n"));
        assertEquals(List.of("3", "4", "5", "6", "7"), ids(), "what cannot be read has carried nothing");
        Files.delete(there);
        restarted(new Retention(1, 0)).load(users.insert(8, "n"));
        assertEquals(List.of("7", "8"), ids());
    }

    /** Not the DuckDB file, of all things, is to be removed. */
    @Test
    void whereNobodyCanTellWhatIsCarriedNothingIsToBeRemoved() {
        Carriers carriers = new Carriers(folder.resolve("none/pipe.duckdb"), "pipe");
        assertTrue(carriers.carried("loads").contains("<= " + Long.MIN_VALUE), "nothing is");
        assertTrue(carriers.advice().contains("cannot be read") && !carriers.advice().contains("remove"),
                carriers.advice());
    }

    @Test
    void whatDoesNotFitTheTablesIsToldAtTheStart() {
        assertEquals("", check(BY_ID, history(Map.of("users_history", new Retention(0, 3)))));
        assertTold(check(BY_ID, history(Map.of("users", new Retention(0, 3)))), "names users, which is merged");
        assertTold(check(BY_ID, history(Map.of("user_history", new Retention(0, 3)))), "These are: users_history");
        assertTold(check(Map.of(), history(Map.of())), "no primary key is given");
        TableChoices both = new TableChoices(Map.of(), Map.of(), null, Map.of("users", "all_users", "others",
                "all_users"), Map.of(), Set.of());
        assertTold(check(Map.of("users", List.of("id"), "others", List.of("id")), both, users,
                Sample.table("others", 1, "id INTEGER")), "names all_users for every change of more than one table");
        assertTold(check(Map.of("users", List.of("id"), "users_history", List.of("id")), history(Map.of())),
                "has a key for users_history");
        assertTold(check(BY_ID, history(Map.of()), users, Sample.table("users_history", 1, "id INTEGER")),
                "table public.users_history is loaded into it");
        assertTold(check(BY_ID, new TableChoices(Map.of(), Map.of(), null, Map.of("public.users", "users_history"),
                Map.of(), Set.of()), Sample.table("other", 1, "id INTEGER")),
                "names \"public.users\", and no captured table");
    }

    /** Of a recording nobody knows which tables it has. */
    @Test
    void whatNamesATableThatMayStillComeIsNoMistake() {
        LoaderRun recorded = new LoaderRun(folder, BY_ID, history(Map.of("users_history", new Retention(0, 3))));
        new StartCheck(recorded.config, new PrimaryKeys(BY_ID, Map.of()), new Watch() { }).checkSome(List.of(
                new SourceTable(Sample.table("first", 1, "id INTEGER").id(), List.of("id"), List.of("id"), "",
                        () -> false)), Checkpoint.none());
        recorded.close();
    }

    private static void assertTold(String said, String part) {
        assertTrue(said.contains(part), said);
    }

    private String check(Map<String, List<String>> keys, TableChoices choices, Sample... tables) {
        LoaderRun other = new LoaderRun(folder, keys, choices);
        try {
            new StartCheck(other.config, new PrimaryKeys(keys, Map.of()), new Watch() { }).check(
                    Arrays.stream(tables.length == 0 ? new Sample[] {users} : tables).map(table -> {
                        List<String> columns = table.schema().columns().stream().map(c -> c.name()).toList();
                        return new SourceTable(table.id(), columns, columns, "", () -> false);
                    }).toList(), Checkpoint.none());
            return "";
        }
        catch (Problem problem) {
            assertEquals(2, problem.exitCode());
            return problem.getMessage();
        }
        finally {
            other.close();
        }
    }
}
