package capture;

import base.Problem;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists of names as Debezium reads them: comma-separated regular expressions that match a whole name, in any case. */
public final class NameList {

    private NameList() {
    }

    /** @param key the list's key, for a message */
    public static Predicate<String> matching(String key, String list) {
        try {
            return members(list).map(s -> Pattern.compile(s, Pattern.CASE_INSENSITIVE).asMatchPredicate())
                    .reduce(Predicate::or).orElse(name -> false);
        }
        catch (PatternSyntaxException e) {
            throw Problem.config(key + " \"" + list + "\" is not a list of regular expressions: " + e.getDescription()
                    + " in \"" + e.getPattern() + "\"; write schema.table, comma-separated");
        }
    }

    /** What {@code <what>.include.list} and {@code <what>.exclude.list} let through. */
    public static Predicate<String> kept(Properties debezium, String what) {
        String included = debezium.getProperty(what + ".include.list", "");
        String excluded = debezium.getProperty(what + ".exclude.list", "");
        String key = what.replace('.', '_');
        return included.isBlank() ? matching(key + "_exclude_list", excluded).negate()
                : matching(key + "_include_list", included);
    }

    private static Stream<String> members(String list) {
        return Arrays.stream(list.split("(?<!\\\\),")).map(String::strip).filter(s -> !s.isEmpty());
    }

    /** Whether a list has this name as it is, not by a pattern that others may match too. */
    public static boolean names(String list, String name) {
        return members(list).anyMatch(s -> s.equalsIgnoreCase(name) || s.equalsIgnoreCase(pattern(name)));
    }

    /** The members of a list that are plain names of tables that are not among {@code tables}. */
    public static List<String> missing(String list, Collection<String> tables) {
        return members(list).map(s -> s.replace("\\.", ".")).filter(s -> s.matches("[\\w$ ]+\\.[\\w$ ]+"))
                .filter(s -> tables.stream().noneMatch(s::equalsIgnoreCase)).toList();
    }

    /**
     * Where Debezium reads a table's name it makes one quote of two, and skips the changes of a table that it
     * then does not know.
     *
     * @param pairs that it reads so
     */
    public static void requireReadable(String table, String... pairs) {
        for (String pair : pairs) {
            if (table.contains(pair)) {
                throw Problem.config("The name of table " + table + " has two quotes side by side (" + pair
                        + "), which Debezium reads as one, so that it would not see the table's changes: rename the"
                        + " table, or do not capture it");
            }
        }
    }

    /** A list of patterns that match just these names. */
    public static String exactly(Collection<String> names) {
        return names.stream().map(NameList::pattern).collect(Collectors.joining(","));
    }

    /** The list, each of whose patterns matches none of these names. */
    public static String without(String list, Collection<String> names) {
        String none = names.stream().map(NameList::pattern).collect(Collectors.joining("|", "(?!(?:", ")$)"));
        return members(list).map(member -> none + "(?:" + member + ")").collect(Collectors.joining(","));
    }

    /** With no comma in it: of Debezium's lists some are split at each, whatever stands before it. */
    private static String pattern(String name) {
        return name.replaceAll("([^\\p{Alnum}_ ])", "\\\\$1").replace("\\,", "\\x2C");
    }
}
