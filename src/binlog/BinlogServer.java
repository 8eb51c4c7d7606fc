package binlog;

import base.Problem;
import capture.ServerConnection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** What a MySQL or MariaDB server says of itself; what the two say differently is in the subclasses. */
public abstract class BinlogServer extends ServerConnection {

    private static final int NO_SUCH_STATEMENT = 1064;
    private static final Set<Integer> GONE = Set.of(1049, 1146);
    private static final int NOT_ALLOWED = 1227;
    private static final int NO_LOG = 1381;

    private final String product;
    private final Properties given;

    /**
     * @param product such as {@code MySQL}
     * @param scheme  of the driver's URL
     */
    BinlogServer(String product, String scheme, Properties debezium, Properties driver) {
        super(BinlogConnection.open(product, scheme, debezium, driver),
                product + " at " + BinlogConnection.address(debezium));
        this.product = product;
        this.given = debezium;
    }

    String name() {
        return product + " at " + BinlogConnection.address(given);
    }

    boolean isMariadb() {
        return false;
    }

    /** The {@link ConnectorReader} of this kind. */
    abstract String readerName();

    /** The variable that limits how long a query may run. */
    abstract String statementTimeout();

    /** What tells this server from every other. */
    abstract String id();

    /** Whether transactions have GTIDs, and Debezium uses them. */
    abstract boolean hasGtids();

    /** The GTIDs of all that the server has ever executed or had executed. */
    abstract String executed();

    /** The GTIDs before a place in the log; empty: they cannot be told. */
    abstract String gtidsAt(BinlogPosition place);

    /** Whether the server has executed all of a set of GTIDs. */
    abstract boolean hasExecuted(String gtids);

    /** Whether the log still has all that is not in a set of GTIDs. */
    abstract boolean stillHasAfter(String gtids);

    /** Properties for an engine that goes on from here, where GTIDs are not known. */
    abstract Map<String, String> withoutGtids();

    /** The log's present end. */
    BinlogPosition end() {
        List<BinlogPosition> end = new ArrayList<>();
        status(r -> end.add(new BinlogPosition(r.getString("File"), r.getLong("Position"), "")));
        if (end.isEmpty()) {
            throw Problem.run(name() + " writes no binary log (log_bin = OFF): start the server with log_bin, then run"
                    + " again");
        }
        return end.get(0).with(hasGtids() ? executed() : "");
    }

    private void status(Reader reader) {
        try {
            query("SHOW BINARY LOG STATUS", reader);
        }
        catch (Problem problem) {
            if (code(problem) != NO_SUCH_STATEMENT) {
                throw explained(problem);
            }
            query("SHOW MASTER STATUS", reader);    // MySQL before 8.2, and MariaDB
        }
    }

    /** The character set of each collation, by the collation's number, which is what the log has. */
    Map<Integer, String> charsets() {
        Map<Integer, String> charsets = new HashMap<>();
        query("SELECT id, character_set_name FROM information_schema." + collations() + " WHERE id IS NOT NULL",
                r -> charsets.put(r.getInt(1), r.getString(2)));
        return charsets;
    }

    /** The view that has numbers and character sets of all collations. */
    String collations() {
        return "collations";
    }

    /**
     * The types, by their number in the log, that have a place among the character sets which it tells: those of bytes
     * too.
     */
    abstract Set<Integer> charsetTypes();

    /** File → its size in bytes. */
    Map<String, Long> logs() {
        Map<String, Long> logs = new LinkedHashMap<>();
        query("SHOW BINARY LOGS", r -> logs.put(r.getString(1), r.getLong(2)));
        return logs;
    }

    /** Bytes of the log after a committed position, in all of its files; null where it is not in this log. */
    Long behind(Map<String, Object> position) {
        BinlogPosition from = BinlogPosition.of(position);
        Map<String, Long> logs = from == null ? Map.of() : logs();
        if (from == null || !logs.containsKey(from.file())
                || !id().equals(position.get(BinlogDuplicateFilter.SERVER))) {
            return null;
        }
        BinlogPosition first = new BinlogPosition(from.file(), 0, "");
        long left = logs.entrySet().stream().filter(log -> new BinlogPosition(log.getKey(), 0, "")
                .compareTo(first) >= 0)
                .mapToLong(Map.Entry::getValue).sum();
        return Math.max(0, left - from.pos());
    }

    /**
     * Servers that read this one's log, by number, each as host and port. Others that read it do not tell their number.
     */
    Map<String, String> replicas() {
        Map<String, String> replicas = new LinkedHashMap<>();
        Reader reader = r -> replicas.put(r.getString(1), r.getString("Host") + ":" + r.getString("Port"));
        try {
            query("SHOW REPLICAS", reader);
        }
        catch (Problem problem) {
            if (code(problem) != NO_SUCH_STATEMENT) {
                throw problem;
            }
            query("SHOW SLAVE HOSTS", reader);      // MySQL before 8.0.22, and MariaDB
        }
        return replicas;
    }

    /** Who reads the log, as user and host: of other users only where ours may see them (PROCESS). */
    List<String> readers() {
        List<String> readers = new ArrayList<>();
        query("SHOW PROCESSLIST", r -> {
            if (String.valueOf(r.getString("Command")).startsWith("Binlog Dump")) {
                readers.add(r.getString("User") + " from " + r.getString("Host"));
            }
        });
        return readers;
    }

    /** For callers that cannot wait for a server that has gone silent. */
    BinlogServer answeringWithin(int ms) {
        try {
            connection().setNetworkTimeout(Runnable::run, ms);
            return this;
        }
        catch (SQLException e) {
            throw Problem.run("Lost the connection to " + name() + ": " + oneLine(e), e);
        }
    }

