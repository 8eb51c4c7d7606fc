package change;

import base.Problem;
import event.Row;
import event.TableId;
import java.util.List;
import java.util.Map;

/**
 * Which columns identify a row in the destination: {@code [cdc_settings.primary_keys]}, overridden by the script's own
 * ("resource"). A table with a primary key is merged, one without is appended.
 *
 * @see <a href="https://dlthub.com/docs/general-usage/merge-loading">dlt: Merge loading</a>
 */
public final class PrimaryKeys {

    private final Map<String, List<String>> configured;
    private final Map<String, List<String>> resource;
    private final GivenNames given;

    /**
     * Both maps: {@code table} or {@code schema.table} to column names. The columns have dlt's names in the
     * destination.
     */
    public PrimaryKeys(Map<String, List<String>> configured, Map<String, List<String>> resource) {
        this(configured, resource, Map.of());
    }

    /** @param columnNames names of columns in the destination, see {@link GivenNames} */
    public PrimaryKeys(Map<String, List<String>> configured, Map<String, List<String>> resource,
            Map<String, String> columnNames) {
        this.given = new GivenNames(columnNames);
        this.configured = Map.copyOf(configured);
        this.resource = Map.copyOf(resource);
    }

    /** The key columns of a table, empty when none are configured. */
    public List<String> of(TableId table) {
        List<String> key = in(resource, table);
        key = key != null ? key : in(configured, table);
        return key != null ? key : List.of();
    }

    private static List<String> in(Map<String, List<String>> keys, TableId table) {
        return table.in(keys);
    }

    /**
     * The key columns of a table as the source names them, empty when none are configured.
     *
     * @param columns the columns that the table has, source names
     */
    public List<String> of(TableId table, List<String> columns) {
        return of(table).stream().map(given -> source(table, given, columns)).toList();
    }

    /** A column may be given by its name at the source or by the one that it has in the destination. */
    private String source(TableId table, String given, List<String> columns) {
        if (columns.contains(given)) {
            return given;
        }
        return columns.stream().filter(column -> this.given.column(table, column).equals(given)).findFirst()
                .orElseThrow(() -> Problem.config("Primary key column " + given
                        + " of [cdc_settings.primary_keys] is not a column of table " + table + "; its columns are "
                        + String.join(", ", columns)));
    }

    /** The places of the key columns, given by source names, in a row. */
    public static int[] places(List<String> key, Row.Schema schema) {
        return key.stream().mapToInt(schema::indexOf).toArray();
    }
}
