package dlt;

import base.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * dlt's pipeline state, as a row of {@code _dlt_pipeline_state} and the file {@code state.json} hold it:
 * https://dlthub.com/docs/general-usage/state. The place for what a source has to remember, under {@code sources}.
 * Immutable: a change gives a new state with the next version. Keys that others wrote stay as they are.
 */
public final class DltState {

    /** The state engine whose form is read and written here; dlt 1.20 to 1.31 have it. */
    public static final int ENGINE_VERSION = 4;

    private static final String LOCAL = "_local";
    private static final String FILE = "duckdb_database";
    private static final String RESOURCES = "resources";
    private static final String MARK = "captured";
    /** dlt marks a text as a date and time by this first character (dlt/common/json, typed JSON). */
    public static final String DATETIME_MARK = "\uf027";
    private static final DateTimeFormatter PYTHON_ISO = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx");

    private final ObjectNode tree;

    private DltState(ObjectNode tree) {
        this.tree = tree;
    }

    /**
     * The first state of a pipeline, version 1, without sources.
     *
     * @param destinationType dlt's class, such as {@code dlt.destinations.duckdb}
     */
    public static DltState empty(String pipeline, String dataset, String schemaName, String destinationType) {
        ObjectNode tree = DltJson.MAPPER.createObjectNode();
        tree.put("_state_version", 1).put("_state_engine_version", ENGINE_VERSION).put("pipeline_name", pipeline);
        tree.putArray("schema_names").add(schemaName);
        tree.put("default_schema_name", schemaName).put("dataset_name", dataset).put("destination_type",
                destinationType);
        tree.putNull("destination_name");
        return new DltState(tree.put("_version_hash", DltHash.ofState(tree)));
    }

    /**
     * A stored state: base64 of zlib of JSON, or plain JSON. A hash that does not fit the content is mended with the
     * next version, as dlt does it.
     *
     * @throws Problem if it is neither, or of another engine version
     */
    public static DltState parse(String stored) {
        String text = stored.stripLeading().startsWith("{") ? stored : DltJson.inflate(stored);
        ObjectNode tree = DltJson.object(text, "The pipeline state in table '_dlt_pipeline_state'");
        if (tree.path("_state_engine_version").asInt() != ENGINE_VERSION) {
            throw Problem.run("The pipeline state in table '_dlt_pipeline_state' has engine version "
                + tree.path("_state_engine_version").asText("none") + ", expected " + ENGINE_VERSION
                + "; load once with a dlt (1.20 or later) that writes this version, or use another dataset.");
        }
        tree.remove(LOCAL);
        DltState state = new DltState(tree);
        return state.next(tree.deepCopy());
    }

    /** What a source remembers, a copy; an empty object if it remembers nothing. */
    public ObjectNode source(String name) {
        return tree.path("sources").path(name) instanceof ObjectNode source ? source.deepCopy()
            : DltJson.MAPPER.createObjectNode();
    }

    /**
     * This state with these keys of a source set (plain JSON types: text, numbers, booleans, maps, lists); others stay.
     * The same instance if nothing changed, else the next version.
     */
    public DltState withSource(String name, Map<String, ?> content) {
        ObjectNode copy = tree.deepCopy();
        ObjectNode source = object(object(copy, "sources"), name);
        content.forEach((key, value) -> source.set(key, DltJson.MAPPER.valueToTree(value)));
        return next(copy);
    }

    /**
     * This state with exactly these tables marked as loaded, where dlt's {@code drop} removes the mark:
     * {@code sources.<source>.resources.<table>}. What dlt remembers of a resource stays beside it.
     *
     * @param began gives the load in which a table that has no mark yet begins. A table that is loaded afresh has
     *              another one, so those who copy its rows can tell
     */
    public DltState withMarks(String name, Collection<String> tables, Function<String, String> began) {
        ObjectNode copy = tree.deepCopy();
        ObjectNode resources = object(object(object(copy, "sources"), name), RESOURCES);
        List<String> known = new ArrayList<>();
        resources.fieldNames().forEachRemaining(known::add);
        known.stream().filter(table -> !tables.contains(table)).forEach(table -> {
            if (resources.get(table) instanceof ObjectNode resource && resource.remove(MARK) != null
                && resource.isEmpty()) {
                resources.remove(table);
            }
        });
        tables.stream().filter(table -> !isMarked(name, table))
            .forEach(table -> object(resources, table).put(MARK, began.apply(table)));
        return next(copy);
    }

    /** Whether {@link #withMarks} marked this table and nobody has removed the mark. */
    public boolean isMarked(String name, String table) {
        return tree.path("sources").path(name).path(RESOURCES).path(table).has(MARK);
    }

