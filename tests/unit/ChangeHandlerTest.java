package change;

import static event.Sample.SAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import change.TableChanges.Append;
import change.TableChanges.Entry;
import change.TableChanges.Merge;
import config.CdcConfig.Limits;
import event.ChangeEvent;
import event.ColumnType.Misfit;
import event.Sample;
import event.TableId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Change events → table changes: grouped by table, cut at schema changes and limits. */
class ChangeHandlerTest {

    private static final Limits LIMITS = new Limits(100, 1 << 20, 60_000, 10);
    static final Map<String, List<String>> BY_ID = Map.of("users", List.of("id"));
    private static final Map<String, List<String>> NO_KEYS = Map.of();

    private final Sample users = Sample.table("users", 1, "id INTEGER", "name VARCHAR", "note VARCHAR");

    @Test
    void theScriptsKeysWinOverTheFilesHoweverTheTableIsNamed() {
        TableId id = users.id();
        assertEquals(List.of("id"), new PrimaryKeys(BY_ID, NO_KEYS).of(id));
        assertEquals(List.of("b"), new PrimaryKeys(Map.of("users", List.of("a"), "public.users", List.of("b")),
                NO_KEYS).of(id));
        assertEquals(List.of("s"), new PrimaryKeys(Map.of("users", List.of("a")), Map.of("users",
                List.of("s"))).of(id));
        assertEquals(List.of("s"), new PrimaryKeys(Map.of("public.users", List.of("a")), Map.of("users",
                List.of("s"))).of(id));
        assertEquals(List.of(), new PrimaryKeys(Map.of("other", List.of("a")), Map.of("x.users",
                List.of("s"))).of(id));
    }

    // ------------------------------------------------------------------------------------------------- APPEND

    @Test
    void everyChangeIsAnEntryInOrderWithARisingSeq() {
        DltChangeHandler handler = handler(NO_KEYS);
        List<Entry> entries = append(handler, users.read(1, "a", "n"), users.insert(2, "b", "n"), users.update(2,
                "c", "n"),
                users.delete(2), users.truncate()).entries();
        assertEquals(List.of("snapshot", "insert", "update", "delete", "truncate"),
                entries.stream().map(Entry::op).toList());
        assertEquals(List.of(41L, 42L, 43L, 44L, 45L), entries.stream().map(Entry::seq).toList());
        assertEquals(List.of(46L), append(handler, users.insert(3, "d",
                "n")).entries().stream().map(Entry::seq).toList());
        assertTrue(entries.get(4).row().isEmpty());
        assertEquals(users.row(2), entries.get(3).row());
    }

    @Test
    void anUnchangedValueOfAnAppendedRowComesFromTheBatch() {
        List<Entry> entries = append(handler(NO_KEYS), users.insert(1, "a", "long"), users.update(1, "b", "longer"),
                users.insert(2, "x", "other"), users.update(1, "c", SAME), users.update(1, "d", SAME)).entries();
        assertEquals(users.row(1, "c", "longer"), entries.get(3).row());
        assertEquals(users.row(1, "d", "longer"), entries.get(4).row());
        assertTrue(entries.get(4).storedKey().isEmpty());
    }

    @Test
    void anUnchangedValueThatTheBatchDoesNotKnowIsLeftToTheNewestStoredEntry() {
        List<Entry> entries = append(handler(NO_KEYS), users.update(1, "b", SAME), users.delete(1),
                users.moved(users.key(1), 2, "b", SAME), users.update(2, "c", SAME)).entries();
        assertEquals(users.key(1), entries.get(0).storedKey());
        assertEquals(users.key(1), entries.get(2).storedKey());
        assertEquals(users.key(1), entries.get(3).storedKey(), "key 2 is not stored yet: its value is under key 1");
    }

    @Test
    void anUnchangedValueWithoutASourceKeyStaysUnknown() {
        Sample log = Sample.table("log", 0, "line VARCHAR", "note VARCHAR");
        Entry entry = append(handler(NO_KEYS), log.insert("a", "long"), log.update("b", SAME)).entries().get(1);
        assertTrue(entry.storedKey().isEmpty());
        assertSame(SAME, entry.row().get("note"));
    }

    // ------------------------------------------------------------------------------------------------ grouping

    @Test
    void aSchemaChangeInTheMiddleGivesTwoTableChangesInOrder() {
        Sample altered = users.altered("id INTEGER", "name VARCHAR", "note VARCHAR", "age INTEGER");
        for (Map<String, List<String>> keys : List.of(BY_ID, NO_KEYS)) {
            List<TableChanges> tables = take(handler(keys), users.insert(1, "a", "n"), altered.insert(2, "b", "n", 7),
                    altered.update(1, "c", "n", 8)).tables();
            assertEquals(List.of(users.schema(), altered.schema()),
                    tables.stream().map(TableChanges::schema).toList());
            assertEquals(List.of(1L, 2L), tables.stream().map(TableChanges::events).toList());
        }
    }

    @Test
    void tablesAreKeptApartAndModesMayDiffer() {
        Sample orders = Sample.table("orders", 1, "id INTEGER", "sum DECIMAL(12,2)");
        List<TableChanges> tables = take(handler(BY_ID), users.insert(1, "a", "n"), orders.insert(1), users.update(1,
                "b", "n"),
                orders.truncate()).tables();
        assertEquals(List.of(users.id(), orders.id()), tables.stream().map(TableChanges::table).toList());
        assertInstanceOf(Merge.class, tables.get(0));
        assertEquals(2, assertInstanceOf(Append.class, tables.get(1)).entries().size());
    }

