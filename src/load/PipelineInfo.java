package load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dlt.DltJson;
import dlt.DltSchema;
import dlt.DltState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code dlt pipeline NAME info} prints, and the same as data:
 * https://dlthub.com/docs/reference/command-line-interface.
 *
 * @param state        the newest state of the destination
 * @param schema       the newest schema of the destination
 * @param stateJson    the text of {@code state.json}, for what only this machine knows; null if there is none
 * @param pipelinesDir dlt's pipelines directory
 * @param loadIds      the ids of completed loads, oldest first
 */
public record PipelineInfo(DltState state, DltSchema schema, String stateJson, Path pipelinesDir,
                           List<String> loadIds) {

    public PipelineInfo {
        loadIds = List.copyOf(loadIds);
    }

    /** The text that dlt prints, ended by a newline; {@code verbose} as dlt's {@code -v}. */
    public String text(boolean verbose) {
        List<String> lines = new ArrayList<>();
        if (verbose) {
            lines.add("Attaching to pipeline " + state.pipelineName());
        }
        lines.add("Found pipeline " + state.pipelineName() + " in " + pipelinesDir.toAbsolutePath().normalize());
        lines.add("Synchronized state:");
        state.tree().properties().forEach(entry -> {
            if (!entry.getValue().isObject()) {
                lines.add(entry.getKey() + ": " + python(entry.getValue(), false));
            }
        });
        addSources(lines, verbose);
        lines.addAll(List.of("", "Local state:"));
        addLocal(lines);
        lines.addAll(List.of("", "Resources in schema: " + schema.name()));
        resources().forEach((resource, tables) -> addResource(lines, resource, tables, verbose));
        lines.addAll(List.of("", "Working dir content:"));
        if (!loadIds.isEmpty()) {
            lines.add("Has " + loadIds.size() + " completed load packages with following load ids:");
            lines.addAll(loadIds);
            lines.add("");
        }
        lines.add("Pipeline does not have last run trace.");
        return String.join("\n", lines) + "\n";
    }

    /** The same for JSON output: maps, lists, text, numbers, booleans, nulls. */
    public Map<String, Object> data() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("pipeline_name", state.pipelineName());
        data.put("pipelines_dir", pipelinesDir.toAbsolutePath().normalize().toString());
        data.put("state", plain(state.tree()));
        data.put("local_state", plain(local()));
        data.put("schema_name", schema.name());
        data.put("schema_version", schema.version());
        data.put("schema_version_hash", schema.hash());
        List<Map<String, Object>> entries = new ArrayList<>();
        resources().forEach((resource, tables) -> {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("resource", resource);
            entry.put("state_slots", stateSlots(resource));
            entry.put("tables", tables.stream().map(this::tableData).toList());
            entries.add(entry);
        });
        data.put("resources", entries);
        data.put("load_ids", loadIds);
        return data;
    }

    private void addSources(List<String> lines, boolean verbose) {
        JsonNode sources = state.tree().path("sources");
        if (!sources.isEmpty()) {
            lines.addAll(List.of("", "sources:"));
            lines.add(verbose ? DltJson.pretty(sources)
                : "Add -v option to see sources state. Note that it could be large.");
        }
    }

    private void addLocal(List<String> lines) {
        local().properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (entry.getKey().equals("last_run_context") && value.isObject()) {
                lines.add("last_run_context['uri']: " + value.path("uri").asText());
            }
            else if (value.asText().startsWith(DltState.DATETIME_MARK)) {
                lines.add(entry.getKey() + ": " + value.asText().substring(1).replace('T', ' '));
            }
            else if (!value.isObject() && !value.isNull()) {
                lines.add(entry.getKey() + ": " + python(value, false));
            }
        });
    }

    private void addResource(List<String> lines, String resource, List<String> tables, boolean verbose) {
        lines.add(resource + " with " + tables.size() + " table(s) and " + stateSlots(resource)
            + " resource state slot(s)");
        if (verbose) {
            for (String table : tables) {
                int incomplete = incompleteColumns(table);
                lines.add("\t" + table + " table " + schema.table(table).path("columns").size() + " column(s) "
                    + (seenData(table) ? "received data" : "not yet received data") + " "
                    + (incomplete > 0 ? incomplete + " incomplete column(s)" : ""));
            }
        }
    }

    private Map<String, Object> tableData(String table) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", table);
        entry.put("write_disposition", schema.writeDisposition(table));
        entry.put("columns", schema.table(table).path("columns").size());
        entry.put("received_data", seenData(table));
        return entry;
    }

    /** Resources and their tables, each root followed by those nested in it. */
    private Map<String, List<String>> resources() {
        Map<String, List<String>> resources = new LinkedHashMap<>();
        List<String> tables = schema.dataTableNames().stream()
            .filter(table -> incompleteColumns(table) < schema.table(table).path("columns").size()).toList();
        for (String table : tables) {
            String resource = schema.table(table).path("resource").asText("");
            if (!resource.isEmpty()) {
                addWithNested(resources.computeIfAbsent(resource, name -> new ArrayList<>()), table, tables);
            }
        }
        return resources;
    }

    private void addWithNested(List<String> into, String table, List<String> tables) {
        into.add(table);
        tables.stream().filter(child -> schema.table(child).path("parent").asText("").equals(table))
            .forEach(child -> addWithNested(into, child, tables));
    }

    /** A pipeline with one schema takes its first source's slots, as dlt does it, whatever the source is called. */
    private int stateSlots(String resource) {
        JsonNode sources = state.tree().path("sources");
        JsonNode source = state.tree().path("schema_names").size() == 1 && !sources.isEmpty()
            ? sources.elements().next() : sources.path(schema.name());
        return source.path("resources").path(resource).size();
    }

    private boolean seenData(String table) {
        return schema.table(table).path("x-normalizer").path("seen-data").asBoolean();
    }

    private int incompleteColumns(String table) {
        int incomplete = 0;
        for (JsonNode column : schema.table(table).path("columns")) {
            incomplete += column.path("data_type").isTextual() ? 0 : 1;
        }
        return incomplete;
    }

    private ObjectNode local() {
        return stateJson != null
            && DltJson.object(stateJson, "The file 'state.json'").get("_local") instanceof ObjectNode local
            ? local : DltJson.MAPPER.createObjectNode();
    }

    private static Object plain(JsonNode node) {
        return DltJson.MAPPER.convertValue(node, Object.class);
    }

    /** A value as Python's {@code str} shows it. */
    private static String python(JsonNode value, boolean inside) {
        if (value.isArray()) {
            List<String> elements = new ArrayList<>();
            value.forEach(element -> elements.add(python(element, true)));
            return "[" + String.join(", ", elements) + "]";
        }
        if (value.isBoolean()) {
            return value.booleanValue() ? "True" : "False";
        }
        return value.isNull() ? "None" : inside && value.isTextual() ? "'" + value.textValue() + "'" : value.asText();
    }
}
