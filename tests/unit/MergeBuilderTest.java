package change;

import static change.ChangeHandlerTest.handler;
import static change.ChangeHandlerTest.merge;
import static change.ChangeHandlerTest.only;
import static event.Sample.SAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import change.TableChanges.Merge;
import change.TableChanges.Upsert;
import event.ChangeEvent;
import event.ColumnType.Misfit;
import event.Row;
import event.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which change of a key is the newest, and what is known of it. */
class MergeBuilderTest {

    private final Sample users = Sample.table("users", 1, "id INTEGER", "name VARCHAR", "note VARCHAR");

    @Test
    void theNewestChangeOfAKeyWins() {
        Merge merge = merge(users.insert(1, "a", "n"), users.insert(2, "b", "n"), users.update(1, "c", "n"));
        assertEquals(List.of(live(users.row(1, "c", "n")), live(users.row(2, "b", "n"))), merge.upserts());
        assertEquals(3, merge.events());
        assertEquals(List.of("id"), merge.key());
        assertFalse(merge.truncated());
    }

    @Test
    void anUnchangedValueComesFromTheInsertInTheSameBatch() {
        Merge merge = merge(users.insert(1, "a", "long"), users.update(1, "b", SAME), users.update(1, "c", SAME));
        assertEquals(List.of(live(users.row(1, "c", "long"))), merge.upserts());
    }

    @Test
    void anUnchangedValueThatTheBatchDoesNotKnowIsLeftToTheStoredRow() {
        Merge merge = merge(users.update(1, "b", SAME), users.update(1, "c", SAME));
        assertEquals(List.of(new Upsert(users.row(1, "c", SAME), false, List.of(1))), merge.upserts());
    }

    @Test
    void aDeleteKeepsTheValuesThatTheBatchKnows() {
        Merge merge = merge(users.update(1, "b", "n"), users.delete(1));
        assertEquals(List.of(new Upsert(users.row(1, "b", "n"), true, List.of())), merge.upserts());
        assertEquals(List.of(), merge.deletes());
    }

    @Test
    void aDeleteAloneIsSureOfTheKeyOnly() {
        Merge merge = merge(users.delete(1));
        assertEquals(List.of(users.row(1)), merge.deletes());
        assertEquals(List.of(), merge.upserts());
    }

    @Test
    void anInsertAfterADeleteLives() {
        Merge merge = merge(users.delete(1), users.insert(1, "b", "n"));
        assertEquals(List.of(live(users.row(1, "b", "n"))), merge.upserts());
        assertEquals(List.of(), merge.deletes());
    }

    @Test
    void aMovedRowTakesUnchangedValuesFromTheOldKey() {
        Merge known = merge(users.insert(1, "a", "long"), users.delete(1), users.moved(users.key(1), 2, "a", SAME));
        assertEquals(List.of(new Upsert(users.row(1, "a", "long"), true, List.of()), live(users.row(2, "a", "long"))),
                known.upserts());
        Merge unknown = merge(users.delete(1), users.moved(users.key(1), 2, "a", SAME), users.update(2, "b", SAME));
        assertEquals(List.of(new Upsert(users.row(2, "b", SAME), false, List.of(1))), unknown.upserts());
        assertEquals(List.of(users.row(1)), unknown.deletes());
    }

    @Test
    void aRowThatMovesTwiceStillTakesItsValueFromTheFirstKey() {
        Merge merge = merge(users.delete(1), users.moved(users.key(1), 2, "a", SAME), users.delete(2),
                users.moved(users.key(2), 3, "a", SAME));
        assertEquals(new Upsert(users.row(3, "a", SAME), false, List.of(1)), merge.upserts().get(1));
    }

    @Test
    void anUpdateOfAConfiguredKeyThatIsNotTheSourcesOwnMarksTheOldRow() {
        Merge merge = (Merge) only(handler(Map.of("users", List.of("name"))),
                users.updateFrom(users.row(1, "a", "n"), 1, "b", "n"));
        assertEquals(List.of(users.row(1, "a", "n")), merge.deletes());
        assertEquals(List.of(live(users.row(1, "b", "n"))), merge.upserts());
    }

