import base.Sql;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import config.CdcConfig;
import destination.Attached;
import destination.duckdb.DuckDb;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the tables have to be after lines of a recording, by a plain reading of each: a row of {@code items} a key, as
 * the newest event of that key says. Values are compared as {@link RecordedText}. It is kept apart from the loader:
 * nothing of its code is used.
 */
final class Model {

    private static final ObjectReader JSON = new ObjectMapper(JsonFactory.builder().streamReadConstraints(
            StreamReadConstraints.builder().maxNumberLength(50_000).build()).build())
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).readerFor(JsonNode.class);
    /** A value that the recording leaves open. */
    private static final String OPEN = "?";

    private static final class Item {
        final Map<String, String> values = new TreeMap<>();
        boolean deleted;
    }

    private final Map<String, Item> items = new TreeMap<>();
    private long others;

    /** Why the line can be no event of a sound recording; empty when it can. */
    String add(String line) {
        try {
            List<JsonNode> values = new ArrayList<>();
            try (MappingIterator<JsonNode> all = JSON.readValues(line)) {
                all.forEachRemaining(values::add);
            }
            if (values.isEmpty()) {
                return "";
            }
            JsonNode last = values.get(values.size() - 1);
            boolean whole = last.has("value") && !last.has("payload");
            JsonNode value = whole ? last.get("value") : last;
            JsonNode old = whole ? last.path("headers").path("__debezium.oldkey").path("payload").path("id")
                    : last.path("none");
            if (value.isNull() || value.path("payload").isNull()) {
                return "";
            }
            if (value.path("schema").path("name").asText().endsWith(".Heartbeat")) {
                return "";
            }
            if (value.path("payload").path("op").asText().equals("m")) {
                return "";
            }
            return event(value.get("payload"), value.get("schema"), old);
        }
        catch (IOException | RuntimeException e) {
            return "the model cannot read it: " + e;
        }
    }

    private String event(JsonNode payload, JsonNode schema, JsonNode oldKey) {
        String table = payload.get("source").get("table").textValue();
        if (!table.equals("items") && !table.equals("Items")) {
            others++;
            return "";
        }
        JsonNode columns = schema.get("fields").get(1).get("fields");
        JsonNode after = payload.get("after");
        JsonNode before = payload.get("before");
        switch (payload.get("op").textValue()) {
            case "t" -> items.values().forEach(item -> item.deleted = true);
            case "d" -> delete(RecordedText.of(columns, "id", before));
            case "r", "c", "u" -> {
                String id = RecordedText.of(columns, "id", after);
                String from = before.isObject() ? RecordedText.of(columns, "id", before) : oldKey.isMissingNode() ? id
                        : RecordedText.number(oldKey.decimalValue());
                if (before.isObject() && !from.equals(id)) {
                    delete(from);
                }
                put(id, from, columns, after);
            }
            default -> {
                return "its op is " + payload.get("op");
            }
        }
        return after.isObject() == payload.get("op").textValue().matches("[rcu]") ? ""
                : "op and rows do not go together";
    }

    private void delete(String id) {
        if (items.containsKey(id)) {
            items.get(id).deleted = true;
        }
    }

    private void put(String id, String from, JsonNode columns, JsonNode row) {
        Item item = new Item();
        Item stored = items.get(from);
        Set<String> left = new HashSet<>();
        row.fieldNames().forEachRemaining(left::add);
        for (JsonNode column : columns) {
            String name = column.get("field").textValue();
            String text = RecordedText.of(columns, name, row);
            left.remove(name);
            item.values.put(name, !RecordedWork.LEFT_OUT.equals(text) ? text : stored == null ? OPEN
                    : stored.values.getOrDefault(name, "NULL"));
        }
        if (!left.isEmpty()) {
            throw new IllegalStateException("it has no column " + left);
        }
        items.put(id, item);
    }

    /** What the file has otherwise; empty when nothing. */
    String differences(CdcConfig config, DuckDb duckdb) throws SQLException {
        if (!duckdb.exists()) {
            return items.isEmpty() && others == 0 ? "" : "nothing was loaded";
        }
        duckdb.attach();
        Map<String, Map<String, String>> stored = new HashMap<>();
        long more = 0;
        for (List<Object> table : duckdb.query("SELECT table_name FROM duckdb_tables() WHERE database_name = ? AND"
                + " schema_name = ? AND NOT starts_with(table_name, '_dlt')", Attached.CATALOG, config.dataset())) {
            String name = (String) table.get(0);
            String from = Attached.CATALOG + "." + config.dataset() + "." + Sql.quote(name);
            if (!name.equals("items")) {
                more += (Long) duckdb.query("SELECT count(*) FROM " + from).get(0).get(0);
                continue;
            }
            for (Map<String, String> row : rows(duckdb, from)) {
                if (stored.put(row.get("id"), row) != null) {
                    return "key " + row.get("id") + " is there twice";
                }
            }
        }
        return more != others ? "other tables have " + more + " rows, expected " + others : differences(stored);
    }

    private String differences(Map<String, Map<String, String>> stored) {
        for (Map.Entry<String, Item> each : items.entrySet()) {
            Map<String, String> row = stored.remove(each.getKey());
            if (row == null) {
                return "key " + each.getKey() + " is missing";
            }
            if (!row.get("deleted").equals(String.valueOf(each.getValue().deleted))) {
                return "key " + each.getKey() + " has deleted = " + row.get("deleted");
            }
            for (Map.Entry<String, String> column : row.entrySet()) {
                String right = each.getValue().values.getOrDefault(column.getKey(), "NULL");
                if (!column.getKey().equals("deleted") && !right.equals(OPEN) && !right.equals(column.getValue())) {
                    return "key " + each.getKey() + ": " + column.getKey() + " is " + column.getValue() + ", expected "
                            + right;
                }
            }
        }
        for (Map.Entry<String, Map<String, String>> each : stored.entrySet()) {
            if (!each.getValue().get("deleted").equals("true")) {
                return "key " + each.getKey() + " is there, and should not be";
            }
        }
        return "";
    }

    /** Column to text; a value that its column could not hold is in a variant column. */
    private static List<Map<String, String>> rows(DuckDb duckdb, String from) throws SQLException {
        List<String> names = duckdb.query("SELECT column_name FROM (DESCRIBE " + from + ")").stream()
                .map(row -> (String) row.get(0))
                .toList();
        List<Map<String, String>> rows = new ArrayList<>();
        for (List<Object> row : duckdb.query("SELECT COLUMNS(*)::VARCHAR FROM " + from)) {
            Map<String, String> texts = new TreeMap<>();
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i).replaceFirst("__v_.*", "");
                String text = row.get(i) == null ? "NULL" : RecordedText.canonical((String) row.get(i));
                if (!name.startsWith("_dlt") && (!text.equals("NULL") || !texts.containsKey(name))) {
                    texts.put(name, text);
                }
            }
            rows.add(texts);
        }
        return rows;
    }
}
