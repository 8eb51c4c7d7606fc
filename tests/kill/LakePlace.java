import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the pipelines load to if {@code KILL_LAKE} is set: a DuckLake with its catalog in {@code duckdb},
 * {@code sqlite} or at the URL of a PostgreSQL database; else a DuckDB file. {@code CDC_EXTENSIONS}: DuckDB's
 * extensions. {@code KILL_STORE="BUCKET_URL ENDPOINT KEY SECRET"}: the lake's files go to an object store.
 */
final class LakePlace {

    private static final String CATALOG = System.getenv().getOrDefault("KILL_LAKE", "");
    private static final String EXTENSIONS = System.getenv().getOrDefault("CDC_EXTENSIONS", "");
    private static final String[] STORE = System.getenv().getOrDefault("KILL_STORE", "").split(" ");
    private static final String FILES = "kill.files";

    private LakePlace() {
    }

    static boolean isLake() {
        return !CATALOG.isEmpty();
    }

    private static boolean isServer() {
        return CATALOG.startsWith("postgres");
    }

    private static boolean isInStore() {
        return STORE.length > 1;
    }

    /** Lines of secrets.toml. */
    static String secrets(String name) {
        return """
                [destination.ducklake.credentials]
                ducklake_name = "kill_%s"
                catalog = "%s"
                [destination.ducklake.credentials.storage]
                bucket_url = "%s"
                %s[destination.ducklake.credentials.global_config]
                extension_directory = "%s"
                """.formatted(name, isServer() ? CATALOG : CATALOG + ":///kill." + CATALOG, isInStore()
                        ? STORE[0] + "/" + name : FILES, isInStore() ? """
                [destination.ducklake.credentials.storage.credentials]
                endpoint_url = "%s"
                aws_access_key_id = "%s"
                aws_secret_access_key = "%s"
                region_name = "us-east-1"
                """.formatted(STORE[1], STORE[2], STORE[3]) : "", EXTENSIONS);
    }

    /** Opens it for reading, its tables without a catalog's name. */
    static Connection open(Path project, String name) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        execute(connection, attach(project, name, "lake", ", READ_ONLY"), "USE lake");
        return connection;
    }

    /** Statements that come first: the extensions, and the key of the object store. */
    static List<String> preparations() {
        List<String> sql = new ArrayList<>(List.of("SET extension_directory = '" + EXTENSIONS + "'", "LOAD ducklake"));
        if (isServer()) {
            sql.add("LOAD postgres_scanner");
        }
        if (isInStore()) {
            sql.add("LOAD httpfs");
            sql.add("CREATE SECRET (TYPE s3, KEY_ID '" + STORE[2] + "', SECRET '" + STORE[3]
                    + "', REGION 'us-east-1', ENDPOINT '" + STORE[1].replaceFirst("^http://", "")
                    + "', URL_STYLE 'path', USE_SSL false)");
        }
        return sql;
    }

    /** @param options further ones, each after a comma; they may be empty */
    static String attach(Path project, String name, String alias, String options) {
        return isServer() ? "ATTACH 'ducklake:postgres:" + CATALOG + "' AS " + alias + " (METADATA_SCHEMA 'kill_" + name
                + "'" + options + ")"
                : "ATTACH 'ducklake:" + (CATALOG.equals("sqlite") ? "sqlite:" : "") + project.resolve("kill." + CATALOG)
                        + "' AS " + alias + " (DATA_PATH '" + (isInStore() ? STORE[0] + "/" + name : project
                                .resolve(FILES)) + "/'" + options + ")";
    }

    /** Runs a statement on it, which it knows as {@code lake}. */
    static void execute(Path project, String name, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
            execute(connection, attach(project, name, "lake", ""), sql, "DETACH lake");
        }
    }

    private static void execute(Connection connection, String... sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String each : preparations()) {
                statement.execute(each);
            }
            for (String each : sql) {
                statement.execute(each);
            }
        }
    }

    /** What is to be seen, and where the rows are: {@code " (catalog)"}, say. */
    interface Look {
        void at(String place, Connection lake) throws Exception;
    }

    /** With the rows of small loads in the catalog, and once all are in Parquet files. */
    static void lookTwice(Path project, String name, Look look) throws Exception {
        try (Connection lake = open(project, name)) {
            look.at(" (catalog)", lake);
        }
        long before = files(project);
        execute(project, name, "CALL ducklake_flush_inlined_data('lake')");
        if (files(project) == before) {
            throw new IllegalStateException("No row was in the catalog of " + project);
        }
        try (Connection lake = open(project, name)) {
            look.at(" (Parquet)", lake);
        }
    }

    /** From now on the rows of a load of up to 100,000 are in the catalog. */
    static void inline(Path project, String name) throws SQLException {
        execute(project, name, "CALL lake.set_option('data_inlining_row_limit', 100000)");
    }

    private static long files(Path project) throws IOException {
        try (Stream<Path> files = Files.walk(project.resolve(FILES))) {
            return files.filter(file -> file.toString().endsWith(".parquet")).count();
        }
    }
}
