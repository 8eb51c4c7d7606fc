import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The PostgreSQL under test: {@code TYPES_PG="host port user password database"}, what it says of its values. */
final class Server implements AutoCloseable {

    private final String[] where = System.getenv().getOrDefault("TYPES_PG", "localhost 5460 u p d").split(" ");
    private final Connection connection;

    Server() throws SQLException {
        connection = DriverManager.getConnection("jdbc:postgresql://" + where[0] + ":" + where[1] + "/" + where[4]
                + "?options=-c%20TimeZone=UTC", where[2], where[3]);
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

    /** Types and extensions, and settings of the database that would change the text of values. */
    void prepare() throws SQLException {
        for (String type : List.of("geometry", "geography", "vector", "halfvec", "sparsevec", "strange")) {
            execute(Cases.standIn(type).toArray(String[]::new));
        }
        execute(Cases.PREPARE.toArray(String[]::new));
        for (String setting : List.of("IntervalStyle = 'iso_8601'", "bytea_output = 'escape'",
                "extra_float_digits = -10", "DateStyle = 'German, DMY'", "TimeZone = 'Asia/Kathmandu'",
                "xmloption = 'content'")) {
            execute("ALTER DATABASE \"" + where[4] + "\" SET " + setting);
        }
        execute("SET IntervalStyle = 'postgres'", "SET bytea_output = 'hex'", "SET extra_float_digits = 1",
                "SET DateStyle = 'ISO'", "SET TimeZone = 'UTC'", "SET lc_monetary = 'C'");
    }

    /** Row number → {@code value TEXT}, {@code variant TEXT} or {@code NULL}. */
    Map<String, String> values(Case each, String prefix, String condition) throws SQLException {
        String sql = "SELECT n::text, CASE WHEN v IS NOT DISTINCT FROM NULL THEN 'NULL' WHEN "
                + each.misfit().replace("$", "v") + " THEN 'variant ' || format('%s', v) ELSE 'value ' || "
                + each.server().replace("$", "v") + " END FROM " + prefix + each.name() + (condition.isEmpty() ? ""
                        : " WHERE " + condition);
        return rows(sql);
    }

    Map<String, String> rows(String sql) throws SQLException {
        Map<String, String> rows = new TreeMap<>();
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.put(result.getString(1), result.getString(2));
            }
        }
        catch (SQLException e) {
            throw new SQLException(sql + ": " + e.getMessage(), e);
        }
        return rows;
    }

    /** .dlt/secrets.toml of a project. */
    String secrets(String slot, String tables) {
        return """
                [sources.debezium]
                slot_name = "%s"
                publication_name = "%s"
                table_include_list = "%s"

                [sources.debezium.postgres]
                host = "%s"
                port = %s
                user = "%s"
                password = "%s"
                database = "%s"
                """.formatted(slot, slot, tables, where[0], where[1], where[2], where[3], where[4]);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
