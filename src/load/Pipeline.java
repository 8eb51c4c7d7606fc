package load;

import base.CrashPoint;
import base.Problem;
import base.Sql;
import base.SteadyClock;
import capture.CheckpointStore;
import change.Changes;
import change.GivenNames;
import change.TableChanges;
import config.CdcConfig;
import destination.Destination;
import destination.Stage;
import dlt.DltTables;
import dlt.Table;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.Reached;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import watch.Watch;

/**
 * The dlt-shaped pipeline: loads table changes into the dataset. One load is one DuckDB transaction with DDL, rows,
 * dlt's schema, dlt's state with the source's offset in it, and the {@code _dlt_loads} row last; so rows and offset can
 * never disagree, whatever is killed, whenever.
 */
public final class Pipeline implements CheckpointStore {

    /**
     * So long the file is held under load: two seconds, or longer where closing it, which empties DuckDB's log into it,
     * takes long.
     */
    private static final long HOLD_MS = 2_000;
    private static final long LONGEST_HOLD_MS = 15_000;
    private static final int HOLD_WORTH = 5;
    /** So long the file stays closed at least, in milliseconds: a reader that tries again and again gets in. Twice as
     * long as it was open is enough, so that single changes are not kept waiting. */
    private static final long READERS_TURN_MS = 100;
    private static final long LEAST_TURN_MS = 20;

    private final CdcConfig config;
    private final Destination destination;
    private final Watch watch;
    private final DltTables sql;
    private final OwnColumns own;
    private final TableNames names;
    private final GivenNames given;
    private final DltRecords records;
    private final TableLoads tableLoads;
    private Map<String, Table> tables = Map.of();
    private volatile Checkpoint committed = Checkpoint.none();
    /** A load that is to go on with the next changes, in a transaction that is open. */
    private OpenLoad open;
    private long heldSince;
    private long releaseTook;
    private long readersUntil;

    /** Reads what the destination holds; makes nothing. */
    public Pipeline(CdcConfig config, Destination destination, Watch watch) {
        this.config = config;
        this.destination = destination;
        this.watch = watch;
        this.sql = DltTables.of(destination.catalog(), config.dataset());
        this.own = OwnColumns.of(config.columns());
        this.names = new TableNames(config.tableNames());
        this.given = new GivenNames(config.columnNames());
        this.records = new DltRecords(config, destination, sql);
        this.tableLoads = new TableLoads(config, destination, watch, sql, own, names, given);
        if (destination.exists()) {
            attach();
            release();
            watch.reached(committed);
        }
    }

    @Override
    public Checkpoint committed() {
        return committed;
    }

    @Override
    public Checkpoint begin(Map<String, Object> start) {
        open = null;
        destination.rollback();      // an attempt that was to be one transaction has failed
        attach();
        String loadId = records.nextLoadId();
        commit(new Changes(List.of(), committed.seq()), committed.begin(loadId, start), new OpenLoad(loadId,
                tables), true);
        CrashPoint.at("begun");
        release();
        return committed;
    }

    /**
     * Loads changes and how far the source is after them. Parts of a snapshot that is to be one transaction
     * ({@link Reached#unfinishedWhole()}) are committed with its last one.
     *
     * @throws Problem when it failed: then nothing of it is in the destination
     */
    public void load(Changes changes, Reached reached) {
        boolean last = !reached.unfinishedWhole();
        OpenLoad load = open;
        List<Stage> stages = stage(changes);
        CrashPoint.at("staged");
        try {
            attach();
            load = load != null ? load : new OpenLoad(records.nextLoadId(), tables);
            open = null;
            load.nextPart(last);
            load.columnNames.putAll(SameNames.of(changes, given, names, committed));
            commit(changes, committed.at(new Reached(reached.snapshot(), SameNames.kept(reached.position(), committed,
                    load.columnNames))), load, last);
            load.count(changes, names::of);
            if (last) {
                watch.loaded(load.story());
            }
            else {
                open = load;
            }
        }
        finally {
            stages.forEach(Stage::close);
        }
    }

    /** Whether the file has been held so long that readers should have a turn, although more is to be loaded. */
    public boolean heldLong() {
        if (destination.isSharedWithReaders()) {
            return false;
        }
        long hold = Math.max(HOLD_MS, Math.min(LONGEST_HOLD_MS, HOLD_WORTH * releaseTook));
        return SteadyClock.now() - heldSince > hold;
    }

    /** Lets other processes open the destination, unless they can anyway or a load is half done. */
    public void release() {
        if (open != null) {
            return;
        }
        if (destination.isSharedWithReaders()) {
            records.tell();
            return;
        }
        long began = SteadyClock.now();
        if (destination.release()) {
            long now = SteadyClock.now();
            releaseTook = now - began;
            readersUntil = now + Math.max(LEAST_TURN_MS, Math.min(READERS_TURN_MS, 2 * (now - heldSince)));
            records.tell();
        }
    }

