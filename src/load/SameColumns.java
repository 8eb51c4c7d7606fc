package load;

import base.Problem;
import base.Sql;
import destination.Destination;
import dlt.DltColumn;
import dlt.Table;
import event.TableId;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import load.Modes.TableMode;

/**
 * Whether a table can go on as it was begun: with the columns of ours that its rows have, and by a key that tells them
 * apart.
 */
final class SameColumns {

    private SameColumns() {
    }

    /**
     * @param existing the table as it is, null when there is none
     * @param mode     how its rows are kept now
     * @param loaded   names of the tables that this pipeline has loaded into: others may get our columns
     * @throws Problem where the rows that are there and those that come would mean two things by a column
     */
    static void require(Table existing, TableId table, TableMode mode, OwnColumns own, Collection<String> loaded) {
        if (existing != null) {
            requireSameMode(existing, table, mode, own);
            if (loaded.contains(existing.name())) {
                requireSameNames(existing, mode, own);
            }
        }
    }

    /**
     * A table that was merged by other columns may go on by these where they tell its rows apart. Else rows would
     * become one at their next change, and all but one of them be lost.
     *
     * @param keys      destination names of the key columns, empty in APPEND
     * @param qualified the table's name in SQL
     */
    static void requireUnique(Table existing, List<String> keys, TableMode mode, OwnColumns own, String qualified,
            Destination destination) throws SQLException {
        List<String> former = existing == null ? List.of() : existing.columns().stream().filter(c -> !c.nullable()
                && !c.equals(DltColumn.LOAD_ID) && !c.equals(DltColumn.ROW_ID)).map(DltColumn::name).toList();
        if (keys.isEmpty() || keys.containsAll(former) || !keys.stream().allMatch(key -> has(existing, key))) {
            return;
        }
        List<String> columns = keys.stream().map(Sql::quote).toList();
        if (!destination.query("SELECT 1 FROM " + qualified + " WHERE "
                + (mode == TableMode.HARD ? "" : mode == TableMode.SCD2 ? "_dlt_valid_to IS NULL AND "
                        : "NOT " + Sql.quote(own.deleted()) + " AND ")
                + String.join(" IS NOT NULL AND ", columns) + " IS NOT NULL GROUP BY " + String.join(", ", columns)
                + " HAVING count(*) > 1 LIMIT 1").isEmpty()) {
            throw Problem.config("Table " + existing.name() + " was merged by " + String.join(", ", former)
                    + " so far, and several of its rows share " + String.join(", ", keys)
                    + ", its key in [cdc_settings.primary_keys] now: they would become one. Put the key back; where the"
                    + " source has a new one, load up to the present with the old one first (`run --until-current`), "
                    + Again.anew(existing.name()));
        }
    }

    /** A table that got rows one way cannot go on the other way. */
    private static void requireSameMode(Table existing, TableId table, TableMode mode, OwnColumns own) {
        boolean merge = mode != TableMode.APPEND;
        if (has(existing, merge ? own.seq() : own.deleted()) && !has(existing, merge ? own.deleted() : own.seq())) {
            throw Problem.config("Table " + existing.name() + " holds " + (merge ? "every change of "
                    : "the newest rows of ")
                    + table + " (" + (merge ? "APPEND" : "MERGE") + "), but [cdc_settings.primary_keys] now "
                    + (merge ? "has a key for it" : "has no key for it") + " (" + (merge ? "MERGE" : "APPEND") + "): "
                    + (merge ? "take the key out again" : "put the key back")
                    + ", " + Again.anew(existing.name()));
        }
    }

    /**
     * Renamed on the way, ours would be NULL in the rows that are there, and what it says there would pass for the
     * source's.
     */
    private static void requireSameNames(Table existing, TableMode mode, OwnColumns own) {
        List<DltColumn> ours = mode.columns(own);
        for (int i = 0; i < ours.size(); i++) {
            if (!has(existing, ours.get(i).name())) {
                throw Problem.config("Table " + existing.name() + " was loaded with another "
                        + OwnColumns.settings(mode.disposition()).get(i) + " in [cdc_settings] than "
                        + ours.get(i).name() + ": set it back, and leave a column of that name at the source out with"
                        + " column_exclude_list in [sources.debezium]; "
                        + Again.anew(existing.name()));
            }
        }
    }

    private static boolean has(Table table, String column) {
        return table.columns().stream().anyMatch(c -> c.name().equals(column));
    }
}
