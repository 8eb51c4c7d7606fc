package load;

import base.Sql;
import destination.Destination;
import dlt.DltColumn;
import dlt.DltTables;
import dlt.Table;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What becomes of the rows that interrupted attempts at the snapshot have loaded. */
final class Attempts {

    private static final Set<String> OURS = Set.of(DltColumn.VALID_FROM.name(), DltColumn.VALID_TO.name(),
            DltColumn.LOAD_ID.name(), DltColumn.ROW_ID.name());

    private final Destination destination;
    private final DltTables sql;
    private final OwnColumns own;

    Attempts(Destination destination, DltTables sql, OwnColumns own) {
        this.destination = destination;
        this.sql = sql;
        this.own = own;
    }

    /**
     * With the first rows of a new attempt, or at its end if it has none: what the earlier ones had appended goes.
     * After the rows, as their DDL has to come before any DELETE ({@link TableLoads}).
     *
     * @param tables  as they were before the load
     * @param orphans is told of tables whose rows go
     */
    Checkpoint clear(Checkpoint reached, Checkpoint committed, Map<String, Table> tables, Orphans orphans)
            throws SQLException {
        if (committed.snapshot() != Snapshot.RUNNING || committed.since().equals(committed.attempt())) {
            return reached;
        }
        for (String name : committed.tables()) {
            Table table = tables.get(name);
            if (table != null && table.has(own.seq())) {
                destination.update("DELETE FROM " + sql.table(name) + " WHERE _dlt_load_id >= ? AND _dlt_load_id < ?",
                        committed.since(), committed.attempt());
                orphans.emptied(name);
            }
        }
        return reached.cleared();
    }

    /** When another attempt begins: what the interrupted one has done to versions. */
    List<String> undone(Checkpoint committed, Map<String, Table> tables) {
        return committed.snapshot() != Snapshot.RUNNING ? List.of() : committed.tables().stream()
                .filter(name -> tables.containsKey(name) && Modes.isVersioned(committed, name))
                .flatMap(name -> Versions.undo(sql.table(name), committed.since()).stream()).toList();
    }

    /**
     * After the last row of a snapshot, or of a table that was read again: merged rows that have not come are gone at
     * the source.
     *
     * @param attempt the first load of those that have brought the rows
     */
    void removeVanished(Checkpoint reached, Collection<String> names, String attempt, Map<String, Table> after,
            String loadId, Orphans orphans) throws SQLException {
        for (String name : names) {
            Table table = after.get(name);
            if (table != null && Modes.isReplaced(reached, name)) {
                destination.update("DELETE FROM " + sql.table(name) + " WHERE _dlt_load_id < ?", attempt);
                orphans.emptied(name);
            }
            else if (table != null && Modes.isVersioned(reached, name)) {
                destination.update(Versions.endUnseen(sql.table(name), attempt, loadId));
            }
            else if (table != null && table.has(own.deleted()) && !table.has(own.seq())) {
                destination.update("UPDATE " + sql.table(name) + " SET " + Sql.quote(own.deleted())
                        + " = true, _dlt_load_id = ? WHERE _dlt_load_id < ? AND " + Sql.quote(own.deleted())
                        + " IS DISTINCT FROM true", loadId, attempt);
            }
        }
    }

    /** After what has changed since the copy of a table that was read again was loaded on top of it. */
    void rejoin(Checkpoint reached, String name, OpenLoad load) throws SQLException {
        if (Modes.isVersioned(reached, name) && load.tables.containsKey(name)) {
            destination.execute(Versions.rejoin(sql.table(name), load.id, load.tables.get(name).columns().stream()
                    .map(DltColumn::name).filter(column -> !OURS.contains(column)).toList()).toArray(String[]::new));
        }
    }
}
