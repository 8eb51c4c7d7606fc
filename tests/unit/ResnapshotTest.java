package load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import capture.Requests.Answer;
import capture.Requests.Request;
import change.DltChangeHandler;
import change.PrimaryKeys;
import config.SchemaContract;
import config.SchemaContract.Entity;
import config.SchemaContract.Mode;
import config.TableChoices;
import event.ChangeEvent;
import event.ChangeEvent.CopyLoaded;
import event.ChangeEvent.CopyPoint;
import event.ChangeEvent.Found;
import event.ChangeEvent.Origin;
import event.ChangeEvent.RowChange;
import event.Checkpoint.Snapshot;
import event.Reached;
import event.Reached.Copy;
import event.Sample;
import event.TableId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy of a table is put in place of its rows, with what has changed since the copy's place on top of it. */
class ResnapshotTest {

    private static final Map<String, List<String>> BY_ID = Map.of("users", List.of("id"));
    private static final Origin NOWHERE = new Origin(() -> "", 0);

    @TempDir
    Path folder;
    private final Sample users = Sample.table("users", 1, "id INTEGER", "name VARCHAR");
    private LoaderRun run;

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

    private void part(boolean last, ChangeEvent... events) {
        run.handler.add(Arrays.asList(events));
        run.pipeline.load(run.handler.take(), new Reached(Snapshot.DONE, Map.of("lsn", 99), new Copy(users.id(),
                last)));
    }

    private CopyPoint point() {
        return new CopyPoint(users.id(), NOWHERE);
    }

    /** All rows at once, or one after the other where the loader wants them so. */
    private void copy(Object[]... rows) {
        if (rows.length == 0) {
            part(false, new Found(users.id(), users.schema(), NOWHERE));
        }
        else {
            var all = BulkTest.all(users, rows.length, List.of("id"), i -> rows[i]);
            part(false, all);
            part(false, BulkTest.restOf(all));
        }
        part(true, new CopyLoaded(users.id(), NOWHERE, true));
    }

    private static TableChoices choices(String deletes, boolean versioned) {
        return new TableChoices(Map.of("*", deletes), Map.of(), null, Map.of(), Map.of(),
                versioned ? Set.of("public.users") : Set.of());
    }

    @Test
    void versionsThatTheCopyHasTooGoOn() {
        start(BY_ID, choices("hard", true));
        run.load(users.insert(1, "a"), users.insert(2, "b"), users.insert(3, "c"), users.insert(4, "d"));
        run.load(users.update(1, "before"));
        run.load(point(), users.update(2, "after"), users.insert(5, "after"), users.delete(3));
        String before = String.join("\n", versions());
        copy(new Object[] {1, "before"}, new Object[] {2, "b"}, new Object[] {3, "c"}, new Object[] {4, "d"});
        assertEquals(before, String.join("\n", versions()));
    }

    @Test
    void aContractLetsIntoTheCopyWhatItLetsIn() {
        stop();
        run = new LoaderRun(folder, BY_ID, new SchemaContract(Map.of(Entity.COLUMNS, Mode.DISCARD_VALUE)));
        run.load(users.insert(1, "a"), users.insert(2, "b"));
        run.load(point(), users.update(2, "after"));
        Sample wider = users.altered("id INTEGER", "name VARCHAR", "age INTEGER");
        var all = BulkTest.all(wider, 3_000, List.of("id"), i -> new Object[] {i + 2, "n", i});
        part(false, all);
        part(false, BulkTest.restOf(all));
        part(true, new CopyLoaded(users.id(), NOWHERE, true));
        assertEquals("3000 3001 1", run.one("SELECT count(*) FILTER (NOT deleted), max(id), count(*) FILTER (deleted)"
                + " FROM T.users"));
        assertEquals("2 after false", run.one("SELECT COLUMNS(c -> c NOT LIKE '_dlt%') FROM T.users WHERE id = 2"));
    }

    /** The transform puts the rows of a merged table into one that is appended to. */
    @Test
    void theNewestNumberIsTheStateWhereverTheRowsGo() {
        start(BY_ID, TableChoices.NONE);
        DltChangeHandler handler = new DltChangeHandler(new PrimaryKeys(BY_ID, Map.of()), run.config, change ->
                Optional.of(change instanceof RowChange row ? row.withTable(new TableId("public", "log")) : change), 0);
        var all = BulkTest.all(users, 1, List.of("id"), i -> new Object[] {1, "before"});
        handler.add(List.of(point(), users.update(1, "after"), all));
        handler.add(Arrays.asList(BulkTest.restOf(all)));
        run.pipeline.load(handler.take(), new Reached(Snapshot.DONE, Map.of("lsn", 1)));
        assertEquals(List.of("before", "after"), run.rows("SELECT name FROM T.log ORDER BY __seq"));
    }

    /** As of a table that joins: before the copy nothing is known of its rows. */
    @Test
    void anAppendedUpdateHasWhatTheSourceLeftOutFromTheCopyOnceThatIsInPlace() {
        start(Map.of(), TableChoices.NONE);
        run.load(point(), users.insert(2, "new"), users.update(1, Sample.SAME));
        assertEquals(List.of("1 null"), run.rows("SELECT id, name FROM T.users WHERE __op = 'update'"));
        copy(new Object[] {1, "long"}, new Object[] {3, "other"});
        run.load(users.update(1, Sample.SAME), users.update(2, Sample.SAME), users.update(3, Sample.SAME));
        assertEquals(List.of("1 long", "2 new", "3 other"), run.rows("SELECT id, arg_max_null(name, __seq) FROM T.users"
                + " GROUP BY id ORDER BY id"));
    }

    @Test
    void aTableThatIsAskedForAgainMeanwhileIsReadOnceMore() {
        start(BY_ID, TableChoices.NONE).load(users.insert(1, "a"));
        run.pipeline.again(List.of(users.id(), users.id()), List.of());
        run.load(point());
        copy(new Object[] {1, "a"});
        assertEquals(List.of(users.id()), run.pipeline.committed().again());
    }

    @Test
    void aRequestThatNobodyMayReadIsNone() throws IOException {
        RequestFiles requests = new RequestFiles(folder);
        Files.createDirectory(folder.resolve("resnapshot-other.json"));
        Request request = requests.ask(List.of("users"));
        assertEquals(List.of(request), requests.open());
        Files.createDirectory(folder.resolve("resnapshot-" + request.id() + ".answer"));
        requests.answer(request, new Answer(true, 0, "Read again"));
        assertEquals(List.of(request), requests.open());
    }

    private List<String> versions() {
        return run.rows("SELECT id, name, _dlt_valid_from, _dlt_valid_to FROM T.users ORDER BY ALL");
    }
}
