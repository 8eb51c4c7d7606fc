import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a binary log has beyond the rest: statements of several row events, several keys changed in one statement,
 * compressed transactions, GTIDs of several kinds, TRUNCATE, columns that come and go.
 */
final class BinlogWriter extends Writer {

    /** Columns that are not always there. Their type is id's, so that a value in the wrong column would fit. */
    static final List<String> COMING_AND_GOING = List.of("x1", "x2", "x3");

    /** Deadlock, lock wait timeout, duplicate key, table altered, shutdown, killed. */
    private static final List<Integer> MAY_FAIL = List.of(1213, 1205, 1062, 1412, 1053, 1317, 1927, 3169);

    private final BinlogSource source;
    private int numbers;

    BinlogWriter(BinlogSource source, Workload workload, int number, int first, Random random) {
        super(workload, number, first, random);
        this.source = source;
    }

    /** Waits for a server that is restarted. */
    @Override
    Connection open() throws SQLException {
        for (long end = System.currentTimeMillis() + 90_000;;) {
            try {
                Connection opened = source.connect();
                settings(opened);
                opened.setAutoCommit(false);
                return opened;
            }
            catch (SQLException down) {
                if (System.currentTimeMillis() > end) {
                    throw down;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(300);
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void settings(Connection opened) throws SQLException {
        Sql.execute(opened, "SET SESSION transaction_isolation = 'READ-COMMITTED'",
                "SET SESSION innodb_lock_wait_timeout = 1", "SET SESSION lock_wait_timeout = 3");
        if (number == 1 && source.isMysql()) {
            Sql.execute(opened, "SET SESSION binlog_transaction_compression = ON");
        }
        else if (number == 1) {
            Sql.execute(opened, "SET SESSION gtid_domain_id = 7");
        }
        else if (number == 2 && source.isMysql()) {
            Sql.execute(opened, "SET SESSION binlog_rows_query_log_events = ON");
            if (Sql.query(opened, "SELECT @@global.gtid_mode").get(0).get(0).equals("ON")) {
                Sql.execute(opened, "SET SESSION gtid_next = 'AUTOMATIC:kill'");
            }
        }
    }

    @Override
    boolean mayFail(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return state.startsWith("08") || MAY_FAIL.contains(e.getErrorCode());
    }

    @Override
    String number() {
        return String.valueOf(first * 1_000L + ++numbers);
    }

    @Override
    String wide(String number) {
        return BinlogSource.wide(number);
    }

    @Override
    void bulk(String table, String columns, List<List<String>> rows) throws SQLException {
        sql("INSERT INTO " + table + " (" + columns + ") VALUES "
                + String.join(", ", rows.stream().map(row -> "(" + row.get(0) + ", '" + row.get(1) + "')").toList()));
    }

    @Override
    void bag() throws SQLException {
        switch (random.nextInt(5)) {
            case 0 -> sql("UPDATE kill_bag SET v = 'moved', a = a + 1 WHERE a = " + number + " LIMIT 3");
            case 1 -> sql("DELETE FROM kill_bag WHERE a = " + number + " LIMIT 3");
            case 2 -> weakSpot();
            case 3 -> sql("INSERT INTO kill_plain (id, v) VALUES (" + recent(20) + ", 'there'), (" + next++ + ", 'new')"
                    + " ON DUPLICATE KEY UPDATE n = " + number(), "REPLACE INTO kill_wide (id, v) VALUES (" + recent(20)
                    + ", 'replaced')");
            default -> swap();
        }
    }

    /** Rows of the table that a copy takes the place of, by one writer, as the copy does not follow others. */
    private void swap() throws SQLException {
        if (number == 0) {
            int id = next++;
            sql("INSERT INTO kill_swap (id, n, v) VALUES (" + id + ", " + number() + ", 'swap')",
                    "UPDATE kill_swap SET n = " + number() + " WHERE id BETWEEN " + (id - 200) + " AND " + id,
                    "DELETE FROM kill_swap WHERE id BETWEEN " + (id - 30) + " AND " + (id - 28));
        }
    }

    /** Several keys changed in one statement: a naive offset loses the second half of each change. */
    @Override
    void weakSpot() throws SQLException {
        int tenant = random.nextInt(3) == 0 ? number : number + 10;
        String range = "tenant = " + number + " AND id BETWEEN " + recent(40) + " AND " + next;
        sql("UPDATE kill_pair SET tenant = tenant + 10, n = " + number() + " WHERE " + range,
                "UPDATE kill_pair SET tenant = " + tenant + ", v = 'moved' WHERE tenant = " + (number + 10)
                        + " LIMIT 40",
                "INSERT INTO kill_pair (tenant, id) VALUES (" + number + ", " + next++ + "), (" + number + ", "
                        + next++ + ")",
                "UPDATE kill_wide SET id = id + 5000000, n = " + number() + " WHERE id BETWEEN " + recent(20) + " AND "
                        + next);
    }

    /** Each is a transaction of its own, and ends the one that is open. */
    @Override
    void alter() throws SQLException {
        switch (random.nextInt(200)) {
            case 0 -> sql("TRUNCATE TABLE kill_pair");
            case 1 -> sql("TRUNCATE kill_loose");
            case 2, 3, 4, 5, 6, 7 -> changeColumns(connection, random);
            case 8, 9, 10, 11 -> swapColumns(connection, random);
            case 12, 13, 14, 15, 16, 17, 18, 19 -> useColumns(connection, random);
            default -> { }
        }
    }

    /** Adds or drops a column of a table that others write to. */
    static void changeColumns(Connection connection, Random random) throws SQLException {
        for (String change : changes(connection, random, "kill_full")) {
            Sql.execute(connection, change);
        }
    }

    /**
     * As gh-ost and pt-osc change a table: a copy is made, altered, filled and renamed over the original, as the last
     * thing.
     */
    static void swapColumns(Connection connection, Random random) throws SQLException {
        Sql.execute(connection, "DROP TABLE IF EXISTS _kill_swap_gho, _kill_swap_del",
                "CREATE TABLE _kill_swap_gho LIKE kill_swap");
        for (String change : changes(connection, random, "kill_swap")) {
            Sql.execute(connection, change.replace("TABLE kill_swap", "TABLE _kill_swap_gho"));
        }
        List<String> copied = columns(connection, "_kill_swap_gho");
        copied.retainAll(columns(connection, "kill_swap"));
        Sql.execute(connection, "INSERT INTO _kill_swap_gho (" + String.join(", ", copied) + ") SELECT "
                + String.join(", ", copied) + " FROM kill_swap", "RENAME TABLE kill_swap TO _kill_swap_del,"
                + " _kill_swap_gho TO kill_swap");
    }

    /** A column is emptied before it is dropped: a destination keeps what it has of it. */
    private static List<String> changes(Connection connection, Random random, String table) throws SQLException {
        List<String> present = columns(connection, table);
        String column = COMING_AND_GOING.get(random.nextInt(COMING_AND_GOING.size()));
        if (present.contains(column)) {
            return List.of("UPDATE " + table + " SET " + column + " = NULL", "COMMIT",
                    "ALTER TABLE " + table + " DROP COLUMN " + column);
        }
        int place = random.nextInt(present.size() + 1);
        return List.of("ALTER TABLE " + table + " ADD COLUMN " + column + " int"
                + (place == 0 ? " FIRST" : " AFTER " + present.get(place - 1)));
    }

    /** Fills columns that came, in some rows. */
    static void useColumns(Connection connection, Random random) throws SQLException {
        for (String table : List.of("kill_full", "kill_swap")) {
            for (String column : columns(connection, table)) {
                if (COMING_AND_GOING.contains(column)) {
                    Sql.execute(connection, "UPDATE " + table + " SET " + column + " = " + random.nextInt(1_000_000)
                            + " WHERE id > 0 ORDER BY id DESC LIMIT " + (1 + random.nextInt(20)));
                }
            }
        }
    }

    private static List<String> columns(Connection connection, String table) throws SQLException {
        return new ArrayList<>(Sql.query(connection, "SELECT column_name FROM information_schema.columns WHERE"
                + " table_schema = 'mydb' AND table_name = '" + table + "' ORDER BY ordinal_position").stream()
                .map(row -> row.get(0)).toList());
    }
}
