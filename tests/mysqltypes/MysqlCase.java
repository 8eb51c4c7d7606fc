import java.util.List;

/**
 * One MySQL type to be tested.
 *
 * @param name    of the tables made for it
 * @param type    as in CREATE TABLE
 * @param duckdb  the type that its column must have in DuckDB
 * @param values  SQL expressions; {@code @zone@} before one sets the session's time zone
 * @param server  SQL of a text that tells every value from every other, on the server; {@code $} is the value
 * @param loaded  the same in DuckDB
 * @param misfit  SQL of whether DuckDB's type cannot hold the value, so that its text goes to the variant column
 * @param key     whether it is tried as a primary key
 * @param note    for the documentation
 */
record MysqlCase(String name, String type, String duckdb, List<String> values, String server, String loaded,
        String misfit, boolean key, String note) {

    static MysqlCase of(String type, String duckdb, String server, String loaded, String... values) {
        return new MysqlCase(type.toLowerCase().replaceAll("[^a-z0-9]+", "_").replaceAll("_$", ""), type, duckdb,
                List.of(values), server, loaded, "false", true, "");
    }

    /** Compared by the UTF-8 bytes of it. */
    static MysqlCase text(String type, String... values) {
        return of(type, "VARCHAR", "IF(CHAR_LENGTH($) < 300, HEX(CONVERT($ USING utf8mb4)), SHA2(CONVERT($ USING"
                + " utf8mb4), 256))",
                "CASE WHEN length($) < 300 THEN hex($) ELSE sha256($) END", values);
    }

    static MysqlCase bytes(String type, String... values) {
        return of(type, "BLOB", "IF(LENGTH($) < 300, HEX($), CONCAT(LENGTH($), SHA2($, 256)))",
                "CASE WHEN octet_length($) < 300 THEN hex($) ELSE octet_length($) || sha256($) END", values);
    }

    MysqlCase named(String other) {
        return new MysqlCase(other, type, duckdb, values, server, loaded, misfit, key, note);
    }

    MysqlCase misfit(String condition) {
        return new MysqlCase(name, type, duckdb, values, server, loaded, condition, key, note);
    }

    MysqlCase notKey() {
        return new MysqlCase(name, type, duckdb, values, server, loaded, misfit, false, note);
    }

    MysqlCase note(String text) {
        return new MysqlCase(name, type, duckdb, values, server, loaded, misfit, key, text);
    }
}
