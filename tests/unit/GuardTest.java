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
import event.Kind;
import event.Reached;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** What PostgreSQL sends again after a restart is dropped, and nothing else. */
class GuardTest {

    // ------------------------------------------------------------------------------------------- single rules

    @Test
    void copyWithOneLsnGoesOnBehindTheRowWhereItWasCut() {
        List<SourceRecord> copy = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            copy.add(change("c", "row" + i, 7L, 200, 100L));
        }
        Map<String, Object> state = accepted(streaming(100), copy.subList(0, 2), List.of("row0", "row1"));
        accepted(guard(state), copy, List.of("row2", "row3", "row4"));
    }

    @Test
    void updateOfAKeyCutBetweenDeleteAndInsertKeepsTheInsert() {
        List<SourceRecord> pair = List.of(change("d", "old", 7L, 200, 100L), change("c", "new", 7L, 200, 100L));
        Map<String, Object> state = accepted(streaming(100), pair.subList(0, 1), List.of("old"));
        accepted(guard(state), pair, List.of("new"));
    }

    @Test
    void truncateOfSeveralTablesComesOncePerTable() {
        List<SourceRecord> truncate = List.of(change("t", "a", 7L, 200, 100L), change("t", "b", 7L, 200, 100L),
                change("t", "c", 7L, 200, 100L));
        Map<String, Object> state = accepted(streaming(100), truncate.subList(0, 2), List.of("a", "b"));
        accepted(guard(state), truncate, List.of("c"));
    }

    @Test
    void heartbeatBeforeAMessageOutsideTransactionsDoesNotMoveTheResumePointToTheMessage() {
        PostgresGuard guard = streaming(100);
        assertTrue(guard.accept(change("c", "a", 7L, 150, 100L), Kind.CHANGE));
        assertFalse(guard.accept(heartbeat(300, 300), Kind.HEARTBEAT));
        assertEquals(100L, guard.state().get("lsn"), "asked for 300, PostgreSQL would not send the message again");
        assertTrue(guard.accept(message("m", null, 300, 300L), Kind.MESSAGE));
        assertEquals(300L, guard.state().get("lsn"));
    }

    @Test
    void theSecondOfTwoHeartbeatsMovesTheResumePointOfAQuietTable() {
        PostgresGuard guard = streaming(100);
        guard.accept(heartbeat(300, 300), Kind.HEARTBEAT);
        guard.accept(heartbeat(300, 300), Kind.HEARTBEAT);
        assertEquals(300L, guard.state().get("lsn"));
    }

    @Test
    void heartbeatInsideATransactionLeavesTheWatermarkAlone() {
        List<SourceRecord> rows = List.of(change("c", "a", 7L, 200, 100L), heartbeat(200, 100),
                change("c", "b", 7L, 200, 100L));
        Map<String, Object> state = accepted(streaming(100), rows.subList(0, 2), List.of("a"));
        accepted(guard(state), rows, List.of("b"));
    }

    @Test
    void theNextTransactionStartsANewWatermarkThoughItsLsnsAreLower() {
        PostgresGuard guard = streaming(100);
        assertTrue(guard.accept(change("c", "a", 7L, 300, 100L), Kind.CHANGE));
        assertTrue(guard.accept(change("c", "b", 8L, 250, 320L), Kind.CHANGE), "began before the previous COMMIT");
        assertEquals(320L, guard.state().get("lsn"));
        assertEquals(250L, guard.state().get("watermark_lsn"));
    }

    @Test
    void anotherTransactionAtTheWatermarkIsAProblem() {
        Map<String, Object> state = accepted(streaming(100), List.of(change("c", "a", 7L, 200, 100L)), List.of("a"));
        Problem problem = assertThrows(Problem.class,
                () -> guard(state).accept(change("c", "a", 8L, 200, 100L), Kind.CHANGE));
        assertEquals(1, problem.exitCode());
        assertTrue(problem.getMessage().contains("8") && problem.getMessage().contains("(7)"), problem.getMessage());
    }

    @Test
    void thePositionIsTheLsnAsPostgresWritesIt() {
        PostgresGuard guard = streaming(100);
        guard.accept(change("c", "a", 7L, 0x1_016B_3748L, 100L), Kind.CHANGE);
        assertEquals("1/16B3748", guard.position().text());
    }

    // ----------------------------------------------------------------------------------------------- snapshot

    @Test
    void rowsOfTheSnapshotAreNewAndTheLastOneEndsIt() {
        PostgresGuard guard = new PostgresGuard(Checkpoint.none().begin("1", Map.of("server", "x")));
        assertFalse(guard.accept(other(Map.of()), Kind.OTHER), "the notification STARTED has an empty offset");
        assertTrue(guard.accept(snapshotRow("a", false), Kind.CHANGE));
        assertEquals(Snapshot.RUNNING, guard.snapshot());
        assertEquals(Map.of("server", "x"), guard.state());
        assertFalse(guard.accept(other(Map.of("lsn", 500L, "snapshot", "INITIAL", "snapshot_completed", false)),
                Kind.OTHER));
        assertTrue(guard.accept(snapshotRow("b", true), Kind.CHANGE));
        assertEquals(Snapshot.DONE, guard.snapshot());
        assertEquals(Map.of("server", "x", "lsn", 500L, "watermark_lsn", 0L, "watermark_ordinal", -1L,
                "watermark_txid",
                0L), guard.state());
        assertTrue(guard.accept(change("c", "c", 7L, 510, null), Kind.CHANGE),
                "the first transaction has no lsn_commit");
        assertEquals(500L, guard.state().get("lsn"));
    }

    @Test
    void theSnapshotOfEmptyTablesIsDoneByTheNotificationAlone() {
        PostgresGuard guard = new PostgresGuard(Checkpoint.none().begin("1", Map.of()));
        assertFalse(guard.accept(other(Map.of()), Kind.OTHER));
        assertEquals(Snapshot.RUNNING, guard.snapshot());
        assertFalse(guard.accept(other(Map.of("lsn", 500L)), Kind.OTHER));
        assertEquals(Snapshot.DONE, guard.snapshot());
        assertEquals(500L, guard.state().get("lsn"));
    }

    @Test
    void aRecordWithoutAnLsnChangesNothing() {
        PostgresGuard guard = streaming(100);
        Map<String, Object> before = guard.state();
        assertFalse(guard.accept(other(Map.of()), Kind.OTHER));
        assertFalse(guard.accept(other(null), Kind.OTHER));
        assertEquals(before, guard.state());
    }

    // ------------------------------------------------------------------------------------------------ material

    private static Checkpoint checkpoint(Map<String, Object> state) {
        return Checkpoint.none().at(new Reached(Snapshot.DONE, state));
    }

    private static PostgresGuard guard(Map<String, Object> state) {
        return new PostgresGuard(checkpoint(state));
    }

    private static PostgresGuard streaming(long resume) {
        return guard(Map.of("lsn", resume));
    }

    private static Map<String, Object> accepted(PostgresGuard guard, List<SourceRecord> records,
            List<String> expected) {
        List<String> loaded = new ArrayList<>();
        records.forEach(record -> load(guard, record, loaded));
        assertEquals(expected, loaded);
        return guard.state();
    }
}
