package destination.duckdb;

import base.Sql;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Decides what a served reader may run: one SELECT over the file's own tables. The statement is taken apart by DuckDB's
 * own parser (<a href="https://duckdb.org/docs/stable/data/json/sql_to_and_from_json">json_serialize_sql</a>), so
 * comments, quotes and WITH hide nothing. Where a table is named without its schema, the dataset's is put before it: a
 * client that has attached the server leaves it out.
 *
 * <p>Not thread-safe.
 */
final class Admission implements AutoCloseable {

    /** A sentence on why a statement is not run. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String sentence) {
            super(sentence, null, false, false);
        }
    }

    /** Rows that a step may be expected to make: a query cannot be ended once it runs. */
    static final double MOST_ROWS = 1e10;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> TABLE_FUNCTIONS = Set.of("range", "generate_series", "unnest", "repeat",
            "json_each", "json_tree", "duckdb_columns", "duckdb_constraints", "duckdb_databases", "duckdb_functions",
            "duckdb_indexes", "duckdb_keywords", "duckdb_schemas", "duckdb_sequences", "duckdb_tables", "duckdb_types",
            "duckdb_views", "pragma_collations", "pragma_database_size", "pragma_platform", "pragma_show",
            "pragma_storage_info", "pragma_table_info", "pragma_version", "icu_calendar_names", "pg_timezone_names");
    /** Change something, tell of the process, or wait. */
    private static final Pattern SCALAR_FUNCTIONS = Pattern.compile("nextval|currval|setseed|write_log|sleep_ms"
            + "|current_setting|getenv|quack_.*|" + Serving.GUARD);
    private static final Set<String> SYSTEM = Set.of("information_schema", "pg_catalog");

    /** A table that a statement names, and where. */
    private record Named(String catalog, String schema, String table, int place) {
    }

    /** Per name of a table or view its schema, DuckDB's own ones without. */
    private static final String TABLES = "SELECT table_name, schema_name FROM duckdb_tables() WHERE NOT internal"
            + " AND NOT temporary UNION ALL SELECT DISTINCT view_name, CASE WHEN internal THEN '' ELSE schema_name END"
            + " FROM duckdb_views() WHERE NOT temporary";

    private final Connection connection;
    private final String dataset;
    /** Prepared once: they run before each query of a reader, who waits. */
    private final PreparedStatement parser;
    private final PreparedStatement catalog;
    /** Per table in lower case: the schemas, as they are written, that have it. */
    private Map<String, List<String>> tables = Map.of();
    private final List<Named> named = new ArrayList<>();
    private final Set<String> ctes = new HashSet<>();
    private boolean byPosition;

    /**
     * @param connection to the database that is served; becomes this object's own
     * @param dataset    the schema of tables that are named without one
     */
    Admission(Connection connection, String dataset) throws SQLException {
        this.connection = connection;
        this.dataset = dataset;
        this.parser = connection.prepareStatement("SELECT json_serialize_sql(?::VARCHAR)");
        this.catalog = connection.prepareStatement(TABLES);
    }

    /** The statement to run in place of the one that a reader sent. */
    String admit(String sql) throws SQLException, Refused {
        JsonNode statement = parse(sql);
        tables = tables();
        named.clear();
        ctes.clear();
        byPosition = false;
        look(statement);
        String qualified = qualified(sql);
        refuseEndless(qualified);
        return qualified;
    }

    private JsonNode parse(String sql) throws SQLException, Refused {
        JsonNode parsed = taken(sql);
        String why = parsed.path("error_message").asText("");
        if (why.contains("Only SELECT")) {
            throw new Refused("This server only reads: a SELECT was expected");
        }
        if (parsed.path("error").asBoolean()) {
            throw new Refused(why.isEmpty() ? "This is not SQL" : why);
        }
        if (parsed.path("statements").size() != 1) {
            throw new Refused("One statement at a time was expected, and there are "
                    + parsed.path("statements").size());
        }
        return parsed.path("statements").get(0);
    }

    /** What a part of the statement names or calls. */
    private void look(JsonNode part) throws Refused {
        switch (part.path("type").asText("")) {
            case "BASE_TABLE" -> named.add(new Named(part.path("catalog_name").asText(""),
                    part.path("schema_name").asText(""), part.path("table_name").asText(""),
                    part.path("query_location").asInt(-1)));
            case "TABLE_FUNCTION" -> tableFunction(part.path("function").path("function_name").asText("")
                    .toLowerCase(Locale.ROOT));
            case "RECURSIVE_CTE_NODE" -> throw new Refused("This server runs no WITH RECURSIVE, since a query cannot be"
                    + " ended once it runs");
            case "POSITIONAL_REFERENCE" -> byPosition = true;
            default -> {
            }
        }
        if (part.path("class").asText("").equals("FUNCTION")) {
            scalarFunction(part.path("function_name").asText("").toLowerCase(Locale.ROOT));
        }
        part.path("cte_map").path("map").forEach(entry -> ctes.add(entry.path("key").asText("")
                .toLowerCase(Locale.ROOT)));
        for (JsonNode each : part) {
            look(each);
        }
    }

