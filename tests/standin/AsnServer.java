package standin;

import com.ibm.db2.jcc.DB2Driver;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * H2 with what a Db2 has for change data capture: the catalogue, Capture's control tables and change tables. Its
 * transactions write a table and its change table, as Capture does some seconds later. Database {@code MYDB}, user
 * {@code cdc} with password {@code standin}.
 */
public final class AsnServer implements AutoCloseable {

    /**
     * A column.
     *
     * @param type as the catalogue has it, such as {@code VARCHAR}
     * @param jdbc as Db2's driver tells the type
     * @param name likewise, such as {@code VARCHAR () FOR BIT DATA}
     * @param h2   what holds it here
     */
    record Col(String column, String type, int jdbc, String name, int size, int scale, String h2) {
    }

    static final Col ID = new Col("ID", "INTEGER", Types.INTEGER, "INTEGER", 4, 0, "INT");
    static final Col V = new Col("V", "VARCHAR", Types.VARCHAR, "VARCHAR", 20, 0, "VARCHAR(20)");

    private static final List<Col> META = List.of(
            new Col("IBMSNAP_COMMITSEQ", "VARCHAR", Types.VARBINARY, "VARCHAR () FOR BIT DATA", 16, 0, "VARBINARY(16)"),
            new Col("IBMSNAP_INTENTSEQ", "VARCHAR", Types.VARBINARY, "VARCHAR () FOR BIT DATA", 16, 0, "VARBINARY(16)"),
            new Col("IBMSNAP_OPERATION", "CHARACTER", Types.CHAR, "CHAR", 1, 0, "CHAR(1)"));

    private final org.h2.tools.Server tcp;
    private final Connection h2;
    private final Map<String, List<Col>> columns = new HashMap<>();
    private int lsn = 0x100;
    private int row;
    private int tables = 10;

    public AsnServer() throws SQLException {
        tcp = org.h2.tools.Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        h2 = DriverManager.getConnection(DB2Driver.h2("localhost", String.valueOf(tcp.getPort()))
                + ";DB_CLOSE_DELAY=-1", "sa", "");
        sql("CREATE USER cdc PASSWORD 'standin' ADMIN", "CREATE SCHEMA DB2INST1", "CREATE SCHEMA ASNCDC",
                "CREATE SCHEMA SYSCAT", "CREATE SCHEMA standin", "CREATE TABLE standin.denied(name VARCHAR(99))",
                "CREATE TABLE SYSCAT.TABLES(TABSCHEMA VARCHAR(128), TABNAME VARCHAR(128), TYPE CHAR(1), DATACAPTURE"
                + " CHAR(1), CREATE_TIME TIMESTAMP(9), ALTER_TIME TIMESTAMP(9), TBSPACEID SMALLINT, TABLEID SMALLINT)",
                "CREATE TABLE SYSCAT.COLUMNS(TABSCHEMA VARCHAR(128), TABNAME VARCHAR(128), COLNAME VARCHAR(128), COLNO"
                + " SMALLINT, TYPESCHEMA VARCHAR(128), TYPENAME VARCHAR(128), LENGTH INT, SCALE SMALLINT, CODEPAGE"
                + " SMALLINT, NULLS CHAR(1), KEYSEQ SMALLINT, STANDIN_JDBC INT, STANDIN_TYPE VARCHAR(128))",
                "CREATE TABLE ASNCDC.IBMSNAP_REGISTER(SOURCE_OWNER VARCHAR(128), SOURCE_TABLE VARCHAR(128),"
                + " SOURCE_VIEW_QUAL SMALLINT, GLOBAL_RECORD CHAR(1), CD_OWNER VARCHAR(128), CD_TABLE VARCHAR(128),"
                + " CD_OLD_SYNCHPOINT VARBINARY(16), CD_NEW_SYNCHPOINT VARBINARY(16), SYNCHPOINT VARBINARY(16),"
                + " SYNCHTIME TIMESTAMP, CHG_UPD_TO_DEL_INS CHAR(1), STATE CHAR(1))",
                "CREATE TABLE ASNCDC.IBMSNAP_CAPPARMS(RETENTION_LIMIT INT, AUTOPRUNE CHAR(1))",
                "INSERT INTO ASNCDC.IBMSNAP_CAPPARMS VALUES(10080, 'Y')",
                "INSERT INTO SYSCAT.TABLES VALUES('ASNCDC', 'IBMSNAP_REGISTER', 'T', 'N', CURRENT_TIMESTAMP(9),"
                + " CURRENT_TIMESTAMP(9), 1, 1)",
                "INSERT INTO ASNCDC.IBMSNAP_REGISTER(SOURCE_OWNER, SOURCE_TABLE, SOURCE_VIEW_QUAL, GLOBAL_RECORD)"
                + " VALUES('', '', 0, 'Y')");
        pass();
    }

