package redo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * H2 with what an Oracle server has for LogMiner: catalogue, redo logs, their contents, as the connector's queries take
 * them. Schema {@code MYUSER}, user {@code CDC} with password {@code standin}. A test says what the redo log has, row
 * by row; what a server would write there is Oracle's documentation, and not shown.
 */
public final class RedoServer implements AutoCloseable {

    /**
     * A column.
     *
     * @param type as Oracle's catalogue has it, such as {@code TIMESTAMP(6)}
     * @param jdbc as its driver tells the type
     * @param h2   what holds it here
     */
    public record Col(String name, String type, int jdbc, int size, Integer scale, String h2) {
    }

    private static final String CONTENTS = "SCN NUMERIC(20), SQL_REDO VARCHAR, OPERATION_CODE INT, TIMESTAMP TIMESTAMP,"
            + " XID VARBINARY(8), CSF INT, TABLE_NAME VARCHAR(128), SEG_OWNER VARCHAR(128), OPERATION VARCHAR(32),"
            + " ROW_ID VARCHAR(18), ROLLBACK INT, STATUS INT, INFO VARCHAR(32), SSN NUMERIC(20), THREAD# INT,"
            + " DATA_OBJ# NUMERIC(20), DATA_OBJV# NUMERIC(20), DATA_OBJD# NUMERIC(20), START_SCN NUMERIC(20),"
            + " COMMIT_SCN NUMERIC(20), SEQUENCE# NUMERIC(20), START_TIMESTAMP TIMESTAMP, COMMIT_TIMESTAMP TIMESTAMP,"
            + " RS_ID VARCHAR(32), USERNAME VARCHAR(128), CLIENT_ID VARCHAR(64), SRC_CON_NAME VARCHAR(30)";

    private final org.h2.tools.Server tcp;
    private final Connection h2;
    private long objects = 70_000;
    private int rowIds;