    private void attach() {
        long turn = Math.min(READERS_TURN_MS, readersUntil - SteadyClock.now());
        if (turn > 0) {
            // under a steady stream readers would never find the file closed
            LockSupport.parkNanos(turn * 1_000_000);
        }
        if (committed.snapshot() != Snapshot.NONE && !destination.exists()) {
            throw replaced();       // before attaching makes a new one
        }
        if (!destination.attach()) {
            return;
        }
        heldSince = SteadyClock.now();
        try {
            tables = destination.tables(config.dataset());
            Checkpoint stored = records.read(tables.containsKey("_dlt_pipeline_state"));
            if (committed.snapshot() != Snapshot.NONE && !stored.toMap().equals(committed.toMap())) {
                throw replaced();
            }
            if (stored.snapshot() == Snapshot.NONE && tables.containsKey("_dlt_pipeline_state")) {
                records.other().ifPresent(this::refuse);
            }
            committed = stored;
        }
        catch (SQLException e) {
            throw Problem.run("The dataset " + config.dataset() + " in " + config.target() + " cannot be read: "
                    + e.getMessage(), e);
        }
    }

    private void refuse(String other) {
        throw Problem.config("Dataset " + config.dataset() + " of " + config.target()
                + " is loaded by pipeline " + other + ": the tables of pipeline " + config.pipeline()
                + " would get mixed up with its own. Give this one a dataset_name of its own in [cdc_settings],"
                + " or another file in [destination." + config.target().name() + "]. Nothing was written");
    }

    private Problem replaced() {
        return Problem.run("The " + destination.place() + " is not the one that this run was loading: it was deleted,"
                + " replaced or loaded by another program. Nothing was written; start again to go on from what it"
                + " holds");
    }

    private List<Stage> stage(Changes changes) {
        List<Stage> stages = new ArrayList<>();
        int number = 0;
        for (TableChanges each : changes.tables()) {
            for (Staging.Staged staged : Staging.of(each, number)) {
                Stage stage = destination.stage(staged.name(), staged.columns());
                stages.add(stage);
                staged.rows().accept(stage::append);
                stage.flush();
            }
            number++;
        }
        return stages;
    }

    /** @param last whether the load ends with these changes */
    private void commit(Changes changes, Checkpoint reached, OpenLoad load, boolean last) {
        Checkpoint[] next = {reached};
        destination.inTransaction(last, () -> {
            records.create(load.tables.containsKey("_dlt_loads"));
            tableLoads.run(changes, committed, load);
            if (last) {
                destination.execute(load.atEnd());
                if (!changes.isEmpty() || reached.snapshot() == Snapshot.DONE) {
                    next[0] = clearInterrupted(next[0]);
                }
                next[0] = next[0].loaded(changes.lastSeq(), load.loaded.keySet());
                if (committed.snapshot() != Snapshot.DONE && reached.snapshot() == Snapshot.DONE) {
                    markVanished(next[0], load.tables, load.id);
                    CrashPoint.at("snapshot-done");
                }
                records.write(load.loaded.values(), next[0], load.id, Instant.now());
                CrashPoint.at("before-commit");
            }
        });
        if (last) {
            CrashPoint.at("after-commit");
            tables = load.tables;
            committed = next[0];
            records.committed();
            watch.reached(committed);
        }
    }

    /** With the first rows of a new attempt at the snapshot, or at its end if it has none: what interrupted attempts
     * had appended goes. After the rows, as their DDL has to come before any DELETE ({@link TableLoads}). */
    private Checkpoint clearInterrupted(Checkpoint reached) throws SQLException {
        if (committed.snapshot() != Snapshot.RUNNING || committed.since().equals(committed.attempt())) {
            return reached;
        }
        for (String name : committed.tables()) {
            Table table = tables.get(name);
            if (table != null && has(table, own.seq())) {
                destination.update("DELETE FROM " + sql.table(name) + " WHERE _dlt_load_id >= ? AND _dlt_load_id < ?",
                        committed.since(), committed.attempt());
            }
        }
        return reached.cleared();
    }

    /** After the snapshot's last row: merged rows that this attempt has not seen are gone at the source. */
    private void markVanished(Checkpoint reached, Map<String, Table> after, String loadId) throws SQLException {
        for (String name : reached.tables()) {
            Table table = after.get(name);
            if (table != null && has(table, own.deleted()) && !has(table, own.seq())) {
                destination.update("UPDATE " + sql.table(name) + " SET " + Sql.quote(own.deleted())
                        + " = true, _dlt_load_id = ? WHERE _dlt_load_id < ? AND " + Sql.quote(own.deleted())
                        + " IS DISTINCT FROM true", loadId, reached.attempt());
            }
        }
    }

    private static boolean has(Table table, String column) {
        return table.columns().stream().anyMatch(c -> c.name().equals(column));
    }
}
