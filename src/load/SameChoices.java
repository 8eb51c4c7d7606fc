package load;

import base.Problem;
import capture.SourceTable;
import change.ColumnChoices;
import change.PrimaryKeys;
import config.TableChoices;
import event.Checkpoint;
import event.TableId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Whether {@code exclude}, {@code mask} and {@code hash} name columns that there are, and go on with a key as it was
 * loaded: hashed or with another salt, it would be another key. What was configured is kept with the checkpoint.
 */
final class SameChoices {

    /** In a checkpoint's position. */
    private static final String KEPT = "column_choices";

    private SameChoices() {
    }

    /** A position with what is configured now. */
    static Map<String, Object> kept(Map<String, Object> position, TableChoices choices) {
        return Kept.with(position, KEPT, choices.columns().isEmpty() ? Map.of() : ColumnChoices.told(choices));
    }

    /**
     * Every column that is named has to be captured. One that was at an earlier start may have lost its column since:
     * the log may still have changes of it.
     */
    static void requireKnown(ColumnChoices choices, List<SourceTable> tables, Checkpoint committed,
            Consumer<String> warn) {
        tables.forEach(table -> table.columns().forEach(column -> choices.of(table.id(), column)));
        for (String key : choices.unused()) {
            if (before(committed).containsKey(key)) {
                warn.accept("\"" + key + "\" in exclude, mask or hash of [cdc_settings] names a column that no longer"
                        + " exists");
                continue;
            }
            throw Problem.config("\"" + key + "\" in exclude, mask or hash of [cdc_settings] names no captured column:"
                    + " expected \"table.column\" or \"schema.table.column\", as the source names them"
                    + SameNames.near(key, tables) + ". Fix it, or take it out. For a column that is still to come, add"
                    + " it at the source while no loader runs, then name it here");
        }
    }

    /** A key that was loaded has to stay as it was. */
    static void requireKept(TableId table, List<String> key, ColumnChoices choices, TableChoices configured,
            Checkpoint committed) {
        ColumnChoices before = new ColumnChoices(new TableChoices(Map.of(), before(committed), null),
                new PrimaryKeys(Map.of(), Map.of()));
        Map<String, String> now = ColumnChoices.told(configured);
        ColumnChoices told = new ColumnChoices(new TableChoices(Map.of(), now, null), new PrimaryKeys(Map.of(),
                Map.of()));
        for (String column : key) {
            String formerly = before.of(table, column);
            if (!Objects.equals(formerly, told.of(table, column))) {
                throw Problem.config("Column " + column + " of table " + table + " is part of its primary key, and was"
                        + " loaded " + (formerly == null ? "as it is" : "hashed") + " so far; with "
                        + (formerly == null ? "hash" : choices.of(table, column) == null ? "no hash" : "another"
                                + " hash_salt")
                        + " in [cdc_settings] no change would find its row. Put it back as it was, or start afresh with"
                        + " `drop --drop-all --drop-slot`. Nothing was loaded");
            }
        }
    }

    private static Map<String, String> before(Checkpoint committed) {
        return Kept.in(committed.position(), KEPT);
    }
}
