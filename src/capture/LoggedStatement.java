package capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement in the binary log, which has the rows of a change only with {@code binlog_format = ROW}.
 *
 * @param database that names without one are in
 */
record LoggedStatement(String database, List<String> tokens) {

    private static final List<String> BEFORE_NAME = List.of("INSERT", "REPLACE", "LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY",
            "IGNORE", "INTO", "CREATE", "OR", "TABLE", "IF", "NOT", "EXISTS");

    /** MySQL's and, with M, MariaDB's. */
    private static final Pattern EXECUTABLE = Pattern.compile("(?s)/\\*M?!\\d*(.*)\\*/");

    /** @param database may be null */
    static LoggedStatement of(String database, String sql) {
        LoggedStatement statement = new LoggedStatement(database == null ? "" : database, tokens(sql));
        int body = statement.startsWith("SET", "STATEMENT") ? statement.find(2, "FOR") : -1;     // MariaDB's: variables for one statement
        return body < 0 ? statement
                : new LoggedStatement(statement.database, statement.tokens.subList(body + 1, statement.tokens.size()));
    }

    /** What is in an executable comment is part of the statement. */
    private static List<String> tokens(String sql) {
        List<String> tokens = new ArrayList<>();
        for (int start = 0, end; start < sql.length(); start = end) {
            end = SqlTokens.end(sql, start);
            String token = sql.substring(start, end);
            Matcher executable = EXECUTABLE.matcher(token);
            if (executable.matches()) {
                tokens.addAll(tokens(executable.group(1)));
            }
            else if (!SqlTokens.isNothing(token)) {
                tokens.add(token);
            }
        }
        return tokens;
    }

    boolean startsWith(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (!word(i).equals(words[i])) {
                return false;
            }
        }
        return true;
    }

    int length() {
        return tokens.size();
    }

    /** Whether one of these words is at a place. */
    boolean has(int i, String... words) {
        return List.of(words).contains(word(i));
    }

    /** The place of the first of these words from a place on, -1 if there is none. */
    int find(int from, String... words) {
        for (int i = from; i < tokens.size(); i++) {
            if (has(i, words)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the name of a table may begin at a place: a word, quoted or not. */
    boolean isName(int i) {
        return i < tokens.size() && tokens.get(i).matches("(?s)[`\"\\w$\\P{ASCII}].*") && (i == 0 || !tokens.get(i - 1).equals("."));
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
            case "CREATE" -> (startsWith("CREATE", "TABLE") || startsWith("CREATE", "OR", "REPLACE", "TABLE")) && hasQuery()
                    && captured.test(firstName());
            case "UPDATE", "DELETE", "WITH" -> names().stream().anyMatch(captured);
            default -> false;
        };
    }

    /** {@code CREATE TABLE … SELECT}, or {@code CREATE TABLE … TABLE …}, which says the same. */
    private boolean hasQuery() {
        return tokens.stream().skip(startsWith("CREATE", "TABLE") ? 2 : 4).anyMatch(t -> t.equalsIgnoreCase("SELECT") || t.equalsIgnoreCase("TABLE"));
    }

    private String firstName() {
        int i = 0;
        while (BEFORE_NAME.contains(word(i))) {
            i++;
        }
        return name(i);
    }

    /** Every word that may be a table's name, as {@code database.table}. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (i == 0 || !tokens.get(i - 1).equals(".")) {
                names.add(name(i));
            }
        }
        return names;
    }

    /** {@code database.table} from a token on. */
    String name(int i) {
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