    public RedoServer() throws SQLException {
        tcp = org.h2.tools.Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        h2 = DriverManager.getConnection(RedoDriver.h2("localhost:" + tcp.getPort()) + ";DB_CLOSE_DELAY=-1", "sa", "");
        sql("CREATE USER CDC PASSWORD 'standin' ADMIN", "CREATE SCHEMA MYUSER", "CREATE SCHEMA standin",
                "CREATE TABLE standin.denied(name VARCHAR(99))", "CREATE TABLE standin.scn(n NUMERIC(20))",
                "INSERT INTO standin.scn VALUES(1000)",
                "CREATE TABLE standin.ddl(owner VARCHAR(99), name VARCHAR(99), ddl VARCHAR)",
                "CREATE TABLE standin.columns(owner VARCHAR(99), table_name VARCHAR(99), column_name VARCHAR(99),"
                + " column_id INT, jdbc_type INT, type_name VARCHAR(99), size INT, scale INT, nullable INT)",
                "CREATE TABLE standin.settings(DBID NUMERIC(20), LOG_MODE VARCHAR(12), SUPPLEMENTAL_LOG_DATA_MIN"
                + " VARCHAR(8), SUPPLEMENTAL_LOG_DATA_ALL VARCHAR(3), RESETLOGS_CHANGE# NUMERIC(20), RESETLOGS_TIME"
                + " TIMESTAMP)",
                "INSERT INTO standin.settings VALUES(2868546, 'ARCHIVELOG', 'YES', 'NO', 1, TIMESTAMP '2026-01-01"
                + " 00:00:00')",
                "CREATE VIEW V$DATABASE AS SELECT s.*, n AS CURRENT_SCN FROM standin.settings s, standin.scn",
                "CREATE TABLE V$LOG(GROUP# INT, THREAD# INT, SEQUENCE# NUMERIC(20), BYTES NUMERIC(20), ARCHIVED"
                + " VARCHAR(3), STATUS VARCHAR(16), FIRST_CHANGE# NUMERIC(20), NEXT_CHANGE# NUMERIC(20))",
                "INSERT INTO V$LOG VALUES(1, 1, 5, 1000000000, 'NO', 'CURRENT', 500, 18446744073709551615)",
                "CREATE TABLE V$LOGFILE(GROUP# INT, MEMBER VARCHAR(99))", "INSERT INTO V$LOGFILE VALUES(1, 'redo1')",
                "CREATE TABLE V$ARCHIVED_LOG(NAME VARCHAR(99), DEST_ID INT, THREAD# INT, SEQUENCE# NUMERIC(20),"
                + " FIRST_CHANGE# NUMERIC(20), NEXT_CHANGE# NUMERIC(20), FIRST_TIME TIMESTAMP, BLOCKS INT, BLOCK_SIZE"
                + " INT, DICTIONARY_BEGIN VARCHAR(3), DICTIONARY_END VARCHAR(3), ARCHIVED VARCHAR(3), STATUS"
                + " VARCHAR(1), RESETLOGS_CHANGE# NUMERIC(20), RESETLOGS_TIME TIMESTAMP)",
                "CREATE TABLE V$ARCHIVE_DEST_STATUS(DEST_ID INT, DEST_NAME VARCHAR(99), STATUS VARCHAR(9), TYPE"
                + " VARCHAR(16))", "INSERT INTO V$ARCHIVE_DEST_STATUS VALUES(1, 'LOG_ARCHIVE_DEST_1', 'VALID',"
                + " 'LOCAL')",
                "CREATE TABLE standin.threads(THREAD# INT)", "INSERT INTO standin.threads VALUES(1)",
                "CREATE VIEW V$THREAD AS SELECT THREAD#, 'OPEN' AS STATUS, 'PUBLIC' AS ENABLED, 3 AS GROUPS, 'orcl' AS"
                + " INSTANCE, NULL AS OPEN_TIME, 1 AS CURRENT_GROUP#, 5 AS SEQUENCE#, 500 AS CHECKPOINT_CHANGE#,"
                + " NULL AS CHECKPOINT_TIME, 1 AS ENABLE_CHANGE#, NULL AS ENABLE_TIME, 0 AS DISABLE_CHANGE#, NULL AS"
                + " DISABLE_TIME, 5 AS LAST_REDO_SEQUENCE#, 1 AS LAST_REDO_BLOCK, n AS LAST_REDO_CHANGE#,"
                + " CURRENT_TIMESTAMP AS LAST_REDO_TIME, 0 AS CON_ID FROM standin.threads, standin.scn",
                "CREATE TABLE V$TRANSACTION(XID VARBINARY(8), START_SCN NUMERIC(20))",
                "CREATE TABLE V$LOGMNR_CONTENTS(" + CONTENTS + ")",
                "CREATE TABLE V$LOGMNR_LOGS(FILENAME VARCHAR(99))",
                "CREATE TABLE V$PARAMETER(NAME VARCHAR(99), VALUE VARCHAR(99))",
                "CREATE TABLE V$STATNAME(NAME VARCHAR(99), STATISTIC# INT)",
                "CREATE TABLE V$MYSTAT(STATISTIC# INT, VALUE NUMERIC(20))",
                "CREATE TABLE NLS_DATABASE_PARAMETERS(PARAMETER VARCHAR(99), VALUE VARCHAR(99))",
                "INSERT INTO NLS_DATABASE_PARAMETERS VALUES('NLS_CHARACTERSET', 'AL32UTF8'), ('NLS_NCHAR_CHARACTERSET',"
                + " 'AL16UTF16')",
                "CREATE TABLE SESSION_PRIVS(PRIVILEGE VARCHAR(99))", "INSERT INTO SESSION_PRIVS VALUES('CREATE"
                + " SESSION'), ('LOGMINING'), ('SELECT ANY TRANSACTION'), ('CREATE TABLE')",
                "CREATE TABLE ALL_TABLES(OWNER VARCHAR(99), TABLE_NAME VARCHAR(128), IOT_NAME VARCHAR(99), NESTED"
                + " VARCHAR(3), TEMPORARY VARCHAR(1))",
                "CREATE VIEW ALL_ALL_TABLES AS SELECT OWNER, TABLE_NAME, CAST(NULL AS VARCHAR(9)) AS TABLE_TYPE FROM"
                + " ALL_TABLES", "CREATE TABLE ALL_NESTED_TABLES(PARENT_TABLE_NAME VARCHAR(99))",
                "CREATE TABLE ALL_TAB_COLS(OWNER VARCHAR(99), TABLE_NAME VARCHAR(128), COLUMN_NAME VARCHAR(128),"
                + " DATA_TYPE VARCHAR(99), DATA_TYPE_OWNER VARCHAR(99), VIRTUAL_COLUMN VARCHAR(3), HIDDEN_COLUMN"
                + " VARCHAR(3), COLUMN_ID INT)",
                "CREATE TABLE ALL_LOG_GROUPS(OWNER VARCHAR(99), TABLE_NAME VARCHAR(99), LOG_GROUP_TYPE VARCHAR(99))",
                "CREATE TABLE ALL_CONSTRAINTS(OWNER VARCHAR(99), TABLE_NAME VARCHAR(99), CONSTRAINT_TYPE VARCHAR(1))",
                "CREATE TABLE ALL_OBJECTS(OWNER VARCHAR(99), OBJECT_NAME VARCHAR(99), OBJECT_TYPE VARCHAR(99),"
                + " OBJECT_ID NUMERIC(20), DATA_OBJECT_ID NUMERIC(20), LAST_DDL_TIME TIMESTAMP(9))",
                "CREATE TABLE USER_TABLES(TABLE_NAME VARCHAR(99))",
                "INSERT INTO USER_TABLES VALUES('LOG_MINING_FLUSH')",
                "CREATE TABLE LOG_MINING_FLUSH(LAST_SCN NUMERIC(20))", "INSERT INTO LOG_MINING_FLUSH VALUES(0)",
                "CREATE ALIAS scn_to_timestamp FOR 'redo.RedoServer.timeOf'",
                "CREATE ALIAS timestamp_to_scn FOR 'redo.RedoServer.scnOf'");
    }

