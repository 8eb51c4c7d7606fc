package standin;

import changetable.Db2Source;
import event.Checkpoint;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kind.Db2Kind;
import watch.Watch;

/**
 * Stream and restart of Db2's connector, cut after every record. A transaction is in two tables, and a change of a key
 * is two records of one place.
 */
final class Db2Cuts {

    private Db2Cuts() {
    }

    static void run() throws Exception {
        try (AsnServer server = Db2StandinTest.server()) {
            server.table("OTHER", Db2StandinTest.ITEM);
            server.register("OTHER");
            Properties properties = Lives.properties(new Db2Kind(), server.port(), Map.of("TABLE_INCLUDE_LIST",
                    "DB2INST1.ITEM,DB2INST1.OTHER"));
            Lives lives = new Lives(() -> new Db2Source(properties, (tables, committed) -> { }, new Watch() { }));
            lives.snapshot();
            Checkpoint start = lives.checkpoint();
            work(server);
            List<String> expected = List.of("OTHER Insert 1", "ITEM Insert 10 null", "ITEM Update 10 null",
                    "ITEM Insert 11 null", "OTHER Insert 2", "ITEM Delete 10 null", "ITEM Insert 12 null",
                    "ITEM Delete 11 null", "OTHER Delete 1", "ITEM Delete 12 null", "ITEM Insert 13 null",
                    "ITEM Insert 14 5", "OTHER Insert 3", "ITEM Update 13 6", "ITEM Insert 15 7");
            List<String> got = lives.all();
            Promises.same(Lives.sorted(expected), Lives.sorted(got), "Db2, cut after every record, changes of keys, a"
                    + " new column: each change comes, and once");
            Promises.same(Lives.of("ITEM", expected), Lives.of("ITEM", got), "and each table's in order");
            lives.goBack(start);
            List<String> naive = lives.naive(2, life -> Map.of());
            Promises.same(false, naive.contains("ITEM Insert 10 null"), "control: with Debezium's own offset in place"
                    + " of ours the rest of a transaction is lost");
        }
    }

    private static void work(AsnServer server) throws Exception {
        server.transaction(() -> {
            server.insert("OTHER", "1, 'o'");
            server.insert("ITEM", "10, 'p'");
            server.update("ITEM", 10, "V = 'q'");
            server.insert("ITEM", "11, 'r'");
            server.insert("OTHER", "2, 's'");
            server.update("ITEM", 10, "ID = 12", 12);
            server.delete("ITEM", 11);
        });
        server.transaction(() -> {
            server.delete("OTHER", 1);
            server.delete("ITEM", 12);
            server.insert("ITEM", "13, 'u'");
        });
        server.alter("ITEM", "ADD N INT", List.of(AsnServer.ID, AsnServer.V, Db2StandinTest.N));
        server.transaction(() -> {
            server.insert("ITEM", "14, 'v', 5");
            server.insert("OTHER", "3, 'w'");
            server.update("ITEM", 13, "N = 6");
        });
        server.transaction(() -> server.insert("ITEM", "15, 'x', 7"));
    }
}
