package capture;

import java.util.regex.Pattern;

/**
 * A connection that failed and is retried, in our words: neither Debezium's sentence around the driver's, nor the
 * driver's alone, says what happened. The text underneath follows in brackets.
 */
public final class LostConnection {

    /** What Debezium puts around the driver's text where it checks its settings, or has given up. */
    private static final Pattern AROUND = Pattern.compile("(?s)^.*?(Error while validating connector config: |Connector"
            + " configuration is not valid\\. |Unable to connect: |Unable to obtain a JDBC connection: |Failed to start"
            + " replication stream[^:]*: )");

    /**
     * What the texts of PostgreSQL, MySQL, MariaDB and their drivers have in them, and what that means; the first one
     * counts.
     */
    private static final String[][] MEANINGS = {
            {"starting up|recovery mode|not yet accepting", "the server is starting"},
            {"shutting down|shutdown in progress|administrator command|crash of another server process",
                    "the server stopped"},
            {"too many (clients|connections)|remaining connection slots|max_connections|max_wal_senders",
                    "the server has no connection left"},
            {"(?i)refused|connection attempt failed|communications link failure|could not connect|failed to create"
                    + " socket",
                    "the server cannot be reached"},
            {"timed out|timeout", "the server did not answer in time"},
            {"is active for PID|slot in use", "another connection still has the replication slot"},
            {"canceling statement due to lock timeout|could not obtain lock", "a table stayed locked"}};

    private LostConnection() {
    }

    /**
     * A sentence without its full stop.
     *
     * @param server such as {@code PostgreSQL at localhost:5432}
     * @param why    as Debezium or a driver says it
     */
    public static String told(String server, String why) {
        String text = bare(why);
        for (String[] each : MEANINGS) {
            if (Pattern.compile(each[0]).matcher(text).find()) {
                return "The connection to " + server + " failed: " + each[1] + " (" + text + ")";
            }
        }
        return "The connection to " + server + " broke off" + (text.isEmpty() || text.equals("null") ? ""
                : " (" + text + ")");
    }

    /**
     * An error that no retry fixes, as the beginning of a sentence.
     *
     * @param server such as {@code PostgreSQL at localhost:5432}
     * @param why    as Debezium or a driver says it
     */
    public static String ended(String server, String why) {
        return "Capturing from " + server + " failed: " + bare(why);
    }

    /** Without Debezium's sentence around the driver's, and without a full stop. */
    private static String bare(String why) {
        String text = why.replaceAll("\\s*\\R\\s*", " ").strip();
        while (AROUND.matcher(text).find()) {
            text = AROUND.matcher(text).replaceFirst("");
        }
        return text.replaceFirst("\\.$", "");
    }
}
