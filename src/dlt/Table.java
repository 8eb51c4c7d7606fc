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
 */
public record Table(String name, WriteDisposition disposition, List<DltColumn> columns) {

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

    /** The columns that rows are merged by, in physical order; empty for a table without a key. */
    public List<DltColumn> keys() {
        return columns.stream().filter(DltColumn::primaryKey).toList();
    }
}
