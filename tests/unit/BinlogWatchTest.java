package binlog;

import static binlog.BinlogSample.heartbeat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import capture.CheckpointStore;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.QueryEventData;
import com.github.shyiko.mysql.binlog.event.RotateEventData;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.TransactionPayloadEventData;
import event.Checkpoint;
import event.TableId;
import io.debezium.util.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is seen in the binary log beside the records: how far it was read, and what Debezium passes over. */
class BinlogWatchTest {

    private static final String LOG = "binlog.000002";

    private final BinlogWatch watch = new BinlogWatch(new TableId("mydb", "t")::equals, false);

    @BeforeEach
    void begin() {
        RotateEventData rotate = new RotateEventData();
        rotate.setBinlogFilename(LOG);
        see(EventType.ROTATE, rotate, 0);
    }

    @Test
    void theEndIsReachedWithTheFirstHeartbeatMadeBehindIt() {
        BinlogPosition end = new BinlogPosition(LOG, 300, "");
        see(EventType.XID, null, 200);
        assertFalse(reaches(end) || reaches(end), "it was read up to 200 only");
        see(EventType.XID, null, 300);
        assertFalse(reaches(end), "this heartbeat may be older than what came last");
        assertTrue(reaches(end));
    }

    @Test
    void whatIsInACompressedTransactionHasComeOnlyWhenTheNextEventCame() {
        BinlogPosition end = new BinlogPosition(LOG, 300, "");
        see(EventType.TRANSACTION_PAYLOAD, new TransactionPayloadEventData(), 300);
        assertFalse(reaches(end) || reaches(end), "Debezium may still be among its changes");
        see(EventType.HEARTBEAT, null, 300);
        assertFalse(reaches(end));
        assertTrue(reaches(end));
    }

    @Test
    void aChangeInAnXaTransactionEndsTheRunAlsoWhereItIsCompressed() {
        ArrayList<Event> inner = new ArrayList<>(List.of(query("XA START 'x'"), map("mydb", "t")));
        TransactionPayloadEventData payload = new TransactionPayloadEventData();
        payload.setUncompressedEvents(inner);
        see(EventType.TRANSACTION_PAYLOAD, payload, 300);
        Problem problem = assertThrows(Problem.class, () -> watch.unloadable().requireNoneBefore(
                new BinlogPosition(LOG, 300, "")));
        assertTrue(problem.getMessage().contains("XA transaction"), problem.getMessage());
    }

    @Test
    void tablesThatAreAlteredWhileTheHistoryIsMadeAgainEndTheRunAheadOfTheFirstRow() {
        BinlogWatch repaired = new BinlogWatch(new TableId("mydb", "t")::equals, false);
        BinlogPosition resume = new BinlogPosition(LOG, 150, "");
        repaired.resume(resume, 0, () -> {
            throw Problem.run("tables were altered since");
        });
        RotateEventData rotate = new RotateEventData();
        rotate.setBinlogFilename(LOG);
        repaired.onEvent(event(EventType.ROTATE, rotate, 0));
        assertThrows(Problem.class, () -> repaired.unloadable().requireNoneBefore(new BinlogPosition(LOG, 151, "")));
    }

    @Test
    void aFileOfTheSameNameThatWasBegunAtAnotherTimeIsNotTheOneThatWasRead() {
        assertTrue(readsAgain(1_000), "the same file");
        assertFalse(readsAgain(2_000), "another one");
    }

    @Test
    void onlyATableThatWasThereIsSaidToBeDroppedAndAPartitionThatBecomesOneHasRowsThatAreMissing() {
        List<String> warnings = new ArrayList<>();
        BinlogPosition here = new BinlogPosition(LOG, 150, "");
        CheckpointStore nothing = new CheckpointStore() {
            @Override
            public Checkpoint committed() {
                return Checkpoint.none();
            }

            @Override
            public Checkpoint begin(Map<String, Object> start) {
                return Checkpoint.none();
            }
        };
        BinlogSchemaWatch tables = new BinlogSchemaWatch(table -> true, new BinlogGaps(nothing, "s", () -> here,
                warnings::add), true, warnings::add);
        for (String sql : List.of("DROP TABLE IF EXISTS t", "CREATE TABLE t (id int)", "DROP TABLE t",
                "DROP TABLE IF EXISTS t", "ALTER TABLE p CONVERT PARTITION p1 TO TABLE x", "DROP TABLE x")) {
            tables.see(LoggedStatement.of("d", sql, false), here);
        }
        assertEquals(List.of("d.t was dropped", "partition of table d.p", "d.x was made of a partition",
                "d.x was dropped"), warnings.stream().map(said -> said.replaceFirst("(?s).*?((partition of table )?d\\."
                + "\\w+( was (dropped|made of a partition))?).*", "$1")).toList());
    }

