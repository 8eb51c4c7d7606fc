package binlog;

import static binlog.BinlogSample.change;
import static binlog.BinlogSample.heartbeat;
import static binlog.BinlogSample.inTransaction;
import static binlog.BinlogSample.offset;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.RecordKind;
import event.Reached;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server sends again from its binary log after a restart is dropped, and nothing else. */
class BinlogDuplicateFilterTest {

    private static final String LOG = "binlog.000002";
    private static final Map<String, Object> BEGIN = offset(LOG, 200, "aaaa:1-7");
    private static final Map<String, Object> PLACE = offset(LOG, 200, null);

    @TempDir
    Path folder;
    private HistoryLog history;

    @BeforeEach
    void emptyHistory() {
        history = new HistoryLog(folder.resolve("history"));
        history.clear();
    }

    // ------------------------------------------------------------------------------------------- with GTIDs

    @Test
    void severalRowEventsOfOneTransactionGoOnBehindTheRowWhereTheyWereCut() {
        List<SourceRecord> rows = transaction(BEGIN, "aaaa:8", "a", "b", "c", "d", "e");
        Map<String, Object> state = accepted(streaming(offset(LOG, 4, "aaaa:1-7")), rows.subList(0, 3),
                List.of("a", "b", "c"));
        assertEquals("aaaa:1-7", state.get("gtids"), "the transaction is asked for again");
        accepted(filter(state), rows, List.of("d", "e"));
    }

    @Test
    void updateOfAKeyCutBetweenDeleteAndInsertKeepsTheInsert() {
        List<SourceRecord> halves = List.of(change("d", "old", inTransaction(BEGIN, 2, 1), "aaaa:8", LOG, 260),
                change("c", "new", inTransaction(BEGIN, 2, 1), "aaaa:8", LOG, 260));
        Map<String, Object> state = accepted(streaming(BEGIN), halves.subList(0, 1), List.of("old"));
        accepted(filter(state), halves, List.of("new"));
    }

    @Test
    void truncateComesOnceThoughItsOffsetAsksForItAgain() {
        List<SourceRecord> truncate = List.of(change("t", "t", offset(LOG, 300, "aaaa:1-7"), "aaaa:8", LOG, 260));
        Map<String, Object> state = accepted(streaming(BEGIN), truncate, List.of("t"));
        accepted(filter(state), truncate, List.of());
    }

    @Test
    void setsInAnotherOrderAreTheSameSet() {
        Map<String, Object> first = offset(LOG, 200, "bbbb:1-5,aaaa:1-7");
        Map<String, Object> again = offset(LOG, 4, "aaaa:1-7,bbbb:1-5");
        Map<String, Object> state = accepted(streaming(first), transaction(first, "bbbb:6", "a", "b").subList(0, 1),
                List.of("a"));
        accepted(filter(state), transaction(again, "bbbb:6", "a", "b"), List.of("b"));
    }

    @Test
    void aHeartbeatInsideATransactionLeavesItsCountAlone() {
        List<SourceRecord> rows = new ArrayList<>(transaction(BEGIN, "aaaa:8", "a", "b"));
        rows.add(1, heartbeat(inTransaction(BEGIN, 2, 0)));
        Map<String, Object> state = accepted(streaming(BEGIN), rows.subList(0, 2), List.of("a"));
        accepted(filter(state), rows, List.of("b"));
    }

    @Test
    void aHeartbeatBehindTheTransactionMovesTheResumePoint() {
        BinlogDuplicateFilter filter = streaming(BEGIN);
        accepted(filter, transaction(BEGIN, "aaaa:8", "a"), List.of("a"));
        filter.accept(heartbeat(offset(LOG, 400, "aaaa:1-8")), RecordKind.HEARTBEAT);
        assertEquals(List.of("aaaa:1-8", 400L, "", 0L), values(filter.state(), "gtids", "pos", "tx", "ordinal"));
    }

    @Test
    void aHeartbeatOfAnEngineThatHasOnlyStartedMovesNothing() {
        Map<String, Object> state = accepted(streaming(BEGIN), transaction(BEGIN, "aaaa:8", "a", "b").subList(0, 1),
                List.of("a"));
        BinlogDuplicateFilter filter = filter(state);
        filter.accept(heartbeat(offset(LOG, 4, "aaaa:1-7")), RecordKind.HEARTBEAT);
        assertEquals(state, filter.state());
    }

