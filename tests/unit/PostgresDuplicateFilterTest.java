package postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static postgres.SampleRecords.change;
import static postgres.SampleRecords.heartbeat;
import static postgres.SampleRecords.load;
import static postgres.SampleRecords.message;
import static postgres.SampleRecords.other;
import static postgres.SampleRecords.snapshotRow;

import base.Problem;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.RecordKind;
import event.Reached;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** What PostgreSQL sends again after a restart is dropped, and nothing else. */
class PostgresDuplicateFilterTest {

    // ------------------------------------------------------------------------------------------- single rules

    @Test
    void copyWithOneLsnGoesOnBehindTheRowWhereItWasCut() {
        List<SourceRecord> copy = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            copy.add(change("c", "row" + i, 7L, 200, 100L));
        }
        Map<String, Object> state = accepted(streaming(100), copy.subList(0, 2), List.of("row0", "row1"));
        accepted(filter(state), copy, List.of("row2", "row3", "row4"));
    }

    @Test
    void updateOfAKeyCutBetweenDeleteAndInsertKeepsTheInsert() {
        List<SourceRecord> pair = List.of(change("d", "old", 7L, 200, 100L), change("c", "new", 7L, 200, 100L));
        Map<String, Object> state = accepted(streaming(100), pair.subList(0, 1), List.of("old"));
        accepted(filter(state), pair, List.of("new"));
    }

    @Test
    void truncateOfSeveralTablesComesOncePerTable() {
        List<SourceRecord> truncate = List.of(change("t", "a", 7L, 200, 100L), change("t", "b", 7L, 200, 100L),
                change("t", "c", 7L, 200, 100L));
        Map<String, Object> state = accepted(streaming(100), truncate.subList(0, 2), List.of("a", "b"));
        accepted(filter(state), truncate, List.of("c"));
    }

    @Test
    void heartbeatBeforeAMessageOutsideTransactionsDoesNotMoveTheResumePointToTheMessage() {
        PostgresDuplicateFilter filter = streaming(100);
        assertTrue(filter.accept(change("c", "a", 7L, 150, 100L), RecordKind.CHANGE));
        assertFalse(filter.accept(heartbeat(300, 300), RecordKind.HEARTBEAT));
        assertEquals(100L, filter.state().get("lsn"), "asked for 300, PostgreSQL would not send the message again");
        assertTrue(filter.accept(message("m", null, 300, 300L), RecordKind.MESSAGE));
        assertEquals(300L, filter.state().get("lsn"));
    }

    @Test
    void theSecondOfTwoHeartbeatsMovesTheResumePointOfAQuietTable() {
        PostgresDuplicateFilter filter = streaming(100);
        filter.accept(heartbeat(300, 300), RecordKind.HEARTBEAT);
        filter.accept(heartbeat(300, 300), RecordKind.HEARTBEAT);
        assertEquals(300L, filter.state().get("lsn"));
    }

    @Test
    void heartbeatInsideATransactionLeavesTheWatermarkAlone() {
        List<SourceRecord> rows = List.of(change("c", "a", 7L, 200, 100L), heartbeat(200, 100),
                change("c", "b", 7L, 200, 100L));
        Map<String, Object> state = accepted(streaming(100), rows.subList(0, 2), List.of("a"));
        accepted(filter(state), rows, List.of("b"));
    }

    @Test
    void theNextTransactionStartsANewWatermarkThoughItsLsnsAreLower() {
        PostgresDuplicateFilter filter = streaming(100);
        assertTrue(filter.accept(change("c", "a", 7L, 300, 100L), RecordKind.CHANGE));
        assertTrue(filter.accept(change("c", "b", 8L, 250, 320L), RecordKind.CHANGE),
                "began before the previous COMMIT");
        assertEquals(320L, filter.state().get("lsn"));
        assertEquals(250L, filter.state().get("watermark_lsn"));
    }

    @Test
    void anotherTransactionAtTheWatermarkIsAProblem() {
        Map<String, Object> state = accepted(streaming(100), List.of(change("c", "a", 7L, 200, 100L)), List.of("a"));
        Problem problem = assertThrows(Problem.class,
                () -> filter(state).accept(change("c", "a", 8L, 200, 100L), RecordKind.CHANGE));
        assertEquals(1, problem.exitCode());
        assertTrue(problem.getMessage().contains("8") && problem.getMessage().contains("(7)"), problem.getMessage());
    }

    @Test
    void thePositionIsTheLsnAsPostgresWritesIt() {
        PostgresDuplicateFilter filter = streaming(100);
        filter.accept(change("c", "a", 7L, 0x1_016B_3748L, 100L), RecordKind.CHANGE);
        assertEquals("1/16B3748", filter.position().text());
    }

    // ----------------------------------------------------------------------------------------------- snapshot

    @Test
    void rowsOfTheSnapshotAreNewAndTheLastOneEndsIt() {
        PostgresDuplicateFilter filter = new PostgresDuplicateFilter(Checkpoint.none().begin("1",
                Map.of("server", "x")));
        assertFalse(filter.accept(other(Map.of()), RecordKind.OTHER), "the notification STARTED has an empty offset");
        assertTrue(filter.accept(snapshotRow("a", false), RecordKind.CHANGE));
        assertEquals(Snapshot.RUNNING, filter.snapshot());
        assertEquals(Map.of("server", "x"), filter.state());
        assertFalse(filter.accept(other(Map.of("lsn", 500L, "snapshot", "INITIAL", "snapshot_completed", false)),
                RecordKind.OTHER));
        assertTrue(filter.accept(snapshotRow("b", true), RecordKind.CHANGE));
        assertEquals(Snapshot.DONE, filter.snapshot());
        assertEquals(Map.of("server", "x", "lsn", 500L, "watermark_lsn", 0L, "watermark_ordinal", -1L,
                "watermark_txid",
                0L), filter.state());
        assertTrue(filter.accept(change("c", "c", 7L, 510, null), RecordKind.CHANGE),
                "the first transaction has no lsn_commit");
        assertEquals(500L, filter.state().get("lsn"));
    }

    @Test
    void theSnapshotOfEmptyTablesIsDoneByTheNotificationAlone() {
        PostgresDuplicateFilter filter = new PostgresDuplicateFilter(Checkpoint.none().begin("1", Map.of()));
        assertFalse(filter.accept(other(Map.of()), RecordKind.OTHER));
        assertEquals(Snapshot.RUNNING, filter.snapshot());
        assertFalse(filter.accept(other(Map.of("lsn", 500L)), RecordKind.OTHER));
        assertEquals(Snapshot.DONE, filter.snapshot());
        assertEquals(500L, filter.state().get("lsn"));
    }

    @Test
    void aRecordWithoutAnLsnChangesNothing() {
        PostgresDuplicateFilter filter = streaming(100);
        Map<String, Object> before = filter.state();
        assertFalse(filter.accept(other(Map.of()), RecordKind.OTHER));
        assertFalse(filter.accept(other(null), RecordKind.OTHER));
        assertEquals(before, filter.state());
    }

    // ------------------------------------------------------------------------------------------------ material

    private static Checkpoint checkpoint(Map<String, Object> state) {
        return Checkpoint.none().at(new Reached(Snapshot.DONE, state));
    }

    private static PostgresDuplicateFilter filter(Map<String, Object> state) {
        return new PostgresDuplicateFilter(checkpoint(state));
    }

    private static PostgresDuplicateFilter streaming(long resume) {
        return filter(Map.of("lsn", resume));
    }

    private static Map<String, Object> accepted(PostgresDuplicateFilter filter, List<SourceRecord> records,
            List<String> expected) {
        List<String> loaded = new ArrayList<>();
        records.forEach(record -> load(filter, record, loaded));
        assertEquals(expected, loaded);
        return filter.state();
    }
}
