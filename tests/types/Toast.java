import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values that PostgreSQL stores outside of the row and leaves out of an UPDATE that does not touch them. */
final class Toast {

    private static final List<String> TABLES = List.of("toast_merge", "toast_append");
    /** Column type → a value of some kilobytes. */
    private static final Map<String, String> VALUES = new LinkedHashMap<>();

    static {
        String many = "SELECT n FROM generate_series(1, 5000) n";
        VALUES.put("text", "repeat('long ', 4000)");
        VALUES.put("varchar", "repeat('vary ', 4000)");
        VALUES.put("bytea", "decode(repeat('00ff', 8000), 'hex')");
        VALUES.put("json", "('\"' || repeat('j', 20000) || '\"')::json");
        VALUES.put("jsonb", "('\"' || repeat('b', 20000) || '\"')::jsonb");
        VALUES.put("xml", "('<a>' || repeat('x', 20000) || '</a>')::xml");
        VALUES.put("hstore", "hstore('k', repeat('h', 20000))");
        VALUES.put("citext", "repeat('c', 20000)::citext");
        VALUES.put("numeric", "repeat('7', 20000)::numeric");
        VALUES.put("varbit", "repeat('10', 40000)::varbit");
        VALUES.put("tsvector", "(SELECT string_agg('w' || n, ' ') FROM generate_series(1, 5000) n)::tsvector");
        VALUES.put("integer[]", "ARRAY(" + many + ")");
        VALUES.put("bigint[]", "ARRAY(" + many + ")::bigint[]");
        VALUES.put("text[]", "ARRAY(" + many + ")::text[]");
        VALUES.put("uuid[]", "ARRAY(SELECT md5(n::text)::uuid FROM generate_series(1, 5000) n)");
        VALUES.put("date[]", "ARRAY(SELECT current_date + n FROM generate_series(1, 5000) n)");
        VALUES.put("timestamptz[]", "ARRAY(SELECT now() + n * interval '1 s' FROM generate_series(1, 5000) n)");
        VALUES.put("interval[]", "ARRAY(SELECT n * interval '1 mon 1 s' FROM generate_series(1, 5000) n)");
        VALUES.put("json[]", "ARRAY(SELECT to_json(n) FROM generate_series(1, 5000) n)");
        VALUES.put("numeric(10,2)[]", "ARRAY(" + many + ")::numeric(10,2)[]");
        VALUES.put("bytea[]", "ARRAY(SELECT decode(md5(n::text), 'hex') FROM generate_series(1, 5000) n)");
        VALUES.put("mood[]", "ARRAY(SELECT 'sad'::mood FROM generate_series(1, 5000) n)");
        VALUES.put("integer[][]", "ARRAY[ARRAY(" + many + "), ARRAY(" + many + ")]");
        VALUES.put("pair", "ROW(1, repeat('p', 20000))::pair");
        VALUES.put("geometry", "repeat('00', 20000)::text::geometry");
        VALUES.put("strange", "repeat('s', 20000)::text::strange");
    }

    private Toast() {
    }

    private static String columns() {
        List<String> columns = new ArrayList<>(List.of("id integer PRIMARY KEY", "n integer"));
        int i = 0;
        for (String type : VALUES.keySet()) {
            columns.add("c" + i++ + " " + type);
        }
        return String.join(", ", columns);
    }

    /** Two tables with one row: one to be merged, one to be appended. */
    static void create(Server server) throws SQLException {
        for (String table : TABLES) {
            server.execute("CREATE TABLE " + table + " (" + columns() + ")");
            for (int i = 0; i < VALUES.size(); i++) {
                server.execute("ALTER TABLE " + table + " ALTER COLUMN c" + i + " SET STORAGE EXTERNAL");
            }
            server.execute("INSERT INTO " + table + " SELECT 1, 0, " + String.join(", ", VALUES.values()));
        }
    }

    static void update(Server server) throws SQLException {
        for (String table : TABLES) {
            server.execute("UPDATE " + table + " SET n = n + 1");
        }
    }

    /** After an update of another column each value must be as it was. */
    static void check(Server server, Loaded loaded, Map<String, List<String>> failures) throws SQLException {
        for (String table : TABLES) {
            check(server, loaded, table, failures);
        }
    }

    private static void check(Server server, Loaded loaded, String table, Map<String, List<String>> failures)
            throws SQLException {
        List<String> types = new ArrayList<>(VALUES.keySet());
        for (int i = 0; i < types.size(); i++) {
            String column = "c" + i;
            boolean variant = !loaded.type(table, column + "__v_text").equals("no such column");
            String type = loaded.type(table, column);
            String right = server.rows("SELECT 'r', " + serverText(types.get(i), column) + " FROM " + table).get("r");
            String found = loaded.rows("SELECT 'r', coalesce(n || ' ' || CASE WHEN " + column + " IS NOT NULL THEN "
                    + loadedText(type, column) + " END" + (variant ? ", n || ' ' || md5(" + column + "__v_text)" : "")
                    + ") FROM debezium_data." + table
                    + " ORDER BY n DESC LIMIT 1").get("r");
            if (!right.equals(found)) {
                failures.computeIfAbsent("unchanged TOAST value", k -> new ArrayList<>())
                        .add(table + ", " + types.get(i) + ": server says " + right + ", loaded " + found);
            }
        }
    }

    private static String serverText(String type, String column) {
        return "n || ' ' || " + switch (type) {
            case "bytea" -> "md5(encode(" + column + ", 'hex'))";
            case "geometry" -> "md5(format('%s', " + column + "))";
            case "hstore" -> "md5(hstore_to_json(" + column + ")::text)";
            case "integer[][]" -> "md5(array_to_json(" + column + ")::text)";
            default -> type.endsWith("]") ? "cardinality(" + column + ")" : "md5(format('%s', " + column + "))";
        };
    }

    private static String loadedText(String type, String column) {
        return type.endsWith("]") ? "len(" + column + ")" : type.equals("BLOB") ? "md5(lower(hex(" + column + ")))"
                : "md5(" + column + "::VARCHAR)";
    }
}