    @Test
    void theFirstTransactionAfterAnEmptySetIsAskedForAgainThoughItIsInItsOwnSet() {
        BinlogDuplicateFilter filter = streaming(offset(LOG, 150, ""));
        List<SourceRecord> rows = transaction(offset(LOG, 200, "aaaa:1"), "aaaa:1", "a", "b");
        Map<String, Object> state = accepted(filter, rows.subList(0, 1), List.of("a"));
        assertEquals("", state.get("gtids"));
        accepted(filter(state), rows, List.of("b"));
    }

    @Test
    void theSecondTransactionOfADomainOfMariadbIsNotTakenForTheFirst() {
        Map<String, Object> begin = offset(LOG, 200, "0-1-7,7-1-3");
        List<SourceRecord> rows = new ArrayList<>(transaction(begin, "0-1-8", "a"));
        rows.addAll(transaction(offset(LOG, 500, "0-1-8,7-1-3"), "7-1-4", "b", "c"));
        Map<String, Object> state = accepted(streaming(begin), rows.subList(0, 2), List.of("a", "b"));
        accepted(filter(state), rows.subList(1, 3), List.of("c"));
    }

    // ---------------------------------------------------------------------------------------- without GTIDs

    @Test
    void withoutGtidsATransactionIsToldByItsPlace() {
        List<SourceRecord> rows = new ArrayList<>(transaction(PLACE, null, "a", "b"));
        rows.addAll(transaction(offset(LOG, 500, null), null, "c", "d"));
        Map<String, Object> state = accepted(streaming(PLACE), rows.subList(0, 3), List.of("a", "b", "c"));
        assertEquals(List.of(500L, LOG + ":500", 1L), values(state, "pos", "tx", "ordinal"));
        accepted(filter(state), rows.subList(2, 4), List.of("d"));
    }

    @Test
    void truncateWithoutGtidsIsBehindItsOffset() {
        SourceRecord truncate = change("t", "t", offset(LOG, 300, null), null, LOG, 260);
        Map<String, Object> state = accepted(streaming(PLACE), List.of(truncate), List.of("t"));
        accepted(filter(state), transaction(offset(LOG, 380, null), null, "a", "b"), List.of("a", "b"));
    }

    @Test
    void aHeartbeatWithoutGtidsFollowsTheLogIntoANewFile() {
        BinlogDuplicateFilter filter = streaming(PLACE);
        accepted(filter, transaction(PLACE, null, "a"), List.of("a"));
        filter.accept(heartbeat(inTransaction(PLACE, 3, 0)), RecordKind.HEARTBEAT);
        assertEquals(1L, filter.state().get("ordinal"));
        filter.accept(heartbeat(offset("binlog.000010", 4, null)), RecordKind.HEARTBEAT);
        assertEquals(List.of("binlog.000010", 4L, ""), values(filter.state(), "file", "pos", "tx"));
    }

    @Test
    void aLogFromItsBeginningIsDroppedUpToTheResumePoint() {
        BinlogDuplicateFilter filter = streaming(offset(LOG, 500, ""));
        List<SourceRecord> rows = new ArrayList<>(transaction(offset("binlog.000001", 700, "aaaa:1"), "aaaa:1", "old"));
        rows.addAll(transaction(offset(LOG, 560, "aaaa:1"), "aaaa:2", "new"));
        accepted(filter, rows, List.of("new"));
    }

    // ---------------------------------------------------------------------------------- history, snapshot

    @Test
    void aSchemaHistoryIsCutBeforeDdlThatIsSentAgainFromANewFileOfTheLog() {
        history.append("tables", null, false);
        Map<String, Object> tables = history.before(null);
        BinlogDuplicateFilter filter = streaming(BEGIN);
        accepted(filter, transaction(BEGIN, "aaaa:8", "a"), List.of("a"));
        history.append("ALTER", BinlogPosition.of(offset(LOG, 500, "aaaa:1-8")), false);       // aaaa:9
        filter.accept(heartbeat(offset("binlog.000003", 4, "aaaa:1-8")), RecordKind.HEARTBEAT);
        assertTrue(filter.state().entrySet().containsAll(tables.entrySet()), "the ALTER is sent again: "
                + filter.state());
        accepted(filter, transaction(offset("binlog.000003", 250, "aaaa:1-9"), "aaaa:10", "b"), List.of("b"));
        assertTrue(filter.state().entrySet().containsAll(history.before(null).entrySet()), "the ALTER is before it");
    }

