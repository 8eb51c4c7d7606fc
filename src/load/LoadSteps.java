package load;

import base.CrashPoint;
import change.Changes;
import change.GivenNames;
import config.CdcConfig;
import destination.Destination;
import dlt.DltTables;
import dlt.Table;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import watch.Watch;

/** What a load does inside its transaction, in this order: tables, earlier attempts, pruning, dlt's records, fences. */
final class LoadSteps {

    private final CdcConfig config;
    private final Destination destination;
    private final DltTables sql;
    private final TableNames names;
    private final DltRecords records;
    private final TableLoads tableLoads;
    private final Attempts attempts;
    private final Pruning pruning;
    private final Fence fence;
    private final Marks marks;

    /** @param marks null where no other loader of the dataset is to know of the load */
    LoadSteps(CdcConfig config, Destination destination, Watch watch, DltTables sql, TableNames names,
            GivenNames given, DltRecords records, Fence fence, Marks marks) {
        OwnColumns own = OwnColumns.of(config.columns());
        this.config = config;
        this.destination = destination;
        this.sql = sql;
        this.names = names;
        this.records = records;
        this.tableLoads = new TableLoads(config, destination, watch, sql, own, names, given, records::contract);
        this.attempts = new Attempts(destination, sql, own);
        this.pruning = new Pruning(destination, sql, own, config.choices().retention(),
                new Carriers(config.target().lake() == null ? config.target().file() : null, config.pipeline()),
                watch::warn);
        this.fence = fence;
        this.marks = marks;
    }

    /** @throws base.Problem (exit code 2) where another pipeline has loaded the dataset, and this one nothing */
    void requireAlone(Checkpoint stored, Map<String, Table> tables) throws SQLException {
        if (stored.snapshot() == Snapshot.NONE && tables.containsKey("_dlt_pipeline_state")) {
            Dataset.requireAlone(config, destination, marks);
        }
    }

    /** When another attempt at the snapshot begins: what the interrupted one has done to versions. */
    List<String> undone(Checkpoint committed, Map<String, Table> tables) {
        return attempts.undone(committed, tables);
    }

    /**
     * @param committed what the destination holds
     * @param reached   how far the source is after the changes
     * @param before    the tables as they were before the load
     * @param last      whether the load ends with these changes
     * @return what the destination holds afterwards
     */
    Checkpoint run(Changes changes, Checkpoint committed, Checkpoint reached, Map<String, Table> before, OpenLoad load,
            boolean last) throws SQLException {
        records.create(load.tables.containsKey("_dlt_loads"));
        destination.execute(load.before());
        if (load.copied() != null && last) {
            // no DDL follows: what came since the copy's place has been loaded before
            destination.execute(load.atEnd());
            attempts.removeVanished(reached, List.of(names.of(load.copied())), load.id, load.tables, load.id,
                    load.orphans(destination, sql));
            load.partsOver();
            CrashPoint.at("copied");
        }
        tableLoads.run(changes, committed, load);
        return last ? end(changes, committed, reached, before, load) : reached;
    }

    private Checkpoint end(Changes changes, Checkpoint committed, Checkpoint reached, Map<String, Table> before,
            OpenLoad load) throws SQLException {
        attempts.rejoin(reached, load.copied() == null ? "" : names.of(load.copied()), load);
        Orphans orphans = load.orphans(destination, sql);
        destination.execute(load.atEnd());
        Checkpoint next = reached;
        if (!changes.isEmpty() || reached.snapshot() == Snapshot.DONE) {
            next = attempts.clear(next, committed, before, orphans);
        }
        next = next.loaded(changes.lastSeq(), load.loaded.keySet());
        if (committed.snapshot() != Snapshot.DONE && reached.snapshot() == Snapshot.DONE) {
            attempts.removeVanished(next, next.tables(), next.attempt(), load.tables, load.id, orphans);
            CrashPoint.at("snapshot-done");
        }
        pruning.prune(next, load.tables, changes.lastSeq() - committed.seq()).forEach(orphans::emptied);
        orphans.remove();
        records.write(load.tables, load.changed(), next, load.id, Instant.now());
        if (!fence.set(load.id)) {
            throw Dataset.replaced(destination);
        }
        if (marks != null) {
            marks.set();
        }
        CrashPoint.at("before-commit");
        load.worked();
        return next;
    }
}