    private static void tableFunction(String name) throws Refused {
        if (!TABLE_FUNCTIONS.contains(name)) {
            throw new Refused("This server does not run the table function " + name + ": it reads the file's tables"
                    + " only");
        }
    }

    private static void scalarFunction(String name) throws Refused {
        if (SCALAR_FUNCTIONS.matcher(name).matches()) {
            throw new Refused("This server does not run the function " + name);
        }
    }

    /** The statement with the schema before each table that was named without one. */
    private String qualified(String sql) throws Refused {
        Map<Integer, String> inserted = new TreeMap<>(Comparator.reverseOrder());
        for (Named each : named) {
            String schema = schema(each);
            if (!schema.isEmpty()) {
                inserted.put(each.place(), Sql.quote(schema) + ".");
            }
        }
        byte[] text = sql.getBytes(StandardCharsets.UTF_8);
        for (Map.Entry<Integer, String> each : inserted.entrySet()) {
            text = with(text, each.getKey(), each.getValue().getBytes(StandardCharsets.UTF_8));
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    private static byte[] with(byte[] text, int place, byte[] inserted) {
        byte[] all = new byte[text.length + inserted.length];
        System.arraycopy(text, 0, all, 0, place);
        System.arraycopy(inserted, 0, all, place, inserted.length);
        System.arraycopy(text, place, all, place + inserted.length, text.length - place);
        return all;
    }

    /** The schema to put before a table's name; empty where it is to stay as it is. */
    private String schema(Named each) throws Refused {
        String table = each.table().toLowerCase(Locale.ROOT);
        List<String> schemas = tables.getOrDefault(table, List.of());
        if (!each.schema().isEmpty()) {
            String schema = each.schema().toLowerCase(Locale.ROOT);
            if (!SYSTEM.contains(schema) && schemas.stream().noneMatch(schema::equalsIgnoreCase)) {
                throw new Refused("There is no table " + each.schema() + "." + each.table() + " in this file");
            }
            return "";
        }
        if (ctes.contains(table)) {
            return "";
        }
        if (schemas.isEmpty()) {
            throw new Refused("There is no table " + each.table() + " in this file");
        }
        if (byPosition && schemas.size() > 1) {
            throw new Refused("Several datasets of this file have a table " + each.table() + " (" + String.join(", ",
                    schemas) + "), and an attached client does not say which it wants: ask with quack_query");
        }
        return schemas.contains(dataset) ? dataset : schemas.size() == 1 && !schemas.get(0).isEmpty() ? schemas.get(0)
                : "";
    }

    /** Each table and view, DuckDB's own ones with no schema. */
    private Map<String, List<String>> tables() throws SQLException {
        Map<String, List<String>> tables = new HashMap<>();
        try (ResultSet rows = catalog.executeQuery()) {
            while (rows.next()) {
                tables.computeIfAbsent(rows.getString(1).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                        .add(rows.getString(2));
            }
        }
        return tables;
    }

    private void refuseEndless(String sql) throws SQLException, Refused {
        double rows = 0;
        try (PreparedStatement statement = connection.prepareStatement("EXPLAIN (FORMAT json) " + sql);
                ResultSet plan = statement.executeQuery()) {
            while (plan.next()) {
                for (JsonNode each : JSON.readTree(plan.getString(2))) {
                    rows = Math.max(rows, most(each));
                }
            }
        }
        catch (SQLException | JsonProcessingException wrong) {
            return;     // what is wrong with it is told when it runs
        }
        if (rows > MOST_ROWS) {
            throw new Refused("One step of this query is expected to make " + rows + " rows, and a query cannot be"
                    + " ended once it runs: the limit is " + MOST_ROWS);
        }
    }

    /** The most rows that a step of a plan is expected to make; DuckDB gives no number for each of them. */
    private static double most(JsonNode step) {
        double most = 0;
        double product = 1;
        for (JsonNode child : step.path("children")) {
            double rows = most(child);
            most = Math.max(most, rows);
            product *= Math.max(1, rows);
        }
        String estimate = step.path("extra_info").path("Estimated Cardinality").asText("");
        return estimate.matches("\\d+") ? Math.max(most, Double.parseDouble(estimate))
                : step.path("name").asText("").contains("CROSS_PRODUCT") ? product : most;
    }

    /** A statement, taken apart by DuckDB. */
    private JsonNode taken(String sql) throws SQLException, Refused {
        parser.setString(1, sql);
        try (ResultSet row = parser.executeQuery()) {
            row.next();
            return JSON.readTree(row.getString(1));
        }
        catch (JsonProcessingException e) {
            throw new Refused("This statement nests too deep to be looked through");
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
