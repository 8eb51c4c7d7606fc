package capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * SELECTs of our own for the snapshot of a table, as Debezium's properties {@code snapshot.select.statement.overrides}.
 */
public final class SnapshotSelects {

    private static final String OVERRIDES = "snapshot.select.statement.overrides";

    private SnapshotSelects() {
    }

    /** Adds one, unless the user has given one for the table. */
    public static void add(Properties properties, String schema, String table, String select) {
        String given = properties.getProperty(OVERRIDES, "");
        List<String> tables = new ArrayList<>(given.isBlank() ? List.of() : List.of(given.split("\\s*,\\s*")));
        String name = isPlain(schema + table) ? schema + "." + table : '`' + schema + "`.`" + table + '`';
        if (!tables.contains(name) && !tables.contains(schema + "." + table) && canBeQuoted(schema + table)) {
            tables.add(name);
            properties.setProperty(OVERRIDES, String.join(",", tables));
            properties.setProperty(OVERRIDES + "." + name, select);
        }
    }

    /** Debezium takes the list apart at commas, and has trouble with quotes in quotes. */
    private static boolean canBeQuoted(String name) {
        return name.chars().noneMatch(c -> c == ',' || c == '`' || c == '"' || c == '\'');
    }

    /** Whether a name can stand in the list as it is. */
    private static boolean isPlain(String name) {
        return name.chars().allMatch(c -> c == '_' || c == '$' || Character.isLetterOrDigit(c));
    }
}
