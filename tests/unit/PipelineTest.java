package load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import watch.Watch;

/** Loads into a real DuckDB file: rows, schema, state and load are there together or not at all. */
class PipelineTest {

    private static final Map<String, List<String>> BY_ID = Map.of("users", List.of("id"));

    @TempDir
    Path folder;
    private final Sample users = Sample.table("users", 1, "id INTEGER", "name VARCHAR");
    private final Sample broken = Sample.table("broken", 1, "id INTEGER", "span INTERVAL");
    private LoaderRun run;

    private LoaderRun start(Map<String, List<String>> keys) {
        stop();
        run = new LoaderRun(folder, keys);
        return run;
    }

    @AfterEach
    void stop() {
        if (run != null) {
            run.close();
            run = null;
        }
    }

    // ------------------------------------------------------------------------------------------- one transaction

    @Test
    void aLoadLeavesRowsSchemaStateAndItsLoadRow() {
        start(BY_ID).load(users.insert(1, "a"), users.insert(2, "b"));
        Watch.Load load = run.loads.get(0);
        assertEquals(List.of("1 a false", "2 b false"),
                run.rows("SELECT id, name, deleted FROM T.users ORDER BY id"));
        assertEquals(load.loadId() + " pipe 0", run.one("SELECT load_id, schema_name, status FROM T._dlt_loads"));
        assertEquals("2", run.one("SELECT count(DISTINCT _dlt_id) FROM T.users WHERE _dlt_load_id = '"
                + load.loadId() + "'"));
        assertEquals("pipe", run.one("SELECT schema_name FROM T._dlt_version WHERE schema LIKE '%\"users\"%'"));
        assertEquals(load.loadId(), run.one("SELECT _dlt_load_id FROM T._dlt_pipeline_state"
                + " WHERE pipeline_name = 'pipe'"));
        assertEquals(Map.of("users", 2L), load.changes());
        assertEquals(Map.of("users", Map.of("insert", 2L)), load.operations());
        assertTrue(load.commitMillis() <= load.millis(), load.toString());
        run.pipeline.release();
        assertTrue(Files.exists(folder.resolve("dlt/pipe/state.json")));
        assertTrue(Files.exists(folder.resolve("dlt/pipe/schemas/pipe.schema.json")));
    }

    @Test
    void aRestartGoesOnFromTheCommittedCheckpoint() {
        start(Map.of()).load(users.insert(1, "a"), users.insert(2, "b"));
        Checkpoint committed = run.pipeline.committed();
        assertEquals(Map.of("lsn", 1L), committed.position());
        assertEquals(2, committed.seq());
        assertEquals(committed, start(Map.of()).pipeline.committed());
        run.load(users.insert(3, "c"));
        assertEquals(List.of("1", "2", "3"), run.rows("SELECT __seq FROM T.users ORDER BY id"));
    }

    @Test
    void anErrorInTheMiddleOfALoadLeavesNothingOfIt() {
        start(BY_ID).load(users.insert(1, "a"));
        Checkpoint before = run.pipeline.committed();
        String schemas = run.one("SELECT max(version_hash) FROM T._dlt_version");
        Problem problem = assertThrows(Problem.class, () -> run.load(users.insert(2, "b"), users.delete(1),
                users.altered("id INTEGER", "name VARCHAR", "age INTEGER").insert(3, "c", 7), broken.insert(1,
                        "no interval")));
        assertEquals(1, problem.exitCode());
        assertTrue(problem.getMessage().contains("pipe.duckdb") && problem.getMessage().contains("no interval"),
                problem.getMessage());
        assertNothingOf(before, schemas);
        run.pipeline.release();
        assertNothingOf(before, schemas);
        start(BY_ID);
        assertNothingOf(before, schemas);
        run.load(users.insert(2, "b"), broken.insert(1, "3 days"));
        assertEquals(List.of("1 a", "2 b"), run.rows("SELECT id, name FROM T.users ORDER BY id"));
        assertEquals("3 days", run.one("SELECT span::VARCHAR FROM T.broken"));
    }

