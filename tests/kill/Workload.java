import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.postgresql.PGConnection;

/**
 * Three writers whose transactions overlap: single inserts, VALUES lists, COPY, updates of ranges, changes of keys,
 * deletes, keys used again, savepoints and whole transactions rolled back, a table that nobody captures, rare
 * TRUNCATEs.
 */
final class Workload {

    private static final int WRITERS = 3;
    private static final int COPY = 4;
    private static final int KINDS = 15;

    private final List<Thread> threads = new ArrayList<>();
    private final int copyHeavy;
    private volatile boolean stopped;
    private volatile boolean truncating;
    private volatile Throwable failure;

    /** @param copyHeavy percentage of statements that are COPY whatever else would be done */
    Workload(long seed, int firstId, int copyHeavy) {
        this.copyHeavy = copyHeavy;
        for (int w = 0; w < WRITERS; w++) {
            Writer writer = new Writer(w, firstId + w * 10_000_000, new Random(seed * 31 + w));
            Thread thread = new Thread(writer, "writer-" + w);
            threads.add(thread);
            thread.start();
        }
    }

    /**
     * From now on with TRUNCATE. Not before the snapshots are read: PostgreSQL shows a table that is truncated later as
     * empty to a snapshot taken before
     * (<a href="https://www.postgresql.org/docs/current/mvcc-caveats.html">Caveats</a>).
     */
    void truncate() {
        truncating = true;
    }

