import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The MySQL under test, {@code TYPES_MYSQL="host port user password database"}, or MariaDB with
 * {@code TYPES_KIND=mariadb}; what it says of its values.
 */
final class MysqlServer implements AutoCloseable {

    static final String KIND = System.getenv().getOrDefault("TYPES_KIND", "mysql");

    private final String[] where = System.getenv().getOrDefault("TYPES_MYSQL", "127.0.0.1 3306 root p d").split(" ");
    private final Connection connection;

    MysqlServer() throws SQLException {
        connection = DriverManager.getConnection("jdbc:" + KIND + "://" + where[0] + ":" + where[1] + "/" + where[4]
                + (KIND.equals("mysql") ? "?allowPublicKeyRetrieval=true" : ""), where[2], where[3]);
        execute("SET NAMES utf8mb4", "SET SESSION sql_mode = 'ALLOW_INVALID_DATES'",
                "SET SESSION time_zone = '+00:00'");
    }

    String database() {
        return where[4];
    }

    void execute(String... sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String each : sql) {
                try {
                    statement.execute(each);
                }
                catch (SQLException e) {
                    throw new SQLException(each.substring(0, Math.min(300, each.length())) + ": " + e.getMessage(), e);
                }
            }
        }
    }

    /** Whether it has the type. */
    boolean knows(MysqlCase each) throws SQLException {
        return KIND.equals("mysql") ? !each.type().startsWith("vector")
                || connection.getMetaData().getDatabaseMajorVersion() == 9
                : !List.of("json", "vector_4", "cs_gb18030").contains(each.name());
    }

    /** Inserts a value, in the time zone that it asks for. */
    void insert(String table, int number, String value) throws SQLException {
        int end = value.startsWith("@") ? value.indexOf('@', 1) : 0;
        if (end > 0) {
            execute("SET SESSION time_zone = '" + value.substring(1, end) + "'");
        }
        execute("INSERT INTO " + table + " (n, v) VALUES (" + number + ", " + value.substring(end == 0 ? 0
                : end + 1) + ")");
        if (end > 0) {
            execute("SET SESSION time_zone = '+00:00'");
        }
    }

    /** Time zones by name, where the server has none. */
    void defineZones(String... names) throws SQLException {
        if (!rows("SELECT 'zone', CONVERT_TZ('2024-07-01 12:00:00', '+00:00', '" + names[0] + "')").get("zone")
                .equals("NULL")) {
            return;
        }
        int id = 9000;
        for (String name : names) {
            List<String> sql = new ArrayList<>();
            ZoneRules rules = ZoneId.of(name).getRules();
            sql.add("INSERT INTO mysql.time_zone (Time_zone_id, Use_leap_seconds) VALUES (" + ++id + ", 'N')");
            sql.add("INSERT INTO mysql.time_zone_name (Name, Time_zone_id) VALUES ('" + name + "', " + id + ")");
            Set<Integer> offsets = new LinkedHashSet<>(List.of(rules.getOffset(Instant.EPOCH).getTotalSeconds()));
            ZoneOffsetTransition next = rules.nextTransition(Instant.EPOCH);
            while (next != null && next.toEpochSecond() < Integer.MAX_VALUE) {
                offsets.add(next.getOffsetAfter().getTotalSeconds());
                sql.add("INSERT INTO mysql.time_zone_transition VALUES (" + id + ", " + next.toEpochSecond() + ", "
                        + List.copyOf(offsets).indexOf(next.getOffsetAfter().getTotalSeconds()) + ")");
                next = rules.nextTransition(next.getInstant());
            }
            int type = 0;
            for (int offset : offsets) {
                sql.add("INSERT INTO mysql.time_zone_transition_type VALUES (" + id + ", " + type++ + ", " + offset
                        + ", 0, 'X')");
            }
            execute(sql.toArray(String[]::new));
        }
    }

    /** Row number → {@code value TEXT}, {@code variant TEXT} or {@code NULL}. */
    Map<String, String> values(MysqlCase each, String prefix) throws SQLException {
        String variant = each.misfit().equals("false") ? ""
                : "WHEN " + each.misfit().replace("$", "v") + " THEN CONCAT('variant ', CAST(v AS CHAR)) ";
        return rows("SELECT n, CASE WHEN v IS NULL THEN 'NULL' " + variant + "ELSE CONCAT('value ', "
                + each.server().replace("$", "v") + ") END FROM " + prefix + each.name(), each);
    }

    /** How often the server has executed a kind of statement. */
    long count(String variable) throws SQLException {
        return Long.parseLong(rows("SHOW GLOBAL STATUS WHERE Variable_name = '" + variable + "'").get(variable));
    }

    Map<String, String> rows(String sql) throws SQLException {
        return rows(sql, null);
    }

    private Map<String, String> rows(String sql, MysqlCase each) throws SQLException {
        Map<String, String> rows = new TreeMap<>();
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                String text = result.getString(2);
                rows.put(result.getString(1), text == null ? "NULL" : each != null && text.startsWith("value ")
                        ? "value " + MysqlLoaded.canonical(each.loaded(), text.substring(6)) : text);
            }
        }
        catch (SQLException e) {
            throw new SQLException(sql + ": " + e.getMessage(), e);
        }
        return rows;
    }

    /** .dlt/secrets.toml of a project. */
    String secrets(String tables) {
        return """
                [sources.debezium]
                table_include_list = "%s"

                [sources.debezium.%s]
                host = "%s"
                port = %s
                user = "%s"
                password = "%s"
                database = "%s"
                """.formatted(tables, KIND, where[0], where[1], where[2], where[3], where[4]);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
