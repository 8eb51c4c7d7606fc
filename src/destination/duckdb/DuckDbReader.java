package destination.duckdb;

import base.Folders;
import base.Problem;
import base.SteadyClock;
import destination.ReadOnly;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;

/**
 * Opens a DuckDB file for reading ({@link ReadOnly}). Nothing is spilled to the disk: a query has to fit the memory
 * (<a href="https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview">Securing DuckDB</a>).
 */
public final class DuckDbReader {

    private static final int RETRY_MS = 20;

    private DuckDbReader() {
    }

    /**
     * Opens the file; while a loader has it open for writing, tries again.
     *
     * @param unsafe    whether other files may be read and written, and extensions fetched; this file is read-only
     *                  anyway
     * @param patienceS how long to try, in seconds
     */
    public static ReadOnly open(Path file, boolean unsafe, int patienceS) {
        requireFile(file);
        long end = SteadyClock.now() + patienceS * 1_000L;
        while (true) {
            try {
                return open(file, unsafe);
            }
            catch (SQLException e) {
                if (!isHeld(e)) {
                    throw DuckDbErrors.opening(file, e);
                }
                if (SteadyClock.now() > end) {
                    throw Problem.run("Another process has had " + file + " open for writing for " + patienceS
                            + " s: try again, or wait longer with --wait", e);
                }
            }
            LockSupport.parkNanos(RETRY_MS * 1_000_000L);
        }
    }

    /** @throws Problem when nothing was loaded yet, or into another folder */
    public static void requireFile(Path file) {
        if (!Files.isRegularFile(file)) {
            throw Problem.run("There is no DuckDB file " + file + " yet: run the loader first, or name its folder with"
                    + " --project");
        }
    }

    /** Also where the loader is just making, or just checkpointing the file. */
    private static boolean isHeld(SQLException e) {
        return e.getMessage().contains("Could not set lock on file")
                || e.getMessage().contains("different configuration");
    }

    private static ReadOnly open(Path file, boolean unsafe) throws SQLException {
        Path spill = Folders.temporary("cdc-sql");
        try {
            Properties settings = new Properties();
            settings.setProperty("access_mode", "READ_ONLY");
            settings.setProperty("temp_directory", unsafe ? spill.toString() : "");
            if (!unsafe) {
                settings.setProperty("enable_external_access", "false");
                settings.setProperty("autoinstall_known_extensions", "false");
                settings.setProperty("autoload_known_extensions", "false");
                settings.setProperty("allow_community_extensions", "false");
            }
            Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file, settings);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET TimeZone = 'UTC'");
                if (!unsafe) {
                    // Without external access the file itself and its .wal may still be named, and COPY would write
                    // over them.
                    statement.execute("SET disabled_filesystems = 'LocalFileSystem'");
                    statement.execute("SET lock_configuration = true");
                }
            }
            return new ReadOnly(connection, () -> Folders.removeTemporary(spill));
        }
        catch (SQLException e) {
            Folders.removeTemporary(spill);
            throw e;
        }
    }
}
