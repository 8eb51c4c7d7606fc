import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Where the pipelines load to if {@code KILL_LAKE} is set: a DuckLake with its catalog in {@code duckdb},
 * {@code sqlite} or at the URL of a PostgreSQL database; else a DuckDB file. {@code CDC_EXTENSIONS}: DuckDB's
 * extensions.
 */
final class LakePlace {

    private static final String CATALOG = System.getenv().getOrDefault("KILL_LAKE", "");
    private static final String EXTENSIONS = System.getenv().getOrDefault("CDC_EXTENSIONS", "");

    private LakePlace() {
    }

    static boolean isLake() {
        return !CATALOG.isEmpty();
    }

    /** Lines of secrets.toml. */
    static String secrets(String name) {
        return """
                [destination.ducklake.credentials]
                ducklake_name = "kill_%s"
                catalog = "%s"
                [destination.ducklake.credentials.storage]
                bucket_url = "kill.files"
                [destination.ducklake.credentials.global_config]
                extension_directory = "%s"
                """.formatted(name, CATALOG.startsWith("postgres") ? CATALOG : CATALOG + ":///kill." + CATALOG,
                EXTENSIONS);
    }

    /** Opens it for reading, its tables without a catalog's name. */
    static Connection open(Path project, String name) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET extension_directory = '" + EXTENSIONS + "'");
            statement.execute("LOAD ducklake");
            if (CATALOG.startsWith("postgres")) {
                statement.execute("LOAD postgres_scanner");
                statement.execute("ATTACH 'ducklake:postgres:" + CATALOG + "' AS lake (METADATA_SCHEMA 'kill_" + name
                        + "', READ_ONLY)");
            }
            else {
                statement.execute("ATTACH 'ducklake:" + (CATALOG.equals("sqlite") ? "sqlite:" : "")
                        + project.resolve("kill." + CATALOG) + "' AS lake (READ_ONLY)");
            }
            statement.execute("USE lake");
        }
        return connection;
    }
}