    private void assertNothingOf(Checkpoint before, String schemas) {
        assertEquals(before, run.pipeline.committed());
        assertEquals(List.of("1 a false null"), run.rows("SELECT id, name, deleted, NULL FROM T.users"));
        assertEquals("5", run.one("SELECT count(*) FROM duckdb_columns() WHERE database_name = 'dest'"
                + " AND table_name = 'users'"));
        assertEquals("0", run.one("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'broken'"));
        assertEquals(schemas, run.one("SELECT max(version_hash) FROM T._dlt_version"));
        assertEquals("1 1", run.one("SELECT (SELECT count(*) FROM T._dlt_loads),"
                + " (SELECT count(*) FROM T._dlt_pipeline_state)"));
    }

    @Test
    void theSameRunGoesOnAfterAFailedLoad() {
        start(BY_ID);
        assertThrows(Problem.class, () -> run.load(users.insert(1, "a"), broken.insert(1, "no interval")));
        assertEquals(Checkpoint.none(), run.pipeline.committed());
        run.load(users.insert(1, "a"));
        assertEquals(List.of("1 a"), run.rows("SELECT id, name FROM T.users"));
        assertEquals("0", run.one("SELECT count(*) FROM duckdb_tables() WHERE database_name = 'temp'"),
                "stages are gone");
    }

    @Test
    void aFailedLoadLeavesNoTraceInWhatTheRunKnowsOfItsTables() {
        Sample altered = users.altered("id INTEGER", "name VARCHAR", "age INTEGER");
        start(BY_ID).load(users.insert(1, "a"));
        assertThrows(Problem.class, () -> run.load(altered.insert(2, "b", 7), broken.insert(1, "1 day"),
                broken.altered("id INTEGER", "span INTERVAL", "more INTERVAL").insert(2, "1 day", "no interval")));
        run.load(altered.insert(2, "b", 7), broken.insert(1, "1 day"));
        assertEquals(List.of("1 null", "2 7"), run.rows("SELECT id, age FROM T.users ORDER BY id"));
        assertEquals("1", run.one("SELECT count(*) FROM T.broken"));
    }

    @Test
    void aCheckpointAloneIsALoadToo() {
        start(BY_ID).load(users.insert(1, "a")).load();
        assertEquals(Map.of("lsn", 2L), run.pipeline.committed().position());
        assertEquals(Map.of("lsn", 2L), start(BY_ID).pipeline.committed().position());
    }

    // ---------------------------------------------------------------------------------------------------- snapshot

    @Test
    void aSecondAttemptAtTheSnapshotReplacesAppendedRowsOfTheFirst() {
        start(Map.of()).pipeline.begin(Map.of("slot", "s"));
        run.load(Snapshot.RUNNING, users.read(1, "a"), users.read(2, "b"));
        run.load(Snapshot.RUNNING, users.read(3, "c"));
        start(Map.of()).pipeline.begin(Map.of("slot", "s"));
        assertEquals("3", run.one("SELECT count(*) FROM T.users"), "until the new attempt brings rows");
        run.load(Snapshot.RUNNING, users.read(1, "a"));
        run.load(Snapshot.DONE, users.read(3, "c"), users.insert(4, "d"));
        assertEquals(List.of("1 a", "3 c", "4 d"), run.rows("SELECT id, name FROM T.users ORDER BY __seq"));
        run.load(users.insert(5, "e"));
        assertEquals("4", run.one("SELECT count(*) FROM T.users"));
    }

    @Test
    void everyEarlierAttemptIsClearedAlsoOverAnEmptyOne() {
        start(Map.of()).pipeline.begin(Map.of());
        run.load(Snapshot.RUNNING, users.read(1, "a"));
        start(Map.of()).pipeline.begin(Map.of());
        start(Map.of()).pipeline.begin(Map.of());
        run.load(Snapshot.RUNNING, users.read(2, "b"));
        start(Map.of()).pipeline.begin(Map.of());
        run.load(Snapshot.DONE, users.read(3, "c"));
        assertEquals(List.of("3 c"), run.rows("SELECT id, name FROM T.users"));
    }

    @Test
    void anAttemptThatFindsTheTableEmptyClearsTheEarlierOneToo() {
        start(Map.of()).pipeline.begin(Map.of());
        run.load(Snapshot.RUNNING, users.read(1, "a"));
        start(Map.of()).pipeline.begin(Map.of());
        run.load(Snapshot.DONE);
        assertEquals("0", run.one("SELECT count(*) FROM T.users"));
    }

