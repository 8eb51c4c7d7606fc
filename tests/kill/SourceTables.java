import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The source of the kill test: its tables, and how to reach them. */
final class SourceTables {

    /**
     * A captured table.
     *
     * @param key      columns that tell rows apart, empty when nothing does
     * @param declared whether the key is a primary key at the source; Debezium splits a change of such a key in two
     * @param full     REPLICA IDENTITY FULL: the whole old row is in the log
     */
    record Table(String name, List<String> columns, List<String> key, boolean declared, boolean full, String ddl) {

        /** A row's key. */
        List<String> key(List<String> row) {
            return key.stream().map(column -> row.get(columns.indexOf(column))).toList();
        }

        /** What is logged of an old row: all of it, or its key alone. */
        List<String> logged(List<String> row) {
            if (full) {
                return row;
            }
            List<String> known = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                known.add(key.contains(columns.get(i)) ? row.get(i) : null);
            }
            return known;
        }

        /** The columns as text, for SELECT. */
        String asText(String type) {
            return String.join(", ", columns.stream().map(column -> "CAST(" + column + " AS " + type + ")").toList());
        }
    }

    static final int SEEDED = 200_000;
    private static final String NUMBER = "n bigint NOT NULL DEFAULT nextval('kill_n')";
    private static final List<String> MANY = List.of("id", "n", "v", "amount", "flag", "moment");
    private static final String MANY_DDL = "id int PRIMARY KEY, " + NUMBER + ", v text, amount numeric(12,2),"
            + " flag boolean, moment timestamp DEFAULT clock_timestamp()";

    /** Default replica identity; big, so that its snapshot takes a while. */
    static final Table PLAIN = new Table("kill_plain", MANY, List.of("id"), true, false, MANY_DDL);
    static final Table FULL = new Table("kill_full", MANY, List.of("id"), true, true, MANY_DDL);
    static final Table PAIR = new Table("kill_pair", List.of("tenant", "id", "n", "v"), List.of("tenant", "id"), true,
            false, "tenant int, id int, " + NUMBER + ", v text, PRIMARY KEY (tenant, id)");
    /** TOAST values, left out of the log by an update that does not touch them. */
    static final Table WIDE = new Table("kill_wide", List.of("id", "n", "v"), List.of("id"), true, false,
            "id int PRIMARY KEY, " + NUMBER + ", v text STORAGE EXTERNAL");
    /** No primary key at the source, yet merged by its id. */
    static final Table LOOSE = new Table("kill_loose", List.of("id", "n", "v"), List.of("id"), false, true,
            "id int, " + NUMBER + ", v text STORAGE EXTERNAL");
    /** Nothing tells its rows apart: appended in either mode. */
    static final Table BAG = new Table("kill_bag", List.of("a", "v", "n"), List.of(), false, true,
            "a int, v text, " + NUMBER);
    /** Not captured. */
    static final String FOREIGN = "kill_foreign";

    static final List<Table> ALL = List.of(PLAIN, FULL, PAIR, WIDE, LOOSE, BAG);

    private SourceTables() {
    }

    static Connection connect() throws SQLException {
        String port = System.getenv().getOrDefault("POSTGRES_PORT", "5432");
        return DriverManager.getConnection("jdbc:postgresql://localhost:" + port + "/mydb", "myuser", "mypassword");
    }

    static void execute(Connection connection, String... sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String each : sql) {
                statement.execute(each);
            }
        }
    }

    /** Makes the empty tables. */
    static void create(Connection connection) throws SQLException {
        execute(connection, "CREATE SEQUENCE kill_n", "CREATE TABLE " + FOREIGN + " (v text)");
        for (Table table : ALL) {
            execute(connection, "CREATE TABLE " + table.name + " (" + table.ddl + ")",
                    "ALTER TABLE " + table.name + " REPLICA IDENTITY " + (table.full ? "FULL" : "DEFAULT"));
        }
    }

    /** Fills the tables with what a snapshot will find; their ids are negative, the workload's are positive. */
    static void seed(Connection connection) throws SQLException {
        String some = " FROM generate_series(1, 300) i";
        execute(connection,
                "INSERT INTO kill_plain (id, v, amount, flag) SELECT -i, 'seed ''' || i, i / 100.0, i % 3 = 0"
                        + " FROM generate_series(1, " + SEEDED + ") i",
                "INSERT INTO kill_full (id, v, amount, flag) SELECT -i, 'seed', -i, NULL" + some,
                "INSERT INTO kill_pair (tenant, id, v) SELECT i % 3, -i, 'seed'" + some,
                "INSERT INTO kill_wide (id, v) SELECT -i, " + wide("i") + some,
                "INSERT INTO kill_loose (id, v) SELECT -i, 'seed'" + some,
                "INSERT INTO kill_bag (a, v, n) SELECT i % 7, 'seed', 0" + some);
    }

    /** SQL for a text that PostgreSQL stores out of line. */
    static String wide(String number) {
        return "(SELECT string_agg(md5((" + number + ")::text || x), '') FROM generate_series(1, 80) x)";
    }

    /** The rows of a table now, as text. */
    static List<List<String>> rows(Connection connection, Table table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT " + table.asText("text") + " FROM " + table.name)) {
            return rows(result);
        }
    }

    /** All rows of a result, as text. */
    static List<List<String>> rows(ResultSet result) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
            String[] row = new String[columns];
            for (int i = 0; i < columns; i++) {
                row[i] = result.getString(i + 1);
            }
            rows.add(Arrays.asList(row));
        }
        return rows;
    }
}
