package capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * A statement in the binary log, which has the rows of a change only with {@code binlog_format = ROW}.
 *
 * @param database that names without one are in
 */
record LoggedStatement(String database, List<String> tokens) {

    private static final List<String> BEFORE_NAME = List.of("INSERT", "REPLACE", "LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY",
            "IGNORE", "INTO", "CREATE", "OR", "TABLE", "IF", "NOT", "EXISTS");

    /** @param database may be null */
    static LoggedStatement of(String database, String sql) {
        List<String> tokens = new ArrayList<>();
        for (int start = 0, end; start < sql.length(); start = end) {
            end = SqlTokens.end(sql, start);
            String token = sql.substring(start, end);
            if (!SqlTokens.isNothing(token)) {
                tokens.add(token);
            }
        }
        return new LoggedStatement(database == null ? "" : database, tokens);
    }

    boolean startsWith(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (!word(i).equals(words[i])) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether it changes rows of a captured table, as far as its text tells. An INSERT changes the table that it names
     * first. Of the others each name may be the one; that a statement only reads a captured table is not told from it.
     *
     * @param captured whether the table {@code database.table} is captured
     */
    boolean changes(Predicate<String> captured) {
        return switch (word(0)) {
            case "INSERT", "REPLACE" -> captured.test(firstName());
            case "CREATE" -> startsWith("CREATE", "TABLE") && hasQuery() && captured.test(firstName());
            case "UPDATE", "DELETE", "WITH" -> names().stream().anyMatch(captured);
            default -> false;
        };
    }

    /** {@code CREATE TABLE … SELECT}, or {@code CREATE TABLE … TABLE …}, which says the same. */
    private boolean hasQuery() {
        return tokens.stream().skip(2).anyMatch(t -> t.equalsIgnoreCase("SELECT") || t.equalsIgnoreCase("TABLE"));
    }

    private String firstName() {
        int i = 0;
        while (BEFORE_NAME.contains(word(i))) {
            i++;
        }
        return name(i);
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (i == 0 || !tokens.get(i - 1).equals(".")) {
                names.add(name(i));
            }
        }
        return names;
    }

    /** {@code database.table} from a token on. */
    private String name(int i) {
        return i + 2 < tokens.size() && tokens.get(i + 1).equals(".") ? unquoted(i) + "." + unquoted(i + 2)
                : database + "." + (i < tokens.size() ? unquoted(i) : "");
    }

    private String unquoted(int i) {
        String token = tokens.get(i);
        char first = token.charAt(0);
        return token.length() > 1 && (first == '`' || first == '"')
                ? token.substring(1, token.length() - 1).replace(String.valueOf(first).repeat(2), String.valueOf(first)) : token;
    }

    private String word(int i) {
        return i < tokens.size() ? tokens.get(i).toUpperCase(Locale.ROOT) : "";
    }
}
