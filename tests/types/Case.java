import java.util.ArrayList;
import java.util.List;

/**
 * One PostgreSQL type to be tested.
 *
 * @param name    of the tables made for it
 * @param type    as in CREATE TABLE
 * @param duckdb  the type that its column must have in DuckDB
 * @param values  SQL expressions
 * @param server  SQL of a text that tells every value from every other, on the server; {@code $} is the value
 * @param loaded  the same in DuckDB
 * @param misfit  SQL of whether DuckDB's type cannot hold the value, so that its text goes to the variant column
 * @param key     whether it is tried as a primary key
 * @param note    for the documentation
 */
record Case(String name, String type, String duckdb, List<String> values, String server, String loaded, String misfit,
        boolean key, String note) {

    /** What PostgreSQL sends for a value; {@code ::text} is not the same for inet and some others. */
    static final String TEXT = "CASE WHEN length(format('%s', $)) < 300 THEN format('%s', $)"
            + " ELSE length(format('%s', $)) || ':' || md5(format('%s', $)) END";
    static final String LOADED_TEXT = "CASE WHEN length($::VARCHAR) < 300 THEN $::VARCHAR"
            + " ELSE length($::VARCHAR) || ':' || md5($::VARCHAR) END";

    static Case text(String type, String... values) {
        return new Case(name(type), type, "VARCHAR", List.of(values), TEXT, LOADED_TEXT, "false", true, "");
    }

    private static String name(String type) {
        return type.toLowerCase().replace("[]", "_array").replaceAll("[^a-z0-9]+", "_").replaceAll("_$", "");
    }

    static Case of(String type, String duckdb, String server, String loaded, String... values) {
        return new Case(name(type), type, duckdb, List.of(values), server, loaded, "false", true, "");
    }

    Case misfit(String condition) {
        return new Case(name, type, duckdb, values, server, loaded, condition, key, note);
    }

    Case notKey() {
        return new Case(name, type, duckdb, values, server, loaded, misfit, false, note);
    }

    /** Not by the stream, where Debezium has no such value. */
    boolean streamed() {
        return !name.endsWith("_snapshot");
    }

    Case note(String text) {
        return new Case(name, type, duckdb, values, server, loaded, misfit, key, text);
    }

    Case as(String duckdbType) {
        return new Case(name, type, duckdbType, values, server, loaded, misfit, key, note);
    }

    /** Arrays of this type: of one value each, of all values, empty, with NULL; and the shapes that are no list. */
    Case array() {
        List<String> arrays = new ArrayList<>();
        String array = type + "[]";
        for (String value : values) {
            if (!value.contains("repeat(")) {
                arrays.add("ARRAY[" + value + "]::" + array);
            }
        }
        String first = arrays.get(0);
        arrays.add(first + " || NULL::" + type + " || " + arrays.get(arrays.size() - 1));
        arrays.add("'{}'::" + array);
        arrays.add("'{NULL}'::" + array);
        arrays.add("ARRAY[" + first + ", " + first + "]");
        arrays.add("('[0:0]={' || '\"' || replace(replace(" + values.get(0) + "::" + type
                + "::text, '\\', '\\\\'), '\"', '\\\"') || '\"}')::" + array);
        String element = type.equals("pair") ? "array_to_string($::text[], '|', 'NULL')"
                : "(SELECT string_agg(CASE WHEN e IS NULL THEN 'NULL' ELSE " + server.replace("$", "e")
                        + " END, '|' ORDER BY o) FROM unnest($) WITH ORDINALITY u(e, o))";
        return new Case(name + "_array", array, duckdb + "[]", arrays,
                "CASE WHEN cardinality($) = 0 THEN '' ELSE " + element + " END",
                loaded.startsWith("java") ? loaded : "array_to_string(list_transform($, lambda e: coalesce("
                        + loaded.replace("$", "e") + ", 'NULL')), '|')",
                "array_ndims($) > 1 OR array_lower($, 1) <> 1 OR EXISTS (SELECT 1 FROM unnest($" + (type.equals("pair")
                        ? "::text[]" : "") + ") u(e) WHERE "
                        + misfit.replace("$", "e") + ")",
                false, "");
    }
}
