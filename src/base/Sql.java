package base;

/** Names and texts in SQL, as DuckDB takes them: every destination is reached through DuckDB. */
public final class Sql {

    private Sql() {
    }

    /** An identifier in double quotes. */
    public static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A text literal. */
    public static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
