package binlog;

import base.Problem;
import capture.LostConnection;
import capture.ServerConnection;
import capture.SourceDatabase;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDataDeserializationException;
import com.github.shyiko.mysql.binlog.network.ServerException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The errors of Debezium's connectors for a binary log: which of them pass by themselves, and what they mean. */
final class BinlogErrors {

    /** Too many connections, shutdown under way, server gone, killed, locked by others. */
    private static final List<Integer> PASSING = List.of(1040, 1053, 1077, 1079, 1203, 1205, 1317, 2006, 2013);
    /** A table was altered after the snapshot's transaction began, so its rows of that moment cannot be read. */
    static final int ALTERED = 1412;
    /** What the engine says of a connection that broke off while it read rows: its driver could not close them. */
    private static final String BROKEN_OFF = "Streaming result set ";
    private static final String AFRESH = " Load the tables again: `drop --drop-all`, then `run`";

    private static final Pattern UNKNOWN = Pattern.compile("(?s)for table (.+?) whose schema isn't known");

    private BinlogErrors() {
    }

    static boolean pass(Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            if (e instanceof ServerException refused) {
                return PASSING.contains(refused.getErrorCode());
            }
            if (e instanceof SQLException sql && passes(sql)
                    || e instanceof IOException && !(e instanceof EventDataDeserializationException)
                    || String.valueOf(e.getMessage()).startsWith(BROKEN_OFF)) {
                return true;
            }
        }
        return false;
    }

    /** The table whose changes Debezium ends at as it does not know it; else empty. */
    static String unknownTable(Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            Matcher unknown = UNKNOWN.matcher(String.valueOf(e.getMessage()));
            if (unknown.find()) {
                return unknown.group(1);
            }
        }
        return "";
    }

    private static boolean passes(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return state.startsWith("08") || PASSING.contains(e.getErrorCode()) || e.getErrorCode() == ALTERED;
    }

    private static boolean isAltered(Throwable error) {
        Throwable e = error;
        while (e != null && !(e instanceof SQLException)) {
            e = e.getCause();
        }
        return e instanceof SQLException sql && sql.getErrorCode() == ALTERED;
    }

    /** @param address of the server */
    static String explain(Throwable error, String address) {
        String why = ServerConnection.innermost(error);
        if (SourceDatabase.isOutOfMemory(error)) {
            return Problem.tooWide(why) + ", or set a small max_queue_size_in_bytes in [sources.debezium]";
        }
        if (isAltered(error)) {
            return "A table was altered while the snapshot was reading (" + why + "): the snapshot begins again";
        }
        if (pass(error)) {
            return LostConnection.told(address, why);
        }
        String said = why.replaceFirst("([ ,]*restart connector with schema recovery mode)?\\.?$", "");
        return LostConnection.ended(address, said) + meaning(why);
    }

    private static String meaning(String why) {
        if (why.contains("different column size") || why.contains("internal schema size")) {
            return ". A change was logged without all of its columns: a session wrote with binlog_row_image = MINIMAL"
                    + " or NOBLOB, or the table was altered with logging off (sql_log_bin = 0), or it has generated"
                    + " columns, which MariaDB leaves out. Set binlog_row_image = FULL for it."
                    + AFRESH;
        }
        if (why.contains("whose schema isn't known")) {
            return ". The table was created with logging off (sql_log_bin = 0)." + AFRESH;
        }
        if (why.contains("purged") || why.contains("Could not find first log file")
                || why.contains("GTID state requested")) {
            return ". The server has purged the binary log that comes next." + AFRESH;
        }
        if (why.contains("same server_uuid/server_id") || why.contains("same server_id")) {
            return ". Another replica or loader has the same server_id: set another one in the source's section";
        }
        if (why.contains("Access denied")) {
            return ": see user and password in the source's section";
        }
        if (why.contains("no viable alternative") || why.contains("couldn't be parsed")
                || why.contains("mismatched input") || why.contains("extraneous input")) {
            return ". Debezium cannot read a statement that alters tables";
        }
        return "";
    }
}