    /** The load in which a marked table began. */
    public String mark(String name, String table) {
        return tree.path("sources").path(name).path(RESOURCES).path(table).path(MARK).asText();
    }

    private static ObjectNode object(ObjectNode parent, String key) {
        return parent.get(key) instanceof ObjectNode present ? present : parent.putObject(key);
    }

    /** This state without what a source remembers; the same instance if it remembers nothing. */
    public DltState withoutSource(String name) {
        ObjectNode copy = tree.deepCopy();
        if (copy.get("sources") instanceof ObjectNode sources) {
            sources.remove(name);
            if (sources.isEmpty()) {
                copy.remove("sources");
            }
        }
        return next(copy);
    }

    /** This state with the schema among the pipeline's schemas; the same instance if it is there. */
    public DltState withSchema(String name) {
        ObjectNode copy = tree.deepCopy();
        ArrayNode names = copy.path("schema_names") instanceof ArrayNode present ? present
            : copy.putArray("schema_names");
        boolean known = false;
        for (JsonNode present : names) {
            known |= present.asText().equals(name);
        }
        if (!known) {
            names.add(name);
        }
        if (!copy.path("default_schema_name").isTextual()) {
            copy.put("default_schema_name", name);
        }
        return next(copy);
    }

    /** For {@code _dlt_pipeline_state.state}: base64 of zlib of compact JSON. */
    public String encoded() {
        return DltJson.deflate(DltJson.compact(tree));
    }

    /** Compact JSON, what {@link #encoded()} packs. */
    public String json() {
        return DltJson.compact(tree);
    }

    /** Counts the changes, from 1. */
    public int version() {
        return tree.path("_state_version").asInt();
    }

    /** dlt's hash of the content. */
    public String hash() {
        return tree.path("_version_hash").asText();
    }

    /** Always {@link #ENGINE_VERSION}. */
    public int engineVersion() {
        return tree.path("_state_engine_version").asInt();
    }

    /** The pipeline that the state belongs to. */
    public String pipelineName() {
        return tree.path("pipeline_name").asText();
    }

    /** The name of dlt's schema that the pipeline loads by default; empty if it has none. */
    public String schemaName() {
        return tree.path("default_schema_name").asText("");
    }

    /** The names of all schemas that the pipeline loads. */
    public List<String> schemaNames() {
        List<String> names = new ArrayList<>();
        tree.path("schema_names").forEach(name -> names.add(name.asText()));
        return names;
    }

    /** The DuckDB schema that the pipeline loads into. */
    public String datasetName() {
        return tree.path("dataset_name").asText();
    }

    /** All of the state, not to be changed. */
    public ObjectNode tree() {
        return tree;
    }

    /**
     * What dlt keeps of a machine in {@code state.json}.
     *
     * @param project the folder that holds {@code .dlt}: where dlt is run, and what relative paths start from
     * @param file    the DuckDB file. dlt takes it from {@code duckdb_database}, its {@code legacy_db_path}, unless an
     *                absolute path is configured; null: dlt is to find it
     */
    public record LocalPlace(Path project, Path file) {

        public LocalPlace {
            project = project.toAbsolutePath().normalize();
        }

        private void writeTo(ObjectNode local) {
            String folder = project.toString();
            local.put("initial_cwd", folder);
            local.putObject("last_run_context").put("settings_dir", project.resolve(".dlt").toString())
                .put("local_dir", folder).put("run_dir", folder)
                .put("uri", project.toUri().toString().replaceFirst("(?<=.)/$", ""));
            if (file != null) {
                local.put(FILE, file.toString());
            }
        }
    }

    /**
     * The text of {@code state.json}: the state and what only this machine knows.
     *
     * @param existing    the file's present text, whose other local keys stay; null if there is no file
     * @param extractedAt when this state was made
     */
    public String localJson(String existing, LocalPlace place, Instant extractedAt) {
        ObjectNode all = tree.deepCopy();
        ObjectNode local = all.putObject(LOCAL);
        if (existing != null
            && DltJson.object(existing, "The file 'state.json'").get(LOCAL) instanceof ObjectNode kept) {
            local.setAll(kept);
        }
        local.put("first_run", false);
        if (!local.has("_dev_mode")) {
            local.put("_dev_mode", false);
        }
        place.writeTo(local);
        local.put("_last_extracted_at", DATETIME_MARK + PYTHON_ISO.format(extractedAt.atOffset(ZoneOffset.UTC)));
        local.put("_last_extracted_hash", hash());
        return DltJson.compact(all);
    }

    private DltState next(ObjectNode changed) {
        String hash = DltHash.ofState(changed);
        if (hash.equals(hash())) {
            return this;
        }
        return new DltState(changed.put("_state_version", version() + 1).put("_version_hash", hash));
    }
}
