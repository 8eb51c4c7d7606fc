package load;

import base.Problem;
import dlt.Naming;
import event.TableId;
import java.util.HashMap;
import java.util.Map;

/** Which destination table a source table goes to: dlt's normalised name, or {@code [cdc_settings.table_names]}. */
final class TableNames {

    private final Map<String, String> configured;
    private final Map<TableId, String> names = new HashMap<>();
    private final Map<String, TableId> taken = new HashMap<>();

    TableNames(Map<String, String> configured) {
        this.configured = configured;
    }

    String of(TableId table) {
        return names.computeIfAbsent(table, this::name);
    }

    private String name(TableId table) {
        String given = table.in(configured);
        String name = Naming.table(given != null ? given : table.name());
        if (name.startsWith("_dlt")) {
            throw Problem.config("Table " + table + " would be loaded into " + name
                    + ", and _dlt is the beginning of dlt's own" + " tables: give it another name in"
                    + " [cdc_settings.table_names] of .dlt/config.toml, such as \"" + table + "\" = \"source" + name
                    + "\"");
        }
        TableId twin = taken.putIfAbsent(name, table);
        if (twin != null) {
            throw Problem.config("Tables " + twin + " and " + table + " would both be loaded into " + name
                    + ": rename one of them in [cdc_settings.table_names] of .dlt/config.toml, such as \"" + table
                    + "\" = \"" + Naming.table(table.schema() + "_" + table.name()) + "\"");
        }
        return name;
    }
}
