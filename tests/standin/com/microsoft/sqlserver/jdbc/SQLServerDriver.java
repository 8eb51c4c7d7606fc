package com.microsoft.sqlserver.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Date;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import microsoft.sql.DateTimeOffset;

/**
 * A stand-in for SQL Server's driver, by the class name that the connector loads: the server behind it is H2, with the
 * catalogue that {@link standin.Server} makes. What the connector asks in T-SQL that H2 does not know is written anew,
 * and values and types are handed out as SQL Server's driver does. Nothing here shows how SQL Server behaves.
 */
public final class SQLServerDriver implements Driver {

    private static final String H2 = ";MODE=MSSQLServer;DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
            + ";NON_KEYWORDS=VALUE";
    private static final Pattern URL = Pattern.compile("jdbc:sqlserver://([^:;]+):(\\d+)(?:;.*)?");
    private static final Set<String> TAKES_SQL = Set.of("prepareStatement", "prepareCall", "execute", "executeQuery",
            "executeUpdate");
    private static final int SNAPSHOT_OF_SQLSERVER = 4096;
    private static final int SNAPSHOT_OF_H2 = 6;
    private static final int LOGIN_FAILED = 18456;
    private static final int DENIED = 229;

    static {
        try {
            DriverManager.registerDriver(new SQLServerDriver());
        }
        catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The URL of the H2 behind a port. */
    public static String h2(String host, String port) {
        return "jdbc:h2:tcp://" + host + ":" + port + "/mem:mydb" + H2;
    }

    @Override
    public Connection connect(String url, Properties given) throws SQLException {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            return null;
        }
        Properties h2 = new Properties();
        h2.setProperty("user", given.getProperty("user"));
        h2.setProperty("password", given.getProperty("password"));
        try {
            Connection real = new org.h2.Driver().connect(h2(parts.group(1), parts.group(2)), h2);
            return wrap(Connection.class, real, denied(real));
        }
        catch (SQLException e) {
            if ("28000".equals(e.getSQLState())) {
                throw new SQLException("Login failed for user '" + given.getProperty("user") + "'.", "S0001",
                        LOGIN_FAILED);
            }
            throw "90067".equals(e.getSQLState()) ? new SQLException(e.getMessage(), "08S01", e) : e;
        }
    }

    private static List<String> denied(Connection real) throws SQLException {
        List<String> denied = new ArrayList<>();
        try (Statement ask = real.createStatement(); ResultSet rows = ask.executeQuery(
                "SELECT name FROM standin.denied")) {
            while (rows.next()) {
                denied.add(rows.getString(1));
            }
        }
        return denied;
    }

    private static String sql(String text, List<String> denied) throws SQLException {
        for (String each : denied) {
            if (text.contains(each)) {
                throw new SQLException("The SELECT permission was denied on the object '" + each + "'.", "S0005",
                        DENIED);
            }
        }
        return text.replace("[mydb].", "")
                .replaceAll("TODATETIMEOFFSET\\(ltm\\.tran_begin_time, .*?SYSDATETIMEOFFSET\\(\\)\\)\\)",
                        "ltm.tran_begin_time")
                .replaceAll("^EXEC sys\\.sp_cdc_help_change_data_capture", "SELECT * FROM cdc.change_tables")
                .replaceAll("^SET LOCK_TIMEOUT.*", "SELECT 1")
                .replace("select min(start_lsn) from", "select rawtohex(min(start_lsn)) from")
                .replace("{call sys.sp_cdc_help_jobs}", "SELECT 'capture' AS job_type, 1 AS pollinginterval")
                .replace("DATEPART(TZOFFSET, SYSDATETIMEOFFSET())", "0").replace("SYSDATETIME()", "LOCALTIMESTAMP(9)")
                .replace("SYSDATETIMEOFFSET()", "CURRENT_TIMESTAMP").replace("@@VERSION", "'a stand-in'");
    }

