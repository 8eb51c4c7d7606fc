package mongodb;

import base.Problem;
import capture.LostConnection;
import capture.ServerConnection;
import capture.SourceDatabase;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import java.io.IOException;
import java.util.Set;

/** The errors of the driver and of Debezium's connector: which of them pass by themselves, and what they mean. */
final class MongoErrors {

    /** No primary, shutdown, an election, a node that catches up, a lost cursor: the driver's own list for a resume. */
    private static final Set<Integer> PASSING = Set.of(6, 7, 43, 63, 89, 91, 133, 150, 189, 234, 262, 9001, 10107,
            11600, 11602, 13388, 13435, 13436);
    private static final int UNAUTHORIZED = 13;
    private static final int NO_REPLICA_SET = 40573;
    private static final Set<Integer> HISTORY_LOST = Set.of(280, 286);
    private static final int TOO_LARGE = 10334;
    private static final String AFRESH = " Load the collections again: `drop --drop-all`, then `run`";

    private MongoErrors() {
    }

    static boolean pass(Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            if (e instanceof MongoSecurityException) {
                return false;
            }
            if (e instanceof MongoSocketException || e instanceof MongoTimeoutException || e instanceof IOException
                    || e instanceof MongoException m && PASSING.contains(m.getCode())) {
                return true;
            }
        }
        return false;
    }

    /** What the driver said to us as a problem; its cause tells whether it passes. */
    static Problem problem(RuntimeException error, String address) {
        return Problem.run(explain(error, address), error);
    }

    /** @param address of the server */
    static String explain(Throwable error, String address) {
        String why = ServerConnection.innermost(error);
        if (SourceDatabase.isOutOfMemory(error)) {
            return Problem.tooWide(why) + ", or set a small max_queue_size_in_bytes in [sources.debezium]";
        }
        if (pass(error)) {
            return LostConnection.told(address, why);
        }
        return LostConnection.ended(address, why) + meaning(error, why);
    }

    private static String meaning(Throwable error, String why) {
        int code = 0;
        for (Throwable e = error; e != null; e = e.getCause()) {
            if (e instanceof MongoSecurityException) {
                return ": see user, password and auth_source in [sources.debezium.mongodb]";
            }
            code = e instanceof MongoException m ? m.getCode() : code;
        }
        if (code == UNAUTHORIZED) {
            return ". The user lacks a right: " + MongoServer.GRANT;
        }
        if (code == NO_REPLICA_SET || why.contains("only supported on replica sets")) {
            return ". " + MongoServer.NO_REPLICA_SET;
        }
        if (HISTORY_LOST.contains(code) || why.contains("no longer available on the server")) {
            return ". The server's oplog does not reach back to where the loader would resume: changes are lost."
                    + AFRESH + ". To keep the oplog for longer: db.adminCommand({replSetResizeOplog: 1,"
                    + " minRetentionHours: 72})";
        }
        if (code == TOO_LARGE || why.contains("BSONObjectTooLarge")) {
            return ". A change event is larger than 16 MB: a large document was changed. Leave its collection out with"
                    + " collection_exclude_list";
        }
        return "";
    }
}
