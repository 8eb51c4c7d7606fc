package capture;

/** Where the words of a statement end, whatever stands in its texts, quoted names and comments. */
final class SqlTokens {

    private SqlTokens() {
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
            return behind(sql, "*/", start + 2);
        }
        if (first == '#' || sql.startsWith("-- ", start)) {
            return behind(sql, "\n", start);
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
        return token.isBlank() || token.startsWith("/*") || token.startsWith("#") || token.startsWith("-- ");
    }

    /** A quote that stands twice ends one text and begins another, which comes to the same. */
    private static int quotedEnd(String sql, int from, char quote, boolean escapes) {
        int i = from;
        while (i < sql.length() && sql.charAt(i) != quote) {
            i += sql.charAt(i) == '\\' && escapes ? 2 : 1;
        }
        return Math.min(sql.length(), i + 1);
    }

    private static int behind(String sql, String mark, int from) {
        int at = sql.indexOf(mark, from);
        return at < 0 ? sql.length() : at + mark.length();
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }
}
