package capture;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a statement as MySQL and MariaDB read it: without comments, except those that are there to be executed, and
 * without what stands in parentheses. A name in quotes is one word, with a {@code `} in front; a text is {@code '}.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/comments.html">MySQL: Comments</a>
 */
final class SqlWords {

    private final String sql;
    private final List<String> words = new ArrayList<>();
    private int at;
    private int depth;

    private SqlWords(String sql) {
        this.sql = sql;
    }

    static List<String> of(String sql) {
        SqlWords reader = new SqlWords(sql);
        while (reader.at < sql.length()) {
            reader.next();
        }
        return reader.words;
    }

    private void next() {
        char c = sql.charAt(at);
        if (Character.isWhitespace(c)) {
            at++;
        }
        else if (c == '#' || sql.startsWith("--", at) && (at + 2 == sql.length() || Character.isWhitespace(sql.charAt(at + 2)))) {
            int end = sql.indexOf('\n', at);
            at = end < 0 ? sql.length() : end + 1;
        }
        else if (sql.startsWith("/*", at)) {
            comment();
        }
        else if (sql.startsWith("*/", at)) {
            at += 2;        // the end of a comment that is executed
        }
        else if (c == '`' || c == '\'' || c == '"') {
            quoted(c);
        }
        else if (isWord(c)) {
            word();
        }
        else {
            sign(c);
        }
    }

    private void comment() {
        int start = sql.startsWith("/*!", at) ? at + 3 : sql.startsWith("/*M!", at) ? at + 4 : -1;
        int end = sql.indexOf("*/", at + 2);
        at = start >= 0 ? start : end < 0 ? sql.length() : end + 2;
        while (start >= 0 && at < sql.length() && Character.isDigit(sql.charAt(at))) {
            at++;           // the version
        }
    }

    /** A quote is doubled, or behind a backslash in texts, to be part of it. */
    private void quoted(char quote) {
        StringBuilder text = new StringBuilder("`");
        for (at++; at < sql.length(); at++) {
            char c = sql.charAt(at);
            if (c == '\\' && quote != '`') {
                at++;
            }
            else if (c == quote && at + 1 < sql.length() && sql.charAt(at + 1) == quote) {
                text.append(c);
                at++;
            }
            else if (c == quote) {
                break;
            }
            else {
                text.append(c);
            }
        }
        at++;
        add(quote == '`' ? text.toString() : "'");
    }

    private void word() {
        int start = at;
        while (at < sql.length() && isWord(sql.charAt(at))) {
            at++;
        }
        add(sql.substring(start, at));
    }

    private void sign(char c) {
        depth = c == ')' ? Math.max(0, depth - 1) : depth;
        if (c != ')') {
            add(String.valueOf(c));
        }
        depth += c == '(' ? 1 : 0;
        at++;
    }

    private void add(String word) {
        if (depth == 0) {
            words.add(word);
        }
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c >= 0x80;
    }
}
