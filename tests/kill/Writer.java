import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * Makes transactions: single inserts, VALUES lists, many rows at once, updates of ranges, changes of keys, deletes,
 * keys used again, savepoints and whole transactions rolled back, a table that nobody captures, and what its kind of
 * source has beyond that, rarely with TRUNCATE.
 */
abstract class Writer implements Runnable {

    private static final int KINDS = 15;
    private static final int BULK = 4;
    /** More rows than the engine's queue takes (8,192), with the default settings. */
    private static final int HUGE = 10_000;
    /** Longest pause between two transactions. */
    private static final int PACE_MS = Integer.parseInt(System.getenv().getOrDefault("KILL_PACE", "60"));

    final int number;
    final int first;
    final Random random;
    final Workload workload;
    Connection connection;
    int next;
    private final Deque<Integer> freed = new ArrayDeque<>();

    /** @param first least id that it uses; the next 10 million are its own */
    Writer(Workload workload, int number, int first, Random random) {
        this.workload = workload;
        this.number = number;
        this.first = first;
        this.random = random;
        this.next = first;
    }

    /** A connection without autocommit, with this writer's settings. */
    abstract Connection open() throws SQLException;

    /** Whether a transaction may fail so, because of a lock, a key that is there, or trouble. */
    abstract boolean mayFail(SQLException e);

    /** SQL for a number that no row had before. */
    abstract String number();

    /** SQL for a text that fills pages. */
    abstract String wide(String number);

    /** Rows inserted in the kind of source's fastest way. */
    abstract void bulk(String table, String columns, List<List<String>> rows) throws SQLException, IOException;

    /** Changes of rows that have no key. */
    abstract void bag() throws SQLException;

    /** What a naive offset loses. */
    abstract void weakSpot() throws SQLException, IOException;

    /** Makes the transaction's changes last. */
    void commit() throws SQLException, InterruptedException {
        connection.commit();
    }

    /** TRUNCATE and DDL, now and then. */
    abstract void alter() throws SQLException, InterruptedException;

    @Override
    public void run() {
        try {
            connection = open();
            while (!workload.isStopped()) {
                workload.writing().lock();
                try {
                    transaction();
                }
                finally {
                    workload.writing().unlock();
                }
                Thread.sleep(random.nextInt(PACE_MS));
            }
            connection.close();
        }
        catch (SQLException | InterruptedException | IOException | RuntimeException e) {
            workload.fail(e);
        }
    }

    private void transaction() throws SQLException, InterruptedException, IOException {
        try {
            for (int steps = 1 + random.nextInt(4); steps > 0; steps--) {
                if (random.nextInt(100) < workload.weakSpots()) {
                    weakSpot();
                }
                else {
                    step(random.nextInt(KINDS));
                }
            }
            if (random.nextInt(12) == 0) {
                connection.rollback();
            }
            else {
                commit();
            }
        }
        catch (SQLException lockedOrDuplicate) {
            if (!mayFail(lockedOrDuplicate)) {
                throw lockedOrDuplicate;
            }
            recover();
        }
    }

    /** Rolls back; connects again where the connection is broken. */
    void recover() throws SQLException, InterruptedException {
        try {
            connection.rollback();
        }
        catch (SQLException broken) {
            if (!mayFail(broken)) {
                throw broken;
            }
            connection = open();
        }
    }

    private void step(int kind) throws SQLException, InterruptedException, IOException {
        String table = List.of("kill_plain", "kill_full", "kill_wide", "kill_loose").get(random.nextInt(4));
        switch (kind) {
            case 0, 1 -> insert(table, next++);
            case 2 -> sql("INSERT INTO kill_pair (tenant, id, v) VALUES " + values(2 + random.nextInt(6)));
            case 3 -> sql("INSERT INTO kill_bag (a, v, n) VALUES (" + number + ", 'same', 0), (" + number
                    + ", 'same', 0), (" + number + ", 'other', DEFAULT)");
            case BULK -> bulk(random.nextInt(400) == 0 ? HUGE : random.nextInt(100) == 0 ? 3000
                    : 20 + random.nextInt(41));
            case 5 -> sql("UPDATE " + table + " SET n = " + number() + " WHERE id BETWEEN " + recent(30) + " AND "
                    + next);
            case 6 -> sql("UPDATE kill_pair SET n = " + number() + ", v = 'changed' WHERE tenant = " + number
                    + " AND id BETWEEN " + recent(40) + " AND " + next);
            case 7 -> seeded();
            case 8 -> moveKey(table);
            case 9 -> delete(table);
            case 10 -> again(table);
            case 11 -> savepoints(table);
            case 12 -> sql("INSERT INTO kill_foreign VALUES ('x'), ('x'), ('x'), ('x'), ('x')");
            case 13 -> bag();
            // a long one, among those of others
            default -> Thread.sleep(random.nextInt(random.nextInt(10) == 0 ? 1_500 : 20));
        }
        if (workload.isAltering() && number == 0) {
            alter();
        }
    }

