package dlt;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Hints that dlt itself sets for tables that are merged in some way. */
final class DltHints {

    private DltHints() {
    }

    /** The hints of dlt's strategy scd2: its {@code _dlt_id} tells versions of a row apart. */
    static void validity(ObjectNode table) {
        table.put("x-merge-strategy", "scd2");
        ObjectNode columns = (ObjectNode) table.get("columns");
        ((ObjectNode) columns.get(DltColumn.VALID_FROM.name())).put("x-valid-from", true);
        ((ObjectNode) columns.get(DltColumn.VALID_TO.name())).put("x-valid-to", true)
            .putNull("x-active-record-timestamp");
        ((ObjectNode) columns.get(DltColumn.ROW_ID.name())).put("x-row-version", true).put("unique", false)
            .put("row_key", false);
    }

    /** As dlt for every merge root, so that tables nested below it by a later run of dlt carry the root's row id. */
    static void propagateRootKey(ObjectNode tree, String table) {
        ObjectNode propagated = tree.withObject("/normalizers/json/config/propagation/tables");
        if (!propagated.has(table)) {
            propagated.putObject(table).put("_dlt_id", "_dlt_root_id");
        }
    }
}
