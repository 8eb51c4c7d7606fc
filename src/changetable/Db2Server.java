package changetable;

import base.Problem;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * What the checks ask of a Db2, on a connection to its database. The control tables are those of SQL Replication
 * (IBM's "SQL Replication Guide and Reference"), as Debezium's scripts make them.
 */
final class Db2Server extends ChangeTableServer {

    /** The driver's: not let in; the database's: it may not be connected to. */
    private static final List<Integer> NOT_LET_IN = List.of(-4214, -1060);
    /** No privilege on an object; none for an operation; none to connect. */
    private static final List<Integer> DENIED = List.of(-551, -552, -1092);
    private static final int UNDEFINED_NAME = -204;
    /** As Capture is set up, unless it is told otherwise. */
    private static final Duration KEPT = Duration.ofDays(7);
    private static final String DEFAULT_SCHEMA = "ASNCDC";

    private final String database;
    private final String user;
    private final String control;

    Db2Server(Properties debezium) {
        super(open(debezium), name(debezium));
        database = debezium.getProperty("database.dbname");
        user = debezium.getProperty("database.user");
        control = schema(debezium, "cdc.control.schema");
    }

    /** As sentences name it. */
    static String name(Properties debezium) {
        return "Db2 at " + debezium.getProperty("database.hostname") + ":" + debezium.getProperty("database.port");
    }

    /** The connector does not quote it, so the server reads it in capitals. */
    static String schema(Properties debezium, String key) {
        return debezium.getProperty(key, DEFAULT_SCHEMA).toUpperCase(Locale.ROOT);
    }

    private static Connection open(Properties debezium) {
        Properties driver = driverSettings(debezium);
        driver.setProperty("user", debezium.getProperty("database.user"));
        driver.setProperty("password", debezium.getProperty("database.password", ""));
        String url = "jdbc:db2://" + debezium.getProperty("database.hostname") + ":"
                + debezium.getProperty("database.port") + "/" + debezium.getProperty("database.dbname");
        try {
            return DriverManager.getConnection(url, driver);
        }
        catch (SQLException e) {
            throw Problem.run((NOT_LET_IN.contains(e.getErrorCode()) ? name(debezium) + " does not let user "
                    + debezium.getProperty("database.user") + " in: " : "Cannot connect to " + name(debezium) + ": ")
                    + innermost(e) + " (keys host, port, user, password, database of [sources.debezium.db2])", e);
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
        return "sources.debezium.db2";
    }

    @Override
    String removedBy() {
        return "by Capture's pruning (RETENTION_LIMIT of " + control + ".IBMSNAP_CAPPARMS, in minutes) or by hand";
    }

    /** The schema of the control tables. */
    String control() {
        return control;
    }

    /** A database has no identity of its own; control tables that were made anew begin with nothing captured. */
    @Override
    String id() {
        return row("SELECT CURRENT SERVER FROM SYSIBM.SYSDUMMY1").get(0).strip() + ", control tables of "
                + row("SELECT CREATE_TIME FROM SYSCAT.TABLES WHERE TABSCHEMA = ? AND TABNAME = 'IBMSNAP_REGISTER'",
                        control).get(0);
    }

    /** @throws Problem with what makes Capture's tables, or starts it, where they are missing or it never ran */
    void requireCapture() {
        try {
            row("SELECT COUNT(*) FROM " + control + ".IBMSNAP_REGISTER");
        }
        catch (Problem problem) {
            if (isDenied(problem)) {
                throw Problem.run("User " + user + " may not read " + control + ".IBMSNAP_REGISTER, which says what is"
                        + " captured. Run: GRANT SELECT ON " + control + ".IBMSNAP_REGISTER TO USER " + user);
            }
            if (problem.getCause() instanceof SQLException e && e.getErrorCode() == UNDEFINED_NAME) {
                throw Problem.run("Database " + database + " has no table " + control + ".IBMSNAP_REGISTER, so nothing"
                        + " captures changes: make Capture's control tables (docs/sources/DB2.md), or name their"
                        + " schema as cdc_control_schema in [sources.debezium.db2]");
            }
            throw problem;
        }
        if (end().isEmpty()) {
            throw Problem.run("Capture (asncap) has never run for schema " + control + " of database " + database
                    + ", so nothing records changes. " + start());
        }
    }

    String start() {
        return "Start it, as the instance's owner: asncap capture_server=" + database + " capture_schema=" + control
                + " (with Debezium's functions: VALUES " + control + ".ASNCDCSERVICES('start', 'asncdc'))";
    }

    /** How long ago Capture said last that it had read the log; null where it never did. */
    Duration silence() {
        Duration[] found = new Duration[1];
        query("SELECT SYNCHTIME, CURRENT TIMESTAMP FROM " + control + ".IBMSNAP_REGISTER WHERE GLOBAL_RECORD = 'Y'",
                row -> {
                    Timestamp said = row.getTimestamp(1);
                    Timestamp now = row.getTimestamp(2);
                    found[0] = said == null ? null : Duration.between(said.toInstant(), now.toInstant());
                });
        return found[0];
    }

    @Override
    String now() {
        Timestamp[] found = new Timestamp[1];
        query("SELECT CURRENT TIMESTAMP FROM SYSIBM.SYSDUMMY1", row -> found[0] = row.getTimestamp(1));
        return found[0].toString();
    }

    /** How long changes are kept, whether they were loaded or not; null: nothing is pruned. */
    Duration retention() {
        try {
            List<String> set = row("SELECT RETENTION_LIMIT, AUTOPRUNE FROM " + control + ".IBMSNAP_CAPPARMS");
            return set.isEmpty() || set.get(0) == null ? KEPT : "N".equals(set.get(1)) ? null
                    : Duration.ofMinutes(Long.parseLong(set.get(0)));
        }
        catch (Problem notReadable) {
            return KEPT;
        }
    }

    @Override
    String end() {
        String[] found = {""};
        query("SELECT MAX(t.SYNCHPOINT) FROM (SELECT CD_NEW_SYNCHPOINT AS SYNCHPOINT FROM " + control
                + ".IBMSNAP_REGISTER UNION ALL SELECT SYNCHPOINT AS SYNCHPOINT FROM " + control
                + ".IBMSNAP_REGISTER) t", row -> found[0] = lsn(row.getBytes(1)));
        return found[0];
    }

    /** The bytes as Debezium writes them, so that their text has their order; empty for none. */
    static String lsn(byte[] bytes) {
        String hex = bytes == null ? "" : HexFormat.of().formatHex(bytes);
        return hex.length() <= 16 ? hex : hex.substring(0, 8) + ":" + hex.substring(8, 16) + ":" + hex.substring(16);
    }

    static byte[] bytes(String lsn) {
        return HexFormat.of().parseHex(lsn.replace(":", ""));
    }

    @Override
    long records(CaptureInstance instance, String commit) {
        return commit.isEmpty() ? 0 : number("SELECT COUNT(*) FROM " + instance.changeTable()
                + " WHERE IBMSNAP_COMMITSEQ = ?", commit);
    }

    @Override
    boolean hasBetween(CaptureInstance instance, String after, String upTo) {
        return !upTo.isEmpty() && number("SELECT COUNT(*) FROM (SELECT 1 FROM " + instance.changeTable()
                + " WHERE IBMSNAP_COMMITSEQ > ? AND IBMSNAP_COMMITSEQ <= ? FETCH FIRST 1 ROW ONLY) t",
                after.isEmpty() ? "00" : after, upTo) > 0;
    }

    private long number(String sql, String... lsns) {
        try (PreparedStatement statement = connection().prepareStatement(sql)) {
            for (int i = 0; i < lsns.length; i++) {
                statement.setBytes(i + 1, bytes(lsns[i]));
            }
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
        catch (SQLException e) {
            throw Problem.run(name() + ": " + oneLine(e), e);
        }
    }

    private String name() {
        return "Db2, database " + database;
    }

    boolean hasRows(String schema, String table) {
        return finds("SELECT 1 FROM " + quoted(schema) + "." + quoted(table) + " FETCH FIRST 1 ROW ONLY",
                e -> e.getErrorCode() == UNDEFINED_NAME);
    }

    /** Whether this user may read it. */
    boolean mayRead(String table) {
        try {
            row("SELECT COUNT(*) FROM (SELECT 1 FROM " + table + " FETCH FIRST 1 ROW ONLY) t");
            return true;
        }
        catch (Problem problem) {
            if (isDenied(problem)) {
                return false;
            }
            throw problem;
        }
    }

    private static boolean isDenied(Problem problem) {
        return problem.getCause() instanceof SQLException e && DENIED.contains(e.getErrorCode());
    }

    static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