    private void insert(String table, int id) throws SQLException {
        String v = table.equals("kill_wide") || table.equals("kill_loose") && random.nextInt(4) == 0
                ? wide(String.valueOf(id)) : "'it''s [" + id + "]: new-tuple: é '";
        sql("INSERT INTO " + table + " (id, v) VALUES (" + id + ", " + v + ")");
    }

    private String values(int rows) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            values.add("(" + number + ", " + next++ + ", " + (i == 0 ? "NULL" : "'list'") + ")");
        }
        return String.join(", ", values);
    }

    void bulk(int rows) throws SQLException, IOException {
        List<String> tables = List.of("kill_plain", "kill_full", "kill_pair", "kill_loose", "kill_bag");
        String table = tables.get(random.nextInt(tables.size()));
        String columns = table.equals("kill_pair") ? "id, tenant" : table.equals("kill_bag") ? "a, v" : "id, v";
        List<List<String>> values = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            values.add(List.of(String.valueOf(next++), table.equals("kill_pair") ? String.valueOf(number) : "copied"));
        }
        bulk(table, columns, values);
    }

    /** Rows that are older than the workload, hence in the snapshot; other writers want them too. */
    private void seeded() throws SQLException {
        int id = random.nextInt(Source.SEEDED);
        sql(switch (random.nextInt(5)) {
            case 0 -> "DELETE FROM kill_plain WHERE id BETWEEN " + (-id - 4) + " AND " + -id;
            case 1 -> "UPDATE kill_wide SET n = " + number() + " WHERE id BETWEEN " + (-id % 300 - 5) + " AND "
                    + -id % 300;
            case 2 -> "UPDATE kill_wide SET id = " + next++ + ", n = " + number() + " WHERE id = " + -id % 300;
            case 3 -> "UPDATE kill_plain SET id = " + next++ + ", n = " + number() + " WHERE id = " + -id;
            default -> "UPDATE kill_plain SET n = " + number() + ", amount = amount + 1, flag = NOT flag"
                    + " WHERE id BETWEEN " + (-id - 20) + " AND " + -id;
        });
    }

    /** To a new key, to one that was used before, and through several keys in one transaction. */
    private void moveKey(String table) throws SQLException {
        Integer used = table.equals("kill_loose") ? null : freed.poll();
        int from = recent(6);
        int to = used != null ? used : next++;
        sql("UPDATE " + table + " SET id = " + to + ", n = " + number() + " WHERE id = " + from,
                "UPDATE kill_pair SET tenant = tenant + 10, n = " + number() + " WHERE tenant = " + number
                        + " AND id = " + recent(10));
        if (random.nextInt(3) == 0) {
            sql("UPDATE " + table + " SET id = " + next++ + ", n = " + number() + " WHERE id = " + to);
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
            sql("UPDATE " + table + " SET n = " + number() + " WHERE id = " + id, "DELETE FROM " + table
                    + " WHERE id = " + id);
            freed.add(id);
        }
    }

    private void savepoints(String table) throws SQLException {
        sql("SAVEPOINT a");
        insert(table, next++);
        sql("ROLLBACK TO SAVEPOINT a", "SAVEPOINT b");
        insert(table, next++);
        sql("RELEASE SAVEPOINT b");
    }

    int recent(int back) {
        return Math.max(first, next - 1 - random.nextInt(back));
    }

    void sql(String... statements) throws SQLException {
        Sql.execute(connection, statements);
    }
}
