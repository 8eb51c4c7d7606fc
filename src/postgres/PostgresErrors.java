package postgres;

import base.Problem;
import capture.LostConnection;
import capture.ServerConnection;
import capture.SourceDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Properties;
import java.util.regex.Pattern;

/** Errors of PostgreSQL, its driver and Debezium: which of them a retry fixes, and what is said of them. */
final class PostgresErrors {

    /** A server that went away between our checks and Debezium's, which keeps of the error nothing but its text. */
    private static final Pattern WENT_AWAY = Pattern.compile("Error while validating connector config:"
            + " .*(refused|starting up|shutting down|recovery mode|terminating connection|I/O error|attempt failed)",
            Pattern.DOTALL);

    private PostgresErrors() {
    }

    /** Whether a retry may succeed. */
    static boolean pass(Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            if (e instanceof SQLException sql && PostgresServer.passes(sql) || e instanceof IOException
                    || WENT_AWAY.matcher(String.valueOf(e.getMessage())).find()) {
                return true;
            }
        }
        return false;
    }

    /** One sentence without its full stop. */
    static String explain(Throwable error, Properties given) {
        String why = ServerConnection.innermost(error);
        if (SourceDatabase.isOutOfMemory(error)) {
            return Problem.tooWide(why) + ", or set a small snapshot_fetch_size and max_queue_size_in_bytes in"
                    + " [sources.debezium]";
        }
        if (PostgresEncoding.isMeant(why)) {
            return PostgresEncoding.explain(given, why);
        }
        if (PostgresServer.LOCK_NOT_AVAILABLE.equals(PostgresServer.state(error))) {
            return why;
        }
        String server = "PostgreSQL at " + PostgresServer.address(given);
        if (pass(error)) {
            return LostConnection.told(server, why);
        }
        return LostConnection.ended(server, why) + (why.matches(".*publication .* does not exist.*")
                ? ". Changes were made while the publication was missing; to load the tables again run"
                + " `drop --drop-all --drop-slot`, then `run`" : "");
    }
}
