package capture;

import java.util.Locale;

/** A statement as the server has it → as Debezium can read it. */
public final class MysqlDdl {

    private static final String JSON_VALUE = "JSON_VALUE";

    private MysqlDdl() {
    }

    /**
     * The statement with calls of {@code JSON_VALUE} that have nothing between their parentheses. Debezium reads past what
     * a generated column, an index or a check is made of, but its grammar lets {@code RETURNING} be followed only by
     * {@code ON EMPTY} or {@code ON ERROR}, and takes texts alone for their {@code DEFAULT}.
     */
    public static String readable(String ddl) {
        if (!ddl.toUpperCase(Locale.ROOT).contains(JSON_VALUE)) {
            return ddl;
        }
        StringBuilder readable = new StringBuilder(ddl.length());
        boolean called = false;
        int depth = 0;
        for (int start = 0, end; start < ddl.length(); start = end) {
            end = SqlTokens.end(ddl, start);
            String token = ddl.substring(start, end);
            depth += token.equals("(") && (depth > 0 || called) ? 1 : token.equals(")") && depth > 0 ? -1 : 0;
            if (depth == 0 || depth == 1 && called) {
                readable.append(token);
            }
            called = SqlTokens.isNothing(token) ? called : token.equalsIgnoreCase(JSON_VALUE);
        }
        return readable.toString();
    }
}
