package redo;

import capture.CheckpointStore;
import capture.DuplicateFilter;
import capture.SourceDatabase;
import event.ChangeEvent.Position;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.LogPosition;
import event.RecordKind;
import event.TableId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import oracle.OracleSource;
import org.apache.kafka.connect.source.SourceRecord;
import redo.RedoServer.Transaction;

/**
 * Stream and restart, cut after every record: each life of the engine ends with its first new record, and the next one
 * begins where that left off.
 */
final class Cuts {

    private Cuts() {
    }

    /** Transactions that overlap, in two tables and two redo threads, one rolled back; a new column; a truncation. */
    static void run() throws Exception {
        try (RedoServer server = RedoTest.server()) {
            server.table("OTHER", RedoTest.ITEM);
            server.thread(2);
            Lives lives = new Lives(server, "MYUSER.ITEM,MYUSER.OTHER");
            lives.snapshot();
            Checkpoint start = lives.checkpoint();
            work(server);
            List<String> expected = List.of("ITEM Insert 10", "OTHER Insert 1", "ITEM Update 1", "OTHER Insert 2",
                    "ITEM Delete 2", "OTHER Delete 1", "ITEM Insert 11", "ITEM Insert 14 5", "OTHER Insert 3",
                    "ITEM Update 10 6", "OTHER Truncate", "OTHER Insert 4");
            List<String> got = lives.untilNothingComes(source -> source);
            RedoTest.same(expected, got, "cut after every record, overlapping transactions, two redo threads, a"
                    + " rollback, a new column, a truncation: each change comes, once, in the order of the commits");
            lives.goBackTo(start);
            List<String> unfiltered = lives.untilNothingComesTwice(source -> new Naive(source, false));
            RedoTest.same(true, new HashSet<>(unfiltered).size() < unfiltered.size(),
                    "control: without the filter the same cuts double changes");
        }
    }

    private static void work(RedoServer server) throws Exception {
        Transaction one = server.begin(101);
        Transaction two = server.begin(102, 2);
        Transaction lost = server.begin(103);
        two.insert("OTHER", "ID, V", "'2', 's'");
        one.insert("ITEM", "ID, V", "'10', 'p'");
        lost.insert("ITEM", "ID, V", "'66', 'x'");
        one.insert("OTHER", "ID, V", "'1', 'o'");
        one.update("ITEM", "ID = '1', V = 'a'", "V = 'q'");
        one.commit();
        two.delete("ITEM", "ID = '2', V = 'b'");
        Transaction three = server.begin(104);
        two.delete("OTHER", "ID = '1', V = 'o'");
        lost.rollback();
        two.commit();
        three.insert("ITEM", "ID, V", "'11', 'r'");
        three.commit();
        server.ddl(105, "ITEM", "ALTER TABLE MYUSER.ITEM ADD (N NUMBER(9,0))");
        server.sql("ALTER TABLE MYUSER.ITEM ADD N INT");
        server.describe("ITEM", RedoTest.WIDER);
        Transaction four = server.begin(106);
        four.insert("ITEM", "ID, V, N", "'14', 'v', '5'");
        four.insert("OTHER", "ID, V", "'3', 'w'");
        four.update("ITEM", "ID = '10', V = 'p', N = NULL", "N = '6'");
        four.commit();
        server.ddl(107, "OTHER", "TRUNCATE TABLE MYUSER.OTHER");
        server.sql("TRUNCATE TABLE MYUSER.OTHER");
        Transaction five = server.begin(108);
        five.insert("OTHER", "ID, V", "'4', 'y'");
        five.commit();
    }

