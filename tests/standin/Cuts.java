package standin;

import changetable.SqlserverSource;
import event.Checkpoint;
import java.sql.Types;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kind.SqlserverKind;
import watch.Watch;

/**
 * Stream and restart, cut after every record: each life of the engine ends with its first new record, and the next one
 * begins where that left off. The transaction's places go back, and it is in two tables.
 */
final class Cuts {

    /** By then the control has come to the place where the transaction goes back. */
    private static final int NAIVE_LIVES = 8;

    private Cuts() {
    }

    static void run() throws Exception {
        try (Server server = StandinTest.server()) {
            server.table("other", StandinTest.ITEM);
            server.capture("other", "dbo_other");
            Properties properties = Lives.properties(new SqlserverKind(), server.port(), Map.of("TABLE_INCLUDE_LIST",
                    "dbo.item,dbo.other", "DRIVER_ENCRYPT", "false"));
            Lives lives = new Lives(() -> new SqlserverSource(properties, (tables, committed) -> { }, table -> true,
                    new Watch() { }));
            lives.snapshot();
            Checkpoint start = lives.checkpoint();
            work(server);
            List<String> expected = List.of("other Insert 1", "item Insert 10", "item Update 10", "item Insert 11",
                    "other Insert 2", "item Delete 11", "item Insert 12", "other Delete 1", "item Insert 13",
                    "item Insert 14 5", "other Insert 3", "item Update 10 6", "item Insert 15 7");
            List<String> got = lives.all();
            Promises.same(Lives.sorted(expected), Lives.sorted(got), "cut after every record, places that go back, a"
                    + " new change table: each change comes, and once");
            Promises.same(Lives.of("item", expected), Lives.of("item", got), "and each table's in order");
            lives.goBack(start);
            List<String> naive = lives.naive(NAIVE_LIVES, life -> Map.of());
            Promises.same(true, new HashSet<>(naive).size() < naive.size(),
                    "control: with Debezium's own offset alone the same cuts double changes");
        }
    }

    private static void work(Server server) throws Exception {
        server.transaction(() -> {
            server.insert("other", 1, "1, 'o'");
            server.insert("item", 5, "10, 'p'");
            server.update("item", 6, 10, "v = 'q'");
            server.insert("item", 2, "11, 'r'");        // back
            server.insert("other", 3, "2, 's'");
            server.delete("item", 4, 11);
            server.insert("item", 1, "12, 't'");        // and again
        });
        server.transaction(() -> {
            server.delete("other", 2, 1);
            server.insert("item", 1, "13, 'u'");
        });
        server.alter("item", "ADD n INT", List.of(StandinTest.ITEM.get(0), StandinTest.ITEM.get(1),
                new Server.Col("n", "int", Types.INTEGER, 10, 0, "INT")));
        server.capture("item", "dbo_item_v2");
        server.transaction(() -> {
            server.insert("item", 1, "14, 'v', 5");
            server.insert("other", 2, "3, 'w'");
            server.update("item", 3, 10, "n = 6");
        });
        server.transaction(() -> server.insert("item", 1, "15, 'x', 7"));
    }
}
