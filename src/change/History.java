package change;

import event.TableId;
import java.util.Map;

/**
 * The APPEND tables that merged ones have beside them ({@code [cdc_settings.history]}): each takes every change that
 * the merged table is made of, under a name of its own in the same schema.
 */
public final class History {

    private final Map<String, String> names;

    /** @param names of the tables, by source table: {@code table} or {@code schema.table} */
    public History(Map<String, String> names) {
        this.names = names;
    }

    /** The table that takes every change of this one; null where there is none. */
    public TableId of(TableId table) {
        String name = names.isEmpty() ? null : table.in(names);
        return name == null ? null : new TableId(table.schema(), name);
    }

    /** The table whose changes this one takes; null where it takes none. */
    static TableId of(TableId table, Map<String, String> names) {
        for (Map.Entry<String, String> each : names.entrySet()) {
            if (each.getValue().equals(table.name())) {
                String schema = table.schema() + ".";
                String source = each.getKey();
                return new TableId(table.schema(), source.startsWith(schema) ? source.substring(schema.length())
                        : source);
            }
        }
        return null;
    }
}
