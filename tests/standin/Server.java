package standin;

import com.microsoft.sqlserver.jdbc.SQLServerDriver;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * H2 with what a SQL Server has for change data capture: catalogue, change tables, the log's times. Its transactions
 * write a table and its change tables, as the capture job does some seconds later. Database {@code mydb}, user
 * {@code cdc} with password {@code standin}.
 */
public final class Server implements AutoCloseable {

    /**
     * A column.
     *
     * @param type SQL Server's, such as {@code datetime2}
     * @param jdbc as its driver tells the type
     * @param h2   what holds it here
     */
    public record Col(String name, String type, int jdbc, int size, Integer scale, String h2) {
    }

    private static final String META = "\"__$start_lsn\" VARBINARY(10), \"__$end_lsn\" VARBINARY(10), \"__$seqval\""
            + " VARBINARY(10), \"__$operation\" INT, \"__$update_mask\" VARBINARY(128), \"__$command_id\" INT";

    private final org.h2.tools.Server tcp;
    private final Connection h2;
    private final Map<String, List<String>> instances = new HashMap<>();
    private final Map<String, List<Col>> columns = new HashMap<>();
    private int lsn = 0x100;
    private int command;
    private int objects = 10;
    private String committed = "LOCALTIMESTAMP(3)";

    public Server() throws SQLException {
        tcp = org.h2.tools.Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        h2 = DriverManager.getConnection(SQLServerDriver.h2("localhost", String.valueOf(tcp.getPort()))
                + ";DB_CLOSE_DELAY=-1", "sa", "");
        sql("CREATE USER cdc PASSWORD 'standin' ADMIN", "CREATE SCHEMA dbo", "CREATE SCHEMA cdc", "CREATE SCHEMA sys",
                "CREATE SCHEMA standin", "CREATE TABLE standin.denied(name VARCHAR(99))",
                "CREATE TABLE standin.columns(schema_name VARCHAR(99), table_name VARCHAR(99), name VARCHAR(99),"
                + " ordinal INT, jdbc_type INT, type_name VARCHAR(99), size INT, scale INT, nullable INT)",
                "CREATE TABLE sys.databases(name VARCHAR(99), is_cdc_enabled BIT, snapshot_isolation_state INT,"
                + " service_broker_guid VARCHAR(36))",
                "INSERT INTO sys.databases VALUES('mydb', TRUE, 1, '0f8fad5b-d9cb-469f-a165-70867728950e')",
                "CREATE TABLE sys.dm_server_services(servicename VARCHAR(99), status INT)",
                "INSERT INTO sys.dm_server_services VALUES('SQL Server Agent (MSSQLSERVER)', 4)",
                "CREATE TABLE sys.schemas(schema_id INT, name VARCHAR(99))", "INSERT INTO sys.schemas VALUES(1, 'dbo')",
                "CREATE TABLE sys.tables(object_id INT, schema_id INT, name VARCHAR(99), is_ms_shipped BIT)",
                "CREATE TABLE cdc.lsn_time_mapping(start_lsn VARBINARY(10), tran_begin_time TIMESTAMP(3), tran_end_time"
                + " TIMESTAMP(3), tran_id VARBINARY(10))",
                "CREATE TABLE cdc.change_tables(object_id INT, version INT, source_object_id INT, capture_instance"
                + " VARCHAR(99), start_lsn VARBINARY(10), end_lsn VARBINARY(10), create_date TIMESTAMP(9))",
                "CREATE TABLE cdc.captured_columns(object_id INT, column_name VARCHAR(99), column_id INT, column_type"
                + " VARCHAR(99), column_ordinal INT, is_computed BIT)");
        for (String function : List.of("sys.fn_cdc_increment_lsn increment", "sys.fn_cdc_get_min_lsn minLsn",
                "sys.fn_cdc_get_max_lsn maxLsn", "OBJECT_SCHEMA_NAME schemaName", "OBJECT_NAME objectName",
                "DB_ID databaseId", "SERVERPROPERTY property")) {
            sql("CREATE ALIAS " + function.replace(" ", " FOR 'standin.Functions.") + "'");
        }
        transaction(() -> { });
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

    /** A table with primary key {@code id}, not captured. */
    public void table(String name, List<Col> cols) throws SQLException {
        sql("CREATE TABLE dbo." + name + "(" + cols.stream().map(c -> c.name() + " " + c.h2()
                + (c.name().equals("id") ? " PRIMARY KEY" : "")).collect(Collectors.joining(", ")) + ")",
                "INSERT INTO sys.tables VALUES(" + ++objects + ", 1, '" + name + "', FALSE)");
        columns.put(name, cols);
        describe(name);
    }

    private void describe(String name) throws SQLException {
        sql("DELETE FROM standin.columns WHERE table_name = '" + name + "'");
        int ordinal = 0;
        for (Col c : columns.get(name)) {
            sql("INSERT INTO standin.columns VALUES('dbo', '" + name + "', '" + c.name() + "', " + ++ordinal + ", "
                    + c.jdbc() + ", '" + c.type() + "', " + c.size() + ", " + c.scale() + ", "
                    + (c.name().equals("id") ? 0 : 1) + ")");
        }
    }

    /** A change table with the table's present columns, as {@code sys.sp_cdc_enable_table} makes one. */
    public void capture(String table, String instance) throws SQLException {
        int id = ++objects;
        List<Col> cols = columns.get(table);
        sql("CREATE TABLE cdc." + instance + "_CT(" + META + cols.stream().map(c -> ", " + c.name() + " " + c.h2())
                .collect(Collectors.joining()) + ")",
                "INSERT INTO cdc.change_tables SELECT " + id + ", 0, object_id, '" + instance + "', " + hex(lsn + 8)
                + ", NULL, CURRENT_TIMESTAMP(9) FROM sys.tables WHERE name = '" + table + "'");
        for (int i = 0; i < cols.size(); i++) {
            sql("INSERT INTO cdc.captured_columns VALUES(" + id + ", '" + cols.get(i).name() + "', " + (i + 1) + ", '"
                    + cols.get(i).type() + "', " + (i + 1) + ", " + (cols.get(i).size() < 0) + ")");
        }
        instances.computeIfAbsent(table, t -> new ArrayList<>()).add(instance);
    }

    /** Ends a change table, as {@code sys.sp_cdc_disable_table} does. */
    public void drop(String table, String instance) throws SQLException {
        instances.get(table).remove(instance);
        sql("DELETE FROM cdc.captured_columns WHERE object_id IN (SELECT object_id FROM cdc.change_tables WHERE"
                + " capture_instance = '" + instance + "')",
                "DELETE FROM cdc.change_tables WHERE capture_instance = '" + instance + "'",
                "DROP TABLE cdc." + instance + "_CT");
    }

    /** Alters the table; its change tables stay as they are. */
    public void alter(String table, String ddl, List<Col> cols) throws SQLException {
        sql("ALTER TABLE dbo." + table + " " + ddl);
        columns.put(table, cols);
        describe(table);
    }

    /** What the clean-up job does with a change table: changes before the newest transaction are removed. */
    public void cleanUp(String instance) throws SQLException {
        sql("DELETE FROM cdc." + instance + "_CT WHERE \"__$start_lsn\" < " + hex(lsn), "UPDATE cdc.change_tables SET"
                + " start_lsn = " + hex(lsn) + " WHERE capture_instance = '" + instance + "'");
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
            sql("INSERT INTO cdc.lsn_time_mapping VALUES(" + hex(lsn) + ", " + committed + ", " + committed
                    + ", 0x01)");
            work.run();
            h2.commit();
        }
        finally {
            h2.setAutoCommit(true);
        }
    }