    /** A transaction that was open when the snapshot was taken, and another one that is loaded before it ends. */
    static void openAtTheSnapshot() throws Exception {
        try (RedoServer server = RedoTest.server()) {
            Transaction open = server.begin(201);
            open.insert("ITEM", "ID, V", "'20', 'c'");
            open.insert("ITEM", "ID, V", "'21', 'd'");
            server.scn();
            Lives lives = new Lives(server, "MYUSER.ITEM");
            lives.snapshot();
            Transaction other = server.begin(202);
            other.insert("ITEM", "ID, V", "'30', 'e'");
            other.commit();
            Checkpoint start = lives.checkpoint();
            RedoTest.same(List.of("ITEM Insert 30"), lives.untilNothingComes(source -> source),
                    "a transaction was open at the snapshot, and another one is loaded");
            open.insert("ITEM", "ID, V", "'22', 'f'");
            open.commit();
            RedoTest.same(List.of("ITEM Insert 20", "ITEM Insert 21", "ITEM Insert 22"),
                    lives.untilNothingComes(source -> source), "after a restart it comes with its beginning");
            lives.goBackTo(start);
            lives.one(source -> new Naive(source, true), capture.Until.CURRENT);
            RedoTest.same(List.of("ITEM Insert 22"), lives.one(source -> new Naive(source, true),
                    capture.Until.CURRENT), "control: with Debezium's own offset its beginning is lost");
            readsFromWhereItWasCertain(lives.filter(Map.of("scn", "100", "commit_scn", "200:1:aa", "snapshot_scn",
                    "50")));
        }
    }

    /** After a restart the connector says that it is at the last known commit while it still reads what is before. */
    static void readsFromWhereItWasCertain(DuplicateFilter filter) {
        Object[][] steps = {{"200", "200:1:aa", "100"}, {"200", "210:1:bb", "100"}, {"205", "210:1:bb", "205"}};
        for (Object[] step : steps) {
            filter.accept(new SourceRecord(Map.of(), Map.of("scn", step[0], "commit_scn", step[1]),
                    "__debezium-heartbeat.x", null, null), RecordKind.HEARTBEAT);
            RedoTest.same(step[2], filter.state().get("scn"), "offset " + step[0] + ", commit " + step[1]
                    + ": the logs are read from " + step[2]);
        }
    }

    /** What one would do without a filter: load all that comes, from the resume point or from Debezium's offset. */
    record Naive(OracleSource real, boolean ownOffset) implements SourceDatabase {

        @Override
        public Properties prepare(CheckpointStore store) {
            return real.prepare(store);
        }

        @Override
        public boolean captures(TableId table) {
            return real.captures(table);
        }

        @Override
        public String waitingFor() {
            return "";
        }

        @Override
        public void look() {
            // nothing
        }

        @Override
        public DuplicateFilter filter(Checkpoint start) {
            return new All(real.filter(start), start, ownOffset);
        }

        @Override
        public Map<String, Object> offset(Checkpoint committed) {
            if (!ownOffset || !committed.position().containsKey("txId")) {
                return real.offset(committed);
            }
            Map<String, Object> offset = new HashMap<>();
            List.of("scn", "commit_scn", "snapshot_scn", "txId", "txSeq").forEach(key -> {
                Object value = committed.position().get(key);
                offset.put(key, value instanceof Number number ? (Object) number.longValue() : value);
            });
            return offset;
        }

        @Override
        public HighWatermark highWatermark() {
            return real.highWatermark();
        }

        @Override
        public boolean passes(Throwable error) {
            return real.passes(error);
        }

        @Override
        public String explain(Throwable error) {
            return real.explain(error);
        }
    }

    private record All(DuplicateFilter real, Map<String, Object> state, boolean ownOffset) implements DuplicateFilter {

        private All(DuplicateFilter real, Checkpoint start, boolean ownOffset) {
            this(real, new HashMap<>(start.position()), ownOffset);
        }

        @Override
        public boolean accept(SourceRecord record, RecordKind kind) {
            real.accept(record, kind);
            if (kind == RecordKind.CHANGE) {
                state.putAll(ownOffset ? record.sourceOffset() : real.state());
                state.values().removeIf(value -> value == null);
            }
            return kind == RecordKind.CHANGE;
        }

        @Override
        public Position position() {
            return new LogPosition("");
        }

        @Override
        public Map<String, Object> state() {
            return Map.copyOf(state);
        }

        @Override
        public Snapshot snapshot() {
            return real.snapshot();
        }
    }
}