    /** Ends the writers; throws where one has failed. */
    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure != null) {
            throw new IllegalStateException("a writer failed: " + failure, failure);
        }
    }

    private final class Writer implements Runnable {
        private final int number;
        private final int first;
        private final Random random;
        private final Deque<Integer> freed = new ArrayDeque<>();
        private Connection connection;
        private int next;

        Writer(int number, int first, Random random) {
            this.number = number;
            this.first = first;
            this.random = random;
            this.next = first;
        }

        @Override
        public void run() {
            try (Connection opened = SourceTables.connect()) {
                connection = opened;
                connection.setAutoCommit(false);
                SourceTables.execute(connection, "SET lock_timeout = '300ms'");
                connection.commit();
                while (!stopped) {
                    transaction();
                    Thread.sleep(random.nextInt(60));
                }
            }
            catch (SQLException | InterruptedException | IOException | RuntimeException e) {
                failure = e;
            }
        }

        private void transaction() throws SQLException, InterruptedException, IOException {
            try {
                for (int steps = 1 + random.nextInt(4); steps > 0; steps--) {
                    step(random.nextInt(100) < copyHeavy ? COPY : random.nextInt(KINDS));
                }
                if (random.nextInt(12) == 0) {
                    connection.rollback();
                }
                else {
                    connection.commit();
                }
            }
            catch (SQLException lockedOrDuplicate) {
                connection.rollback();
                if (!List.of("55P03", "40P01", "23505").contains(lockedOrDuplicate.getSQLState())) {
                    throw lockedOrDuplicate;
                }
            }
        }

        private void step(int kind) throws SQLException, InterruptedException, IOException {
            String table = List.of("kill_plain", "kill_full", "kill_wide", "kill_loose").get(random.nextInt(4));
            switch (kind) {
                case 0, 1 -> insert(table, next++);
                case 2 -> sql("INSERT INTO kill_pair (tenant, id, v) VALUES " + values(2 + random.nextInt(6)));
                case 3 -> sql("INSERT INTO kill_bag (a, v, n) VALUES (" + number + ", 'same', 0), (" + number
                        + ", 'same', 0), (" + number + ", 'other', DEFAULT)");
                case COPY -> copy(random.nextInt(100) == 0 ? 3000 : 20 + random.nextInt(41));
                case 5 -> sql("UPDATE " + table + " SET n = nextval('kill_n') WHERE id BETWEEN " + recent(30) + " AND "
                        + next);
                case 6 -> sql("UPDATE kill_pair SET n = nextval('kill_n'), v = 'changed' WHERE tenant = " + number
                        + " AND id BETWEEN " + recent(40) + " AND " + next);
                case 7 -> seeded();
                case 8 -> moveKey(table);
                case 9 -> delete(table);
                case 10 -> again(table);
                case 11 -> savepoints(table);
                case 12 -> sql("INSERT INTO " + SourceTables.FOREIGN + " SELECT 'x' FROM generate_series(1, 5)");
                case 13 -> bag();
                default -> Thread.sleep(random.nextInt(20));
            }
            if (truncating && number == 0 && random.nextInt(250) == 0) {
                sql(random.nextBoolean() ? "TRUNCATE kill_pair" : "TRUNCATE kill_loose, kill_foreign, kill_full");
            }
        }

        private void insert(String table, int id) throws SQLException {
            String v = table.equals("kill_wide") || table.equals("kill_loose") && random.nextInt(4) == 0
                    ? SourceTables.wide(String.valueOf(id)) : "'it''s [" + id + "]: new-tuple: '";
            sql("INSERT INTO " + table + " (id, v) VALUES (" + id + ", " + v + ")");
        }

        private String values(int rows) {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < rows; i++) {
                values.add("(" + number + ", " + next++ + ", " + (i == 0 ? "NULL" : "'list'") + ")");
            }
            return String.join(", ", values);
        }

        private void copy(int rows) throws SQLException, IOException {
            List<String> tables = List.of("kill_plain", "kill_full", "kill_pair", "kill_loose", "kill_bag");
            String table = tables.get(random.nextInt(tables.size()));
            String columns = table.equals("kill_pair") ? "id, tenant" : table.equals("kill_bag") ? "a, v" : "id, v";
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < rows; i++) {
                lines.append(next++).append('\t').append(table.equals("kill_pair") ? number : "copied").append('\n');
            }
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + table + " (" + columns + ") FROM STDIN",
                    new StringReader(lines.toString()));
        }

        /** Rows that are older than the workload, hence in the snapshot; other writers want them too. */
        private void seeded() throws SQLException {
            int id = random.nextInt(SourceTables.SEEDED);
            sql(switch (random.nextInt(5)) {
                case 0 -> "DELETE FROM kill_plain WHERE id BETWEEN " + (-id - 4) + " AND " + -id;
                case 1 -> "UPDATE kill_wide SET n = nextval('kill_n') WHERE id BETWEEN " + (-id % 300 - 5) + " AND "
                        + -id % 300;
                case 2 -> "UPDATE kill_wide SET id = " + next++ + ", n = nextval('kill_n') WHERE id = " + -id % 300;
                case 3 -> "UPDATE kill_plain SET id = " + next++ + ", n = nextval('kill_n') WHERE id = " + -id;
                default -> "UPDATE kill_plain SET n = nextval('kill_n'), amount = amount + 1, flag = NOT flag"
                        + " WHERE id BETWEEN " + (-id - 20) + " AND " + -id;
            });
        }

        /** To a new key, to one that was used before, and through several keys in one transaction. */
        private void moveKey(String table) throws SQLException {
            Integer used = table.equals("kill_loose") ? null : freed.poll();
            int from = recent(6);
            int to = used != null ? used : next++;
            sql("UPDATE " + table + " SET id = " + to + ", n = nextval('kill_n') WHERE id = " + from,
                    "UPDATE kill_pair SET tenant = tenant + 10, n = nextval('kill_n') WHERE tenant = " + number
                            + " AND id = " + recent(10));
            if (random.nextInt(3) == 0) {
                sql("UPDATE " + table + " SET id = " + next++ + ", n = nextval('kill_n') WHERE id = " + to);
            }
            freed.add(from);
        }

        private void delete(String table) throws SQLException {
            int from = recent(12);
            sql("DELETE FROM " + table + " WHERE id BETWEEN " + from + " AND " + (from + 2));
            freed.add(from);
        }

        /** A key that is inserted, deleted and inserted again, as one transaction and over several. */
        private void again(String table) throws SQLException {
            int id = next++;
            insert(table, id);
            sql("DELETE FROM " + table + " WHERE id = " + id);
            insert(table, id);
            if (random.nextBoolean()) {
                sql("UPDATE " + table + " SET n = nextval('kill_n') WHERE id = " + id,
                        "DELETE FROM " + table + " WHERE id = " + id);
                freed.add(id);
            }
        }

        private void savepoints(String table) throws SQLException {
            sql("SAVEPOINT a");
            insert(table, next++);
            sql("ROLLBACK TO a", "SAVEPOINT b");
            insert(table, next++);
            sql("RELEASE b");
        }

        private void bag() throws SQLException {
            String what = random.nextBoolean() ? "UPDATE kill_bag SET v = 'moved', a = a + 1" : "DELETE FROM kill_bag";
            sql(what + " WHERE ctid IN (SELECT ctid FROM kill_bag WHERE a = " + number + " LIMIT 3)");
        }

        private int recent(int back) {
            return Math.max(first, next - 1 - random.nextInt(back));
        }

        private void sql(String... statements) throws SQLException {
            SourceTables.execute(connection, statements);
        }
    }
}
