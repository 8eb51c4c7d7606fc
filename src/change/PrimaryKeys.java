package change;

import config.Problem;
import event.Row;
import event.TableId;
import java.util.ArrayList;
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

    /** Both maps: {@code table} or {@code schema.table} to column names. */
    public PrimaryKeys(Map<String, List<String>> configured, Map<String, List<String>> resource) {
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
        List<String> key = keys.get(table.toString());
        return key != null ? key : keys.get(table.name());
    }

    /** The places of the key columns in a row. */
    public static int[] places(TableId table, List<String> key, Row.Schema schema) {
        List<Integer> places = new ArrayList<>();
        for (String column : key) {
            int place = schema.indexOf(column);
            if (place < 0) {
                throw Problem.config("Primary key column " + column + " of [cdc_settings.primary_keys] is not a column of"
                        + " table " + table + "; its columns are "
                        + String.join(", ", schema.columns().stream().map(Row.Column::name).toList()));
            }
            places.add(place);
        }
        return places.stream().mapToInt(Integer::intValue).toArray();
    }
}
