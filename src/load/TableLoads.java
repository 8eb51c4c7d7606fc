package load;

import base.CrashPoint;
import base.Problem;
import change.Bulk;
import change.Changes;
import change.GivenNames;
import change.TableChanges;
import change.TableChanges.Merge;
import config.CdcConfig;
import config.SchemaContract.Entity;
import config.SchemaContract.Mode;
import destination.Destination;
import dlt.DltColumn;
import dlt.DltTables;
import dlt.Table;
import dlt.WriteDisposition;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.TableId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import watch.Watch;

/**
 * Brings changes into their tables, inside the load's transaction: table by table, all DDL before the first row is
 * updated or deleted. DuckDB 1.5 does not commit an ALTER TABLE that comes after an UPDATE or DELETE of committed rows
 * of the same table ("another transaction has altered this table").
 */
final class TableLoads {

    /** Changes whose DDL is done. */
    private record Ready(TableChanges changes, int number, Table existing, Evolution evolution) {
    }

    private final CdcConfig config;
    private final Destination destination;
    private final Watch watch;
    private final DltTables sql;
    private final OwnColumns own;
    private final TableNames names;
    private final GivenNames given;
    /** Tables of whose values some are not known. */
    private final Set<TableId> warned = new HashSet<>();
    /** Tables that a transform makes and that have no key. */
    private final Set<TableId> unkeyed = new HashSet<>();

    TableLoads(CdcConfig config, Destination destination, Watch watch, DltTables sql, OwnColumns own, TableNames names,
            GivenNames given) {
        this.config = config;
        this.destination = destination;
        this.watch = watch;
        this.sql = sql;
        this.own = own;
        this.names = names;
        this.given = given;
    }

    /**
     * @param committed what the destination held before the load
     * @param load      gets the tables as they are afterwards
     */
    void run(Changes changes, Checkpoint committed, OpenLoad load) throws SQLException {
        changes.unkeyed().stream().filter(unkeyed::add).forEach(table -> watch.warn("Table " + names.of(table)
                + " is made by the script's transform, and no primary key is given for it: every change is"
                + " appended, where the table it comes from is merged. For one row a key, name it in PRIMARY_KEYS of"
                + " the script or [cdc_settings.primary_keys]"));
        Map<TableId, List<Integer>> byTable = new LinkedHashMap<>();
        for (int i = 0; i < changes.tables().size(); i++) {
            byTable.computeIfAbsent(changes.tables().get(i).table(), t -> new ArrayList<>()).add(i);
        }
        for (List<Integer> places : byTable.values()) {
            List<Ready> ready = new ArrayList<>();
            for (int place : places) {
                TableChanges each = changes.tables().get(place);
                if (each instanceof Bulk bulk) {
                    rows(ready, load);
                    bulk(bulk, committed, load);
                }
                else {
                    prepare(each, place, committed, load, ready);
                }
            }
            rows(ready, load);
        }
    }

    /** Does the DDL, unless the schema contract lets no new table in. */
    private void prepare(TableChanges changes, int number, Checkpoint committed, OpenLoad load, List<Ready> ready)
            throws SQLException {
        if (!isLetIn(changes, committed, load)) {
            return;
        }
        String name = names.of(changes.table());
        Table existing = load.tables.get(name);
        Evolution evolution = Evolution.of(existing, name, sql.table(name), changes, ours(changes), keys(changes),
                config.contract(), given, destination.dialect());
        destination.execute(evolution.ddl().toArray(String[]::new));
        CrashPoint.at("ddl");
        load.loaded(evolution.table());
        ready.add(new Ready(changes, number, existing, evolution));
    }

    private void rows(List<Ready> ready, OpenLoad load) throws SQLException {
        for (Ready each : ready) {
            String name = each.evolution().table().name();
            LoadSql statements = new LoadSql(sql.table(name), each.existing(), each.evolution(), each.changes(), own,
                    load.id);
            if (load.inParts() && load.isOlder(name) && each.changes() instanceof Merge merge) {
                load.atEnd(name, statements.inParts(merge));
            }
            destination.execute(statements.statements(each.number()).toArray(String[]::new));
            CrashPoint.at("rows");
            warnOfUnknown(each.changes().table(), statements, each.number());
        }
        ready.clear();
    }

    private void bulk(Bulk bulk, Checkpoint committed, OpenLoad load) throws SQLException {
        if (isLetIn(bulk, committed, load)) {
            String name = names.of(bulk.table());
            load.loaded(new BulkLoad(destination, bulk, sql.table(name), own, load.id, given)
                    .run(load.tables.get(name), name, ours(bulk), keys(bulk), config.contract()));
            bulk.close();
        }
    }

    private List<String> keys(TableChanges changes) {
        return changes.key().stream().map(key -> given.column(changes.table(), key)).toList();
    }

    private List<DltColumn> ours(TableChanges changes) {
        return own.in(changes.key().isEmpty() ? WriteDisposition.APPEND : WriteDisposition.MERGE);
    }

    /** False when the schema contract lets no new table in; throws where its rows would mean two things. */
    private boolean isLetIn(TableChanges changes, Checkpoint committed, OpenLoad load) throws SQLException {
        String name = names.of(changes.table());
        Table existing = load.tables.get(name);
        SameColumns.require(existing, changes.table(), !changes.key().isEmpty(), own, committed.tables());
        SameNames.require(existing, changes, given, committed);
        if (existing == null && committed.snapshot() == Snapshot.DONE && !allowsNew(changes.table())) {
            return false;
        }
        if (committed.snapshot() == Snapshot.DONE && committed.tables().contains(name)) {
            SameColumns.requireUnique(existing, keys(changes), own, sql.table(name), destination);
        }
        return true;
    }

    private boolean allowsNew(TableId table) {
        Mode mode = config.contract().of(Entity.TABLES);
        if (mode == Mode.FREEZE) {
            throw Problem.run("Table " + table + " is new, and tables = \"freeze\" in [cdc_settings.schema_contract]"
                    + " does not" + " let it in: nothing of this load was written. Set \"evolve\", or \"discard_value\""
                    + " to go on without it");
        }
        return mode == Mode.EVOLVE;
    }

    /** A row that is not here, as of a table that joined late, comes without what the source left out of its change. */
    private void warnOfUnknown(TableId table, LoadSql load, int number) throws SQLException {
        String count = warned.contains(table) ? "" : load.countUnknown(number);
        if (!count.isEmpty() && (Long) destination.query(count).get(0).get(0) > 0) {
            warned.add(table);
            watch.warn("Rows of table " + table + " that are not in the destination were changed, and the source"
                    + " does not send large values that did not change: they are NULL here (column "
                    + load.leftOut() + "). With REPLICA IDENTITY FULL it sends them");
        }
    }
}
