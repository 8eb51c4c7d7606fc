import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A case: what is made at the source, what is done there, and when the loader runs.
 *
 * @param space   schema or database, without the number that makes it unique
 * @param tables  every table that is compared, by each name that it has in the course of things
 * @param config  lines of {@code [cdc_settings]}
 * @param without columns that the shrinker has taken out
 */
record Plan(String space, Map<String, Compared> tables, String config, List<Step> steps, Set<String> without) {

    /**
     * How a table is compared.
     *
     * @param key     columns that tell its rows apart; none: rows are counted
     * @param version the column with the number of the statement that wrote the row last; empty: there is none
     * @param merged  whether it is in {@code primary_keys}
     */
    record Compared(List<String> key, String version, boolean merged) {
    }

    Plan with(List<Step> others) {
        return new Plan(space, tables, config, List.copyOf(others), without);
    }

    Plan without(Set<String> columns) {
        return new Plan(space, tables, config, steps, Set.copyOf(columns));
    }
}
