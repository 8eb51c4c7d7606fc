package load;

import base.Problem;
import change.Bulk;
import change.Changes;
import change.TableChanges;
import config.TableChoices;
import dlt.DltColumn;
import dlt.WriteDisposition;
import event.Checkpoint;
import event.TableId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How each table is kept, and whether it goes on as it was begun: a row that was removed cannot be marked any more. The
 * modes of the tables that are loaded are kept with the checkpoint.
 */
final class Modes {

    /** What becomes of a change. */
    enum TableMode {
        /** One row a key; a delete marks it. */
        SOFT,
        /** One row a key; a delete removes it. */
        HARD,
        /** One row a version of a key, with the time it was valid. */
        SCD2,
        /** One row a change. */
        APPEND;

        WriteDisposition disposition() {
            return this == APPEND ? WriteDisposition.APPEND : WriteDisposition.MERGE;
        }

        /** The columns that we add, without dlt's. */
        List<DltColumn> columns(OwnColumns own) {
            return this == HARD ? List.of() : this == SCD2 ? List.of(DltColumn.VALID_FROM, DltColumn.VALID_TO)
                    : own.in(disposition());
        }
    }

    /** In a checkpoint's position: the tables that are not kept in the mode that their columns tell. */
    private static final String KEPT = "modes";
    private static final String HARD = "hard";
    private static final String SCD2 = "scd2";

    private final TableChoices choices;

    Modes(TableChoices choices) {
        this.choices = choices;
    }

    TableMode of(TableChanges changes) {
        return of(changes.table(), changes.key());
    }

    /** @param key the configured primary key, empty in APPEND */
    TableMode of(TableId table, List<String> key) {
        if (key.isEmpty()) {
            return TableMode.APPEND;
        }
        if (table.isIn(choices.versioned())) {
            return TableMode.SCD2;
        }
        String own = table.in(choices.deletes());
        String deletes = own != null ? own : choices.deletes().get(TableChoices.OTHERS);
        return HARD.equals(deletes) ? TableMode.HARD : TableMode.SOFT;
    }

    /** Whether the snapshot replaces the rows of a merged table, and leaves none that it has not seen. */
    static boolean isReplaced(Checkpoint checkpoint, String table) {
        return HARD.equals(before(checkpoint.position()).get(table));
    }

    /** Whether each version of a row is kept. */
    static boolean isVersioned(Checkpoint checkpoint, String table) {
        return SCD2.equals(before(checkpoint.position()).get(table));
    }

    private static String word(TableMode mode) {
        return mode == TableMode.HARD ? HARD : mode == TableMode.SCD2 ? SCD2 : "";
    }

    /** The modes of the tables that these changes load, by their names in the destination; empty: what columns tell. */
    Map<String, String> of(Changes changes, TableNames names) {
        Map<String, String> modes = new HashMap<>();
        for (TableChanges each : changes.tables()) {
            modes.put(names.of(each.table()), word(of(each)));
        }
        return modes;
    }

    /**
     * A position with the modes of the tables that are loaded.
     *
     * @param added see {@link #of(Changes, TableNames)}
     */
    static Map<String, Object> kept(Map<String, Object> position, Checkpoint committed, Map<String, String> added) {
        Map<String, String> modes = before(committed.position());
        modes.putAll(added);
        modes.values().removeIf(String::isEmpty);
        return Kept.with(position, KEPT, modes);
    }

    /**
     * @param name the table's name in the destination
     * @throws Problem where the rows that are there and those that come would be kept in two ways
     */
    void require(TableId table, List<String> key, String name, Checkpoint committed) {
        TableMode mode = of(table, key);
        if (mode == TableMode.APPEND || !committed.tables().contains(name)) {
            return;
        }
        String before = before(committed.position()).getOrDefault(name, "");
        if (!before.equals(word(mode)) && (before.equals(SCD2) || mode == TableMode.SCD2)) {
            throw Problem.config("Table " + name + " was loaded " + (before.equals(SCD2) ? "as scd2" : "without scd2")
                    + " so far, and [cdc_settings.write_disposition] now says otherwise for " + table
                    + ": put it back, " + Again.anew(name));
        }
        if (!before.equals(word(mode))) {
            String formerly = mode == TableMode.HARD ? "soft" : HARD;
            throw Problem.config("Table " + name + " was loaded with deletes = \"" + formerly + "\" so far, and"
                    + " [cdc_settings] now says \"" + (mode == TableMode.HARD ? HARD : "soft") + "\" for " + table
                    + ": put it back, with " + name + " = \"" + formerly + "\" in [cdc_settings.deletes] for this table"
                    + " alone, " + Again.anew(name));
        }
    }

    /** Rows that share a key for a while have to wait somewhere, and a table without our column has no place. */
    void requireOwnKey(TableChanges changes) {
        if (!(changes instanceof Bulk) && Staging.shared(changes) != null && of(changes) != TableMode.SOFT
                && of(changes) != TableMode.APPEND) {
            throw Problem.config("Table " + changes.table() + (of(changes) == TableMode.SCD2 ? " is scd2"
                    : " has deletes = \"hard\"") + " in [cdc_settings], but "
                    + String.join(", ", changes.key()) + " is not its primary key at the source, nor the columns of"
                    + " another unique index that is checked at once: two rows may share it inside of a"
                    + " transaction, and no load could tell which of them to remove. Set a line \"" + changes.table()
                    + "\" = \"soft\" in [cdc_settings.deletes], or give the table such an index. Nothing of this load"
                    + " was written");
        }
    }

    private static Map<String, String> before(Map<String, Object> position) {
        return Kept.in(position, KEPT);
    }
}
