package oracle;

import base.Problem;
import capture.ServerConnection;
import io.debezium.connector.oracle.Scn;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * What the checks ask of an Oracle server, on a connection to its root, and then to the pluggable database. The views
 * are those of Oracle's Database Reference.
 */
final class OracleServer extends ServerConnection {

    private static final int NO_SUCH_TABLE = 942;
    private static final String KEYS = " (keys host, port, user, password, database of [sources.debezium.oracle])";

    private final String user;
    private final String pdb;

    OracleServer(Properties debezium) {
        super(open(debezium), name(debezium));
        user = debezium.getProperty("database.user");
        pdb = debezium.getProperty("database.pdb.name", "");
    }

    /** As sentences name it. */
    static String name(Properties debezium) {
        String url = debezium.getProperty("database.url", "");
        return "Oracle at " + (url.isEmpty() ? debezium.getProperty("database.hostname") + ":"
                + debezium.getProperty("database.port") : url.replaceFirst("(?i)(:thin:)[^@]*@", "$1@"));
    }

    private static Connection open(Properties debezium) {
        Properties driver = driverSettings(debezium);
        driver.setProperty("user", debezium.getProperty("database.user"));
        driver.setProperty("password", debezium.getProperty("database.password", ""));
        String url = debezium.getProperty("database.url", "jdbc:oracle:thin:@"
                + debezium.getProperty("database.hostname") + ":" + debezium.getProperty("database.port") + "/"
                + debezium.getProperty("database.dbname"));
        try {
            return DriverManager.getConnection(url, driver);
        }
        catch (SQLException e) {
            throw Problem.run((OracleErrors.notLetIn(e) ? name(debezium) + " does not let user "
                    + debezium.getProperty("database.user") + " in: " : "Cannot connect to " + name(debezium) + ": ")
                    + OracleErrors.told(e) + KEYS, e);
        }
    }

    String user() {
        return user;
    }

    /** Such as {@code pluggable database ORCLPDB1}. */
    String database() {
        return pdb.isEmpty() ? "the database" : "pluggable database " + pdb;
    }

    String version() {
        try {
            return OracleErrors.firstLine(connection().getMetaData().getDatabaseProductVersion());
        }
        catch (SQLException e) {
            throw Problem.run("The server does not tell its version: " + OracleErrors.told(e), e);
        }
    }

    /** Tells a database from another one; a restored backup is the same. */
    String id() {
        return row("SELECT DBID FROM V$DATABASE").get(0) + (pdb.isEmpty() ? "" : "/" + pdb.toUpperCase(Locale.ROOT));
    }

    /** Changes when the server is opened after its logs were cut off at some point, and SCNs were given again. */
    String incarnation() {
        return row("SELECT RESETLOGS_CHANGE# FROM V$DATABASE").get(0);
    }

    Scn now() {
        return Scn.valueOf(row("SELECT CURRENT_SCN FROM V$DATABASE").get(0));
    }

    /** Where the logs begin that the server still has. */
    Scn oldestKept() {
        String oldest = row("SELECT MIN(FIRST_CHANGE#) FROM (SELECT MIN(FIRST_CHANGE#) AS FIRST_CHANGE# FROM V$LOG"
                + " UNION SELECT MIN(A.FIRST_CHANGE#) AS FIRST_CHANGE# FROM V$ARCHIVED_LOG A, V$DATABASE D"
                + " WHERE A.NAME IS NOT NULL AND A.STATUS = 'A' AND A.RESETLOGS_CHANGE# = D.RESETLOGS_CHANGE#)").get(0);
        return oldest == null ? Scn.NULL : Scn.valueOf(oldest);
    }

    /** @throws Problem with the commands that turn it on */
    void requireArchiveLog() {
        String mode = row("SELECT LOG_MODE FROM V$DATABASE").get(0);
        if (!"ARCHIVELOG".equals(mode)) {
            throw Problem.run("The database is in mode " + mode + ": a redo log is overwritten before its changes are"
                    + " read. Run, as SYSDBA, which restarts the database: SHUTDOWN IMMEDIATE; STARTUP MOUNT; ALTER"
                    + " DATABASE ARCHIVELOG; ALTER DATABASE OPEN;");
        }
    }

    /** @throws Problem with the command that turns it on */
    void requireSupplementalLog() {
        String log = row("SELECT SUPPLEMENTAL_LOG_DATA_MIN FROM V$DATABASE").get(0);
        if (!List.of("YES", "IMPLICIT").contains(log) && !logsAll()) {
            throw Problem.run("Supplemental logging is off (SUPPLEMENTAL_LOG_DATA_MIN = " + log + "), so the redo log"
                    + " does not tell which rows change. Run, as SYSDBA" + (pdb.isEmpty() ? "" : " in CDB$ROOT")
                    + ": ALTER DATABASE ADD SUPPLEMENTAL LOG DATA;");
        }
    }

    /** Whether whole rows are logged, of all tables. */
    boolean logsAll() {
        return "YES".equals(row("SELECT SUPPLEMENTAL_LOG_DATA_ALL FROM V$DATABASE").get(0));
    }

    /** Goes to the pluggable database, which has the tables; the logs are the root's. */
    void enter() {
        if (!pdb.isEmpty()) {
            try {
                execute("ALTER SESSION SET CONTAINER = " + pdb);
            }
            catch (Problem problem) {
                throw Problem.run("User " + user + " cannot enter pluggable database " + pdb + ": "
                        + OracleErrors.told(problem) + ". Fix pdb of [sources.debezium.oracle], or run, as SYSDBA in"
                        + " CDB$ROOT: GRANT SET CONTAINER TO " + user + " CONTAINER=ALL;", problem);
            }
        }
    }

    boolean hasRows(String schema, String table) {
        return finds("SELECT 1 FROM " + quoted(schema) + "." + quoted(table) + " WHERE ROWNUM <= 1",
                e -> e.getErrorCode() == NO_SUCH_TABLE);
    }

    /** Whether this user may run a query. */
    boolean may(String query) {
        try {
            row(query);
            return true;
        }
        catch (Problem problem) {
            if (OracleErrors.isDenied(problem)) {
                return false;
            }
            throw problem;
        }
    }

    static String quoted(String name) {
        return '"' + name + '"';
    }
}
