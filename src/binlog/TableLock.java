package binlog;

import base.Problem;
import event.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The moment in which one table's rows and the log's place belong together: a transaction of another connection takes
 * its snapshot, and the place is read, while nobody can write to the table. It costs the table's writers a few
 * milliseconds, and at most {@link #PATIENCE_S} where a transaction that runs keeps the lock from being taken.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/lock-tables.html">MySQL: LOCK TABLES</a>
 */
final class TableLock {

    /** How long the lock is waited for; later it is tried again, after longer and longer pauses. */
    private static final int PATIENCE_S = 1;
    private static final int TIMED_OUT = 1205;
    /** Of a user, of a statement on a table, of a privilege that is missing. */
    private static final List<Integer> DENIED = List.of(1044, 1142, 1227, 1370);
    /** How {@code SHOW CREATE TABLE} may differ though nothing was altered. */
    private static final String COUNTER = " AUTO_INCREMENT=\\d+";

    private final BinlogServer server;
    private final String name;
    private final TableId table;
    private BinlogPosition place;
    private String definition;
    private long micros;

    /** @param server whose connection has the lock */
    TableLock(BinlogServer server, TableId table) {
        this.server = server;
        this.table = table;
        this.name = BinlogServer.quoted(table.schema()) + "." + BinlogServer.quoted(table.name());
    }

    /**
     * Leaves {@code reader} in a transaction that shows the table as it was at {@link #place}; the lock is gone, and
     * the table cannot be altered until that transaction ends.
     *
     * @return false where the user may not lock the table
     * @throws Problem of the passing kind where the table is locked by others, or is altered just now
     */
    boolean take(Connection reader) throws SQLException {
        execute(reader, "SET SESSION lock_wait_timeout = " + PATIENCE_S);
        server.execute("SET SESSION lock_wait_timeout = " + PATIENCE_S);
        boolean write = false;
        try {
            server.execute("LOCK TABLES " + name + " READ");
        }
        catch (Problem problem) {
            if (DENIED.contains(BinlogServer.code(problem))) {
                return false;
            }
            insist(problem);
            write = true;
        }
        execute(reader, "START TRANSACTION WITH CONSISTENT SNAPSHOT");
        definition = definition(reader);
        place = server.end();
        micros = Long.parseLong(server.row("SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6))").get(0));
        if (!write) {
            keep(reader);
        }
        server.execute("UNLOCK TABLES");
        if (write) {
            keep(reader);       // not before: the lock would keep this out, too
            if (!definition(reader).equals(definition)) {
                throw Problem.run("Table " + table + " is being altered", new SQLException("it is being altered", null,
                        BinlogErrors.ALTERED));
            }
        }
        return true;
    }

    /**
     * Writers who keep coming need not wait for who wants to read, so that lock may never be had; for who wants to
     * write they do. Here nothing is written.
     */
    private void insist(Problem refused) {
        try {
            if (BinlogServer.code(refused) == TIMED_OUT) {
                server.execute("LOCK TABLES " + name + " WRITE");
                return;
            }
        }
        catch (Problem again) {
            // a server that is read-only refuses it
        }
        throw BinlogServer.code(refused) != TIMED_OUT ? refused : Problem.run("Table " + table + " has been locked for"
                + " more than " + PATIENCE_S + " s, as by a transaction that has written to it and still runs",
                refused.getCause());
    }

    /** From now on the table cannot be altered. */
    private void keep(Connection reader) throws SQLException {
        execute(reader, "SELECT 1 FROM " + name + " LIMIT 0");
    }

    private String definition(Connection reader) throws SQLException {
        try (Statement statement = reader.createStatement();
                ResultSet row = statement.executeQuery("SHOW CREATE TABLE " + name)) {
            row.next();
            return row.getString(2).replaceAll(COUNTER, "");
        }
    }

    private static void execute(Connection connection, String command) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    /** Where the log was. */
    BinlogPosition place() {
        return place;
    }

    /** The table as {@code SHOW CREATE TABLE} has it. */
    String definition() {
        return definition;
    }

    /** When it was, by the server's clock: microseconds since 1970-01-01 UTC. */
    long micros() {
        return micros;
    }
}
