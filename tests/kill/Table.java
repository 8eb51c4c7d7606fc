import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A captured table.
 *
 * @param columns  all that are compared; one that is not there at the moment counts as NULL
 * @param key      columns that tell rows apart, empty when nothing does
 * @param declared whether the key is a primary key at the source; Debezium splits a change of such a key in two
 * @param full     the whole old row is in the log
 * @param loaded   the destination's SQL for columns whose text is another one there
 */
record Table(String name, List<String> columns, List<String> key, boolean declared, boolean full,
        Map<String, String> loaded) {

    /** A row's key. */
    List<String> key(List<String> row) {
        return key.stream().map(column -> row.get(columns.indexOf(column))).toList();
    }

    /** What is logged of an old row: all of it, or its key alone. */
    List<String> logged(List<String> row) {
        if (full) {
            return row;
        }
        List<String> known = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            known.add(key.contains(columns.get(i)) ? row.get(i) : null);
        }
        return known;
    }

    /** The columns as text, for SELECT, where only some of them are there. */
    String asText(String type, List<String> present) {
        return String.join(", ", columns.stream().map(column -> "CAST("
                + (present.contains(column) ? loaded.getOrDefault(column, column) : "NULL") + " AS " + type + ")")
                .toList());
    }
}
