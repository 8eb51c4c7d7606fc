import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import org.postgresql.PGConnection;

/**
 * COPY, rows told apart by their place, partitions, logical messages, prepared transactions, transactions that come
 * from elsewhere (<a href="https://www.postgresql.org/docs/current/replication-origins.html">replication origins</a>),
 * TRUNCATE of several tables, columns that come and go.
 */
final class PostgresWriter extends Writer {

    static final String ORIGIN = "kill";
    private static final String IN_USE = "55006";
    private static final List<String> MAY_FAIL = List.of("55P03", "40P01", "23505");

    private final String prepared;
    private boolean canPrepare;

    PostgresWriter(Workload workload, int number, int first, Random random) {
        super(workload, number, first, random);
        prepared = "kill_" + first;
    }

    @Override
    Connection open() throws SQLException {
        Connection opened = PostgresTrouble.patiently();
        Sql.execute(opened, "SET lock_timeout = '300ms'");
        canPrepare = !Sql.query(opened, "SHOW max_prepared_transactions").get(0).get(0).equals("0");
        finishPrepared(opened);
        if (number == 1) {
            comeFromElsewhere(opened);
        }
        opened.setAutoCommit(false);
        return opened;
    }

    /** What the connection that broke had prepared holds its locks until somebody ends it. */
    private void finishPrepared(Connection opened) throws SQLException {
        if (!Sql.query(opened, "SELECT gid FROM pg_prepared_xacts WHERE gid = '" + prepared + "'").isEmpty()) {
            Sql.execute(opened, "COMMIT PREPARED '" + prepared + "'");
        }
    }

    /** The connection that broke may have the origin for another moment. */
    private static void comeFromElsewhere(Connection opened) throws SQLException {
        try {
            Sql.execute(opened, "SELECT pg_replication_origin_session_setup('" + ORIGIN + "')");
        }
        catch (SQLException e) {
            if (!IN_USE.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    @Override
    void commit() throws SQLException, InterruptedException {
        if (!canPrepare || random.nextInt(6) > 0) {
            super.commit();
            return;
        }
        sql("PREPARE TRANSACTION '" + prepared + "'");
        try {
            connection.setAutoCommit(true);
            Thread.sleep(random.nextInt(200));
            sql((random.nextInt(8) == 0 ? "ROLLBACK" : "COMMIT") + " PREPARED '" + prepared + "'");
        }
        finally {
            connection.setAutoCommit(false);
        }
    }

    @Override
    boolean mayFail(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return MAY_FAIL.contains(state) || PostgresTrouble.isDown(state);
    }

    @Override
    String number() {
        return "nextval('kill_n')";
    }

    @Override
    String wide(String number) {
        return PostgresSource.wide(number);
    }

    @Override
    void bulk(String table, String columns, List<List<String>> rows) throws SQLException, IOException {
        StringBuilder lines = new StringBuilder();
        rows.forEach(row -> lines.append(String.join("\t", row)).append('\n'));
        connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + table + " (" + columns + ") FROM STDIN",
                new StringReader(lines.toString()));
    }

    @Override
    void bag() throws SQLException {
        String one = " WHERE ctid IN (SELECT ctid FROM kill_bag WHERE a = " + number + " LIMIT 3)";
        switch (random.nextInt(7)) {
            case 5, 6 -> rotate();
            case 0 -> sql("UPDATE kill_bag SET v = 'moved', a = a + 1" + one);
            case 1 -> sql("DELETE FROM kill_bag" + one);
            case 2 -> sql("SELECT pg_logical_emit_message(" + random.nextBoolean() + ", 'kill', 'no row of a table')");
            default -> partitions();
        }
    }

    /** Forth, and now and then back: two rows have one key, until the last of them has moved to one that is free. */
    private void rotate() throws SQLException {
        int from = recent(random.nextInt(20) == 0 ? 400 : 12);
        int last = next++;
        sql("UPDATE kill_loose SET n = " + number() + ", id = CASE id WHEN " + last + " THEN " + from
                + " ELSE id + 1 END WHERE id BETWEEN " + from + " AND " + last);
        if (random.nextInt(3) == 0) {
            sql("UPDATE kill_loose SET n = " + number() + ", id = CASE id WHEN " + from + " THEN " + last
                    + " ELSE id - 1 END WHERE id BETWEEN " + from + " AND " + last, "DELETE FROM kill_loose WHERE id = "
                    + last);
        }
    }

    /** A row that moves to another partition is one that is deleted and inserted again. */
    private void partitions() throws SQLException {
        int id = next++;
        sql("INSERT INTO kill_part (id, region, v) VALUES (" + id + ", 0, 'new'), (" + next++ + ", 1, 'new')",
                "UPDATE kill_part SET region = 1 - region, n = " + number() + " WHERE id = " + recent(8),
                "UPDATE kill_part SET v = 'changed', n = " + number() + " WHERE id BETWEEN " + recent(30)
                        + " AND " + id,
                "DELETE FROM kill_part WHERE id = " + recent(30));
    }

    /** Rows of a COPY have one LSN. */
    @Override
    void weakSpot() throws SQLException, IOException {
        bulk(random.nextInt(100) == 0 ? 3000 : 20 + random.nextInt(41));
    }

    @Override
    void alter() throws SQLException {
        switch (random.nextInt(250)) {
            case 0 -> sql("TRUNCATE kill_pair");
            case 1 -> sql("TRUNCATE kill_loose, kill_foreign, kill_full");
            case 2, 3, 4, 5, 6 -> changeColumns();
            case 7, 8, 9, 10, 11, 12, 13, 14 -> useColumns();
            default -> { }
        }
    }

    /** A column is emptied before it is dropped: a destination keeps what it has of it. */
    private void changeColumns() throws SQLException {
        String column = PostgresSource.COMING_AND_GOING.get(random.nextInt(PostgresSource.COMING_AND_GOING.size()));
        sql("LOCK TABLE kill_full");
        if (PostgresSource.columns(connection, "kill_full").contains(column)) {
            sql("UPDATE kill_full SET " + column + " = NULL WHERE " + column + " IS NOT NULL",
                    "ALTER TABLE kill_full DROP COLUMN " + column);
        }
        else {
            sql("ALTER TABLE kill_full ADD COLUMN " + column + " int");
        }
    }

    /** Fills columns that came, in some rows. */
    private void useColumns() throws SQLException {
        for (String column : PostgresSource.columns(connection, "kill_full")) {
            if (PostgresSource.COMING_AND_GOING.contains(column)) {
                sql("UPDATE kill_full SET " + column + " = " + random.nextInt(1_000_000) + ", n = " + number()
                        + " WHERE id BETWEEN " + recent(20) + " AND " + next);
            }
        }
    }
}