    @Test
    void aPlaceOnTheServerBeforeAFailoverSaysNothingOfTheHistory() {
        history.append("tables", null, false);
        Map<String, Object> tables = history.before(null);
        BinlogDuplicateFilter filter = streaming(offset("binlog.000900", 200, "aaaa:1-7"));
        history.append("ALTER", BinlogPosition.of(offset(LOG, 500, "aaaa:1-7")), false);
        filter.accept(heartbeat(offset(LOG, 500, "aaaa:1-7")), RecordKind.HEARTBEAT);
        assertTrue(filter.state().entrySet().containsAll(tables.entrySet()), "the ALTER is sent again: "
                + filter.state());
    }

    @Test
    void rowsOfTheSnapshotAreNewAndTheLastOneEndsIt() {
        BinlogDuplicateFilter filter = new BinlogDuplicateFilter(Checkpoint.none().begin("1", Map.of("server", "x")),
                "x", null, history, watch(), false);
        assertFalse(filter.accept(change("r", "none", Map.of(), null, LOG, 200), RecordKind.OTHER),
                "its offset is empty");
        Map<String, Object> running = new HashMap<>(BEGIN);
        running.put("snapshot", "INITIAL");
        assertTrue(filter.accept(change("r", "a", running, null, LOG, 200), RecordKind.CHANGE));
        assertEquals(Snapshot.RUNNING, filter.snapshot());
        assertEquals(Map.of("server", "x"), filter.state());
        assertTrue(filter.accept(change("r", "b", BEGIN, null, LOG, 200), RecordKind.CHANGE));
        assertEquals(Snapshot.DONE, filter.snapshot());
        assertEquals(List.of(LOG, 200L, "aaaa:1-7", "", 0L), values(filter.state(), "file", "pos", "gtids", "tx",
                "ordinal"));
        assertTrue(filter.accept(transaction(BEGIN, "aaaa:8", "c").get(0), RecordKind.CHANGE));
        assertEquals(LOG + ":260", filter.position().text());
        Problem again = assertThrows(Problem.class, () -> filter.accept(change("r", "d", running, null, LOG, 200),
                RecordKind.CHANGE));
        assertTrue(again.getMessage().contains("snapshot"), again.getMessage());
    }

    // ------------------------------------------------------------------------------------------------ material

    /** Two rows an event. */
    private static List<SourceRecord> transaction(Map<String, Object> begin, String gtid, String... ids) {
        List<SourceRecord> rows = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            long pos = (Long) begin.get("pos") + 60 + i / 2 * 100L;
            rows.add(change("c", ids[i], inTransaction(begin, 2 + i / 2, 1 + i % 2), gtid, begin.get("file")
                    .toString(), pos));
        }
        return rows;
    }

    private static BinlogWatch watch() {
        return new BinlogWatch(table -> true, false);
    }

    private BinlogDuplicateFilter filter(Map<String, Object> state) {
        return new BinlogDuplicateFilter(Checkpoint.none().at(new Reached(Snapshot.DONE, state)), "x",
                BinlogPosition.of(state), history, watch(), false);
    }

    private BinlogDuplicateFilter streaming(Map<String, Object> resume) {
        return filter(resume);
    }

    private static List<Object> values(Map<String, Object> state, String... keys) {
        List<Object> values = new ArrayList<>();
        for (String key : keys) {
            values.add(state.get(key));
        }
        return values;
    }

    private static Map<String, Object> accepted(BinlogDuplicateFilter filter, List<SourceRecord> records,
            List<String> expected) {
        List<String> loaded = new ArrayList<>();
        for (SourceRecord record : records) {
            if (filter.accept(record, RecordKind.of(record))) {
                loaded.add(BinlogSample.id(record));
            }
        }
        assertEquals(expected, loaded);
        return filter.state();
    }
}
