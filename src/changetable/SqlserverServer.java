package changetable;

import base.Problem;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;

/**
 * What the checks ask of a SQL Server, on a connection to its database. The catalogue is Microsoft's page "Change data
 * capture tables (Transact-SQL)".
 */
final class SqlserverServer extends ChangeTableServer {

    /** Login failed; the database cannot be opened. */
    private static final List<Integer> NOT_LET_IN = List.of(18456, 4060);
    /** No permission on an object, a column, a view of the server's state. */
    private static final List<Integer> DENIED = List.of(229, 230, 297, 300);
    private static final int INVALID_NAME = 208;
    private static final int LSN_BYTES = 10;

    private final String database;
    private final String user;

    SqlserverServer(Properties debezium) {
        super(open(debezium), name(debezium));
        database = debezium.getProperty("database.names");
        user = debezium.getProperty("database.user");
    }

    /** As sentences name it. */
    static String name(Properties debezium) {
        return "SQL Server at " + debezium.getProperty("database.hostname") + ":"
                + debezium.getProperty("database.port");
    }

    private static Connection open(Properties debezium) {
        requireOneDatabase(debezium);
        Properties driver = driverSettings(debezium);
        driver.putIfAbsent("user", debezium.getProperty("database.user"));
        driver.putIfAbsent("password", debezium.getProperty("database.password", ""));
        driver.setProperty("databaseName", debezium.getProperty("database.names"));
        String instance = debezium.getProperty("database.instance");
        String url = "jdbc:sqlserver://" + debezium.getProperty("database.hostname")
                + (instance == null ? "" : "\\" + instance) + ":" + debezium.getProperty("database.port");
        try {
            return DriverManager.getConnection(url, driver);
        }
        catch (SQLException e) {
            throw Problem.run((NOT_LET_IN.contains(e.getErrorCode()) ? name(debezium) + " does not let user "
                    + debezium.getProperty("database.user") + " in: " : "Cannot connect to " + name(debezium) + ": ")
                    + innermost(e) + " (keys host, port, user, password, database of [sources.debezium.sqlserver])", e);
        }
    }

    /** Each database has LSNs of its own, and the stored position is of one. */
    private static void requireOneDatabase(Properties debezium) {
        String names = debezium.getProperty("database.names", "");
        if (names.contains(",")) {
            throw Problem.config("database = \"" + names + "\" of [sources.debezium.sqlserver] names several databases;"
                    + " a pipeline captures one, since each has its own log. Give each a project folder of its own");
        }
    }

    @Override
    String database() {
        return database;
    }

    @Override
    String user() {
        return user;
    }

    @Override
    String section() {
        return "sources.debezium.sqlserver";
    }

    @Override
    String removedBy() {
        return "by the clean-up job (retention: EXEC sys.sp_cdc_help_jobs) or with a change table that was dropped"
                + " before the loader had read it";
    }

    @Override
    String id() {
        return row("SELECT CONVERT(VARCHAR(36), service_broker_guid) FROM sys.databases WHERE name = ?", database)
                .get(0);
    }

    String version() {
        return row("SELECT CONVERT(VARCHAR(128), SERVERPROPERTY('ProductVersion'))").get(0);
    }

    /** @throws Problem with the command that enables it */
    void requireCdc() {
        List<String> enabled = row("SELECT is_cdc_enabled FROM sys.databases WHERE name = ?", database);
        if (enabled.isEmpty()) {
            throw Problem.config("There is no database " + database + " on this server that user " + user
                    + " may see: fix database of [sources.debezium.sqlserver]");
        }
        if (!isTrue(enabled.get(0))) {
            throw Problem.run("Change data capture is off for database " + database + ", so nothing tells of changes."
                    + " Run there, as a member of sysadmin: USE " + quoted(database) + "; EXEC sys.sp_cdc_enable_db;");
        }
    }

