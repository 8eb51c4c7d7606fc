package binlog;

import binlog.SqlTokens.Token;
import event.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * A statement in the binary log, which has the rows of a change only with {@code binlog_format = ROW}.
 *
 * @param database that names without one are in
 * @param text     without comments
 * @param fold     whether the server takes names of tables in any case for the same ({@code lower_case_table_names})
 */
record LoggedStatement(String database, String text, List<Token> tokens, boolean fold) {

    private static final List<String> BEFORE_NAME = List.of("INSERT", "REPLACE", "LOW_PRIORITY", "DELAYED",
            "HIGH_PRIORITY", "IGNORE", "INTO", "CREATE", "OR", "TABLE", "IF", "NOT", "EXISTS");

    /** A part of a list: from its first token to the one after its last. */
    record Span(int from, int to) {
    }

    /** @param database may be null */
    static LoggedStatement of(String database, String sql, boolean fold) {
        String bare = StatementText.bare(sql);
        LoggedStatement statement = new LoggedStatement(database == null ? "" : database, bare,
                SqlTokens.of(bare), fold);
        // MariaDB's: variables for one statement
        int body = statement.startsWith("SET", "STATEMENT") ? statement.find(2, "FOR") : -1;
        return body < 0 || body + 1 == statement.length() ? statement
                : of(database, bare.substring(statement.tokens.get(body + 1).start()), fold);
    }

    /** Its first words, for a message. */
    static String brief(String sql) {
        StringBuilder brief = new StringBuilder();
        int end = 0;
        for (Token token : SqlTokens.of(StatementText.bare(sql))) {
            brief.append(token.start() > end && end > 0 ? " " : "").append(token.text());
            end = token.end();
        }
        return brief.length() < 120 ? brief.toString() : brief.substring(0, 120) + "…";
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

    /** Whether the name of a table may begin at a place: a word, quoted or not, and no number. */
    boolean isName(int i) {
        return i < tokens.size() && isWord(tokens.get(i).text()) && (i == 0 || !word(i - 1).equals("."));
    }

    private static boolean isWord(String token) {
        char first = token.charAt(0);
        return first == '`' || first == '"' || !token.chars().allMatch(Character::isDigit)
                && (Character.isLetterOrDigit(first) || first == '_' || first == '$' || first > 127);
    }

    /**
     * Whether it changes rows of a captured table, as far as its text tells. An INSERT changes the table that it names
     * first. Of the others each name may be the one; that a statement only reads a captured table is not told from it.
     *
     * @param captured whether a table is captured
     */
    boolean changes(Predicate<TableId> captured) {
        return switch (word(0)) {
            case "INSERT", "REPLACE" -> captured.test(firstName());
            case "CREATE" -> (startsWith("CREATE", "TABLE") || startsWith("CREATE", "OR", "REPLACE", "TABLE"))
                    && hasQuery() && captured.test(firstName());
            case "UPDATE", "DELETE", "WITH" -> names().stream().anyMatch(captured);
            default -> false;
        };
    }

    /** {@code CREATE TABLE … SELECT}, or {@code CREATE TABLE … TABLE …}, which says the same. */
    private boolean hasQuery() {
        return find(startsWith("CREATE", "TABLE") ? 2 : 4, "SELECT", "TABLE") > 0;
    }

    private TableId firstName() {
        int i = 0;
        while (BEFORE_NAME.contains(word(i))) {
            i++;
        }
        return name(i);
    }

    /** Every word that may be a table's name. */
    private List<TableId> names() {
        List<TableId> names = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (i == 0 || !word(i - 1).equals(".")) {
                names.add(name(i));
            }
        }
        return names;
    }

    /** The table that is named from a token on. */
    TableId name(int i) {
        TableId name = i + 2 < tokens.size() && word(i + 1).equals(".") ? new TableId(unquoted(i), unquoted(i + 2))
                : new TableId(database, i < tokens.size() ? unquoted(i) : "");
        return fold ? name.folded() : name;
    }

    /** The token after the name that begins at a place. */
    int behindName(int i) {
        return i + 2 < tokens.size() && word(i + 1).equals(".") ? i + 3 : i + 1;
    }

    String unquoted(int i) {
        String token = tokens.get(i).text();
        char first = token.charAt(0);
        return token.length() > 1 && (first == '`' || first == '"')
                ? token.substring(1, token.length() - 1).replace(String.valueOf(first).repeat(2), String.valueOf(first))
                : token;
    }

    /** The text from a token to another. */
    String text(int from, int to) {
        return from >= to ? "" : text.substring(tokens.get(from).start(), tokens.get(to - 1).end());
    }

    /** The same, of the same database, with another text. */
    LoggedStatement with(String sql) {
        return of(database, sql, fold);
    }

    /** The parts of a list that begins at a place, up to the token that ends it. */
    List<Span> parts(int first) {
        List<Span> parts = new ArrayList<>();
        for (int from = first, to; from < length() && (from == first || has(from - 1, ",")); from = to + 1) {
            to = from;
            while (to < length() && !has(to, ",", ")", ";")) {
                to = has(to, "(") ? closing(to) + 1 : to + 1;
            }
            parts.add(new Span(from, to));
        }
        return parts;
    }

    int closing(int open) {
        int depth = 0;
        for (int i = open; i < length(); i++) {
            depth += has(i, "(") ? 1 : has(i, ")") ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return length();
    }

    String word(int i) {
        return i < tokens.size() ? tokens.get(i).text().toUpperCase(Locale.ROOT) : "";
    }
}