    /** What the capture job records only now, of a row that was inserted and committed some seconds ago. */
    public void recordLate(int secondsAgo, String table, int id) throws SQLException {
        committed = "DATEADD('SECOND', -" + secondsAgo + ", LOCALTIMESTAMP(3))";
        try {
            transaction(() -> record(table, 1, 2, "" + id));
        }
        finally {
            committed = "LOCALTIMESTAMP(3)";
        }
    }

    /** The log goes on, without changes. */
    public void pass() throws SQLException {
        lsn += 0x10;
        sql("INSERT INTO cdc.lsn_time_mapping VALUES(" + hex(lsn) + ", LOCALTIMESTAMP(3), LOCALTIMESTAMP(3), 0x00)");
    }

    /** @param seq the place of the change in the transaction: its {@code __$seqval} */
    public void insert(String table, int seq, String row) throws SQLException {
        sql("INSERT INTO dbo." + table + " VALUES(" + row + ")");
        record(table, seq, 2, row.replaceAll(",.*", ""));
    }

    public void update(String table, int seq, int id, String set) throws SQLException {
        record(table, seq, 3, "" + id);
        command--;
        sql("UPDATE dbo." + table + " SET " + set + " WHERE id = " + id);
        record(table, seq, 4, "" + id);
    }

    public void delete(String table, int seq, int id) throws SQLException {
        record(table, seq, 1, "" + id);
        sql("DELETE FROM dbo." + table + " WHERE id = " + id);
    }

    private void record(String table, int seq, int operation, String id) throws SQLException {
        command++;
        for (String instance : instances.get(table)) {
            List<String> captured = rows("SELECT c.column_name FROM cdc.captured_columns c JOIN cdc.change_tables t ON"
                    + " t.object_id = c.object_id WHERE t.capture_instance = '" + instance + "' ORDER BY c.column_id");
            List<String> present = columns.get(table).stream().map(Col::name).toList();
            sql("INSERT INTO cdc." + instance + "_CT SELECT " + hex(lsn) + ", NULL, " + hex(lsn + seq) + ", "
                    + operation + ", 0xFFFFFFFF, " + command + captured.stream()
                    .map(c -> ", " + (present.contains(c) ? c : "NULL")).collect(Collectors.joining())
                    + " FROM dbo." + table + " WHERE id = " + id);
        }
    }

    private static String hex(int number) {
        return "0x" + String.format("%020x", BigInteger.valueOf(0x25).shiftLeft(48).add(BigInteger.valueOf(number)
                .shiftLeft(16)).add(BigInteger.ONE));
    }

    @Override
    public void close() throws SQLException {
        sql("SHUTDOWN IMMEDIATELY");
        tcp.shutdown();
    }
}