    private static <T> T wrap(Class<T> type, Object real, List<String> denied) {
        return type.cast(Proxy.newProxyInstance(SQLServerDriver.class.getClassLoader(), new Class<?>[] {type},
                (proxy, method, args) -> {
                    String name = method.getName();
                    if (TAKES_SQL.contains(name) && args != null && args[0] instanceof String text) {
                        args[0] = sql(text, denied);
                    }
                    if (name.equals("setTransactionIsolation") && args[0].equals(SNAPSHOT_OF_SQLSERVER)) {
                        args[0] = SNAPSHOT_OF_H2;
                    }
                    if (name.equals("getTransactionIsolation")) {
                        return Connection.TRANSACTION_READ_COMMITTED;
                    }
                    if (real instanceof DatabaseMetaData meta && name.equals("getTables")) {
                        return tables(meta.getConnection(), (String) args[1], (String) args[2]);
                    }
                    if (real instanceof DatabaseMetaData meta && name.equals("getColumns")) {
                        return columns(meta.getConnection(), (String) args[1], (String) args[2]);
                    }
                    try {
                        Object value = method.invoke(real, args);
                        if (name.equals("getObject")) {
                            return args.length > 1 ? value : value instanceof Date && real instanceof ResultSet rows
                                    ? Date.valueOf(rows.getObject((int) args[0], LocalDate.class)) : value(value);
                        }
                        return theirs(name, value, denied);
                    }
                    catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private static Object theirs(String method, Object value, List<String> denied) throws SQLException {
        if (method.equals("getColumnType") && value instanceof Integer type) {
            return type == Types.CLOB ? Types.LONGNVARCHAR : type == Types.BLOB ? Types.LONGVARBINARY
                    : type == Types.TIMESTAMP_WITH_TIMEZONE ? microsoft.sql.Types.DATETIMEOFFSET : type;
        }
        for (Class<?> type : List.of(CallableStatement.class, PreparedStatement.class, Statement.class, ResultSet.class,
                ResultSetMetaData.class, DatabaseMetaData.class)) {
            if (type.isInstance(value)) {
                return wrap(type, value, denied);
            }
        }
        return value;
    }

    private static Object value(Object value) throws SQLException {
        if (value instanceof Clob text) {
            return text.getSubString(1, (int) text.length());
        }
        if (value instanceof Blob bytes) {
            return bytes.getBytes(1, (int) bytes.length());
        }
        if (value instanceof OffsetDateTime moment) {
            return DateTimeOffset.valueOf(Timestamp.from(moment.toInstant()),
                    moment.getOffset().getTotalSeconds() / 60);
        }
        return value instanceof UUID id ? id.toString().toUpperCase(Locale.ROOT) : value;
    }

    private static ResultSet tables(Connection real, String schema, String table) throws SQLException {
        PreparedStatement ask = real.prepareStatement("SELECT 'mydb', s.name, t.name, 'TABLE', NULL FROM sys.tables t"
                + " JOIN sys.schemas s ON s.schema_id = t.schema_id WHERE s.name LIKE ? AND t.name LIKE ?");
        ask.setString(1, schema == null ? "%" : schema);
        ask.setString(2, table == null ? "%" : table);
        return ask.executeQuery();
    }

    private static ResultSet columns(Connection real, String schema, String table) throws SQLException {
        PreparedStatement ask = real.prepareStatement("SELECT 'mydb', c.schema_name, c.table_name, c.name, c.jdbc_type,"
                + " c.type_name, c.size, NULL, c.scale, 10, c.nullable, NULL, NULL, NULL, NULL, NULL, c.ordinal,"
                + " CASE c.nullable WHEN 1 THEN 'YES' ELSE 'NO' END, NULL, NULL, NULL, NULL, 'NO', 'NO'"
                + " FROM standin.columns c WHERE c.schema_name LIKE ? AND c.table_name LIKE ?"
                + " ORDER BY c.schema_name, c.table_name, c.ordinal");
        ask.setString(1, schema == null ? "%" : schema);
        ask.setString(2, table == null ? "%" : table);
        return ask.executeQuery();
    }

    @Override
    public boolean acceptsURL(String url) {
        return URL.matcher(url).matches();
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties given) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 12;
    }

    @Override
    public int getMinorVersion() {
        return 4;
    }

    @Override
    public boolean jdbcCompliant() {
        return true;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }
}
