package kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import event.TableId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/** What a source connector sends again after a crash is dropped, and nothing else, wherever either side stops. */
class SourceOrderTest {

    private static final TableId TABLE = new TableId("public", "t");
    private static final Schema KEY = SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).build();
    private static final Schema POSTGRES = SchemaBuilder.struct().field("connector", Schema.STRING_SCHEMA)
            .field("ts_ms", Schema.INT64_SCHEMA).field("sequence", Schema.OPTIONAL_STRING_SCHEMA).build();
    private static final Schema MYSQL = SchemaBuilder.struct().field("connector", Schema.STRING_SCHEMA)
            .field("ts_ms", Schema.INT64_SCHEMA).field("file", Schema.STRING_SCHEMA)
            .field("pos", Schema.INT64_SCHEMA).field("row", Schema.INT32_SCHEMA)
            .field("gtid", Schema.OPTIONAL_STRING_SCHEMA).build();
    private static final Schema SQLSERVER = SchemaBuilder.struct().field("connector", Schema.STRING_SCHEMA)
            .field("ts_ms", Schema.INT64_SCHEMA).field("commit_lsn", Schema.STRING_SCHEMA)
            .field("change_lsn", Schema.STRING_SCHEMA).field("event_serial_no", Schema.INT64_SCHEMA).build();

    /** A change: its place at the source, and its key, null for a row of a table without one. */
    private record Change(long commit, long lsn, long ts, String op, Integer key, long total) {

        Change(long commit, long lsn, long ts, String op, Integer key) {
            this(commit, lsn, ts, op, key, 0);
        }

        Struct event() {
            Struct event = SourceOrderTest.event(op, new Struct(POSTGRES).put("connector", "postgresql")
                    .put("ts_ms", ts).put("sequence", "[\"" + commit + "\",\"" + lsn + "\"]"));
            return total == 0 ? event : event.put("transaction",
                    new Struct(event.schema().field("transaction").schema()).put("total_order", total));
        }

        Struct keyStruct() {
            return key == null ? null : new Struct(KEY).put("id", key);
        }
    }

    private static Struct event(String op, Struct source) {
        Schema envelope = SchemaBuilder.struct().field("op", Schema.STRING_SCHEMA).field("source", source.schema())
                .field("transaction", SchemaBuilder.struct().optional().field("total_order", Schema.INT64_SCHEMA)
                        .build()).build();
        return new Struct(envelope).put("op", op).put("source", source);
    }

    /** Transactions by their commits, whose changes lie among those of others; at one place several rows may stand. */
    private static List<List<Change>> history(Random random, boolean numbered) {
        List<List<Change>> transactions = new ArrayList<>();
        long commit = 100;
        for (int tx = 0; tx < 12; tx++) {
            List<Change> changes = new ArrayList<>();
            long end = commit + 20 + random.nextInt(20);
            long lsn = Math.max(1, commit - 30 + random.nextInt(40));
            for (int i = 0; i < 1 + random.nextInt(4); i++, lsn += 1 + random.nextInt(3)) {
                int rows = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 1;
                for (int row = 0; row < rows; row++) {
                    changes.add(new Change(commit, lsn, end, "c", tx * 100 + i * 10 + row));
                }
                if (random.nextInt(4) == 0) {       // a change of the key: two halves at one place
                    changes.add(new Change(commit, lsn, end, "d", tx * 100 + i * 10));
                }
            }
            if (numbered) {     // each alone at its place, or several, as from COPY
                changes.clear();
                for (int i = 0; i < 1 + random.nextInt(4); i++) {
                    changes.add(new Change(commit, lsn + random.nextInt(2) * i, end, "c", null, i + 1));
                }
                changes.sort(Comparator.comparingLong(Change::lsn).thenComparingLong(Change::total));
            }
            else if (random.nextInt(2) == 0) {
                changes.add(new Change(commit, lsn + 1, end, "c", null));
                changes.add(new Change(commit, lsn + 2, end, "c", null));
            }
            transactions.add(changes);
            commit = end;
        }
        return transactions;
    }

    @Test
    void whatComesAgainIsDroppedWhereverEitherSideStops() {
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            List<List<Change>> history = history(random, seed % 2 == 1);
            List<Change> all = history.stream().flatMap(List::stream).toList();
            List<Change> topic = topic(history, all, random);
            List<Change> loaded = new ArrayList<>();
            SourceOrder order = new SourceOrder(Map.of());
            for (Change each : topic) {
                if (order.isNew(each.event(), TABLE, each.keyStruct())) {
                    loaded.add(each);
                }
                if (random.nextInt(4) == 0) {
                    order = new SourceOrder(order.state());
                }
            }
            assertEquals(all, loaded, "seed " + seed);
        }
    }

    /** The source connector is killed some times, and goes on at a transaction before. */
    private static List<Change> topic(List<List<Change>> history, List<Change> all, Random random) {
        List<Change> topic = new ArrayList<>();
        int at = 0;
        while (at < all.size()) {
            topic.add(all.get(at++));
            if (random.nextInt(15) == 0) {
                int killed = random.nextInt(at + 1);
                int begin = 0;
                for (int i = 0; i < history.size() && begin + history.get(i).size() <= killed; i++) {
                    begin += history.get(i).size();
                }
                at = begin;
            }
        }
        return topic;
    }

    @Test
    void anotherLogIsTakenForNew() {
        SourceOrder order = new SourceOrder(Map.of());
        assertTrue(order.isNew(new Change(900, 950, 1_000, "c", 1).event(), TABLE, key(1)));
        assertFalse(order.isNew(new Change(900, 940, 1_000, "c", 2).event(), TABLE, key(2)));
        assertTrue(order.isNew(new Change(10, 12, 2_000, "c", 3).event(), TABLE, key(3)));
        assertTrue(order.isNew(new Change(10, 14, 2_000, "c", 4).event(), TABLE, key(4)));
        assertFalse(order.isNew(new Change(10, 12, 2_000, "c", 3).event(), TABLE, key(3)));
    }

    @Test
    void rowsOfASnapshotAreNew() {
        SourceOrder order = new SourceOrder(Map.of());
        assertTrue(order.isNew(new Change(0, 500, 1, "r", 1).event(), TABLE, key(1)));
        assertTrue(order.isNew(new Change(0, 500, 1, "r", 1).event(), TABLE, key(1)));
        assertTrue(order.isNew(new Change(0, 400, 1, "c", 1).event(), TABLE, key(1)));
    }

    @Test
    void aTransactionsNumbersTellRowsWithoutKeyApart() {
        SourceOrder order = new SourceOrder(Map.of());
        List<Boolean> isNew = new ArrayList<>();
        for (long number : new long[] {1, 2, 2, 1, 2, 3}) {
            isNew.add(order.isNew(new Change(7, 9, 10, "c", null, number).event(), TABLE, null));
        }
        assertEquals(List.of(true, true, false, false, false, true), isNew);
    }

    @Test
    void placesOfOtherConnectors() {
        SourceOrder binlog = new SourceOrder(Map.of());
        assertTrue(binlog.isNew(mysql("binlog.000009", 500, 0, null), TABLE, key(1)));
        assertTrue(binlog.isNew(mysql("binlog.000010", 4, 0, null), TABLE, key(1)));
        assertTrue(binlog.isNew(mysql("binlog.000010", 4, 1, null), TABLE, key(2)));
        assertFalse(binlog.isNew(mysql("binlog.000009", 500, 0, null), TABLE, key(1)));
        assertFalse(binlog.isNew(mysql("binlog.000010", 4, 1, null), TABLE, key(2)));
        assertFalse(SourceOrder.isKnown(mysql("binlog.000010", 4, 1, "uuid:7")));
        SourceOrder lsns = new SourceOrder(Map.of());
        assertTrue(lsns.isNew(sqlserver("00000027:00000758:0005", "00000027:00000758:0003", 1), TABLE, key(1)));
        assertTrue(lsns.isNew(sqlserver("00000027:00000758:0005", "00000027:00000758:0003", 2), TABLE, key(1)));
        assertFalse(lsns.isNew(sqlserver("00000027:00000758:0005", "00000027:00000758:0003", 1), TABLE, key(1)));
        assertTrue(lsns.isNew(sqlserver("00000028:00000001:0005", "00000028:00000001:0001", 1), TABLE, key(1)));
    }

    private static Struct key(int id) {
        return new Struct(KEY).put("id", id);
    }

    private static Struct mysql(String file, long pos, int row, String gtid) {
        return event("c", new Struct(MYSQL).put("connector", "mysql").put("ts_ms", 5L).put("file", file).put("pos", pos)
                .put("row", row).put("gtid", gtid));
    }

    private static Struct sqlserver(String commit, String change, long serial) {
        return event("u", new Struct(SQLSERVER).put("connector", "sqlserver").put("ts_ms", 5L)
                .put("commit_lsn", commit).put("change_lsn", change).put("event_serial_no", serial));
    }
}
