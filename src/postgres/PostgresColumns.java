package postgres;

import capture.SnapshotSelects;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the catalog says of the captured columns and Debezium does not hand on: set as properties before each start. */
final class PostgresColumns {

    private PostgresColumns() {
    }

    static void describe(PostgresServer server, List<PostgresTable> tables, Properties properties) {
        properties.setProperty(PostgresTypes.JSON_ARRAYS, String.join("\n", server.row("""
                SELECT n.nspname || '.' || c.relname || '.' || a.attname FROM pg_attribute a
                JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE a.attndims > 1 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')""")));
        readAsText(server, tables, properties);
    }

    /**
     * Lets the snapshot read some types as text: the driver's date counts in a calendar that has no 5th to 14th October
     * 1582, and its interval has no infinity.
     * The text comes beside the column and, as the later of two columns of one name, in its place; so a column that is
     * added meanwhile is not left out.
     */
    private static void readAsText(PostgresServer server, List<PostgresTable> tables, Properties properties) {
        Map<String, List<String>> texts = new LinkedHashMap<>();
        List<String> found = server.row("""
                SELECT table_schema || '.' || table_name, column_name FROM information_schema.columns
                WHERE data_type IN ('date', 'interval') ORDER BY 1, ordinal_position""");
        for (int i = 0; i < found.size(); i += 2) {
            texts.computeIfAbsent(found.get(i), t -> new ArrayList<>()).add(found.get(i + 1));
        }
        for (PostgresTable table : tables) {
            if (texts.containsKey(table.toString())) {
                SnapshotSelects.add(properties, table.schema(), table.name(), "SELECT t.*, "
                        + texts.get(table.toString()).stream()
                        .map(c -> "t." + quoted(c) + "::text AS " + quoted(c)).collect(Collectors.joining(", "))
                        + " FROM " + quoted(table.schema()) + "." + quoted(table.name()) + " t");
            }
        }
    }

    /**
     * The labels of the enums in these tables' columns, also in arrays, domains and composites: {@code type 'label'} by
     * number.
     */
    static Map<String, String> enumLabels(PostgresServer server, List<PostgresTable> tables) {
        Map<String, String> labels = new TreeMap<>();
        if (!tables.isEmpty()) {
            server.query("""
                    WITH RECURSIVE used(type) AS (SELECT atttypid FROM pg_attribute WHERE attnum > 0
                            AND NOT attisdropped AND attrelid IN (%s)
                        UNION SELECT part.type FROM used JOIN pg_type t ON t.oid = used.type CROSS JOIN LATERAL (
                            SELECT t.typelem UNION SELECT t.typbasetype UNION SELECT a.atttypid FROM pg_attribute a
                            WHERE t.typrelid <> 0
                                AND a.attrelid = t.typrelid AND a.attnum > 0) part(type) WHERE part.type <> 0)
                    SELECT e.oid::text, e.enumtypid::regtype || ' ' || quote_literal(e.enumlabel) FROM used
                    JOIN pg_enum e ON e.enumtypid = used.type""".formatted(tables.stream()
                            .map(table -> String.valueOf(table.oid()))
                    .collect(Collectors.joining(", "))), r -> labels.put(r.getString(1), r.getString(2)));
        }
        return labels;
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