    public int port() {
        return tcp.getPort();
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

    /** A table with primary key {@code ID}, not captured. */
    void table(String name, List<Col> cols) throws SQLException {
        sql("CREATE TABLE DB2INST1." + name + "(" + cols.stream().map(c -> c.column() + " " + c.h2()
                + (c.column().equals("ID") ? " PRIMARY KEY" : "")).collect(Collectors.joining(", ")) + ")",
                catalogued("DB2INST1", name));
        columns.put(name, cols);
        describe("DB2INST1", name, cols);
    }

    private String catalogued(String schema, String name) {
        return "INSERT INTO SYSCAT.TABLES VALUES('" + schema + "', '" + name + "', 'T', 'Y', CURRENT_TIMESTAMP(9),"
                + " CURRENT_TIMESTAMP(9), 2, " + ++tables + ")";
    }

    private void describe(String schema, String name, List<Col> cols) throws SQLException {
        sql("DELETE FROM SYSCAT.COLUMNS WHERE TABSCHEMA = '" + schema + "' AND TABNAME = '" + name + "'");
        int number = 0;
        for (Col c : cols) {
            boolean text = c.h2().startsWith("VARCHAR") || c.h2().startsWith("CHAR") || c.h2().equals("CLOB");
            sql("INSERT INTO SYSCAT.COLUMNS VALUES('" + schema + "', '" + name + "', '" + c.column() + "', " + number++
                    + ", '" + (c.jdbc() == Types.DISTINCT ? "DB2INST1" : "SYSIBM") + "', '" + c.type() + "', "
                    + c.size() + ", " + c.scale() + ", " + (text ? 1208 : 0) + ", '"
                    + (c.column().equals("ID") ? "N" : "Y") + "', 0, " + c.jdbc() + ", '" + c.name() + "')");
        }
    }

    /** A change table with the table's present columns, registered, as {@code ASNCDC.ADDTABLE} does. */
    public void register(String table) throws SQLException {
        List<Col> cols = new ArrayList<>(META);
        cols.addAll(columns.get(table));
        sql("CREATE TABLE ASNCDC.CDC_" + table + "(" + cols.stream().map(c -> c.column() + " " + c.h2())
                .collect(Collectors.joining(", ")) + ")", catalogued("ASNCDC", "CDC_" + table),
                "INSERT INTO ASNCDC.IBMSNAP_REGISTER VALUES('DB2INST1', '" + table + "', 0, 'N', 'ASNCDC', 'CDC_"
                + table + "', NULL, NULL, NULL, NULL, 'Y', 'A')");
        describe("ASNCDC", "CDC_" + table, cols);
    }

    /** As {@code ASNCDC.REMOVETABLE} does. */
    public void remove(String table) throws SQLException {
        sql("DROP TABLE ASNCDC.CDC_" + table, "DELETE FROM ASNCDC.IBMSNAP_REGISTER WHERE SOURCE_TABLE = '" + table
                + "'", "DELETE FROM SYSCAT.TABLES WHERE TABNAME = 'CDC_" + table + "'", "DELETE FROM SYSCAT.COLUMNS"
                + " WHERE TABNAME = 'CDC_" + table + "'");
    }

    /** Alters the table and its change table alike. */
    void alter(String table, String ddl, List<Col> cols) throws SQLException {
        columns.put(table, cols);
        List<Col> changes = new ArrayList<>(META);
        changes.addAll(cols);
        alter("DB2INST1", table, ddl, cols);
        alter("ASNCDC", "CDC_" + table, ddl, changes);
    }

    /** Alters one of them. */
    void alter(String schema, String table, String ddl, List<Col> cols) throws SQLException {
        sql("ALTER TABLE " + schema + "." + table + " " + ddl, "UPDATE SYSCAT.TABLES SET ALTER_TIME ="
                + " CURRENT_TIMESTAMP(9) WHERE TABSCHEMA = '" + schema + "' AND TABNAME = '" + table + "'");
        describe(schema, table, cols);
    }

    /** What Capture's pruning does with a change table: changes before the newest transaction are removed. */
    public void prune(String table) throws SQLException {
        sql("DELETE FROM ASNCDC.CDC_" + table + " WHERE IBMSNAP_COMMITSEQ < " + hex(lsn), "UPDATE"
                + " ASNCDC.IBMSNAP_REGISTER SET CD_OLD_SYNCHPOINT = " + hex(lsn) + " WHERE SOURCE_TABLE = '" + table
                + "'");
    }

    /** What a transaction does. */
    public interface Work {
        void run() throws SQLException;
    }

    /** All changes of a transaction become readable together. */
    public void transaction(Work work) throws SQLException {
        h2.setAutoCommit(false);
        try {
            lsn += 0x10;
            row = 0;
            work.run();
            synch();
            h2.commit();
        }
        finally {
            h2.setAutoCommit(true);
        }
    }

    /** The log goes on, without changes. */
    public void pass() throws SQLException {
        lsn += 0x10;
        synch();
    }

    private void synch() throws SQLException {
        sql("UPDATE ASNCDC.IBMSNAP_REGISTER SET SYNCHPOINT = " + hex(lsn) + ", SYNCHTIME = CURRENT_TIMESTAMP WHERE"
                + " GLOBAL_RECORD = 'Y'");
    }

    /** @param values in SQL, that of the key first */
    public void insert(String table, String values) throws SQLException {
        sql("INSERT INTO DB2INST1." + table + " VALUES(" + values + ")");
        record(table, "I", values.replaceAll(",.*", ""));
    }

    public void update(String table, int id, String set) throws SQLException {
        update(table, id, set, id);
    }

    /** Recorded as a delete and an insert. */
    public void update(String table, int id, String set, int newId) throws SQLException {
        record(table, "D", "" + id);
        sql("UPDATE DB2INST1." + table + " SET " + set + " WHERE ID = " + id);
        record(table, "I", "" + newId);
    }

    public void delete(String table, int id) throws SQLException {
        record(table, "D", "" + id);
        sql("DELETE FROM DB2INST1." + table + " WHERE ID = " + id);
    }

    private void record(String table, String operation, String id) throws SQLException {
        sql("INSERT INTO ASNCDC.CDC_" + table + " SELECT " + hex(lsn) + ", " + hex(0x10000 + ++row) + ", '" + operation
                + "', t.* FROM DB2INST1." + table + " t WHERE ID = " + id, "UPDATE ASNCDC.IBMSNAP_REGISTER SET"
                + " CD_NEW_SYNCHPOINT = " + hex(lsn) + " WHERE SOURCE_TABLE = '" + table + "'");
    }

    private static String hex(int number) {
        return "X'" + String.format("%032x", 0x1500000000L + number) + "'";
    }

    @Override
    public void close() throws SQLException {
        sql("SHUTDOWN IMMEDIATELY");
        tcp.shutdown();
    }
}
