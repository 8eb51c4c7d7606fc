package dlt;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What dlt's schema declares of our tables other than they are, so that dlt reads or appends wrongly, or not at all:
 * columns that do not exist, and columns of another type. A run in Python that changes its state passes every declared
 * name through dlt's naming convention once more ({@code Schema.update_schema} in dlt 1.31), which makes {@code op} of
 * {@code __op} and keeps both; a {@code data_type} that it gives a column is declared, but alters no table.
 *
 * @param missing declared columns that a table does not have, by table
 * @param typed   columns as they are, of which another type is declared, by table
 */
public record Misdeclared(Map<String, List<String>> missing, Map<String, List<DltColumn>> typed) {

    /** Everything that is declared is there. */
    public static final Misdeclared NOTHING = new Misdeclared(Map.of(), Map.of());

    /**
     * @param there the destination's tables as they are
     * @param ours  the names of those that we have loaded
     */
    public static Misdeclared of(DltSchema schema, Map<String, Table> there, Collection<String> ours) {
        Misdeclared found = new Misdeclared(new TreeMap<>(), new TreeMap<>());
        for (String name : ours) {
            Table table = there.get(name);
            if (table != null && !schema.table(name).isMissingNode()) {
                found.look(table, schema.table(name).path("columns"), schema.columnNames(name));
            }
        }
        return found;
    }

    private void look(Table table, JsonNode declared, List<String> names) {
        Set<String> present = table.columns().stream().map(DltColumn::name).collect(Collectors.toSet());
        List<String> gone = names.stream().filter(column -> !present.contains(column) && isComplete(declared, column))
            .toList();
        if (!gone.isEmpty()) {
            missing.put(table.name(), gone);
        }
        List<DltColumn> other = table.columns().stream().filter(column -> isComplete(declared, column.name())
            && !DltType.of(declared.path(column.name())).duckDb().equals(DltType.of(column.type()).duckDb())).toList();
        if (!other.isEmpty()) {
            typed.put(table.name(), other);
        }
    }

    /** dlt takes a column without a type for one that is still to come. */
    private static boolean isComplete(JsonNode declared, String column) {
        return declared.path(column).hasNonNull("data_type");
    }

    public boolean isEmpty() {
        return missing.isEmpty() && typed.isEmpty();
    }

    /** The schema without them. */
    public DltSchema mend(DltSchema schema) {
        return schema.withoutColumns(missing).withTypes(typed);
    }

    /** For a sentence: {@code log.op, log.seq, users.amount (it is DECIMAL(12,2))}. */
    @Override
    public String toString() {
        List<String> named = new ArrayList<>(named(missing, column -> column));
        named.addAll(named(typed, column -> column.name() + " (it is " + column.type() + ")"));
        return String.join(", ", named);
    }

    private static <C> List<String> named(Map<String, List<C>> columns, Function<C, String> name) {
        return columns.entrySet().stream().flatMap(each -> each.getValue().stream()
            .map(column -> each.getKey() + "." + name.apply(column))).toList();
    }
}
