package load;

import config.Lake;
import config.Lake.Kind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** The lakes that tests load into: {@code duckdb}, {@code sqlite}, or the URL of a PostgreSQL database. */
final class Lakes {

    private Lakes() {
    }

    /** Where DuckDB's extensions are, see {@code tests/lib_lake.sh}. */
    static Path extensions() {
        return Path.of(System.getenv("CDC_EXTENSIONS"));
    }

    /** Opens the folder's lake as {@code lake}, as another writer would. */
    static Connection connect(Path folder) throws SQLException {
        Lake lake = of(System.getenv("CDC_LAKE"), folder);
        Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET extension_directory = '" + extensions() + "'");
            boolean server = lake.kind() == Kind.POSTGRES;
            statement.execute("ATTACH 'ducklake:" + (server ? "postgres:" : "sqlite:") + lake.catalog() + "' AS lake"
                    + (server ? " (METADATA_SCHEMA '" + lake.metadataSchema() + "')" : ""));
        }
        return connection;
    }

    /** A lake of its own for each folder; its snapshots are kept for a second. */
    static Lake of(String kind, Path folder) {
        return of(kind, folder, "1 second", 0);
    }

    /** @param every after so many loads it is maintained; 0: never */
    static Lake of(String kind, Path folder, String kept, int every) {
        String name = "l" + Integer.toHexString(folder.toString().hashCode());
        boolean server = kind.startsWith("postgres");
        return new Lake(server ? Kind.POSTGRES : kind.equals("sqlite") ? Kind.SQLITE : Kind.DUCKDB, server ? kind
                : folder.resolve("pipe." + kind).toString(), name, folder.resolve("pipe.files").toString(), null,
                kept, every);
    }
}
