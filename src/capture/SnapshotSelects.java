package capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** SELECTs of our own for the snapshot of a table, as Debezium's properties {@code snapshot.select.statement.overrides}. */
final class SnapshotSelects {

    private static final String OVERRIDES = "snapshot.select.statement.overrides";

    private SnapshotSelects() {
    }

    /** Adds one, unless the user has given one for the table. */
    static void add(Properties properties, String schema, String table, String select) {
        String given = properties.getProperty(OVERRIDES, "");
        List<String> tables = new ArrayList<>(given.isBlank() ? List.of() : List.of(given.split("\\s*,\\s*")));
        String name = schema + "." + table;
        if (!tables.contains(name) && isPlain(schema + table)) {
            tables.add(name);
            properties.setProperty(OVERRIDES, String.join(",", tables));
            properties.setProperty(OVERRIDES + "." + name, select);
        }
    }

    /** Whether a name can stand in a property name that Debezium takes apart at dots and commas. */
    private static boolean isPlain(String name) {
        return name.chars().allMatch(c -> c == '_' || c == '$' || Character.isLetterOrDigit(c));
    }
}