    @Test
    void rowsThatVanishedBetweenTwoAttemptsEndUpDeletedInMerge() {
        start(BY_ID).pipeline.begin(Map.of());
        run.load(Snapshot.RUNNING, users.read(1, "a"), users.read(2, "b"), users.read(3, "c"));
        start(BY_ID).pipeline.begin(Map.of());
        run.load(Snapshot.RUNNING, users.read(1, "a2"));
        assertEquals("false", run.one("SELECT deleted FROM T.users WHERE id = 2"),
                "not before the snapshot is complete");
        run.load(Snapshot.DONE, users.read(3, "c"));
        assertEquals(List.of("1 a2 false", "2 b true", "3 c false"),
                run.rows("SELECT id, name, deleted FROM T.users ORDER BY id"));
    }

    @Test
    void aFirstSnapshotMarksNothing() {
        start(BY_ID).pipeline.begin(Map.of());
        run.load(Snapshot.RUNNING, users.read(1, "a"));
        run.load(Snapshot.DONE, users.read(2, "b"));
        assertEquals("2", run.one("SELECT count(*) FROM T.users WHERE NOT deleted"));
    }

    // -------------------------------------------------------------------------------------------- the file is shared

    @Test
    void aFileThatWasDeletedBetweenTwoLoadsIsAProblem() throws IOException {
        start(BY_ID).load(users.insert(1, "a")).pipeline.release();
        Files.delete(run.config.target().file());
        Problem problem = assertThrows(Problem.class, () -> run.load(users.insert(2, "b")));
        assertTrue(problem.getMessage().contains("is not the one that this run was loading"), problem.getMessage());
    }

    @Test
    void aFileThatWasReplacedBetweenTwoLoadsIsAProblemAndStaysAsItIs() throws IOException {
        start(BY_ID).load(users.insert(1, "a")).pipeline.release();
        Path copy = folder.resolve("copy.duckdb");
        Files.copy(run.config.target().file(), copy);
        run.load(users.insert(2, "b")).pipeline.release();
        Files.delete(run.config.target().file());
        Files.copy(copy, run.config.target().file());
        assertThrows(Problem.class, () -> run.load(users.insert(3, "c")));
        start(BY_ID);
        assertEquals(List.of("1 a"), run.rows("SELECT id, name FROM T.users"));
        assertEquals(Map.of("lsn", 1L), run.pipeline.committed().position());
    }

    /**
     * What our column says would pass for the source's, and the renamed one would be NULL in all rows that are there.
     */
    @Test
    void ourColumnsCannotBeRenamedUnderATable() {
        start(BY_ID).load(users.insert(1, "a"));
        stop();
        run = new LoaderRun(folder, BY_ID, 10_000, "gone", "__op");
        Problem problem = assertThrows(Problem.class, () -> run.load(users.insert(2, "b")));
        assertTrue(problem.getMessage().contains("deleted_column") && problem.exitCode() == 2, problem.getMessage());
        assertEquals(List.of("1 false"), run.rows("SELECT id, deleted FROM T.users"));
        Sample logs = Sample.table("logs", 0, "line VARCHAR");
        start(BY_ID).load(logs.insert("a"));
        stop();
        run = new LoaderRun(folder, BY_ID, 10_000, "deleted", "op");
        assertTrue(assertThrows(Problem.class, () -> run.load(logs.insert("b"))).getMessage().contains("op_column"));
    }

    /** By a key that the rows share all but one of them would go with the next change. */
    @Test
    void aKeyThatDoesNotTellTheRowsApartIsRefused() {
        start(BY_ID).load(users.insert(1, "a"), users.insert(2, "a"), users.insert(3, "b"));
        start(Map.of("users", List.of("name")));
        Problem problem = assertThrows(Problem.class, () -> run.load(users.update(3, "b")));
        assertTrue(problem.getMessage().contains("merged by id so far") && problem.exitCode() == 2,
                problem.getMessage());
        assertEquals("3", run.one("SELECT count(*) FROM T.users"));
        start(BY_ID).load(users.delete(2));
        start(Map.of("users", List.of("name"))).load(users.update(4, "b"));
        assertEquals(List.of("1 a false", "2 a true", "4 b false"),
                run.rows("SELECT id, name, deleted FROM T.users ORDER BY id"));
        start(Map.of("users", List.of("name", "id"))).load(users.insert(5, "b"));
        assertEquals("4", run.one("SELECT count(*) FROM T.users"));
    }

