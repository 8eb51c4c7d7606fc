import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import org.postgresql.PGConnection;

/** COPY, rows told apart by their place, TRUNCATE of several tables. */
final class PostgresWriter extends Writer {

    private static final List<String> MAY_FAIL = List.of("55P03", "40P01", "23505");

    PostgresWriter(Workload workload, int number, int first, Random random) {
        super(workload, number, first, random);
    }

    @Override
    Connection open() throws SQLException {
        Connection opened = PostgresTrouble.patiently();
        opened.setAutoCommit(false);
        Sql.execute(opened, "SET lock_timeout = '300ms'");
        opened.commit();
        return opened;
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
        String what = random.nextBoolean() ? "UPDATE kill_bag SET v = 'moved', a = a + 1" : "DELETE FROM kill_bag";
        sql(what + " WHERE ctid IN (SELECT ctid FROM kill_bag WHERE a = " + number + " LIMIT 3)");
    }

    /** Rows of a COPY have one LSN. */
    @Override
    void weakSpot() throws SQLException, IOException {
        bulk(random.nextInt(100) == 0 ? 3000 : 20 + random.nextInt(41));
    }

    @Override
    void alter() throws SQLException {
        if (random.nextInt(250) == 0) {
            sql(random.nextBoolean() ? "TRUNCATE kill_pair" : "TRUNCATE kill_loose, kill_foreign, kill_full");
        }
    }
}
