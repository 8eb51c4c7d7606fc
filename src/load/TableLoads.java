package load;

import base.CrashPoint;
import base.Problem;
import change.Bulk;
import change.Changes;
import change.GivenNames;
import change.NestedChoices;
import change.TableChanges;
import change.TableChanges.Merge;
import config.CdcConfig;
import config.SchemaContract;
import config.SchemaContract.Entity;
import config.SchemaContract.Mode;
import destination.Destination;
import dlt.DltColumn;
import dlt.DltTables;
import dlt.Table;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.Row;
import event.TableId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import load.Modes.TableMode;
import nested.NestedContract;
import watch.Watch;

/**
 * Brings changes into their tables, inside the load's transaction: table by table, all DDL before the first row is
 * updated or deleted. DuckDB 1.5 does not commit an ALTER TABLE that comes after an UPDATE or DELETE of committed rows
 * of the same table ("another transaction has altered this table").
 */
final class TableLoads {

    /** Changes whose DDL is done. */
    private record Ready(TableChanges changes, int number, Table existing, Evolution evolution, NestedSql nested) {
    }

    private final CdcConfig config;
    private final Destination destination;
    private final Watch watch;
    private final DltTables sql;
    private final OwnColumns own;
    private final TableNames names;
    private final GivenNames given;
    private final Modes modes;
    private final Function<String, SchemaContract> contracts;
    private final NestedChoices nested;
    private final NestedTables nestedTables;
    /** Tables of whose values some are not known. */
    private final Set<TableId> warned = new HashSet<>();
    /** Tables that a transform makes and that have no key. */
    private final Set<TableId> unkeyed = new HashSet<>();

    TableLoads(CdcConfig config, Destination destination, Watch watch, DltTables sql, OwnColumns own, TableNames names,
            GivenNames given, Function<String, SchemaContract> contracts) {
        this.config = config;
        this.destination = destination;
        this.watch = watch;
        this.sql = sql;
        this.own = own;
        this.names = names;
        this.given = given;
        this.modes = new Modes(config.choices());
        this.contracts = contracts;
        this.nested = new NestedChoices(config.choices().nested());
        this.nestedTables = new NestedTables(destination, sql, nested, given, own, watch);
    }

