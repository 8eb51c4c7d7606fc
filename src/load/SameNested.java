package load;

import base.Problem;
import capture.SourceTable;
import change.ColumnChoices;
import change.GivenNames;
import change.NestedChoices;
import change.TableChanges;
import dlt.Table;
import event.Checkpoint;
import event.Row;
import event.TableId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import load.Modes.TableMode;

/**
 * Whether columns go on as they were loaded, as JSON or unpacked: one half of a column's values would be in one place,
 * the other in another. What was configured is kept with the checkpoint.
 */
final class SameNested {

    /** In a checkpoint's position. */
    private static final String KEPT = "nested";
    private static final String SETTING = "[cdc_settings.nested]";

    private SameNested() {
    }

    /** How these changes unpack columns, by key; empty for one that they do not. */
    static Map<String, String> of(TableChanges changes, NestedChoices nested) {
        Map<String, String> unpacked = new HashMap<>();
        for (Row.Column column : nested.none() ? List.<Row.Column>of() : changes.schema().columns()) {
            String choice = nested.of(changes.table(), column.name());
            if (!choice.isEmpty()) {
                unpacked.put(GivenNames.key(changes.table(), column.name()), choice);
            }
        }
        return unpacked;
    }

    /** A position with what was unpacked so far, and what is now. */
    static Map<String, Object> kept(Map<String, Object> position, Checkpoint committed, Map<String, String> added) {
        Map<String, String> unpacked = before(committed);
        unpacked.putAll(added);
        return Kept.with(position, KEPT, unpacked);
    }

    /** A position without what was unpacked of tables that are dropped. */
    static Map<String, Object> without(Map<String, Object> position, Collection<TableId> dropped) {
        return Kept.without(position, KEPT, dropped);
    }

    /**
     * @param existing the table as it is, null when there is none
     * @throws Problem where a column was loaded in another way
     */
    static void require(Table existing, TableId table, List<String> columns, NestedChoices nested, GivenNames given,
            Checkpoint committed) {
        if (existing == null || !committed.tables().contains(existing.name())) {
            return;
        }
        Map<String, String> before = before(committed);
        for (String column : columns) {
            String formerly = before.getOrDefault(GivenNames.key(table, column), "");
            String now = nested.of(table, column);
            boolean loaded = !formerly.isEmpty() || existing.columns().stream().anyMatch(each -> each.name()
                    .equals(given.column(table, column)));
            if (loaded && !formerly.equals(now)) {
                throw changed(table, column, formerly, now);
            }
        }
    }

    /** At a start, where only what was kept with the checkpoint is known. */
    static void requireKept(TableId table, List<String> columns, NestedChoices nested, Checkpoint committed) {
        Map<String, String> before = before(committed);
        for (String column : columns) {
            String formerly = before.get(GivenNames.key(table, column));
            if (formerly != null && !formerly.equals(nested.of(table, column))) {
                throw changed(table, column, formerly, nested.of(table, column));
            }
        }
    }

    private static Problem changed(TableId table, String column, String formerly, String now) {
        return Problem.config("Column " + column + " of table " + table + " was loaded "
                + (formerly.isEmpty() ? "as JSON" : "with nested = \"" + formerly + "\"") + " so far, and " + SETTING
                + " now has " + (now.isEmpty() ? "nothing" : "\"" + now + "\"") + " for it: "
                + (formerly.isEmpty() ? "take the line out" : "put it back, with a line "
                        + GivenNames.key(table, column) + " = \"" + formerly + "\"")
                + ", " + Again.anew("TABLE"));
    }

    /** What makes a version of a row is told by its columns, and documents are compared nowhere. */
    static void requireNoVersions(TableId table, List<String> columns, TableMode mode, NestedChoices nested) {
        if (mode == TableMode.SCD2 && nested.any(table, columns)) {
            throw Problem.config("Table " + table + " has a column in " + SETTING + ", and is scd2 in"
                    + " [cdc_settings.write_disposition], which do not go together: take it out of one of them");
        }
    }

    /** Every column that is named has to be captured, and to be loaded as it is. */
    static void requireKnown(NestedChoices nested, ColumnChoices choices, List<SourceTable> tables,
            Checkpoint committed, Consumer<String> warn) {
        for (SourceTable table : tables) {
            for (String column : table.columns()) {
                String choice = nested.of(table.id(), column).isEmpty() ? null : choices.of(table.id(), column);
                if (choice != null) {
                    throw Problem.config("Column " + column + " of table " + table.id() + " is in " + SETTING
                            + ", and in " + choice + " of [cdc_settings]: leave it in one of them");
                }
            }
        }
        for (String key : nested.unused()) {
            if (before(committed).keySet().stream().anyMatch(known -> known.endsWith(key + "\""))) {
                warn.accept("\"" + key + "\" in " + SETTING + " names a column that no longer exists");
                continue;
            }
            throw Problem.config("\"" + key + "\" in " + SETTING + " names no captured column: expected"
                    + " table.column or \"schema.table.column\", as the source names them"
                    + SameNames.near(key, tables) + ". Fix it, or take it out. For a column that is still to come, add"
                    + " it at the source while no loader runs, then name it here");
        }
    }

    private static Map<String, String> before(Checkpoint committed) {
        return Kept.in(committed.position(), KEPT);
    }
}
