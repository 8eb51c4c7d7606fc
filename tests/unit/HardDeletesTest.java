package load;

import static event.Sample.SAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import change.DltChangeHandler;
import change.PrimaryKeys;
import config.TableChoices;
import event.ChangeEvent.Delete;
import event.Checkpoint.Snapshot;
import event.Sample;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deletes = "hard"}: what is gone at the source is gone here, in the same load, and nothing else is. */
class HardDeletesTest {

    private static final TableChoices HARD = new TableChoices(Map.of("*", "hard"));
    private static final Map<String, List<String>> BY_ID = Map.of("users", List.of("id"));

    @TempDir
    Path folder;
    private final Sample users = Sample.table("users", 1, "id INTEGER", "name VARCHAR");
    private LoaderRun run;

    private LoaderRun start(TableChoices choices) {
        stop();
        run = new LoaderRun(folder, BY_ID, choices);
        return run;
    }

    @AfterEach
    void stop() {
        if (run != null) {
            run.close();
            run = null;
        }
    }

    private List<String> rows() {
        return run.rows("SELECT id, name FROM T.users ORDER BY id");
    }

    @Test
    void aDeleteRemovesTheRowAndThereIsNoColumnForIt() {
        start(HARD).load(users.insert(1, "a"), users.insert(2, "b"), users.delete(1), users.insert(3, "c"));
        run.load(users.delete(2), users.delete(9), users.insert(2, "again"), users.delete(3));
        assertEquals(List.of("2 again"), rows());
        assertEquals("id name _dlt_load_id _dlt_id", run.one("SELECT string_agg(column_name, ' ' ORDER BY column_index)"
                + " FROM duckdb_columns() WHERE database_name = 'dest' AND table_name = 'users'"));
        assertFalse(run.one("SELECT schema FROM T._dlt_version").contains("\"deleted\""));
    }

    @Test
    void aTruncateRemovesAllThatCameBeforeIt() {
        start(HARD).load(users.insert(1, "a"), users.insert(2, "b"));
        run.load(users.insert(3, "c"), users.truncate(), users.insert(1, "new"));
        assertEquals(List.of("1 new"), rows());
        run.load(users.truncate());
        assertEquals(List.of(), rows());
    }

    @Test
    void aColumnThatComesBetweenTwoDeletesOfALoadIsNoObstacle() {
        start(HARD).load(users.insert(1, "a"), users.insert(2, "b"), users.insert(3, "c"));
        run.load(users.delete(1), users.altered("id INTEGER", "name VARCHAR", "age INTEGER").insert(4, "d", 7),
                users.altered("id INTEGER", "name VARCHAR", "age INTEGER").delete(2));
        assertEquals(List.of("3 null", "4 7"), run.rows("SELECT id, age FROM T.users ORDER BY id"));
    }

    @Test
    void anotherAttemptAtTheSnapshotRemovesWhatHasVanishedMeanwhile() {
        start(HARD).pipeline.begin(Map.of());
        run.load(Snapshot.RUNNING, users.read(1, "a"), users.read(2, "b"), users.read(3, "c"));
        start(HARD).pipeline.begin(Map.of());
        run.load(Snapshot.RUNNING, users.read(1, "a2"));
        assertEquals(3, rows().size(), "not before the snapshot is complete");
        run.load(Snapshot.DONE, users.read(3, "c"));
        assertEquals(List.of("1 a2", "3 c"), rows());
    }

    @Test
    void theSourceMayHaveAColumnOfThatName() {
        Sample flagged = Sample.table("users", 1, "id INTEGER", "deleted BOOLEAN");
        start(HARD).load(flagged.insert(1, true), flagged.insert(2, false), flagged.insert(3, true));
        run.load(flagged.delete(3));
        start(HARD).load(flagged.update(2, true));
        assertEquals(List.of("1 true", "2 true"), run.rows("SELECT id, deleted FROM T.users ORDER BY id"));
    }

    @Test
    void oneTableMayBeKeptInAnotherWay() {
        start(new TableChoices(Map.of("*", "hard", "public.users", "soft"))).load(users.insert(1, "a"),
                users.delete(1));
        assertEquals("true", run.one("SELECT deleted FROM T.users"));
    }

    @Test
    void aTableThatHasBeenLoadedIsKeptAsItWasBegun() {
        start(HARD).load(users.insert(1, "a"));
        assertRefused(TableChoices.NONE, "was loaded with deletes = \"hard\"");
        start(HARD).load(users.insert(2, "b"));
        assertEquals(List.of("1 a", "2 b"), rows());
    }

    @Test
    void rowsThatAreMarkedDoNotBecomeRowsThatAreThere() {
        start(TableChoices.NONE).load(users.insert(1, "a"), users.delete(1));
        assertRefused(HARD, "was loaded with deletes = \"soft\"");
        assertEquals("true", run.one("SELECT deleted FROM T.users"));
    }

    private void assertRefused(TableChoices choices, String sentence) {
        Problem problem = assertThrows(Problem.class, () -> start(choices).load(users.insert(2, "b")));
        assertTrue(problem.getMessage().contains(sentence) && problem.exitCode() == 2, problem.getMessage());
        assertEquals(1, rows().size());
    }

    /** Two rows may have the name for a while, and the table has no place for the one that waits. */
    @Test
    void aKeyThatTwoRowsMayShareIsRefused() {
        run = new LoaderRun(folder, Map.of("users", List.of("name")), HARD);
        Problem problem = assertThrows(Problem.class, () -> run.load(users.insert(1, "a"), users.insert(2, "a"),
                users.delete(1, "a")));
        assertTrue(problem.getMessage().contains("two rows may share it") && problem.exitCode() == 2,
                problem.getMessage());
    }

    /** What the source left out of the second half is in the row that the first removes. */
    @Test
    void theHalvesOfAChangeOfTheKeyBelongInOneLoad() {
        DltChangeHandler handler = new DltChangeHandler(new PrimaryKeys(BY_ID, Map.of()), start(HARD).config.limits(),
                Optional::of, 0);
        handler.add(List.of(new Delete(users.id(), users.key(1), users.row(1), users.delete(1).origin(), true)));
        assertTrue(handler.isHalf());
        handler.add(List.of(users.moved(users.key(1), 2, SAME)));
        assertFalse(handler.isHalf());
        run.load(users.insert(1, "long"));
        run.load(handler.take(), Snapshot.DONE);
        assertEquals(List.of("2 long"), rows());
    }
}
