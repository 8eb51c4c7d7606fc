import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/** What is loaded, row by row beside the source. */
final class Comparison {

    private final Tables tables;
    private String differs = "";

    Comparison(Tables tables) {
        this.tables = tables;
    }

    /** What the last comparison found. */
    String differs() {
        return differs;
    }

    void differs(String found) {
        differs = found;
    }

    boolean isEqual(Loaded loaded) throws Exception {
        try (Connection source = tables.open()) {
            for (String table : Tables.MERGED) {
                String columns = table.equals("k_items") ? "tenant, id, n, v" : table.equals("k_orders")
                        && !Tables.rows(source, "SELECT 1 FROM pg_attribute WHERE attrelid = 'k_orders'::regclass AND"
                                + " attname = 'extra'").isEmpty()
                        ? "id, n, v, amount, extract(epoch from moment)::numeric(20,6), extra" : "id, n, v";
                if (!equal(table, Tables.rows(source, "SELECT " + columns + " FROM " + table),
                        loaded.rows("SELECT " + columns.replace("::numeric(20,6)", "::DECIMAL(20,6)")
                                + " FROM %s WHERE NOT deleted", table))) {
                    return false;
                }
            }
            for (String table : Tables.APPENDED) {
                if (!equal(table, Tables.rows(source, "SELECT op, id, n FROM truth WHERE t = '" + table + "'"),
                        loaded.rows("SELECT __op, id, n FROM %s", table))) {
                    return false;
                }
            }
        }
        return true;
    }

    boolean hasTypes(Loaded files) throws Exception {
        List<String> found = files.rows("SELECT id, " + Tables.TYPES + " FROM %s", "k_types");
        List<String> expected = List.of("1|" + Tables.LOADED_TYPES, "2|" + Tables.LOADED_TYPES, "3|" + Tables.NO_TYPES);
        return equal("k_types", expected, found);
    }

    boolean equal(String table, List<String> expected, List<String> actual) {
        if (expected.equals(actual)) {
            return true;
        }
        List<String> lost = new ArrayList<>(expected);
        actual.forEach(lost::remove);
        List<String> surplus = new ArrayList<>(actual);
        expected.forEach(surplus::remove);
        differs = table + ": " + expected.size() + " expected, " + actual.size() + " found; lost " + lost.size() + " "
                + some(lost) + ", too many " + surplus.size() + " " + some(surplus);
        return false;
    }

    private static List<String> some(List<String> rows) {
        return rows.stream().limit(4).map(each -> each.length() > 80 ? each.substring(0, 80) + "…" : each).toList();
    }
}
