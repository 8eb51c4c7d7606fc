package com.ibm.db2.jcc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Date;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stand-in for IBM's driver, by the class name that the connector loads: the server behind it is H2, with the
 * catalogue and the control tables that {@link standin.AsnServer} makes. What H2 does not know is written anew, and
 * values and types are handed out as IBM's driver does. Nothing here shows how Db2 behaves.
 */
public final class DB2Driver implements Driver {

    private static final String H2 = ";MODE=DB2;NON_KEYWORDS=VALUE";
    private static final Pattern URL = Pattern.compile("jdbc:db2://([^:]+):(\\d+)/.*");
    private static final Set<String> TAKES_SQL = Set.of("prepareStatement", "execute", "executeQuery", "executeUpdate");
    private static final int NOT_LET_IN = -4214;
    private static final int DENIED = -551;
    private static final int UNDEFINED = -204;
    private static final int LOST = -4499;

    static {
        try {
            DriverManager.registerDriver(new DB2Driver());
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
            throw "28000".equals(e.getSQLState()) ? new SQLException("User ID or Password invalid.", "28000",
                    NOT_LET_IN)
                    : new SQLException(e.getMessage(), "08001", LOST, e);
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
                throw new SQLException("DB2 SQL Error: SQLCODE=-551, SQLSTATE=42501, SQLERRMC=CDC;SELECT;" + each,
                        "42501", DENIED);
            }
        }
        return text.replace("CURRENT SERVER", "'MYDB'").replace(" CONCAT ", " || ");
    }

    private static <T> T wrap(Class<T> type, Object real, List<String> denied) {
        return type.cast(Proxy.newProxyInstance(DB2Driver.class.getClassLoader(), new Class<?>[] {type},
                (proxy, method, args) -> {
                    String name = method.getName();
                    if (TAKES_SQL.contains(name) && args != null && args[0] instanceof String text) {
                        args[0] = sql(text, denied);
                    }
                    if (real instanceof DatabaseMetaData meta && name.equals("getTables")) {
                        return tables(meta.getConnection(), (String) args[1], (String) args[2]);
                    }
                    if (real instanceof DatabaseMetaData meta && name.equals("getColumns")) {
                        return columns(meta.getConnection(), (String) args[1], (String) args[2]);
                    }
                    try {
                        Object value = method.invoke(real, args);
                        return name.equals("getObject") && real instanceof ResultSet rows && args.length == 1
                                ? value(rows, (int) args[0], value) : theirs(value, denied);
                    }
                    catch (InvocationTargetException e) {
                        throw theirs(e.getCause());
                    }
                }));
    }

    private static Throwable theirs(Throwable error) {
        return error instanceof SQLException e && String.valueOf(e.getSQLState()).matches("42S0[24]|90079")
                ? new SQLException(e.getMessage(), "42704", UNDEFINED, e)
                : error instanceof SQLException e && "90067".equals(e.getSQLState())
                ? new SQLException(e.getMessage(), "08001", LOST, e) : error;
    }

    private static Object theirs(Object value, List<String> denied) {
        for (Class<?> type : List.of(PreparedStatement.class, Statement.class, ResultSet.class,
                DatabaseMetaData.class)) {
            if (type.isInstance(value)) {
                return wrap(type, value, denied);
            }
        }
        return value;
    }

    /** H2 has neither XML nor twelve digits of a second: columns with such names are text there. */
    private static Object value(ResultSet rows, int column, Object value) throws SQLException {
        String name = rows.getMetaData().getColumnName(column);
        if (value != null && name.equals("C_XML")) {
            SQLXML xml = rows.getStatement().getConnection().createSQLXML();
            xml.setString(rows.getString(column));
            return xml;
        }
        if (value != null && name.equals("C_TIMESTAMP12")) {
            return DBTimestamp.valueOfDBString(rows.getString(column));
        }
        return value instanceof Date ? Date.valueOf(rows.getObject(column, LocalDate.class))
                : value instanceof Timestamp ? Timestamp.valueOf(rows.getObject(column, LocalDateTime.class)) : value;
    }

    private static ResultSet tables(Connection real, String schema, String table) throws SQLException {
        PreparedStatement ask = real.prepareStatement("SELECT NULL, TABSCHEMA, TABNAME, 'TABLE', NULL FROM"
                + " SYSCAT.TABLES WHERE TABSCHEMA LIKE ? AND TABNAME LIKE ?");
        ask.setString(1, schema == null ? "%" : schema);
        ask.setString(2, table == null ? "%" : table);
        return ask.executeQuery();
    }

    private static ResultSet columns(Connection real, String schema, String table) throws SQLException {
        PreparedStatement ask = real.prepareStatement("SELECT NULL, TABSCHEMA, TABNAME, COLNAME, STANDIN_JDBC,"
                + " STANDIN_TYPE, LENGTH, NULL, SCALE, 10, CASE NULLS WHEN 'Y' THEN 1 ELSE 0 END, NULL, NULL, NULL,"
                + " NULL, NULL, COLNO + 1, CASE NULLS WHEN 'Y' THEN 'YES' ELSE 'NO' END, NULL, NULL, NULL, NULL, 'NO',"
                + " 'NO' FROM SYSCAT.COLUMNS WHERE TABSCHEMA LIKE ? AND TABNAME LIKE ? ORDER BY TABSCHEMA, TABNAME,"
                + " COLNO");
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
        return 4;
    }

    @Override
    public int getMinorVersion() {
        return 0;
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
