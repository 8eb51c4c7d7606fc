package dlt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How a table is declared in dlt's schema. What others have written into its entry stays. */
final class TableEntry {

    private TableEntry() {
    }

    /** Declares a table as it is now. */
    static void put(ObjectNode tree, Table table) {
        ObjectNode tables = tree.withObject("/tables");
        ObjectNode entry = tables.get(table.name()) instanceof ObjectNode present ? present
            : tables.putObject(table.name()).put("name", table.name());
        ObjectNode columns = entry.get("columns") instanceof ObjectNode present ? present : entry.putObject("columns");
        table.columns().forEach(column -> putColumn(columns, column, table.disposition()));
        if (table.parent() != null) {
            entry.put("parent", entry.path("parent").asText(table.parent()));
        }
        else {
            entry.put("write_disposition", table.disposition().dltName());
            if (!entry.has("resource")) {
                entry.put("resource", table.name());
            }
        }
        ObjectNode normalizer = entry.get("x-normalizer") instanceof ObjectNode present ? present
            : entry.putObject("x-normalizer");
        normalizer.put("seen-data", true);
        if (table.columns().contains(DltColumn.VALID_TO)) {
            DltHints.validity(entry);
        }
        String root = root(tables, table.name());
        if (table.disposition() == WriteDisposition.MERGE && table.parent() == null || table.parent() != null
                && table.columns().contains(DltColumn.ROOT_ID)) {
            DltHints.propagateRootKey(tree, root);
        }
    }

    /**
     * Sets what the loader knows of a column. No {@code hard_delete} hint on the soft delete flag: a later merge by
     * dlt would remove the rows. No {@code x-merge-strategy} either: dlt writes none for its default, delete-insert.
     */
    private static void putColumn(ObjectNode columns, DltColumn column, WriteDisposition disposition) {
        boolean isNew = !columns.has(column.name());
        ObjectNode entry = isNew ? columns.putObject(column.name()) : (ObjectNode) columns.get(column.name());
        entry.put("name", column.name());
        DltType type = DltType.of(column.type());
        if (!type.duckDb().equals(DltType.of(entry).duckDb())) {
            type.writeTo(entry);
        }
        if (isNew || entry.path("nullable").asBoolean(true) != column.nullable()) {
            entry.put("nullable", column.nullable());
        }
        if (column.primaryKey()) {
            entry.put("primary_key", true);
        }
        else if (disposition == WriteDisposition.MERGE) {
            entry.remove("primary_key");
        }
        if (column.variant()) {
            entry.put("variant", true);
        }
        if (column.name().equals(DltColumn.ROW_ID.name())) {
            entry.put("unique", true).put("row_key", true);
        }
        if (column.equals(DltColumn.PARENT_ID)) {
            entry.put("parent_key", true);
        }
        if (column.equals(DltColumn.ROOT_ID)) {
            entry.put("root_key", true);
        }
    }

    /** The table that a nested one is in at last; itself where it is not nested. */
    private static String root(JsonNode tables, String table) {
        String root = table;
        while (tables.path(root).has("parent")) {
            root = tables.path(root).get("parent").asText();
        }
        return root;
    }
}
