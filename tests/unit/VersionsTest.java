package load;

import static event.Sample.SAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import config.TableChoices;
import event.Checkpoint.Snapshot;
import event.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that are {@code scd2}: each load ends the versions that it changes, and begins others at that moment. */
class VersionsTest {

    private static final Map<String, List<String>> BY_ID = Map.of("users", List.of("id"));
    private static final TableChoices SCD2 = new TableChoices(Map.of("*", "hard"), Map.of(), null, Map.of(), Map.of(),
            Set.of("public.users"));

    @TempDir
    Path folder;
    private final Sample users = Sample.table("users", 1, "id INTEGER", "name VARCHAR", "note VARCHAR");
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

    /** The loads in which each version began and ended, counted from 1; {@code now} for one that is valid. */
    private List<String> versions() {
        return run.rows("SELECT id, name, note, b.n, coalesce(e.n::VARCHAR, 'now') FROM T.users AS u"
                + " LEFT JOIN (SELECT *, row_number() OVER (ORDER BY load_id) AS n FROM T._dlt_loads) AS b"
                + " ON to_timestamp(b.load_id::DOUBLE) = _dlt_valid_from"
                + " LEFT JOIN (SELECT *, row_number() OVER (ORDER BY load_id) AS n FROM T._dlt_loads) AS e"
                + " ON to_timestamp(e.load_id::DOUBLE) = _dlt_valid_to ORDER BY id, _dlt_valid_from");
    }

    @Test
    void aChangeEndsAVersionAndADeleteTheLastOne() {
        start(SCD2).load(users.insert(1, "a", "x"), users.insert(2, "b", "y"));
        run.load(users.update(1, "a2", SAME), users.update(2, "b", SAME));
        run.load(users.delete(2), users.insert(3, "c", "z"), users.delete(3));
        run.load(users.insert(2, "again", "y"), users.delete(1), users.moved(users.key(1), 4, "a2", SAME));
        assertEquals(List.of("1 a x 1 2", "1 a2 x 2 4", "2 b y 1 3", "2 again y 4 now", "4 a2 x 4 now"), versions());
        start(SCD2).load(users.truncate(), users.insert(4, "new", "n"));
        assertEquals(List.of("4 a2 x 4 5", "4 new n 5 now"), versions().subList(4, 6));
    }

    @Test
    void aSnapshotThatIsReadAgainLeavesNoVersions() {
        start(SCD2).pipeline.begin(Map.of());
        run.load(Snapshot.RUNNING, users.read(1, "a", "x"), users.read(2, "b", "y"));
        start(SCD2).pipeline.begin(Map.of());
        run.load(Snapshot.RUNNING, users.read(1, "a", "x"));
        run.load(Snapshot.DONE, users.read(3, "c", "z"));
        assertEquals(List.of("1 a null", "3 c null"), run.rows("SELECT id, name, _dlt_valid_to FROM T.users ORDER BY"
                + " id"));
    }

    /** As with MySQL, when the server has purged what comes next. */
    @Test
    void anotherSnapshotKeepsTheVersionsAndEndsWhatItHasNotSeen() {
        start(SCD2).pipeline.begin(Map.of());
        run.load(Snapshot.DONE, users.read(1, "a", "x"), users.read(2, "b", "y"), users.read(3, "c", "z"));
        run.load(users.update(1, "a2", SAME));
        List<String> before = List.of("1 a x 2 3", "1 a2 x 3 now", "2 b y 2 now", "3 c z 2 now");
        assertEquals(before, versions());
        start(SCD2).pipeline.begin(Map.of());
        run.load(Snapshot.RUNNING, users.read(1, "lost", "x"), users.read(2, "b", "y"), users.read(5, "e", "z"));
        start(SCD2).pipeline.begin(Map.of());
        assertEquals(before, versions(), "an interrupted one leaves nothing");
        run.load(Snapshot.RUNNING, users.read(1, "a3", "x"), users.read(2, "b", "y"));
        run.load(Snapshot.DONE, users.read(4, "d", "w"));
        assertEquals(List.of("1 a x 2 3", "1 a2 x 3 7", "1 a3 x 7 now", "2 b y 2 now", "3 c z 2 8", "4 d w 8 now"),
                versions());
    }

