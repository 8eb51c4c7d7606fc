package oracle;

import base.Problem;
import capture.LostConnection;
import capture.ServerConnection;
import capture.SourceDatabase;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Oracle's errors, by their ORA number: which pass by themselves, and what they mean. */
final class OracleErrors {

    /** Wrong password, no right to connect, account locked or expired. */
    private static final Set<Integer> NOT_LET_IN = Set.of(1017, 1045, 28000, 28001, 28002);
    /** There is no such table or view for this user, or it lacks the privilege. */
    private static final Set<Integer> DENIED = Set.of(942, 1031, 41900);
    /**
     * Deadlock, starting, stopping, stopped, session killed, end of file, connection lost, no listener, no service yet,
     * time-out, a log that is being written, out of process memory, the driver's own.
     */
    private static final Set<Integer> PASSING = Set.of(54, 60, 310, 1012, 1033, 1034, 1089, 1090, 1092, 2396, 3113,
            3114, 3135, 4030, 12170, 12516, 12518, 12519, 12520, 12528, 12541, 12543, 17002, 17008, 17410);
    private static final Pattern NUMBER = Pattern.compile("\\bORA-(\\d{5})\\b");
    /** Added by the driver, and no use to anybody without its logs. */
    private static final Pattern TRACE = Pattern.compile(
            " ?\\(CONNECTION_ID=[^)]*\\)|\\s*https://docs\\.oracle\\.com/\\S*");

    private OracleErrors() {
    }

    static boolean notLetIn(Throwable error) {
        return hasOneOf(NOT_LET_IN, error);
    }

    static boolean isDenied(Throwable error) {
        return hasOneOf(DENIED, error);
    }

    static boolean pass(Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            if (e instanceof SQLRecoverableException
                    || e instanceof SQLException sql && String.valueOf(sql.getSQLState()).startsWith("08")) {
                return !notLetIn(error);
            }
        }
        return hasOneOf(PASSING, error);
    }

    /** Whether one of its causes has one of these numbers; Debezium passes some on as a text alone. */
    private static boolean hasOneOf(Set<Integer> numbers, Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            if (e instanceof SQLException sql && numbers.contains(sql.getErrorCode())) {
                return true;
            }
            Matcher number = NUMBER.matcher(String.valueOf(e.getMessage()));
            while (number.find()) {
                if (numbers.contains(Integer.parseInt(number.group(1)))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The innermost message, without what is of no use to a person. */
    static String told(Throwable error) {
        return TRACE.matcher(ServerConnection.innermost(error)).replaceAll("").strip();
    }

    static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    /** The engine's error as a sentence. */
    static String explain(String server, Throwable error) {
        String why = told(error);
        return SourceDatabase.isOutOfMemory(error) ? Problem.tooWide(why) + ", or set a small max_queue_size_in_bytes"
                + " in [sources.debezium]; a transaction is held in memory until it is committed"
                : pass(error) ? LostConnection.told(server, why)
                : LostConnection.ended(server, why);
    }
}
