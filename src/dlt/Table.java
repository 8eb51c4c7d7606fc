package dlt;

import base.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A destination table as it stands after the load that is being planned.
 *
 * @param name        its name in the destination, already normalised
 * @param disposition how changes become rows in it
 * @param columns     all its columns in physical order, {@code _dlt_load_id} and {@code _dlt_id} at their place
 * @param parent      the table that its rows are nested in, null for one of its own
 */
public record Table(String name, WriteDisposition disposition, List<DltColumn> columns, String parent) {

    public Table(String name, WriteDisposition disposition, List<DltColumn> columns) {
        this(name, disposition, columns, null);
    }

    public Table {
        columns = List.copyOf(columns);
        Set<String> seen = new HashSet<>();
        for (DltColumn column : columns) {
            if (!seen.add(column.name().toLowerCase(Locale.ROOT))) {
                throw Problem.run("Table '" + name + "' has two columns named '" + column.name()
                    + "' (DuckDB does not tell upper from lower case); rename one of them at the source.");
            }
        }
    }

    /** Whether it has a column of this name. */
    public boolean has(String column) {
        return columns.stream().anyMatch(each -> each.name().equals(column));
    }

    /** The columns in which the values of a source column may be: its own and its variants. */
    public List<DltColumn> family(String column) {
        return columns.stream().filter(each -> each.name().equals(column) || each.name().startsWith(column + "__v_"))
            .toList();
    }

    /** The columns that rows are merged by, in physical order; empty for a table without a key. */
    public List<DltColumn> keys() {
        return columns.stream().filter(DltColumn::primaryKey).toList();
    }
}
