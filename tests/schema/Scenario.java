import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What happens to a table at the source, step by step, and what the destination must hold in the end. {@code $t} stands
 * for the table; each scenario is played on two tables, one merged and one appended.
 */
final class Scenario {

    static final String SEPARATOR = ";;";
    /** A query: names and types of the source's columns, as the destination has them. */
    static final String TYPES = "SELECT string_agg(column_name || ' ' || data_type, ', ' ORDER BY column_index)"
            + " FROM duckdb_columns() WHERE table_name = '$n' AND column_name NOT LIKE '\\_%' ESCAPE '\\'"
            + " AND column_name <> 'deleted'";

    final String name;
    final String table;
    final String key;
    final List<String> steps = new ArrayList<>();
    /** Query to expected rows, for the merged and the appended table. */
    final Map<String, String> merged = new LinkedHashMap<>();
    final Map<String, String> appended = new LinkedHashMap<>();
    boolean onlyMerged;
    boolean notLive;

    private Scenario(String name, String table, String key) {
        this.name = name;
        this.table = table;
        this.key = key;
    }

    /** {@code key}: the configured primary key, as TOML. */
    static Scenario of(String name, String table, String key) {
        return new Scenario(name, table, key);
    }

    /** The first step is before the snapshot; statements are separated by {@code ;;}, each is a transaction. */
    Scenario step(String statements) {
        steps.add(statements);
        return this;
    }

    Scenario merged(String query, String expected) {
        merged.put(query, expected.strip());
        return this;
    }

    Scenario appended(String query, String expected) {
        appended.put(query, expected.strip());
        return this;
    }

    /** The same for both. */
    Scenario both(String query, String expected) {
        return merged(query, expected).appended(query, expected);
    }

    /** One table, merged, and not while the loader runs: for the many that differ in a type only. */
    Scenario brief() {
        onlyMerged = true;
        notLive = true;
        return this;
    }
}
