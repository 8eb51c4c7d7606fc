import capture.Until;
import cli.Session;
import config.CdcConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import load.OlderState;
import watch.Watch;

/** A project folder with a pipeline of its own and a DuckDB file; the loader runs in this process. */
final class Project {

    private static TestSource source;
    private static Connection connection;

    private final String name;
    private final Path folder;

    /**
     * @param name   of what the pipeline has at the source
     * @param tables {@code table_include_list}
     * @param config the text of {@code .dlt/config.toml}
     */
    Project(Path parent, String name, String tables, String config) throws IOException {
        this.name = name;
        this.folder = parent.resolve(name);
        Files.createDirectories(folder.resolve(".dlt"));
        Files.writeString(folder.resolve(".dlt/secrets.toml"),
                source.secrets(name, config.contains("table_include_list") ? "" : tables));
        configure(config);
    }

    /** Says what all projects load from. */
    static void from(TestSource kind) {
        source = kind;
    }

    static TestSource source() {
        return source;
    }

    /** Runs statements, each its own transaction unless it says BEGIN. */
    static void sql(String... statements) throws SQLException {
        if (connection == null) {
            connection = source.connect();
        }
        try (Statement statement = connection.createStatement()) {
            for (String each : statements) {
                try {
                    statement.execute(each);
                }
                catch (SQLException e) {
                    throw new SQLException(e.getMessage() + "\n  in: " + each, e);
                }
            }
        }
    }

    /** Waits until the source answers again. */
    static void reconnect(long patienceMs) throws Exception {
        connection = null;
        for (long end = System.currentTimeMillis() + patienceMs;; Thread.sleep(200)) {
            try {
                sql();
                return;
            }
            catch (SQLException e) {
                if (System.currentTimeMillis() > end) {
                    throw e;
                }
            }
        }
    }

    String name() {
        return name;
    }

    Path folder() {
        return folder;
    }

    /** The first column of the first row. */
    static String one(String query) throws SQLException {
        sql();
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    void configure(String config) throws IOException {
        Files.writeString(folder.resolve(".dlt/config.toml"), config);
    }

    /** Runs the loader to its end, in this thread. */
    void run(Until until, Watch watch) {
        run(new Session(until, false, watch), Map.of());
    }

    void run(Session session, Map<String, String> environment) {
        source.flow(config(environment), session);
    }

    /** Rows of a query on the DuckDB file: fields joined by commas ({@code -} for NULL), rows by {@code " / "}. */
    String query(String sql) throws SQLException {
        Path file = folder.resolve(".dlt/pipelines/schema_test/schema_test.duckdb");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("USE data");
            StringJoiner all = new StringJoiner(" / ");
            try (ResultSet rows = statement.executeQuery(sql)) {
                int columns = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    List<String> fields = new ArrayList<>();
                    for (int i = 1; i <= columns; i++) {
                        String field = rows.getString(i);
                        fields.add(field == null ? "-" : field);
                    }
                    all.add(String.join(",", fields));
                }
            }
            return all.toString();
        }
    }

    /** Drops a destination table, as {@code drop TABLE} does. */
    void dropHere(String table) {
        OlderState.drop(config(), table);
    }

    /** Takes a key out of the stored position, as an older version has none. */
    void forget(String key) throws Exception {
        OlderState.without(config(), key);
    }

    CdcConfig config() {
        return config(Map.of());
    }

    /** dlt's own folder is the project's, too: the projects of a test have one name. */
    private CdcConfig config(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("DLT_DATA_DIR", folder.resolve("dlt").toString());
        return CdcConfig.load(folder, all, source.kind(), "schema_test", "data");
    }

    /** Drops what the pipeline has at the source. */
    void drop() throws SQLException {
        source.forget(name);
    }
}