    /**
     * Whether a file that was begun at 1,000 ms when it was read, and now says that it was begun at another time, goes
     * on.
     */
    private static boolean readsAgain(long begun) {
        BinlogWatch again = new BinlogWatch(new TableId("mydb", "t")::equals, false);
        again.resume(new BinlogPosition(LOG, 150, ""), 1_000, () -> { });
        RotateEventData rotate = new RotateEventData();
        rotate.setBinlogFilename(LOG);
        again.onEvent(event(EventType.ROTATE, rotate, 0));
        Event description = event(EventType.FORMAT_DESCRIPTION, null, 0);
        ((EventHeaderV4) description.getHeader()).setTimestamp(begun);
        again.onEvent(description);
        assertTrue(again.begun(LOG) == begun);
        try {
            again.unloadable().requireNoneBefore(new BinlogPosition(LOG, 151, ""));
            return true;
        }
        catch (Problem problem) {
            return false;
        }
    }

    @Test
    void aStatementOfAnotherTableIsNoLoss() {
        watch.onEvent(query("INSERT INTO other VALUES (1)"));
        watch.onEvent(query("ALTER TABLE t ADD COLUMN c int"));
        watch.unloadable().requireNoneBefore(new BinlogPosition(LOG, 900, ""));
        watch.onEvent(query("DELETE FROM t"));
        assertThrows(Problem.class, () -> watch.unloadable().requireNoneBefore(new BinlogPosition(LOG, 900, "")));
    }

    // ------------------------------------------------------------------------------------------------ material

    private boolean reaches(BinlogPosition end) {
        try {
            Thread.sleep(2);    // a heartbeat's time is in milliseconds
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return watch.hasPassed(end, heartbeat(Map.of(), Clock.SYSTEM.currentTimeInMillis()));
    }

    @Test
    void whatAnObserverFindsEndsTheRunAheadOfTheWholeTransaction() {
        BinlogWatch watched = new BinlogWatch(new TableId("mydb", "t")::equals, false, new BinlogObserver() {
            @Override
            public String see(TableMapEventData table, BinlogPosition at) {
                return "It is wrong";
            }
        });
        RotateEventData rotate = new RotateEventData();
        rotate.setBinlogFilename(LOG);
        watched.onEvent(event(EventType.ROTATE, rotate, 0));
        watched.onEvent(event(EventType.GTID, null, 400));
        watched.onEvent(map("mydb", "other"));
        assertEquals("", watched.unloadable().sentence());
        watched.onEvent(map("mydb", "t"));
        watched.unloadable().requireNoneBefore(new BinlogPosition(LOG, 200, ""));
        Problem problem = assertThrows(Problem.class, () -> watched.unloadable().requireNoneBefore(
                new BinlogPosition(LOG, 300, "")));
        assertEquals(problem.getMessage(), watched.unloadable().sentence());
        assertTrue(problem.getMessage().startsWith("It is wrong, at " + LOG + ":400"), problem.getMessage());
    }

    private static Event query(String sql) {
        QueryEventData query = new QueryEventData();
        query.setDatabase("mydb");
        query.setSql(sql);
        return event(EventType.QUERY, query, 0);
    }

    private static Event map(String database, String table) {
        TableMapEventData map = new TableMapEventData();
        map.setDatabase(database);
        map.setTable(table);
        return event(EventType.TABLE_MAP, map, 0);
    }

    private void see(EventType type, EventData data, long next) {
        watch.onEvent(event(type, data, next));
    }

    private static Event event(EventType type, EventData data, long next) {
        if (data instanceof TransactionPayloadEventData payload && payload.getUncompressedEvents() == null) {
            payload.setUncompressedEvents(new ArrayList<>());
        }
        EventHeaderV4 header = new EventHeaderV4();
        header.setEventType(type);
        header.setEventLength(100);
        header.setNextPosition(next);
        return new Event(header, data);
    }
}
