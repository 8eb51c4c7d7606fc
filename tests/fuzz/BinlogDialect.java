import cli.Script;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** MySQL and MariaDB; types and their texts are those of tests/mysqltypes. */
final class BinlogDialect implements Dialect {

    private static final String SLOW = ".*(REPEAT\\('😀', 300000|1048576|4194304|70000|9000|60000).*";
    /** Documented limits: characters that Java does not know, and the driver's year 0. */
    private static final List<String> LEFT_OUT = List.of("longtext_long", "blob_16_mb", "double_minus_zero");

    private final BinlogSource source;
    private final boolean mysql;
    private final Map<String, Type> types = new LinkedHashMap<>();
    private final List<Type> written = new ArrayList<>();
    private boolean lower;

    BinlogDialect(Script loader) {
        java.util.logging.LogManager.getLogManager().reset();
        source = new BinlogSource(loader, Integer.parseInt(System.getenv("BINLOG_PORT")));
        mysql = source.isMysql();
    }

    @Override
    public TestSource source() {
        return source;
    }

    @Override
    public void prepare(Connection connection) throws SQLException {
        settle(connection);
        try (Statement statement = connection.createStatement()) {
            ResultSet folds = statement.executeQuery("SELECT @@lower_case_table_names");
            folds.next();
            lower = folds.getInt(1) == 1;
            statement.execute("CREATE DATABASE IF NOT EXISTS mydb");
            for (MysqlCase each : MysqlCases.all()) {
                List<String> values = new ArrayList<>(each.values());
                values.removeIf(v -> v.startsWith("@") || v.matches("(?s)" + SLOW));
                if (!LEFT_OUT.contains(each.name()) && !values.isEmpty() && knows(each)) {
                    add(statement, new Type(each.type(), values, each.server(), each.loaded(), each.misfit()));
                }
            }
            if (!mysql) {
                add(statement, Type.of("uuid", "CAST($ AS CHAR)", "$::VARCHAR",
                        "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"));
            }
            if (!mysql && Switches.on("inet")) {
                add(statement, Type.of("inet6", "CAST($ AS CHAR)", "$::VARCHAR", "'2001:db8::1'", "'::'"));
                add(statement, Type.of("inet4", "CAST($ AS CHAR)", "$::VARCHAR", "'10.0.0.1'"));
            }
        }
    }

    private boolean knows(MysqlCase each) {
        return (!each.type().startsWith("vector") || Switches.on("vector"))
                && (!each.type().matches("geometry|point|linestring|polygon|multi.*|geometrycollection")
                        || Switches.on("spatial"))
                && (mysql || !List.of("json", "vector_4", "cs_gb18030").contains(each.name()));
    }

    /** By the name that the catalog has for it. */
    private void add(Statement statement, Type type) throws SQLException {
        try {
            statement.execute("DROP TABLE IF EXISTS mydb.probed");
            statement.execute("CREATE TABLE mydb.probed (v " + type.sql() + ")");
        }
        catch (SQLException e) {
            return;     // a type that this server does not have
        }
        try (ResultSet row = statement.executeQuery("SELECT column_type FROM information_schema.columns WHERE"
                + " table_schema = 'mydb' AND table_name = 'probed'")) {
            row.next();
            types.putIfAbsent(row.getString(1), type);
        }
        written.add(type);
        statement.execute("DROP TABLE mydb.probed");
    }

    @Override
    public void settle(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET NAMES utf8mb4");
            statement.execute("SET SESSION sql_mode = 'ALLOW_INVALID_DATES'");
            statement.execute("SET SESSION time_zone = '+00:00'");
        }
    }

    @Override
    public String quote(String name) {
        return '`' + name.replace("`", "``") + '`';
    }

    @Override
    public void create(Connection connection, String space) throws SQLException {
        execute(connection, "CREATE DATABASE " + space + (space.hashCode() % 3 == 0 ? " CHARACTER SET latin1" : ""));
    }

    @Override
    public void drop(Connection connection, String space, String pipeline) throws SQLException {
        execute(connection, "DROP DATABASE IF EXISTS " + space);
        execute(connection, "DROP DATABASE IF EXISTS mydb");
        execute(connection, "CREATE DATABASE mydb");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public String included(String space) {
        return space.replaceAll("([^\\p{L}\\p{N}_ -])", "\\\\$1") + "\\..*";
    }

    @Override
    public String secrets(String text, String pipeline, String space) {
        return text.replace("database = \"" + pipeline + "\"", "database = \"" + space + "\"");
    }

    @Override
    public String fold(String table) {
        return lower ? table.toLowerCase(Locale.ROOT) : table;
    }

    @Override
    public Map<String, List<Column>> catalog(Connection connection, String space) throws SQLException {
        Map<String, List<Column>> tables = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(
                "SELECT c.table_name, c.column_name, c.column_type, c.data_type FROM information_schema.columns c JOIN"
                        + " information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name ="
                        + " c.table_name WHERE c.table_schema = '" + space.replace("'", "''")
                        + "' AND t.table_type IN ('BASE TABLE', 'SYSTEM VERSIONED') ORDER BY 1, c.ordinal_position")) {
            while (rows.next()) {
                tables.computeIfAbsent(rows.getString(1), t -> new ArrayList<>())
                        .add(new Column(rows.getString(2), type(rows.getString(3), rows.getString(4)), false));
            }
        }
        return tables;
    }

    /** Texts of all lengths are compared alike. */
    private Type type(String full, String bare) {
        Type type = types.get(full);
        return type != null ? type : switch (bare) {
            case "varchar", "char", "text", "enum", "set", "tinytext", "mediumtext", "longtext" -> types.get("text");
            case "varbinary", "binary", "blob" -> types.get("blob");
            default -> null;
        };
    }

    @Override
    public Plan write(Rng rng) {
        return new BinlogAuthor(rng, written, mysql, lower).write();
    }

    /** There is no publication here. */
    @Override
    public boolean isHarm(SQLException error) {
        return false;
    }

    @Override
    public String text(Column column) {
        String name = quote(column.name());
        Type type = column.type();
        return "CASE WHEN " + name + " IS NULL THEN NULL " + (type.misfit().equals("false") ? "" : "WHEN "
                + type.misfit().replace("$", name) + " THEN CONCAT('variant ', CAST(" + name + " AS CHAR)) ")
                + "ELSE CONCAT('value ', " + type.server().replace("$", name) + ") END";
    }

    @Override
    public String loaded(String how, Object value) throws SQLException {
        return MysqlLoaded.java(how, value);
    }

    @Override
    public String canonical(String how, String text) {
        return how.startsWith("java ") ? MysqlLoaded.canonical(how, text) : text;
    }
}