    /** Whether a statement was refused because the user lacks a privilege. */
    static boolean isNotAllowed(Problem problem) {
        return code(problem) == NOT_ALLOWED;
    }

    private Problem explained(Problem problem) {
        int code = code(problem);
        String user = given.getProperty("database.user");
        return code == NOT_ALLOWED ? Problem.run("User " + user + " may not see the binary log of " + name()
                + ". Let an administrator run: GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '" + user
                + "'@'%';", problem)
                : code == NO_LOG ? Problem.run(name() + " writes no binary log (log_bin = OFF): start the server with"
                        + " log_bin",
                        problem) : problem;
    }

    /** The server's error number; 0 if the error is not the server's. */
    static int code(Problem problem) {
        return problem.getCause() instanceof SQLException sql ? sql.getErrorCode() : 0;
    }

    /** What every change has to be logged with, or Debezium would silently skip it or a part of it. */
    void requireWholeRows() {
        require("binlog_format", "ROW");
        require("binlog_row_image", "FULL");
        require("log_bin_compress", "OFF");
        requireWholeJson();
    }

    void requireWholeJson() {
        if (variable("binlog_row_value_options").toUpperCase(Locale.ROOT).contains("PARTIAL_JSON")) {
            throw Problem.run(name() + " has binlog_row_value_options = PARTIAL_JSON, in which it logs UPDATEs in a"
                    + " form that Debezium does not read. Run: SET GLOBAL binlog_row_value_options = ''; and let the"
                    + " sessions reconnect");
        }
    }

    /** @throws Problem when the changes of a database are not logged */
    void requireLogged(Collection<String> databases) {
        status(r -> {
            List<String> only = List.of(r.getString("Binlog_Do_DB").split(","));
            List<String> without = List.of(r.getString("Binlog_Ignore_DB").split(","));
            databases.stream().filter(d -> !only.contains("") && !only.contains(d) || without.contains(d)).findFirst()
                    .ifPresent(d -> {
                throw Problem.run(name() + " leaves database " + d + " out of its binary log (" + (without.contains(d)
                        ? "binlog_ignore_db" : "binlog_do_db") + "), so no change of its tables can be seen: start the"
                        + " server without it");
            });
        });
    }

    /** What the user should know of this server's log. */
    List<String> warnings(BinlogTables tables) {
        return List.of();
    }

    /** A global variable's value, empty where the server has no such variable. */
    String variable(String name) {
        List<String> row = row("SHOW GLOBAL VARIABLES LIKE '" + name + "'");
        return row.size() < 2 ? "" : row.get(1);
    }

    void require(String variable, String value) {
        String actual = variable(variable);
        if (!actual.isEmpty() && !value.equalsIgnoreCase(actual)) {
            throw Problem.run(name() + " has " + variable + " = " + actual + ", " + value
                    + " is needed. Run: SET GLOBAL " + variable + " = '" + value
                    + "'; and let the sessions that write reconnect");
        }
    }

    /** Whether names of tables and databases are the same in any case. */
    boolean foldsNames() {
        return !variable("lower_case_table_names").equals("0");
    }

    /** Such as 90700 or, of MariaDB, 110802. */
    int version() {
        String[] parts = row("SELECT VERSION()").get(0).split("[.-]");
        return Integer.parseInt(parts[0]) * 10_000 + Integer.parseInt(parts[1]) * 100 + Integer.parseInt(parts[2]);
    }

    void requireReplicationPrivilege() {
        requireGrant("(.*\\bREPLICATION SLAVE\\b|ALL PRIVILEGES).* ON \\*\\.\\* .*", "read the binary log of " + name(),
                "REPLICATION SLAVE, REPLICATION CLIENT", "*.*");
    }

    /** FLUSH TABLES … WITH READ LOCK needs one of these, of all tables or of each captured one. */
    void requireSnapshotPrivilege() {
        if (!"none".equals(given.getProperty("snapshot.locking.mode"))) {
            requireGrant("(.*\\b(RELOAD|FLUSH_TABLES)\\b|ALL PRIVILEGES).*", "lock the tables of " + name()
                    + " for the moment in which the snapshot begins", "RELOAD", "*.*");
        }
    }

    /** One table is read again under a lock of it alone; without that, as the first snapshot is. */
    void requireLockPrivilege(String database) {
        requireGrant("(.*\\b(LOCK TABLES|RELOAD|FLUSH_TABLES)\\b|ALL PRIVILEGES).*", "lock a table of database "
                + database + " for the moment in which it begins to be read again", "LOCK TABLES", quoted(database)
                + ".*");
    }

    /** Unless the privilege may come from a role. */
    private void requireGrant(String privileges, String what, String missing, String on) {
        List<String> grants = row("SHOW GRANTS");
        boolean direct = grants.stream().anyMatch(g -> g.matches("(?i)GRANT " + privileges));
        boolean roles = grants.stream().anyMatch(g -> !g.matches("(?i).* ON .*"));
        if (!direct && !roles) {
            throw Problem.run("User " + given.getProperty("database.user") + " may not " + what
                    + ". Let an administrator run: GRANT " + missing + " ON " + on + " TO '"
                    + given.getProperty("database.user") + "'@'%';");
        }
    }

    boolean hasRows(String schema, String table) {
        return finds("SELECT 1 FROM " + quoted(schema) + "." + quoted(table) + " LIMIT 1",
                e -> GONE.contains(e.getErrorCode()));
    }

    static String quoted(String name) {
        return '`' + name.replace("`", "``") + '`';
    }
}
