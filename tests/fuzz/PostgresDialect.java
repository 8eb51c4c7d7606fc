import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** PostgreSQL; types and their texts are those of tests/types. */
final class PostgresDialect implements Dialect {

    /** Needs seconds or has documented limits, with the name of the type's case. */
    private static final List<String> LEFT_OUT = List.of("interval_infinite_snapshot", "interval_infinite_array",
            "bytea_long", "timetz", "timetz_array", "text_key", "regclass", "json_surrogate", "time_24",
            "time_24_array", "path_closed");
    private static final String SLOW_OR_LIMITED = ".*(1048576|100000|262144|'9',"
            + " 2000|1582-10-(05|10|14)|2147483647:59).*";

    private final TestSource source = new PostgresSource();
    private final Map<String, Type> types = new LinkedHashMap<>();
    private int major;

    @Override
    public TestSource source() {
        return source;
    }

    @Override
    public void prepare(Connection connection) throws SQLException {
        settle(connection);
        major = connection.getMetaData().getDatabaseMajorVersion();
        try (Statement statement = connection.createStatement()) {
            if (!statement.executeQuery("SELECT FROM pg_type WHERE typname = 'mood'").next()) {
                for (String type : List.of("geometry", "geography", "vector", "halfvec", "sparsevec", "strange")) {
                    for (String each : Cases.standIn(type)) {
                        statement.execute(each);
                    }
                }
                for (String each : Cases.PREPARE) {
                    statement.execute(each);
                }
            }
            for (String setting : List.of("IntervalStyle = 'iso_8601'", "bytea_output = 'escape'",
                    "extra_float_digits = -10", "DateStyle = 'German, DMY'", "TimeZone = 'Asia/Kathmandu'",
                    "xmloption = 'content'")) {
                statement.execute("ALTER DATABASE mydb SET " + setting);
            }
            for (Case each : Cases.all()) {
                List<String> values = new ArrayList<>(each.values());
                values.removeIf(v -> v.matches("(?s)" + SLOW_OR_LIMITED));
                if (!LEFT_OUT.contains(each.name()) && !each.name().startsWith("interval") && !values.isEmpty()) {
                    values.replaceAll(v -> "(" + v + ")::" + each.type());
                    add(statement, new Type(each.type(), values, each.server(), each.loaded(), each.misfit()));
                }
            }
        }
    }

    /** By the name that the catalog has for it. */
    private void add(Statement statement, Type type) throws SQLException {
        statement.execute("CREATE TEMP TABLE probe (v " + type.sql() + ")");
        try (ResultSet row = statement.executeQuery("SELECT format_type(atttypid, atttypmod) || (attndims > 1)::text"
                + " FROM pg_attribute WHERE attrelid = 'probe'::regclass AND attnum = 1")) {
            row.next();
            types.putIfAbsent(row.getString(1), type);
        }
        statement.execute("DROP TABLE probe");
    }

    @Override
    public void settle(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET IntervalStyle = 'postgres'; SET bytea_output = 'hex'; SET extra_float_digits = 1;"
                    + " SET DateStyle = 'ISO'; SET TimeZone = 'UTC'; SET lc_monetary = 'C'; SET xmloption = 'content';"
                    + " SET statement_timeout = '30s'; SET client_min_messages = error");
        }
    }

    @Override
    public String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public void create(Connection connection, String space) throws SQLException {
        execute(connection, "CREATE SCHEMA " + space);
    }

    @Override
    public void drop(Connection connection, String space, String pipeline) throws SQLException {
        execute(connection, "DROP SCHEMA IF EXISTS " + space + " CASCADE");
        source.forget(pipeline);
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
    public Map<String, List<Column>> catalog(Connection connection, String space) throws SQLException {
        Map<String, List<Column>> tables = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery("""
                SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) || (a.attndims > 1)::text,
                       a.attgenerated <> ''
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                WHERE n.nspname = '%s' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1, a.attnum"""
                .formatted(space.replace("'", "''")))) {
            while (rows.next()) {
                tables.computeIfAbsent(rows.getString(1), t -> new ArrayList<>())
                        .add(new Column(rows.getString(2), types.get(rows.getString(3)), rows.getBoolean(4)));
            }
        }
        return tables;
    }

    @Override
    public Plan write(Rng rng) {
        return new PostgresAuthor(rng, List.copyOf(types.values()), major).write();
    }

    /** 55000: the table's replica identity does not do for the publication that it is in. */
    @Override
    public boolean isHarm(SQLException error) {
        return error.getMessage().contains("replica identity") || error.getMessage().contains("Replica identity")
                || error.getMessage().contains("publishes");
    }

    @Override
    public String text(Column column) {
        String name = quote(column.name());
        return "CASE WHEN " + name + " IS NOT DISTINCT FROM NULL THEN NULL WHEN " + column.type().misfit()
                .replace("$", name)
                + " THEN 'variant ' || format('%s', " + name + ") ELSE 'value ' || " + column.type().server()
                .replace("$", name) + " END";
    }

    @Override
    public String loaded(String how, Object value) throws SQLException {
        return Loaded.text(how, value);
    }
}
