package redo;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Date;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.logging.Logger;
import oracle.sql.INTERVALDS;
import oracle.sql.INTERVALYM;
import oracle.sql.TIMESTAMP;
import oracle.sql.TIMESTAMPTZ;
import org.h2.api.Interval;
import org.h2.api.IntervalQualifier;

/**
 * A stand-in for Oracle's driver, which the setting {@code url} names: the server behind it is H2, with the views that
 * {@link RedoServer} makes. What the connector asks in Oracle's SQL that H2 does not know is written anew, and values
 * are handed out as Oracle's driver does. Nothing here shows how Oracle behaves.
 */
public final class RedoDriver implements Driver {

    private static final String PREFIX = "jdbc:redo:";
    private static final String H2 = ";MODE=Oracle;NON_KEYWORDS=VALUE";
    private static final Set<String> TAKES_SQL = Set.of("prepareStatement", "prepareCall", "execute", "executeQuery",
            "executeUpdate");
    private static final String FLUSHED = "UPDATE standin.scn SET n = n + 2";
    private static final String FLUSH = "INSERT INTO V$LOGMNR_CONTENTS(SCN, OPERATION_CODE, XID, THREAD#, CSF,"
            + " ROLLBACK, STATUS, TIMESTAMP)"
            + " SELECT n, 7, X'FF00000000000000', 1, 0, 0, 0, CURRENT_TIMESTAMP FROM standin.scn";
    private static final int ORACLE_MAJOR = 19;
    private static final int DENIED = 942;
    private static final int WRONG_PASSWORD = 1017;

    static {
        try {
            DriverManager.registerDriver(new RedoDriver());
        }
        catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    static String h2(String place) {
        return "jdbc:h2:tcp://" + place + "/mem:mydb" + H2;
    }

    @Override
    public Connection connect(String url, Properties given) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        Properties h2 = new Properties();
        h2.setProperty("user", given.getProperty("user"));
        h2.setProperty("password", given.getProperty("password"));
        try {
            return wrap(Connection.class, new org.h2.Driver().connect(h2(url.substring(PREFIX.length())), h2));
        }
        catch (SQLException e) {
            throw "28000".equals(e.getSQLState()) ? new SQLException("ORA-01017: invalid credential or not authorized;"
                    + " logon denied", "72000", WRONG_PASSWORD) : new SQLException(e.getMessage(), "08006", e);
        }
    }

    /** Oracle's SQL as H2's. */
    private static String sql(String text) {
        return text.matches("(?is)(BEGIN|ALTER SESSION|LOCK TABLE) .*") ? "SELECT 1"
                : text.replaceAll(" AS OF SCN \\S+", "").replace("SYSTIMESTAMP", "CURRENT_TIMESTAMP")
                        .replaceAll("(?i)dbms_metadata\\.get_ddl\\('TABLE',\\?,\\?\\) FROM DUAL",
                                "CAST(ddl AS CLOB) FROM standin.ddl WHERE name = ? AND owner = ?")
                        .replace("NLS_CHARSET_ID(VALUE)", "873");
    }

    private static void deny(Connection real, String text) throws SQLException {
        try (Statement ask = real.createStatement(); ResultSet rows = ask.executeQuery(
                "SELECT name FROM standin.denied")) {
            while (rows.next()) {
                if (text.contains(rows.getString(1))) {
                    throw new SQLException("ORA-00942: table or view does not exist", "42000", DENIED);
                }
            }
        }
    }

