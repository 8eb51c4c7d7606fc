package changetable;

import capture.ServerConnection;
import java.sql.Connection;

/** A connection to a server with change tables, for a check only: what the guard of change tables asks of it. */
abstract class ChangeTableServer extends ServerConnection {

    ChangeTableServer(Connection connection, String server) {
        super(connection, server);
    }

    abstract String database();

    abstract String user();

    /** The table of the configuration that says where the server is. */
    abstract String section();

    /** Tells a database from another one, also after it was moved; a restored backup is the same. */
    abstract String id();

    /** Up to where the change tables are filled; empty where nothing was ever captured. */
    abstract String end();

    /** Its clock, as text, where changes are removed by age alone; else empty. */
    String now() {
        return "";
    }

    /** How much a change table has of one transaction, counted as {@link ChangeTableDuplicateFilter} counts. */
    abstract long records(CaptureInstance instance, String commit);

    /** Whether a change table has changes after one place, up to and with another. */
    abstract boolean hasBetween(CaptureInstance instance, String after, String upTo);

    /** What removes changes from change tables, as the end of a sentence. */
    abstract String removedBy();
}
