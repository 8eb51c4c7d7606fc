package destination.ducklake;

import base.Problem;
import base.Secrets;
import config.Lake;
import destination.Attached;
import java.sql.SQLException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A lake's errors as sentences, none with the catalog's password in it, and which of them pass by themselves. */
final class LakeErrors {

    /** What DuckLake says where another writer was faster, and SQLite where it is at it. */
    private static final Pattern CONFLICT = Pattern.compile("(?i)transaction conflict"
            + "|exceeded the maximum retry count|database is locked|could not serialize|deadlock detected"
            + "|duplicate key value violates|conflict on (update|tuple)|write-write conflict");
    /** What libpq says where the catalog's server has gone, or is not there yet. */
    private static final Pattern LOST = Pattern.compile("(?im)server closed the connection|connection refused"
            + "|no connection to the server|could not (receive|send) data|terminating connection|starting up"
            + "|shutting down|connection (reset|timed out|to server .* failed)|unable to connect to postgres"
            + "|ssl connection has been closed|broken pipe|recovery mode|connection not open"
            + "|failed to execute query \"(begin|commit|rollback)[^\"]*\": *$");
    /** What httpfs says where the object store has gone, or has too much to do. */
    private static final Pattern STORE_LOST = Pattern.compile("(?i)could not connect to server|timeout was reached"
            + "|server returned nothing|failure when receiving data|failed sending data|http (429|5\\d\\d)\\b");
    private static final Pattern WRONG = Pattern.compile("(?i)authentication failed|does not exist|no pg_hba.conf"
            + "|could not translate host");

    private static final int LINES = 3;

    private final Lake lake;

    LakeErrors(Lake lake) {
        this.lake = lake;
    }

    /** Whether another writer was faster: the same load may go through when it is run again. */
    static boolean isConflict(SQLException e) {
        return CONFLICT.matcher(String.valueOf(e.getMessage())).find() && !isLost(e);
    }

    /** Whether the catalog's server or the object store has gone. */
    static boolean isLost(SQLException e) {
        String message = String.valueOf(e.getMessage());
        return LOST.matcher(message).find() && !WRONG.matcher(message).find() || isStoreLost(e);
    }

    /** What keeps a load from the lake for now. */
    String passing(SQLException e) {
        return isLost(e) ? "The " + (isStoreLost(e) ? "object store" : "catalog") + " of the DuckLake " + lake
                + " cannot be reached" : "Another writer was faster in the DuckLake " + lake;
    }

    private static boolean isStoreLost(SQLException e) {
        return STORE_LOST.matcher(String.valueOf(e.getMessage())).find();
    }

    /** Whether it was not to be made, and is not there. */
    static boolean isNotThere(SQLException e) {
        return String.valueOf(e.getMessage()).contains("creating a new DuckLake");
    }

    Problem opening(SQLException e) {
        return isNotThere(e) ? Problem.run("There is no DuckLake " + lake + " yet: run the loader first, or name its"
                + " folder with --project", e)
                : Problem.run("Cannot open the DuckLake " + lake + ": " + firstLine(e), e);
    }

    /** Before the lake is opened. */
    Problem reaching(SQLException e) {
        return Problem.run("Cannot use " + lake.storage() + " for the files of the DuckLake " + lake + ": "
                + firstLine(e) + ". Check bucket_url and credentials in [destination.ducklake.credentials.storage]",
                e);
    }

    Problem closing(SQLException e) {
        return Problem.run("DuckDB could not let go of the DuckLake " + lake + ": " + firstLine(e)
                + ". What was loaded is kept", e);
    }

    Problem loading(SQLException e) {
        return Problem.run("DuckDB could not load into the DuckLake " + lake + ": " + firstLine(e)
                + ". Nothing of this load was kept; it is captured again at the next run", e);
    }

    /** In a COMMIT the catalog alone tells. */
    Problem committing(SQLException e) {
        return Problem.run("DuckDB could not complete a load into the DuckLake " + lake + ": " + firstLine(e)
                + ". It failed in its COMMIT: the load is there as a whole or not at all, and the next run continues"
                + " from what the lake holds", e);
    }

    /** What DuckDB says, without the statement, in one line: DuckLake puts the cause below "Failed to commit". */
    static String firstLine(SQLException e) {
        return Secrets.hidden(Attached.told(e).lines()
                .map(String::strip).filter(line -> !line.isEmpty()).takeWhile(line -> !line.startsWith("LINE "))
                .limit(LINES).collect(Collectors.joining(": ")).replaceFirst("\\.+$", ""));
    }
}