    private static <T> T wrap(Class<T> type, Object real) {
        return type.cast(Proxy.newProxyInstance(RedoDriver.class.getClassLoader(), new Class<?>[] {type},
                (proxy, method, args) -> {
                    String name = method.getName();
                    boolean flushes = false;
                    if (TAKES_SQL.contains(name) && args != null && args[0] instanceof String text) {
                        args[0] = sql(text);
                        Connection h2 = real instanceof Statement s ? s.getConnection() : (Connection) real;
                        deny(h2, text);
                        flushes = text.matches("UPDATE \\S*LOG_MINING_FLUSH.*");
                    }
                    if (real instanceof DatabaseMetaData meta && name.equals("getColumns")) {
                        return columns(meta.getConnection(), (String) args[1], (String) args[2]);
                    }
                    if (real instanceof DatabaseMetaData meta && name.equals("getTables")) {
                        return tables(meta.getConnection(), (String) args[1], (String) args[2]);
                    }
                    if (real instanceof DatabaseMetaData && (name.equals("getPrimaryKeys")
                            || name.equals("getIndexInfo"))) {
                        args[0] = null;
                    }
                    if (real instanceof DatabaseMetaData && name.equals("getDatabaseProductVersion")) {
                        return "Oracle Database 19c Enterprise Edition Release 19.0.0.0.0 - Production (a stand-in)\n"
                                + "Version 19.3.0.0.0";
                    }
                    if (name.equals("getDatabaseMajorVersion")) {
                        return ORACLE_MAJOR;
                    }
                    try {
                        Object value = method.invoke(real, args);
                        if (flushes) {
                            flush(((Statement) real).getConnection());
                        }
                        return name.equals("getObject") && args.length == 1 ? value(value) : theirs(value);
                    }
                    catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** The connector's own change is in the log, as any. */
    private static void flush(Connection real) throws SQLException {
        try (Statement statement = real.createStatement()) {
            statement.execute(FLUSHED);
            statement.execute(FLUSH);
        }
    }

    private static Object theirs(Object value) {
        for (Class<?> type : List.of(CallableStatement.class, PreparedStatement.class, Statement.class, ResultSet.class,
                DatabaseMetaData.class)) {
            if (type.isInstance(value)) {
                return wrap(type, value);
            }
        }
        return value;
    }

    private static Object value(Object value) throws SQLException {
        return value instanceof Date day ? new Timestamp(day.getTime())
                : value instanceof Timestamp time ? new TIMESTAMP(Timestamp.valueOf(LocalDateTime.ofInstant(
                        time.toInstant(), ZoneOffset.UTC)))     // Oracle's calendar has no Gregorian dates before 1582
                : value instanceof OffsetDateTime moment ? TIMESTAMPTZ.of(moment)
                : value instanceof Interval interval ? interval(interval) : value;
    }

    private static Object interval(Interval interval) {
        String sign = interval.isNegative() ? "-" : "+";
        return interval.getQualifier() == IntervalQualifier.YEAR_TO_MONTH
                ? new INTERVALYM(sign + "%02d-%02d".formatted(Math.abs(interval.getYears()),
                        Math.abs(interval.getMonths())))
                : new INTERVALDS(sign + "%02d %02d:%02d:%02d.%09d".formatted(Math.abs(interval.getDays()),
                        Math.abs(interval.getHours()), Math.abs(interval.getMinutes()),
                        Math.abs(interval.getSeconds()), Math.abs(interval.getNanosOfSecond())));
    }

    private static ResultSet tables(Connection real, String schema, String table) throws SQLException {
        PreparedStatement ask = real.prepareStatement("SELECT NULL, OWNER, TABLE_NAME, 'TABLE' AS TABLE_TYPE, NULL FROM"
                + " ALL_TABLES WHERE OWNER LIKE ? AND TABLE_NAME LIKE ?");
        ask.setString(1, schema == null ? "%" : schema);
        ask.setString(2, table == null ? "%" : table);
        return ask.executeQuery();
    }

    private static ResultSet columns(Connection real, String schema, String table) throws SQLException {
        PreparedStatement ask = real.prepareStatement("SELECT NULL, c.owner, c.table_name, c.column_name, c.jdbc_type,"
                + " c.type_name, c.size, NULL, c.scale, 10, c.nullable, NULL, NULL, NULL, NULL, NULL, c.column_id,"
                + " CASE c.nullable WHEN 1 THEN 'YES' ELSE 'NO' END, NULL, NULL, NULL, NULL, 'NO', 'NO'"
                + " FROM standin.columns c WHERE c.owner LIKE ? AND c.table_name LIKE ?"
                + " ORDER BY c.owner, c.table_name, c.column_id");
        ask.setString(1, schema == null ? "%" : schema);
        ask.setString(2, table == null ? "%" : table);
        return ask.executeQuery();
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(PREFIX);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties given) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 23;
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