    @Test
    void aTruncateAloneNeedsNoSchema() {
        assertTrue(merge(users.truncate()).truncated());
        assertEquals("truncate", append(handler(NO_KEYS), users.truncate()).entries().get(0).op());
    }

    @Test
    void columnsWithMisfitsAreNoted() {
        assertEquals(List.of("note"), merge(users.insert(1, "a", new Misfit("x")), users.insert(2, "b",
                "n")).misfits());
        assertEquals(List.of("note"), append(handler(NO_KEYS), users.insert(1, "a", new Misfit("x"))).misfits());
    }

    @Test
    void theTransformChangesAndDropsAndTheSeqCountsOn() {
        DltChangeHandler handler = handler(NO_KEYS, LIMITS, event -> event instanceof ChangeEvent.Insert insert
                ? Optional.of(insert.withRow(insert.row().with("name",
                        "***")))
                : Optional.empty());
        Changes changes = take(handler, users.insert(1, "a", "n"), users.delete(1), users.insert(2, "b", "n"));
        List<Entry> entries = ((Append) changes.tables().get(0)).entries();
        assertEquals(List.of("***", "***"), entries.stream().map(e -> e.row().get("name")).toList());
        assertEquals(List.of(41L, 43L), entries.stream().map(Entry::seq).toList());
        assertEquals(43, changes.seq());
        Changes nothing = take(handler, users.delete(1));
        assertTrue(nothing.isEmpty());
        assertEquals(44, nothing.seq());
    }

    // -------------------------------------------------------------------------------------------------- limits

    @Test
    void aLoadIsFullAtItsRows() {
        DltChangeHandler handler = handler(NO_KEYS, new Limits(3, 1 << 20, 60_000, 10), Optional::of);
        assertFalse(handler.isFull());
        handler.add(List.of(users.insert(1, "a", "n"), users.insert(2, "a", "n")));
        assertFalse(handler.isFull());
        handler.add(List.of(users.truncate()));
        assertTrue(handler.isFull());
        handler.take();
        assertFalse(handler.isFull());
    }

    @Test
    void aLoadIsFullAtItsBytesHoweverWideTheRow() {
        DltChangeHandler handler = handler(NO_KEYS, new Limits(1_000, 10_000, 60_000, 10), Optional::of);
        handler.add(List.of(users.insert(1, "a", "n")));
        assertFalse(handler.isFull());
        handler.add(List.of(users.insert(2, "a", "x".repeat(10_000))));
        assertTrue(handler.isFull());
        handler.take();
        handler.add(List.of(users.insert(3, "a", "n")));
        assertFalse(handler.isFull(), "bytes count from zero again");
    }

    @Test
    void aLoadIsFullAtItsAgeUnlessItIsEmpty() throws InterruptedException {
        DltChangeHandler handler = handler(NO_KEYS, new Limits(1_000, 1 << 20, 30, 10), Optional::of);
        handler.add(List.of());
        Thread.sleep(40);
        assertFalse(handler.isFull());
        handler.add(List.of(users.insert(1, "a", "n")));
        assertFalse(handler.isFull());
        Thread.sleep(40);
        assertTrue(handler.isFull());
        handler.take();
        handler.add(List.of(users.insert(2, "a", "n")));
        assertFalse(handler.isFull(), "the age counts from the first change of this load");
    }

    // ------------------------------------------------------------------------------------------------ material

    static DltChangeHandler handler(Map<String, List<String>> keys) {
        return handler(keys, LIMITS, Optional::of);
    }

    static DltChangeHandler handler(Map<String, List<String>> keys, Limits limits,
            Function<ChangeEvent, Optional<ChangeEvent>> transform) {
        return new DltChangeHandler(new PrimaryKeys(keys, Map.of()), limits, transform, 40);
    }

    static Changes take(DltChangeHandler handler, ChangeEvent... events) {
        handler.add(Arrays.asList(events));
        return handler.take();
    }

    static TableChanges only(DltChangeHandler handler, ChangeEvent... events) {
        List<TableChanges> tables = take(handler, events).tables();
        assertEquals(1, tables.size());
        return tables.get(0);
    }

    static Merge merge(ChangeEvent... events) {
        return (Merge) only(handler(BY_ID), events);
    }

    static Append append(DltChangeHandler handler, ChangeEvent... events) {
        return (Append) only(handler, events);
    }

    /** A row that the transform has not seen may have what it hides. */
    @Test
    void peopleAreShownTheNewestChangesAndNothingThatTheTransformHides() {
        DltChangeHandler handler = handler(NO_KEYS, LIMITS, event -> event instanceof ChangeEvent.Delete
                ? Optional.empty() : Optional.of(hidden((ChangeEvent.RowChange) event)));
        for (int i = 0; i < 60; i++) {
            handler.add(List.of(users.insert(i, "secret", "n")));
        }
        handler.add(List.of(users.read(99, "secret", "n"), users.updateFrom(users.row(1, "secret", "n"), 1, "secret",
                "m"), users.delete(1, "secret", "n")));
        List<ChangeEvent> newest = handler.take().newest();
        assertEquals(50, newest.size());
        assertFalse(newest.toString().contains("secret"), newest.toString());
        assertTrue(((ChangeEvent.Update) newest.get(49)).before().isEmpty(), newest.get(49).toString());
        assertEquals(List.of(), handler.take().newest());
    }

    private static ChangeEvent hidden(ChangeEvent.RowChange change) {
        return change.withRow(change.row().with("name", "-"));
    }
}
