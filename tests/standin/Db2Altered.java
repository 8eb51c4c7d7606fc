package standin;

import capture.Batch;
import capture.Capture;
import capture.CheckpointStore;
import capture.DuplicateFilter;
import capture.SourceDatabase;
import capture.Until;
import changetable.Db2Source;
import event.ChangeEvent;
import event.Checkpoint;
import event.Row;
import event.TableId;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import kind.Db2Kind;
import standin.AsnServer.Col;
import watch.Watch;

/**
 * Tables that are altered while they are read, and then change in one poll: a column in the middle goes, another one
 * comes at the end. The connector reads by places, and learns one table's columns anew with each change that it reads.
 */
final class Db2Altered {

    private static final List<String> TABLES = List.of("A", "B", "C");
    private static final List<Col> BEFORE = List.of(AsnServer.ID, AsnServer.V, Db2StandinTest.N);
    private static final List<Col> BETWEEN = List.of(AsnServer.ID, Db2StandinTest.N);
    private static final List<Col> AFTER = List.of(AsnServer.ID, Db2StandinTest.N, new Col("M", "INTEGER",
            Types.INTEGER, "INTEGER", 4, 0, "INT"));
    private static final int PATIENCE_MS = 30_000;

    private Db2Altered() {
    }

    static void run() throws Exception {
        List<String> expected = List.of("A 1 {ID=1, V=v, N=1}", "A 2 {ID=2, N=2, M=3}", "B 2 {ID=2, N=2, M=3}",
                "C 2 {ID=2, N=2, M=3}");
        Promises.same(expected, changes(true), "Db2: tables that are altered while they are read come in their"
                + " columns");
        Promises.same(false, expected.equals(changes(false)), "control: without a look at the catalogue after each"
                + " poll, columns are mixed");
    }

    private static List<String> changes(boolean guarded) throws Exception {
        List<String> got = new CopyOnWriteArrayList<>();
        try (AsnServer server = new AsnServer()) {
            for (String table : TABLES) {
                server.table(table, BEFORE);
                server.register(table);
            }
            Properties properties = Lives.properties(new Db2Kind(), server.port(), Map.of("TABLE_INCLUDE_LIST",
                    "DB2INST1.[ABC]", "MAX_BATCH_SIZE", "9", "MAX_QUEUE_SIZE", "10"));
            SourceDatabase source = new Db2Source(properties, (tables, committed) -> { }, new Watch() { });
            Lives.Memory memory = new Lives.Memory();
            Capture capture = new Capture(guarded ? source : new Unguarded(source), memory, Until.STOPPED,
                    new Watch() { });
            Thread reader = new Thread(() -> read(capture, memory, got));
            reader.start();
            // the first of them is a row of the snapshot or a change, as the engine is quick or slow
            server.transaction(() -> server.insert("A", "1, 'v', 1"));
            await(got, 1);
            for (String table : TABLES) {
                server.alter(table, "DROP COLUMN V", BETWEEN);
                server.alter(table, "ADD M INT", AFTER);
            }
            server.transaction(() -> {
                for (String table : TABLES) {
                    server.insert(table, "2, 2, 3");
                }
            });
            await(got, 1 + TABLES.size());
            capture.stop();
            reader.join(PATIENCE_MS);
        }
        return got.stream().distinct().sorted().toList();
    }

    private static void read(Capture capture, Lives.Memory memory, List<String> got) {
        try (capture) {
            for (Batch batch : capture) {
                for (ChangeEvent event : batch.events()) {
                    if (event instanceof ChangeEvent.RowChange change) {
                        Row row = change.row();
                        List<String> values = new ArrayList<>();
                        row.schema().columns().forEach(column -> values.add(column.name() + "="
                                + row.get(column.name())));
                        got.add(event.table().name() + " " + row.get("ID") + " {" + String.join(", ", values) + "}");
                    }
                }
                memory.reached(batch.reached());
            }
        }
        catch (RuntimeException e) {
            got.add("ended: " + e.getMessage());
        }
    }

    private static void await(List<String> got, int size) throws InterruptedException {
        for (int i = 0; i < PATIENCE_MS / 50 && got.size() < size && got.stream().noneMatch(one ->
                one.startsWith("ended")); i++) {
            Thread.sleep(50);
        }
    }

    /** Takes what the connector has read as it is. */
    private record Unguarded(SourceDatabase real) implements SourceDatabase {

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
            return real.waitingFor();
        }

        @Override
        public void look() {
            real.look();
        }

        @Override
        public DuplicateFilter filter(Checkpoint start) {
            return real.filter(start);
        }

        @Override
        public Map<String, Object> offset(Checkpoint committed) {
            return real.offset(committed);
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
}
