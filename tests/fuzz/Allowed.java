import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Ends and warnings that are documented: each pattern with the reason why it is no fault. Everything else is one. */
final class Allowed {

    private static final Map<String, String> REFUSALS = new LinkedHashMap<>();
    private static final Map<String, String> WARNINGS = new LinkedHashMap<>();

    static {
        REFUSALS.put("both named|would both be|named .* both", "two names that dlt's rules make one");
        REFUSALS.put("replica identity|REPLICA IDENTITY", "UPDATE and DELETE would be refused at the source");
        REFUSALS.put("has a double quote in its name|begins and ends with a quote|two quotes side by side|has no name"
                + " left", "names that Debezium cannot read");
        REFUSALS.put("matches no table", "no table is left");
        REFUSALS.put("There is no table", "no table is left");
        REFUSALS.put("or it has generated columns", "MariaDB leaves generated columns out of its log");
        REFUSALS.put("couldn't be parsed.*inet[46]", "Debezium's parser does not know inet4 and inet6");
        REFUSALS.put("MariaDB keeps the hash of a text that is UNIQUE.*SET GLOBAL",
                "a hidden column that only a log with names tells");
        REFUSALS.put("is system-versioned", "MariaDB logs the rows of its history among the current ones");
        REFUSALS.put("the log does not say.*binlog_row_metadata", "MariaDB's log without metadata, and a text column"
                + " altered since");
        REFUSALS.put("has child tables", "INHERITS");
        REFUSALS.put("was put FIRST, and the table has a my_row_id",
                "MySQL keeps a key that it generated ahead of FIRST");
        REFUSALS.put("Primary key column .* is not a column of table", "another table under the name");
        REFUSALS.put("another table under|is another table|was replaced by another|swapped",
                "another table under the name");
        WARNINGS.put("has joined|its existing rows will not be copied", "rows from before a table joined");
        WARNINGS.put("they are NULL here", "large values that the source does not send");
        WARNINGS.put("no longer exists|was dropped|was replaced by|was renamed to", "a table that went and came");
        WARNINGS.put("dropped, emptied, exchanged or attached a partition", "partitions are not in the log");
        WARNINGS.put("was emptied \\(TRUNCATE\\)|was detached from table|was attached to table .* with rows|is"
                + " UNLOGGED", "partitions are not in a slot");
        WARNINGS.put("ALTER IGNORE TABLE has removed the rows",
                "rows that a new key does not allow go without a word in the log");
    }

    private Allowed() {
    }

    /** Why a sentence that ended a run is no fault; null where it is one. */
    static String refusal(String sentence) {
        return REFUSALS.entrySet().stream().filter(e -> Pattern.compile(e.getKey(), Pattern.DOTALL).matcher(sentence)
                .find())
                .map(Map.Entry::getValue).findFirst().orElse(null);
    }

    /** Why a difference in a table was told of; null where it was not. */
    static String warned(String table, String line, Collection<String> warnings) {
        for (String warning : warnings) {
            for (Map.Entry<String, String> each : WARNINGS.entrySet()) {
                if (warning.contains(table) && Pattern.compile(each.getKey()).matcher(warning).find()
                        && (!each.getKey().contains("NULL") || line.endsWith("loaded NULL"))) {
                    return each.getValue();
                }
            }
        }
        return null;
    }
}
