package binlog;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a statement, whatever stands in its texts, quoted names and comments. All that reads SQL here reads it
 * by this class.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/comments.html">MySQL: Comments</a>
 * @see <a href="https://mariadb.com/docs/server/reference/sql-structure/sql-language-structure/comment-syntax">MariaDB:
 *      Comment Syntax</a>
 */
final class SqlTokens {

    /** What a server executes of the comments that name a version, such as {@code /*!80016 NOT ENFORCED *}{@code /}. */
    interface Executes {
        /**
         * @param mariadb whether the comment is for MariaDB alone
         * @param version such as 80016, or 0 if it names none
         */
        boolean test(boolean mariadb, int version);
    }

    /** One token and where it begins. */
    record Token(String text, int start) {

        int end() {
            return start + text.length();
        }
    }

    private SqlTokens() {
    }

    /** The tokens of a statement without white space. */
    static List<Token> of(String bare) {
        List<Token> tokens = new ArrayList<>();
        for (int start = 0, end; start < bare.length(); start = end) {
            end = end(bare, start);
            if (!isNothing(bare.substring(start, end))) {
                tokens.add(new Token(bare.substring(start, end), start));
            }
        }
        return tokens;
    }

    /** The statement without comments, in whose place is a blank; of an executable comment the content stays. */
    static String bare(String sql, boolean escapes, Executes executes) {
        StringBuilder bare = new StringBuilder(sql.length());
        boolean inside = false;
        for (int start = 0, end; start < sql.length(); start = end) {
            int content = content(sql, start, executes);
            if (content > 0 || inside && sql.startsWith("*/", start)) {
                inside = content > 0;
                end = inside ? content : start + 2;
                bare.append(' ');
            }
            else {
                end = end(sql, start, escapes);
                String token = sql.substring(start, end);
                bare.append(isComment(token) ? token.endsWith("\n") ? "\n" : " " : token);
            }
        }
        return bare.toString();
    }

    /** Where the content of the executable comment at {@code start} begins; 0 where there is none that is executed. */
    private static int content(String sql, int start, Executes executes) {
        boolean mariadb = sql.startsWith("/*M!", start);
        if (!mariadb && !sql.startsWith("/*!", start)) {
            return 0;
        }
        int from = start + (mariadb ? 4 : 3);
        int to = from;
        while (to < sql.length() && to - from < 6 && sql.charAt(to) >= '0' && sql.charAt(to) <= '9') {
            to++;
        }
        to = to - from < 5 ? from : to;     // fewer digits are no version
        return executes.test(mariadb, to == from ? 0 : Integer.parseInt(sql.substring(from, to))) ? to : 0;
    }

    /** The end of a quoted text or name, a comment, a word, white space, or one other character. */
    static int end(String sql, int start) {
        return end(sql, start, true);
    }

    /** @param escapes whether a backslash in a text is an escape, as it is unless sql_mode says otherwise */
    static int end(String sql, int start, boolean escapes) {
        char first = sql.charAt(start);
        if (first == '\'' || first == '"' || first == '`') {
            return quotedEnd(sql, start + 1, first, escapes && first != '`');
        }
        if (sql.startsWith("/*", start)) {
            return commentEnd(sql, start);
        }
        if (first == '#' || isDashes(sql, start)) {
            return endOf(sql, "\n", start);
        }
        int end = start + 1;
        while (end < sql.length() && (isWord(first) && isWord(sql.charAt(end))
                || Character.isWhitespace(first) && Character.isWhitespace(sql.charAt(end)))) {
            end++;
        }
        return end;
    }

    /** Whether a token is white space or a comment. */
    static boolean isNothing(String token) {
        return token.isBlank() || isComment(token);
    }

    private static boolean isComment(String token) {
        return token.startsWith("/*") || token.startsWith("#") || isDashes(token, 0);
    }

    /** Two dashes begin a comment where white space, a control character or nothing follows. */
    private static boolean isDashes(String sql, int start) {
        return sql.startsWith("--", start)
                && (start + 2 == sql.length() || sql.charAt(start + 2) <= ' ' || sql.charAt(start + 2) == 127);
    }

    /** A quote that stands twice is part of what is quoted. */
    private static int quotedEnd(String sql, int from, char quote, boolean escapes) {
        int i = from;
        while (i < sql.length() && (sql.charAt(i) != quote || i + 1 < sql.length() && sql.charAt(i + 1) == quote)) {
            i += sql.charAt(i) == quote || sql.charAt(i) == '\\' && escapes ? 2 : 1;
        }
        return Math.min(sql.length(), i + 1);
    }

    /** An executable comment that is not executed may have others in it. */
    private static int commentEnd(String sql, int start) {
        boolean nests = sql.startsWith("/*!", start) || sql.startsWith("/*M!", start);
        int depth = 1;
        int i = start + 2;
        while (depth > 0 && i < sql.length()) {
            boolean opens = nests && sql.startsWith("/*", i);
            boolean closes = sql.startsWith("*/", i);
            depth += opens ? 1 : closes ? -1 : 0;
            i += opens || closes ? 2 : 1;
        }
        return i;
    }

    private static int endOf(String sql, String mark, int from) {
        int at = sql.indexOf(mark, from);
        return at < 0 ? sql.length() : at + mark.length();
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || Character.isSurrogate(c);
    }
}
