package destination;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/**
 * DuckDB's library, 70 MB, which its driver unpacks into the folder for temporary files and deletes when the process
 * ends as it should (<a href="https://duckdb.org/docs/stable/clients/java">Java (JDBC) Client</a>).
 */
public final class Library {

    private static final Path MAPPED = Path.of("/proc/self/maps");
    private static final String NAME = "libduckdb_java";

    private Library() {
    }

    /** Loads it while something else is done. */
    public static void warmUp() {
        Thread thread = new Thread(() -> {
            try {
                load();
            }
            catch (SQLException | LinkageError e) {
                // whoever opens the file meets it again, and tells
            }
        }, "duckdb-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    static void load() throws SQLException {
        DriverManager.getConnection("jdbc:duckdb:").close();
        for (Path each : files()) {
            try {
                Files.deleteIfExists(each);
            }
            catch (IOException e) {
                // not ours: then it stays until the process ends
            }
        }
    }

    /** Where it was loaded from. Linux no longer needs the file, and a killed process would leave it behind. */
    static List<Path> files() {
        try (var lines = Files.lines(MAPPED)) {
            return lines.filter(line -> line.contains(NAME) && !line.endsWith(" (deleted)"))
                    .map(line -> Path.of(line.substring(line.indexOf('/')))).distinct().toList();
        }
        catch (IOException | UncheckedIOException notLinux) {
            return List.of();
        }
    }
}
