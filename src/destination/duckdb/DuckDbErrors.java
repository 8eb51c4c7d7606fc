package destination.duckdb;

import base.Problem;
import destination.Attached;
import java.nio.file.Path;
import java.sql.SQLException;

/** DuckDB's errors as sentences: what could not be done, why, and what is kept. */
final class DuckDbErrors {

    private final Path file;
    private final Path overflow;

    /** @param overflow the folder where DuckDB puts what memory does not hold */
    DuckDbErrors(Path file, Path overflow) {
        this.file = file;
        this.overflow = overflow;
    }

    Problem opening(SQLException e) {
        return opening(file, e);
    }

    static Problem opening(Path file, SQLException e) {
        return Problem.run("Cannot open the DuckDB file " + file + ": "
                + (e.getMessage().contains("we can only read versions")
                ? "its format is newer than the loader's DuckDB reads. Copy it with the DuckDB that wrote it: ATTACH"
                + " '" + file
                        + "' AS newer (READ_ONLY); ATTACH '" + file + ".copy' AS older (STORAGE_VERSION 'v1.2.0');"
                        + " COPY FROM DATABASE newer TO older; and put the copy in its place" : firstLine(e)), e);
    }

    Problem closing(SQLException e) {
        return Problem.run("DuckDB could not close " + file + ": "
                + why(e, e.getMessage().replaceAll("[\\s.]*\\R\\s*", ": "))
                + ". What was loaded is kept, some of it in " + file + ".wal beside the file: make room, and start"
                + " again", e);
    }

    Problem loading(SQLException e) {
        return Problem.run("DuckDB could not load into " + file + ": " + why(e, firstLine(e))
                + ". Nothing of this load was kept; it is captured again at the next run", e);
    }

    /** In a COMMIT the file alone tells: the error may be one of the checkpoint, after the log's last write. */
    Problem committing(SQLException e) {
        return Problem.run("DuckDB could not complete a load into " + file + ": " + why(e, firstLine(e))
                + ". It failed in its COMMIT: the load is there as a whole or not at all, and the next run continues"
                        + " from what the file holds", e);
    }

    /** @param otherwise than where it could put nothing aside: then DuckDB's words are about its settings */
    private String why(SQLException e, String otherwise) {
        return e.getMessage().contains("failed to offload") ? "there is no room in " + overflow
                + ", where it puts what memory does not hold" : otherwise;
    }

    private static String firstLine(SQLException e) {
        return Attached.told(e).lines().findFirst().orElse(e.toString()).replaceFirst("\\.+$", "");
    }
}