    @Test
    void rowsThatOthersAddBetweenTwoLoadsStay() {
        start(BY_ID).load(users.insert(1, "a")).pipeline.release();
        run.execute("INSERT INTO T.users VALUES (9, 'theirs', false, '0', 'x')");
        run.pipeline.release();
        run.load(users.insert(2, "b"));
        assertEquals(List.of("1", "2", "9"), run.rows("SELECT id FROM T.users ORDER BY id"));
    }

    private static final String THEIRS = "9999999999.5";

    /** What a dlt does that read the state before our last load and ends after it. */
    @Test
    void aStateThatIsWrittenBackLateMovesTheCheckpointNotBack() {
        start(Map.of()).load(users.insert(1, "a"));
        run.execute("CREATE TABLE T.known AS SELECT * FROM T._dlt_pipeline_state");
        run.load(users.insert(2, "b"));
        Checkpoint committed = run.pipeline.committed();
        loadOfTheirs("SELECT version + 1, engine_version, pipeline_name, state, now(), 'x', '" + THEIRS
                + "', 'r' FROM T.known");
        assertEquals(committed, start(Map.of()).pipeline.committed());
        run.load(users.insert(3, "c"));
        committed = run.pipeline.committed();
        assertEquals(List.of("1", "2", "3"), run.rows("SELECT __seq FROM T.users ORDER BY id"));
        assertEquals(committed, start(Map.of()).pipeline.committed());
    }

    @Test
    void aStateThatIsWrittenWithoutTheCheckpointHasDroppedIt() {
        start(Map.of()).load(users.insert(1, "a"));
        loadOfTheirs("SELECT 9, 4, 'pipe', '{\"_state_version\":9,\"_state_engine_version\":4,"
                + "\"pipeline_name\":\"pipe\"}', now(), 'x', '" + THEIRS + "', 'r'");
        assertEquals(Checkpoint.none(), start(Map.of()).pipeline.committed());
    }

    private void loadOfTheirs(String state) {
        run.execute("INSERT INTO T._dlt_loads SELECT '" + THEIRS + "', 'pipe', 0, now(), 'x'");
        run.execute("INSERT INTO T._dlt_pipeline_state " + state);
    }

    @Test
    void theReleasedFileCanBeOpenedByOthers() throws SQLException {
        start(BY_ID).load(users.insert(1, "a")).pipeline.release();
        try (var other = DriverManager.getConnection("jdbc:duckdb:" + run.config.target().file());
                var rows = other.createStatement().executeQuery("SELECT name FROM data.users")) {
            assertTrue(rows.next());
            assertEquals("a", rows.getString(1));
        }
        run.load(users.insert(2, "b"));
        assertEquals("2", run.one("SELECT count(*) FROM T.users"));
    }

    // ------------------------------------------------------------------------------------------------ does not grow

    @Test
    void stateAndLoadsStayBoundedOverTwoHundredLoads() {
        run = new LoaderRun(folder, BY_ID, 20);
        for (int i = 0; i < 200; i++) {
            run.load(users.insert(i, "a"));
        }
        int states = Integer.parseInt(run.one("SELECT count(*) FROM T._dlt_pipeline_state"));
        int loads = Integer.parseInt(run.one("SELECT count(*) FROM T._dlt_loads"));
        assertTrue(states >= 1 && states <= 51, states + " states");
        assertTrue(loads >= 20 && loads <= 71, loads + " loads");
        assertEquals("1", run.one("SELECT count(*) FROM T._dlt_version"));
        assertEquals("0", run.one("SELECT count(*) FROM T._dlt_pipeline_state s ANTI JOIN T._dlt_loads l"
                + " ON l.load_id = s._dlt_load_id"));
        assertEquals("200", run.one("SELECT count(*) FROM T.users"));
        Checkpoint committed = run.pipeline.committed();
        assertEquals(committed, start(BY_ID).pipeline.committed());
    }

    @Test
    void loadIdsRiseWhateverTheClockDoes() {
        start(BY_ID).load(users.insert(1, "a"));
        run.execute("UPDATE T._dlt_loads SET load_id = '2000000000.5'");
        run.execute("UPDATE T._dlt_pipeline_state SET _dlt_load_id = '2000000000.5'");
        start(BY_ID).load(users.insert(2, "b"));
        assertEquals("2000000000.500001", run.loads.get(0).loadId());
        assertEquals(Map.of("lsn", 1L), start(BY_ID).pipeline.committed().position());
        assertFalse(run.pipeline.committed().tables().isEmpty());
    }
}