    /** Changes that were made while it was read come with the load that ends it. */
    @Test
    void whatHasChangedWhileTheSnapshotWasReadIsAVersion() {
        start(SCD2).pipeline.begin(Map.of());
        run.load(Snapshot.RUNNING, users.read(1, "a", "x"), users.read(2, "b", "y"));
        run.load(Snapshot.DONE, users.read(3, "c", "z"), users.update(1, "a2", SAME), users.delete(2));
        assertEquals(List.of("1 a x 2 3", "1 a2 x 3 now", "2 b y 2 3", "3 c z 3 now"), versions());
    }

    @Test
    void aWholeTableBeginsWithOneVersionOfEachRow() {
        start(SCD2).load(BulkTest.all(users, 3, List.of("id"), i -> new Object[] {i, "n", "x"}));
        run.load(users.update(0, "n", "x"), users.update(1, "m", SAME));
        assertEquals(List.of("0 n x 1 now", "1 n x 1 2", "1 m x 2 now", "2 n x 1 now"), versions());
    }

    @Test
    void theHintsAreThoseOfDlt() {
        start(SCD2).load(users.insert(1, "a", "x"));
        String schema = run.one("SELECT schema FROM T._dlt_version");
        assertTrue(schema.contains("\"x-merge-strategy\":\"scd2\"") && schema.contains("\"x-valid-from\":true")
                && schema.contains("\"x-valid-to\":true,\"x-active-record-timestamp\":null"), schema);
    }

    @Test
    void theKindOfATableStays() {
        start(SCD2).load(users.insert(1, "a", "x"));
        Problem problem = assertThrows(Problem.class, () -> start(TableChoices.NONE).load(users.insert(2, "b", "y")));
        assertTrue(problem.getMessage().contains("was loaded as scd2") && problem.exitCode() == 2,
                problem.getMessage());
        start(SCD2).load(users.insert(3, "c", "z"));
        assertEquals(2, versions().size());
    }

    /** At any moment the versions that were valid are the rows that the source had. */
    @Test
    void theVersionsOfEachLoadAreTheSourcesRowsAfterIt() {
        for (int seed = 0; seed < 6; seed++) {
            Random random = new Random(seed);
            LoaderRun each = new LoaderRun(folder.resolve("seed" + seed), BY_ID, SCD2);
            Map<Integer, String> live = new TreeMap<>();
            List<List<String>> after = new ArrayList<>();
            for (int load = 0; load < 8; load++) {
                for (int i = 0; i < 6; i++) {
                    int id = random.nextInt(5);
                    String name = "n" + random.nextInt(3);
                    boolean known = live.containsKey(id);
                    boolean gone = known && random.nextInt(3) == 0;
                    each.handler.add(List.of(gone ? users.delete(id) : known ? users.update(id, name, SAME)
                            : users.insert(id, name, "x")));
                    live.put(id, name);
                    if (gone) {
                        live.remove(id);
                    }
                }
                each.load();
                after.add(live.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
            }
            List<String> loads = each.rows("SELECT load_id FROM T._dlt_loads ORDER BY load_id");
            for (int load = 0; load < 8; load++) {
                assertEquals(after.get(load), each.rows("SELECT id, name FROM T.users WHERE _dlt_valid_from <="
                        + " to_timestamp(" + loads.get(load) + "::DOUBLE) AND coalesce(_dlt_valid_to, 'infinity') >"
                        + " to_timestamp(" + loads.get(load) + "::DOUBLE) ORDER BY id"), "seed " + seed + ", " + load);
            }
            each.close();
        }
    }
}
