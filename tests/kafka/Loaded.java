import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a sink has loaded: into DuckDB files, one a task, or into one DuckLake, a dataset a task. */
final class Loaded {

    /** Where a place is opened. */
    private interface Opener {
        Connection open() throws SQLException;
    }

    private final Path project;
    private final String lake;

    private Loaded(Path project, String lake) {
        this.project = project;
        this.lake = lake;
    }

    /** The files below a project's folder. */
    static Loaded files(Path project) {
        return new Loaded(project, null);
    }

    /** A lake by the URL of its catalog in PostgreSQL. */
    static Loaded lake(String catalog) {
        return new Loaded(null, catalog);
    }

    private Map<String, Opener> places() throws IOException {
        if (lake != null) {
            return Map.of("lake", this::openLake);
        }
        Map<String, Opener> places = new TreeMap<>();
        if (Files.exists(project)) {
            try (Stream<Path> all = Files.walk(project)) {
                all.filter(each -> each.toString().endsWith(".duckdb")).forEach(each -> places.put(each.getFileName()
                        .toString(), () -> readOnly(each)));
            }
        }
        return places;
    }

    static Connection readOnly(Path file) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("duckdb.read_only", "true");
        return DriverManager.getConnection("jdbc:duckdb:" + file, properties);
    }

    Connection openLake() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET extension_directory = '" + System.getenv("CDC_EXTENSIONS") + "'");
            statement.execute("LOAD ducklake");
            statement.execute("LOAD postgres_scanner");
            statement.execute("ATTACH 'ducklake:postgres:" + lake
                    + "' AS lake (METADATA_SCHEMA 'ducklake', READ_ONLY)");
            statement.execute("USE lake");
        }
        return connection;
    }

    /** Which places, a file or a dataset, have each table. */
    Map<String, List<String>> tables() throws IOException, SQLException {
        Map<String, List<String>> tables = new TreeMap<>();
        for (Map.Entry<String, Opener> place : places().entrySet()) {
            try (Connection connection = place.getValue().open()) {
                for (String each : Tables.rows(connection, "SELECT table_name, schema_name FROM duckdb_tables() WHERE"
                        + " table_name LIKE 'k\\_%' ESCAPE '\\'")) {
                    String[] parts = each.split("\\|");
                    tables.computeIfAbsent(parts[0], name -> new ArrayList<>()).add(place.getKey() + "." + parts[1]);
                }
            }
        }
        return tables;
    }

    /** The rows of a table, from wherever they are; {@code sql} selects from {@code %s}. */
    List<String> rows(String sql, String table) throws IOException, SQLException {
        List<String> rows = new ArrayList<>();
        for (Opener place : places().values()) {
            try (Connection connection = place.open()) {
                for (String schema : Tables.rows(connection, "SELECT schema_name FROM duckdb_tables() WHERE table_name"
                        + " = '" + table + "'")) {
                    rows.addAll(Tables.rows(connection, sql.formatted(schema + "." + table)));
                }
            }
        }
        rows.sort(null);
        return rows;
    }
}
