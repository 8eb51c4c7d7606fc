import java.util.List;

/**
 * A type of the server's, how its values are written, and the text by which server and DuckDB are compared.
 *
 * @param sql    as in CREATE TABLE
 * @param values SQL expressions
 * @param server SQL of a text that tells every value from every other; {@code $} is the value
 * @param loaded the same in DuckDB, or {@code java …}
 * @param misfit SQL of whether the value goes to the variant column
 */
record Type(String sql, List<String> values, String server, String loaded, String misfit) {

    static Type of(String sql, String server, String loaded, String... values) {
        return new Type(sql, List.of(values), server, loaded, "false");
    }
}
