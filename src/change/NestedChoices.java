package change;

import config.TableChoices;
import event.TableId;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The json columns that {@code [cdc_settings.nested]} unpacks into columns and tables, and how deep. */
public final class NestedChoices {

    /** dlt's own bound, deeper than any document that the parser reads. */
    private static final int ALL = 1_000;

    private final GivenNames chosen;
    private final boolean none;

    /** @param nested as {@link TableChoices#nested()} */
    public NestedChoices(Map<String, String> nested) {
        this.chosen = new GivenNames(nested, "[cdc_settings.nested]", Map.of());
        this.none = nested.isEmpty();
    }

    /** What is configured for a column; empty for one that stays as it is. */
    public String of(TableId table, String column) {
        String given = none ? null : chosen.given(table, column);
        return given == null ? "" : given;
    }

    /** How many levels of a column are unpacked, counted as dlt counts its {@code max_table_nesting}; 0: none. */
    public int depth(TableId table, String column) {
        String given = of(table, column);
        return given.isEmpty() ? 0 : given.equals(TableChoices.TABLES) ? ALL : Integer.parseInt(given);
    }

    /** Whether one of the columns is unpacked. */
    public boolean any(TableId table, List<String> columns) {
        return !none && columns.stream().anyMatch(column -> !of(table, column).isEmpty());
    }

    /** Whether nothing is unpacked. */
    public boolean none() {
        return none;
    }

    /** Keys that have named none of the columns that were asked for. */
    public Collection<String> unused() {
        return chosen.unused();
    }
}