    /** Needed for the snapshot alone, unless it is told to lock. */
    void requireSnapshotIsolation(Properties debezium) {
        if ("snapshot".equals(debezium.getProperty("snapshot.isolation.mode")) && !isTrue(
                row("SELECT snapshot_isolation_state FROM sys.databases WHERE name = ?", database).get(0))) {
            throw Problem.run("Database " + database + " does not allow snapshot isolation, in which the first load"
                    + " reads all tables as of one moment without locking them. Run: ALTER DATABASE "
                    + quoted(database) + " SET ALLOW_SNAPSHOT_ISOLATION ON; or set snapshot_isolation_mode ="
                    + " \"exclusive\" in [sources.debezium.sqlserver], which locks the tables until they are read");
        }
    }

    private static boolean isTrue(String bit) {
        return "1".equals(bit) || "true".equalsIgnoreCase(bit);
    }

    /** Whether SQL Server Agent runs, whose job fills the change tables; null where this user may not know. */
    Boolean agentRuns() {
        try {
            List<String> states = row("SELECT status FROM sys.dm_server_services WHERE servicename LIKE"
                    + " N'SQL Server Agent (%'");
            return states.isEmpty() ? null : states.contains("4");
        }
        catch (Problem problem) {
            if (isDenied(problem)) {
                return null;
            }
            throw problem;
        }
    }

    @Override
    String end() {
        return lsn("SELECT sys.fn_cdc_get_max_lsn()");
    }

    private String lsn(String sql) {
        List<String> found = new ArrayList<>();
        query(sql, row -> found.add(lsn(row.getBytes(1))));
        return found.get(0);
    }

    /** The bytes as Debezium writes them, so that their text has their order: {@code 00000025:00000d98:0003}. */
    static String lsn(byte[] bytes) {
        if (bytes == null || bytes.length != LSN_BYTES) {
            return "";
        }
        String hex = HexFormat.of().formatHex(bytes);
        return hex.matches("0+") ? "" : hex.substring(0, 8) + ":" + hex.substring(8, 16) + ":" + hex.substring(16);
    }

    private static String literal(String lsn) {
        return lsn.isEmpty() ? "0x00000000000000000000" : "0x" + lsn.replace(":", "");
    }

    /** When a transaction was committed, by the server's local time; null where it is not known any more. */
    LocalDateTime committed(String commit) {
        List<LocalDateTime> found = new ArrayList<>();
        query("SELECT tran_end_time FROM cdc.lsn_time_mapping WHERE start_lsn = " + literal(commit), row ->
                found.add(row.getTimestamp(1).toLocalDateTime()));
        return found.isEmpty() ? null : found.get(0);
    }

    /** Its time now. */
    SnapshotMoment.Times times() {
        try {
            return SnapshotMoment.times(connection());
        }
        catch (SQLException e) {
            throw failure(e);
        }
    }

    /** An update is one record, of two rows. */
    @Override
    long records(CaptureInstance instance, String commit) {
        return Long.parseLong(row("SELECT COUNT(*) FROM " + instance.changeTable() + " WHERE [__$start_lsn] = "
                + literal(commit) + " AND [__$operation] <> 3").get(0));
    }

    @Override
    boolean hasBetween(CaptureInstance instance, String after, String upTo) {
        return !row("SELECT TOP (1) 1 FROM " + instance.changeTable() + " WHERE [__$start_lsn] > " + literal(after)
                + " AND [__$start_lsn] <= " + literal(upTo)).isEmpty();
    }

    boolean hasRows(String schema, String table) {
        return finds("SELECT TOP (1) 1 FROM " + quoted(schema) + "." + quoted(table),
                e -> e.getErrorCode() == INVALID_NAME);
    }

    /** Whether this user may read it. */
    boolean mayRead(String table) {
        try {
            row("SELECT TOP (0) 1 FROM " + table);
            return true;
        }
        catch (Problem problem) {
            if (isDenied(problem)) {
                return false;
            }
            throw problem;
        }
    }

    static boolean isDenied(Problem problem) {
        return problem.getCause() instanceof SQLException e && DENIED.contains(e.getErrorCode());
    }

    static String changeTable(String instance) {
        return "cdc." + quoted(instance + "_CT");
    }

    static String quoted(String name) {
        return "[" + name.replace("]", "]]") + "]";
    }
}
