package dlt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The schema entries of dlt's own tables, word for word as dlt writes them (they count for the schema's hash). */
final class DltSystemTables {

    private record SystemColumn(String name, String type, boolean nullable, Integer precision, String description) {
    }

    private static final List<SystemColumn> VERSION = List.of(
        required("version", "bigint", "Numeric version of the schema, incremented on each schema change"),
        required("engine_version", "bigint", "Version of the dlt schema engine that created this schema"),
        required("inserted_at", "timestamp", "Timestamp when this schema version was stored"),
        required("schema_name", "text", "Name of the schema"),
        required("version_hash", "text", "Unique hash of the schema content, used to detect changes"),
        required("schema", "text", "JSON representation of the complete schema definition"));

    private static final List<SystemColumn> LOADS = List.of(
        new SystemColumn("load_id", "text", false, 64, "Unique identifier of the load operation"),
        optional("schema_name", "Name of the schema associated with this load"),
        required("status", "bigint", "Status of the load operation (0 = success)"),
        required("inserted_at", "timestamp", "Timestamp when the load was completed"),
        optional("schema_version_hash", "Hash of the schema version used during this load"));

    private static final List<SystemColumn> STATE = List.of(
        required("version", "bigint", "Numeric version of the pipeline state"),
        required("engine_version", "bigint", "Version of the dlt state engine"),
        required("pipeline_name", "text", "Name of the pipeline this state belongs to"),
        required("state", "text", "Compressed JSON representation of the pipeline state"),
        required("created_at", "timestamp", "Timestamp when this state was created"),
        optional("version_hash", "Hash of the state content, used to detect changes"),
        new SystemColumn("_dlt_load_id", "text", false, 64, "Load identifier linking this row to its load operation"));

    private static final String DEFAULTS = """
        {"settings": {
           "detections": ["iso_timestamp"],
           "default_hints": {
             "not_null": ["_dlt_id", "_dlt_root_id", "_dlt_parent_id", "_dlt_list_idx", "_dlt_load_id"],
             "parent_key": ["_dlt_parent_id"], "root_key": ["_dlt_root_id"],
             "unique": ["_dlt_id"], "row_key": ["_dlt_id"]}},
         "normalizers": {"names": "snake_case", "json": {"module": "dlt.common.normalizers.json.relational"}},
         "previous_hashes": []}""";

    private DltSystemTables() {
    }

    /** A schema with dlt's tables and default settings, version 1; its hash is left empty. */
    static ObjectNode emptySchema(String name, int engineVersion) {
        ObjectNode schema = DltJson.MAPPER.createObjectNode();
        schema.put("version", 1).put("version_hash", "").put("engine_version", engineVersion).put("name", name);
        ObjectNode tables = schema.putObject("tables");
        addTable(tables, "_dlt_version", VERSION).put("write_disposition", "skip").put("resource", "_dlt_version")
            .put("description", "Created by DLT. Tracks schema updates");
        addTable(tables, "_dlt_loads", LOADS).put("write_disposition", "skip").put("resource", "_dlt_loads")
            .put("description", "Created by DLT. Tracks completed loads");
        ObjectNode state = addTable(tables, "_dlt_pipeline_state", STATE).put("write_disposition", "append")
            .put("file_format", "preferred").put("resource", "_dlt_pipeline_state");
        state.putObject("x-normalizer").put("seen-data", true);
        state.withObject("/columns").putObject("_dlt_id").put("name", "_dlt_id").put("data_type", "text")
            .put("nullable", false).put("unique", true).put("row_key", true);
        return schema.setAll(DltJson.object(DEFAULTS, "The default settings"));
    }

    private static ObjectNode addTable(ObjectNode tables, String name, List<SystemColumn> columns) {
        ObjectNode table = tables.putObject(name).put("name", name);
        ObjectNode entries = table.putObject("columns");
        for (SystemColumn column : columns) {
            ObjectNode entry = entries.putObject(column.name()).put("name", column.name())
                .put("data_type", column.type()).put("nullable", column.nullable());
            if (column.precision() != null) {
                entry.put("precision", column.precision());
            }
            entry.put("description", column.description());
        }
        return table;
    }

    private static SystemColumn required(String name, String type, String description) {
        return new SystemColumn(name, type, false, null, description);
    }

    private static SystemColumn optional(String name, String description) {
        return new SystemColumn(name, "text", true, null, description);
    }
}