    public static java.sql.Timestamp timeOf(String scn) {
        return new java.sql.Timestamp(1_767_225_600_000L + Long.parseLong(scn));
    }

    public static long scnOf(java.sql.Timestamp time) {
        return time.getTime() - 1_767_225_600_000L;
    }

    /** For the setting {@code url}. */
    public String url() {
        return "jdbc:redo:localhost:" + tcp.getPort();
    }

    public void sql(String... statements) throws SQLException {
        try (Statement statement = h2.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    public List<String> rows(String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = h2.createStatement(); ResultSet found = statement.executeQuery(query)) {
            while (found.next()) {
                rows.add(found.getString(1));
            }
        }
        return rows;
    }

    /** A table that logs whole rows; its first column is its key. */
    public void table(String name, List<Col> cols) throws SQLException {
        objects++;
        sql("CREATE TABLE MYUSER." + name + "(" + cols.stream().map(c -> c.name() + " " + c.h2())
                .collect(Collectors.joining(", ")) + ", PRIMARY KEY(" + cols.get(0).name() + "))",
                "INSERT INTO ALL_TABLES VALUES('MYUSER', '" + name + "', NULL, 'NO', 'N')",
                "INSERT INTO ALL_LOG_GROUPS VALUES('MYUSER', '" + name + "', 'ALL COLUMN LOGGING')",
                "INSERT INTO ALL_CONSTRAINTS VALUES('MYUSER', '" + name + "', 'P')",
                "INSERT INTO ALL_OBJECTS VALUES('MYUSER', '" + name + "', 'TABLE', " + objects + ", " + objects
                + ", scn_to_timestamp('900'))",
                "INSERT INTO standin.ddl VALUES('MYUSER', '" + name + "', 'CREATE TABLE MYUSER." + name + " ("
                + cols.stream().map(c -> c.name() + " " + (c.type().equals("NUMBER") ? "NUMBER(" + c.size() + ")"
                        : c.type().equals("VARCHAR2") ? "VARCHAR2(" + c.size() + ")" : c.type()))
                        .collect(Collectors.joining(", ")) + ", PRIMARY KEY (" + cols.get(0).name() + "))')");
        describe(name, cols);
    }

    /** What the catalogue says of its columns from now on. */
    public void describe(String name, List<Col> cols) throws SQLException {
        sql("DELETE FROM standin.columns WHERE table_name = '" + name + "'", "DELETE FROM ALL_TAB_COLS WHERE"
                + " TABLE_NAME = '" + name + "'");
        int id = 0;
        for (Col c : cols) {
            id++;
            sql("INSERT INTO standin.columns VALUES('MYUSER', '" + name + "', '" + c.name() + "', " + id + ", "
                    + c.jdbc() + ", '" + c.type() + "', " + c.size() + ", " + c.scale() + ", " + (id == 1 ? 0 : 1)
                    + ")", "INSERT INTO ALL_TAB_COLS VALUES('MYUSER', '" + name + "', '" + c.name() + "', '" + c.type()
                    + "', NULL, 'NO', 'NO', " + id + ")");
        }
    }

    /** One more redo thread, as each node of a cluster has its own. */
    public void thread(int number) throws SQLException {
        sql("INSERT INTO standin.threads VALUES(" + number + ")", "INSERT INTO V$LOG VALUES(" + number + ", " + number
                + ", 5, 1000000000, 'NO', 'CURRENT', 500, 18446744073709551615)", "INSERT INTO V$LOGFILE VALUES("
                + number + ", 'redo" + number + "')");
    }

    /** The next SCN. */
    public long scn() throws SQLException {
        sql("UPDATE standin.scn SET n = n + 1");
        return Long.parseLong(rows("SELECT n FROM standin.scn").get(0));
    }

    /** A transaction begins; it is among those that are open until it ends. */
    public Transaction begin(int number) throws SQLException {
        return new Transaction(number, 1);
    }

    public Transaction begin(int number, int thread) throws SQLException {
        return new Transaction(number, thread);
    }

    /** A DDL statement, which is a transaction of its own. */
    public void ddl(int number, String table, String statement) throws SQLException {
        Transaction transaction = new Transaction(number, 1);
        transaction.redo(5, "DDL", table, statement);
        transaction.end(7, "COMMIT");
    }

    /** What one transaction writes to the redo log; the tables themselves are changed when it commits. */
    public final class Transaction {
        private final String xid;
        private final int thread;
        private final List<String> applied = new ArrayList<>();
        private final long start;
        private long sequence;

        private Transaction(int number, int thread) throws SQLException {
            this.xid = String.format("X'0A00%04X%08X'", number, number);
            this.thread = thread;
            this.start = Long.parseLong(rows("SELECT n FROM standin.scn").get(0)) + 1;
            redo(6, "START", null, "set transaction read write");
            sql("INSERT INTO V$TRANSACTION SELECT " + xid + ", n FROM standin.scn");
        }

        public void insert(String table, String columns, String values) throws SQLException {
            redo(1, "INSERT", table, "insert into \"MYUSER\".\"" + table + "\"(" + quoted(columns) + ") values ("
                    + values.replace(", ", ",") + ");");
            applied.add("INSERT INTO MYUSER." + table + "(" + columns + ") VALUES(" + values + ")");
        }

        /** @param was, now each {@code COLUMN = value}, comma-separated: the old row, and what changes */
        public void update(String table, String was, String now) throws SQLException {
            redo(3, "UPDATE", table, "update \"MYUSER\".\"" + table + "\" set " + conditions(now, ", ") + " where "
                    + conditions(was, " and ") + ";");
            applied.add("UPDATE MYUSER." + table + " SET " + now + " WHERE " + was.replaceFirst(",.*", ""));
        }

        public void delete(String table, String was) throws SQLException {
            redo(2, "DELETE", table, "delete from \"MYUSER\".\"" + table + "\" where " + conditions(was, " and ")
                    + ";");
            applied.add("DELETE FROM MYUSER." + table + " WHERE " + was.replaceFirst(",.*", ""));
        }

        /** A statement as it is, which changes no table here. */
        public void log(String statement, String table, int code) throws SQLException {
            redo(code, code == 1 ? "INSERT" : "UPDATE", table, statement);
        }

        private void redo(int code, String operation, String table, String text) throws SQLException {
            scn();
            sequence++;
            sql("INSERT INTO V$LOGMNR_CONTENTS SELECT n, '" + text.replace("'", "''") + "', " + code
                    + ", CURRENT_TIMESTAMP, " + xid + ", 0, " + (table == null ? "NULL, NULL" : "'" + table
                    + "', 'MYUSER'") + ", '" + operation + "', '"
                    + String.format("AAAShYAAF%09d", ++rowIds) + "', 0, 0, " + (code == 5 ? "'USER DDL'" : "NULL")
                    + ", 0, " + thread + ", coalesce((SELECT OBJECT_ID FROM ALL_OBJECTS WHERE OBJECT_NAME = '" + table
                    + "'), 0), 1, 0, " + start + ", NULL, " + sequence + ", CURRENT_TIMESTAMP, NULL, ' 0x0001',"
                    + " 'MYUSER', NULL, NULL FROM"
                    + " standin.scn");
        }

        public void commit() throws SQLException {
            sql(applied.toArray(String[]::new));
            end(7, "COMMIT");
        }

        public void rollback() throws SQLException {
            end(36, "ROLLBACK");
        }

        private void end(int code, String operation) throws SQLException {
            redo(code, operation, null, operation.toLowerCase());
            sql("DELETE FROM V$TRANSACTION WHERE XID = " + xid);
        }
    }

    static String quoted(String columns) {
        return "\"" + columns.replaceAll(",\\s*", "\",\"") + "\"";
    }

    private static String conditions(String pairs, String between) {
        return List.of(pairs.split(",\\s*")).stream().map(pair -> "\"" + pair.replaceFirst("\\s*=\\s*", "\" = "))
                .map(pair -> between.equals(", ") ? pair : pair.replace(" = NULL", " IS NULL"))
                .collect(Collectors.joining(between));
    }

    @Override
    public void close() throws SQLException {
        sql("SHUTDOWN IMMEDIATELY");
        tcp.shutdown();
    }
}
