package binlog;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The text of a logged statement, as a session without settings of its own would have sent it: whoever reads the
 * statement knows neither the character set nor the {@code sql_mode} of the session, of which an enum's members or a
 * column's name depend. In DDL of tables comments go, as Debezium looks for words in them, and what the server has
 * executed of them stays. Names in double quotes become names in backticks, backslashes that are no escapes are
 * doubled, and a REAL that is a FLOAT is called so.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/sql-mode.html">MySQL: Server SQL Modes</a>
 */
public final class StatementText {

    private static final int REAL_AS_FLOAT = 1;
    private static final int ANSI_QUOTES = 1 << 2;
    private static final int NO_BACKSLASH_ESCAPES = 1 << 20;
    /** Of the settings in front of the character set: its code → its length. */
    private static final Map<Integer, Integer> LENGTHS = Map.of(0, 4, 1, 8, 3, 4);
    private static final int SQL_MODE = 1;
    private static final int CATALOG = 2;
    private static final int CHARSET = 4;
    private static final int CATALOG_WITHOUT_END = 6;

    /** MariaDB skips comments of these versions of MySQL. */
    private static final int MYSQL_ONLY = 50_700;
    private static final int MARIADB = 100_000;

    private static volatile Map<Integer, MysqlCharset> charsets = Map.of();
    private static volatile SqlTokens.Executes executes = (mariadb, version) -> true;

    private StatementText() {
    }

    /** Makes known the character set of each collation, by the collation's number. */
    static void know(Map<Integer, String> charsetsOfCollations) {
        Map<String, MysqlCharset> named = new HashMap<>();
        Map<Integer, MysqlCharset> known = new HashMap<>();
        charsetsOfCollations.forEach((collation, name) -> known.put(collation, named.computeIfAbsent(name,
                MysqlCharset::of)));
        charsets = known;
    }

    /** @param version of the server, such as 80016 or, of MariaDB, 110802: it executes comments up to that */
    static void knowVersion(boolean isMariadb, int version) {
        executes = (mariadb, since) -> since <= version && (isMariadb ? mariadb || since < MYSQL_ONLY
                || since >= MARIADB : !mariadb);
    }

    /** A statement without its comments, as a session without settings of its own would have sent it. */
    static String bare(String statement) {
        return SqlTokens.bare(statement, true, executes);
    }

    /**
     * The text of a statement.
     *
     * @param session settings of the session, as the event has them: a code and a value each, the codes rising but for
     *                one
     */
    public static String of(byte[] session, byte[] statement) {
        long mode = 0;
        MysqlCharset charset = null;
        int i = 0;
        while (i < session.length) {
            int code = session[i++] & 0xff;
            if (code == CHARSET) {
                charset = charsets.get(number(session, i, 2).intValue());
                break;
            }
            if (code == SQL_MODE) {
                mode = number(session, i, 8);
            }
            if (code == CATALOG || code == CATALOG_WITHOUT_END) {
                i += 1 + (session[i] & 0xff) + (code == CATALOG ? 1 : 0);
            }
            else if (LENGTHS.containsKey(code)) {
                i += LENGTHS.get(code);
            }
            else {
                break;
            }
        }
        String text = charset == null ? new String(statement, StandardCharsets.UTF_8) : charset.decode(statement);
        String bare = SqlTokens.bare(text, (mode & NO_BACKSLASH_ESCAPES) == 0, executes).strip();
        text = LoggedDdl.of(LoggedStatement.of("", bare, false)).isForParser() ? bare : text;
        return (mode & (REAL_AS_FLOAT | ANSI_QUOTES | NO_BACKSLASH_ESCAPES)) == 0 ? text : plain(text, mode);
    }

    private static Long number(byte[] bytes, int from, int length) {
        long number = 0;
        for (int i = length - 1; i >= 0; i--) {
            number = number << 8 | (from + i < bytes.length ? bytes[from + i] & 0xff : 0);
        }
        return number;
    }

    private static String plain(String statement, long mode) {
        boolean escapes = (mode & NO_BACKSLASH_ESCAPES) == 0;
        StringBuilder plain = new StringBuilder(statement.length() + 16);
        for (int start = 0, end; start < statement.length(); start = end) {
            end = SqlTokens.end(statement, start, escapes);
            String token = statement.substring(start, end);
            char first = token.charAt(0);
            if (first == '"' && (mode & ANSI_QUOTES) != 0 && token.length() > 1) {
                plain.append('`').append(token.substring(1, token.length() - 1).replace("\"\"", "\"").replace("`",
                        "``")).append('`');
            }
            else if ((first == '\'' || first == '"') && !escapes) {
                plain.append(token.replace("\\", "\\\\"));
            }
            else {
                plain.append((mode & REAL_AS_FLOAT) != 0 && token.toUpperCase(Locale.ROOT).equals("REAL") ? "FLOAT"
                        : token);
            }
        }
        return plain.toString();
    }
}