    /**
     * @param committed what the destination held before the load
     * @param load      gets the tables as they are afterwards
     */
    void run(Changes changes, Checkpoint committed, OpenLoad load) throws SQLException {
        changes.unkeyed().stream().filter(unkeyed::add).forEach(table -> watch.warn("Table " + names.of(table)
                + " is made by the script's transform, and no primary key is given for it: every change is appended,"
                + " although the table it comes from is merged. For one row per key, give one in PRIMARY_KEYS of the"
                + " script or [cdc_settings.primary_keys]"));
        Map<TableId, List<Integer>> byTable = new LinkedHashMap<>();
        for (int i = 0; i < changes.tables().size(); i++) {
            byTable.computeIfAbsent(changes.tables().get(i).table(), t -> new ArrayList<>()).add(i);
        }
        for (List<Integer> places : byTable.values()) {
            List<Ready> ready = new ArrayList<>();
            try {
                for (int place : places) {
                    TableChanges each = changes.tables().get(place);
                    if (each instanceof Bulk bulk) {
                        rows(ready, committed, load);
                        bulk(bulk, committed, load);
                    }
                    else {
                        prepare(each, load.part().first() + place, committed, load, ready);
                    }
                }
                rows(ready, committed, load);
            }
            finally {
                ready.stream().map(Ready::nested).filter(Objects::nonNull).forEach(NestedSql::close);
            }
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
        NestedSql unpacked = nestedTables.unpack(changes, number, name, existing, modes.of(changes) == TableMode.SOFT,
                new NestedContract(contracts.apply(name), committed.snapshot() != Snapshot.DONE, existing == null),
                load);
        Evolution evolution = Evolution.of(existing, name, sql.table(name), changes, ours(changes), keys(changes),
                contracts.apply(name), given, destination.dialect(), unpacked == null ? Map.of() : unpacked.places(),
                unpacked == null ? List.of() : unpacked.columns());
        ready.add(new Ready(changes, number, existing, evolution, unpacked));
        destination.execute(FreshTable.ddl(!load.isOlder(name), existing, evolution, sql.table(name),
                destination.dialect()));
        load.loaded(evolution.table());
        if (unpacked != null) {
            destination.execute(unpacked.ddl(destination.dialect()).toArray(String[]::new));
            unpacked.tables(modes.of(changes).disposition()).forEach(load::nested);
        }
        CrashPoint.at("ddl");
    }

    private void rows(List<Ready> ready, Checkpoint committed, OpenLoad load) throws SQLException {
        for (Ready each : ready) {
            String name = each.evolution().table().name();
            Versions versions = new Versions(modes.of(each.changes()), committed.snapshot() != Snapshot.DONE
                    || load.reads(each.changes().table()), load.id);
            LoadSql statements = new LoadSql(sql.table(name), each.existing(), each.evolution(), each.changes(),
                    versions, own, load.id, each.nested());
            if (each.nested() != null) {
                each.nested().fill(statements, each.existing());
            }
            if (load.inParts() && load.isOlder(name) && each.changes() instanceof Merge merge
                    && modes.of(merge) != TableMode.SCD2) {
                load.atEnd(name, statements.inParts(merge));
            }
            if (each.changes() instanceof Merge merge) {
                load.orphans(destination, sql).note(name, statements, merge, each.number());
            }
            else if (Staging.shared(each.changes()) != null) {
                load.orphans(destination, sql).emptied(name);
            }
            destination.execute(statements.statements(each.number()).toArray(String[]::new));
            if (each.nested() != null) {
                each.nested().insert(load.id);
                each.nested().close();
            }
            CrashPoint.at("rows");
            warnOfUnknown(each.changes().table(), new UnknownValues(each.changes(), each.evolution()), each.number());
        }
        ready.clear();
    }

    private void bulk(Bulk bulk, Checkpoint committed, OpenLoad load) throws SQLException {
        if (isLetIn(bulk, committed, load)) {
            String name = names.of(bulk.table());
            if (load.copied() != null && !contracts.apply(name).evolves()) {
                bulk.leave();       // what is not let in is told by its value
                bulk.close();
                return;
            }
            load.loaded(new BulkLoad(destination, bulk, load.part().rows(bulk), sql.table(name), modes.of(bulk), own,
                    load.id, given)
                    .run(load.tables.get(name), name, ours(bulk), keys(bulk), contracts.apply(name),
                            !load.isOlder(name)));
            bulk.close();
            if (!bulk.key().isEmpty()) {
                load.orphans(destination, sql).emptied(name);
            }
        }
    }

    private List<String> keys(TableChanges changes) {
        return changes.key().stream().map(key -> given.column(changes.table(), key)).toList();
    }

    private List<DltColumn> ours(TableChanges changes) {
        return modes.of(changes).columns(own);
    }

    /** False when the schema contract lets no new table in; throws where its rows would mean two things. */
    private boolean isLetIn(TableChanges changes, Checkpoint committed, OpenLoad load) throws SQLException {
        String name = names.of(changes.table());
        Table existing = load.tables.get(name);
        requireRoot(existing, changes.table());
        modes.requireOwnKey(changes);
        modes.require(changes.table(), changes.key(), name, committed);
        SameColumns.require(existing, changes.table(), modes.of(changes), own, committed.tables());
        SameNames.require(existing, changes, given, committed);
        List<String> columns = changes.schema().columns().stream().map(Row.Column::name).toList();
        SameNested.requireNoVersions(changes.table(), columns, modes.of(changes), nested);
        SameNested.require(existing, changes.table(), columns, nested, given, committed);
        if (existing == null && committed.snapshot() == Snapshot.DONE && !allowsNew(changes.table())) {
            return false;
        }
        if (committed.snapshot() == Snapshot.DONE && committed.tables().contains(name)) {
            SameColumns.requireUnique(existing, keys(changes), modes.of(changes), own, sql.table(name), destination);
        }
        return true;
    }

    private static void requireRoot(Table existing, TableId table) {
        if (existing != null && existing.parent() != null) {
            throw Problem.config("Table " + table + " would be loaded into " + existing.name() + ", which holds what is"
                    + " unpacked of table " + existing.parent() + ": give it another name in"
                    + " [cdc_settings.table_names] of .dlt/config.toml. Nothing of this load was written");
        }
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
    private void warnOfUnknown(TableId table, UnknownValues unknown, int number) throws SQLException {
        String count = warned.contains(table) ? "" : unknown.count(number);
        if (!count.isEmpty() && (Long) destination.query(count).get(0).get(0) > 0) {
            warned.add(table);
            watch.warn("Rows of table " + table + " that are not in the destination were changed, and the source"
                    + " does not send large values that did not change: they are NULL here (column "
                    + unknown.columns() + "). With REPLICA IDENTITY FULL it sends them");
        }
    }
}