    @Test
    void anUpdateOfAConfiguredKeyLeavesValuesThatOnlyTheStoredRowKnowsToIt() {
        Merge merge = (Merge) only(handler(Map.of("users", List.of("name"))),
                users.updateFrom(users.row(null, "a", null), 1, "b", SAME));
        assertEquals(List.of(new Upsert(users.row(1, "b", SAME), false, List.of("a"))), merge.upserts());
    }

    @Test
    void aTruncateMarksWhatCameBeforeItAndNotWhatCameAfter() {
        Merge merge = merge(users.insert(1, "a", "n"), users.update(2, "b", SAME), users.delete(3), users.truncate(),
                users.insert(1, "c", "n"));
        assertTrue(merge.truncated());
        assertEquals(List.of(live(users.row(1, "c", "n")), new Upsert(users.row(2, "b", SAME), true, List.of(2))),
                merge.upserts());
        assertEquals(List.of(users.row(3)), merge.deletes());
        assertEquals(5, merge.events());
    }

    @Test
    void compositeAndBinaryKeysAreComparedByContent() {
        Sample files = Sample.table("files", 2, "dir BLOB", "name VARCHAR", "size BIGINT");
        Merge merge = (Merge) only(handler(Map.of("public.files", List.of("name", "dir"))),
                files.insert(new byte[] {1}, "x", 1L), files.insert(new byte[] {2}, "x", 2L),
                files.update(new byte[] {1}, "x", 3L));
        assertEquals(List.of(3L, 2L), merge.upserts().stream().map(u -> u.row().get("size")).toList());
    }

    @Test
    void keysThatAreEqualToSourceAndDestinationAreOne() {
        assertEquals(1, mergeByKey("DOUBLE", -0.0, 0.0).upserts().size());
        assertEquals(1, mergeByKey("FLOAT", -0f, 0f).upserts().size());
        assertEquals(2, mergeByKey("DOUBLE", Double.NaN, 0.0, Double.NaN).upserts().size());
        assertEquals(1, mergeByKey("INTERVAL", "0 months 1 days 0 microseconds",
                "0 months 0 days 86400000000 microseconds", "1 months -29 days 0 microseconds").upserts().size());
        assertEquals(2, mergeByKey("INTERVAL", "2136000000 months 0 days 0 microseconds",
                "2136000000 months 0 days -1 microseconds").upserts().size());
    }

    private static Merge mergeByKey(String type, Object... keys) {
        Sample values = Sample.table("values", 1, "k " + type);
        return (Merge) only(handler(Map.of("values", List.of("k"))),
                Arrays.stream(keys).map(values::insert).toArray(ChangeEvent[]::new));
    }

    @Test
    void aTimeWithTimeZoneIsNoKey() {
        Problem problem = assertThrows(Problem.class, () -> mergeByKey("TIMETZ", 0L));
        assertTrue(problem.getMessage().contains("Column k of table public.values"), problem.getMessage());
    }

    @Test
    void nullInAKeyIsAProblemThatNamesTableAndColumn() {
        Problem problem = assertThrows(Problem.class, () -> merge(users.insert(null, "a", "n")));
        assertTrue(problem.getMessage().contains("Column id of table public.users")
                && problem.getMessage().contains("NULL"),
                problem.getMessage());
        assertThrows(Problem.class, () -> only(handler(Map.of("users", List.of("name"))), users.delete(1)));
        assertThrows(Problem.class, () -> only(handler(Map.of("users", List.of("note"))), users.update(1, "a",
                SAME)));
        assertThrows(Problem.class,
                () -> only(handler(Map.of("users", List.of("note"))), users.insert(1, "a", new Misfit("1e99"))));
    }

    @Test
    void aKeyColumnThatTheTableLacksIsAConfigProblemThatListsTheColumns() {
        Problem problem = assertThrows(Problem.class,
                () -> only(handler(Map.of("users", List.of("uid"))), users.insert(1, "a", "n")));
        assertEquals(2, problem.exitCode());
        assertTrue(problem.getMessage().contains("uid") && problem.getMessage().contains("id, name, note"),
                problem.getMessage());
    }

    private static Upsert live(Row row) {
        return new Upsert(row, false, List.of());
    }
}
