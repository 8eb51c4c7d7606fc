package load;

import base.CrashPoint;
import base.Problem;
import capture.CheckpointStore;
import capture.Requests;
import change.Changes;
import change.GivenNames;
import change.NestedChoices;
import change.TableChanges;
import config.CdcConfig;
import destination.Destination;
import destination.Stage;
import dlt.DltTables;
import dlt.Table;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.Reached;
import event.TableId;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import watch.Watch;

/**
 * The dlt-shaped pipeline: loads table changes into the dataset. One load is one DuckDB transaction with DDL, rows,
 * dlt's schema, dlt's state with the source's offset in it, and the {@code _dlt_loads} row last; so rows and offset can
 * never disagree, whatever is killed, whenever.
 */
public final class Pipeline implements CheckpointStore {

    public static final String MENDS = "The next load mends it";     // so what is warned of does not hold after it
    private final CdcConfig config;
    private final Destination destination;
    private final Watch watch;
    private final DltTables sql;
    private final TableNames names;
    private final GivenNames given;
    private final Modes modes;
    private final NestedChoices nested;
    private final DltRecords records;
    private final TableLoads tableLoads;
    private final Attempts attempts;
    private final Pruning pruning;
    private final Requests requests;
    private Map<String, Table> tables = Map.of();
    private volatile Checkpoint committed = Checkpoint.none();
    /** A load that is to go on with the next changes, in a transaction that is open. */
    private OpenLoad open;
    private final FileTurns turns = new FileTurns();
    /** What is to be mended, as it was told last. */
    private String told = "";

    /** Reads what the destination holds; makes nothing. */
    public Pipeline(CdcConfig config, Destination destination, Watch watch) {
        this.config = config;
        this.destination = destination;
        this.watch = watch;
        this.sql = DltTables.of(destination.catalog(), config.dataset());
        OwnColumns own = OwnColumns.of(config.columns());
        this.names = new TableNames(config.tableNames());
        this.given = new GivenNames(config.columnNames(), config.choices().history());
        this.modes = new Modes(config.choices());
        this.nested = new NestedChoices(config.choices().nested());
        this.records = new DltRecords(config, destination, sql, new WorkingCopy(config, watch::warn));
        this.tableLoads = new TableLoads(config, destination, watch, sql, own, names, given, records::contract);
        this.attempts = new Attempts(destination, sql, own);
        this.requests = new RequestFiles(config.pipelineDir());
        this.pruning = new Pruning(destination, sql, own, config.choices().retention(),
                new Carriers(config.target().file(), config.pipeline()), watch::warn);
        if (destination.exists()) {
            attach();
            destination.release();
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
        OpenLoad load = new OpenLoad(records.nextLoadId(), tables);
        load.before(attempts.undone(committed, tables));
        alone(load, committed.begin(load.id, SameNested.kept(Modes.kept(start, committed, Map.of()), committed,
                Map.of())));
        CrashPoint.at("begun");
        release();
        return committed;
    }

    /** A load without changes. */
    private void alone(OpenLoad load, Checkpoint reached) {
        commit(new Changes(List.of(), committed.seq()), reached, load, true);
    }

    @Override
    public void again(List<TableId> tables, List<String> asked) {
        attach();
        alone(new OpenLoad(records.nextLoadId(), this.tables), committed.at(new Reached(committed.snapshot(),
                Again.with(committed.position(), tables, asked))));
        release();
    }

    @Override
    public Requests requests() {
        return requests;
    }

    @Override
    public Path scratch() {
        return config.pipelineDir();
    }

    @Override
    public void mend() {
        Mending mending = Mending.of(tables, committed.tables(), config.columns(), sql);
        if (committed.snapshot() == Snapshot.NONE || mending.ddl().isEmpty() && records.misdeclared().isEmpty()) {
            return;
        }
        attach();
        OpenLoad load = new OpenLoad(records.nextLoadId(), tables);
        load.before(mending);
        alone(load, committed);
        release();
    }

    /** What the destination holds that the next load mends, as a sentence; empty where there is nothing. */
    public String toMend() {
        return records.misdeclared().isEmpty() ? "" : Mending.sentence(records.misdeclared());
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
            load.nextPart(last, reached.copy());
            load.columnNames.putAll(SameNames.of(changes, given, names, committed));
            load.modes.putAll(modes.of(changes, names));
            for (TableChanges each : changes.tables()) {
                load.unpacked.putAll(SameNested.of(each, nested));
            }
            Map<String, Object> position = Again.kept(SameChoices.kept(Modes.kept(SameNames.kept(reached.position(),
                    committed, load.columnNames), committed, load.modes), config.choices()), committed, reached);
            commit(changes, committed.at(new Reached(reached.snapshot(), SameNested.kept(position, committed,
                    load.unpacked))), load, last);
            load.count(changes, names::of);
            if (last) {
                watch.loaded(load.story());
                watch.changed(changes.newest());
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
        return !destination.isSharedWithReaders() && turns.areDue();
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
        turns.release(destination);
        records.tell();
    }

    private void attach() {
        turns.await();
        if (committed.snapshot() != Snapshot.NONE && !destination.exists()) {
            throw replaced();       // before attaching makes a new one
        }
        if (!destination.attach()) {
            return;
        }
        turns.begin();
        try {
            tables = destination.tables(config.dataset());
            Checkpoint stored = records.read(tables);
            tables = records.withParents(tables);
            if (!toMend().isEmpty() && !toMend().equals(told)) {
                told = toMend();
                watch.warn(told);
            }
            if (committed.snapshot() != Snapshot.NONE && !stored.toMap().equals(committed.toMap())) {
                throw replaced();
            }
            if (!records.dropped().isEmpty()) {
                throw Dataset.droppedByDlt(config, records.dropped());
            }
            if (stored.snapshot() == Snapshot.NONE && tables.containsKey("_dlt_pipeline_state")) {
                records.other().ifPresent(other -> {
                    throw Dataset.loadedByAnother(config, other);
                });
            }
            committed = stored;
        }
        catch (SQLException e) {
            throw Problem.run("The dataset " + config.dataset() + " in " + config.target() + " cannot be read: "
                    + e.getMessage(), e);
        }
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
            destination.execute(load.before());
            if (load.copied() != null && last) {
                // no DDL follows: what came since the copy's place has been loaded before
                destination.execute(load.atEnd());
                attempts.removeVanished(next[0], List.of(names.of(load.copied())), load.id, load.tables, load.id,
                        load.orphans(destination, sql));
                load.partsOver();
                CrashPoint.at("copied");
            }
            tableLoads.run(changes, committed, load);
            if (last) {
                attempts.rejoin(next[0], load.copied() == null ? "" : names.of(load.copied()), load);
                Orphans orphans = load.orphans(destination, sql);
                destination.execute(load.atEnd());
                if (!changes.isEmpty() || reached.snapshot() == Snapshot.DONE) {
                    next[0] = attempts.clear(next[0], committed, tables, orphans);
                }
                next[0] = next[0].loaded(changes.lastSeq(), load.loaded.keySet());
                if (committed.snapshot() != Snapshot.DONE && reached.snapshot() == Snapshot.DONE) {
                    attempts.removeVanished(next[0], next[0].tables(), next[0].attempt(), load.tables, load.id,
                            orphans);
                    CrashPoint.at("snapshot-done");
                }
                pruning.prune(next[0], load.tables, changes.lastSeq() - committed.seq()).forEach(orphans::emptied);
                orphans.remove();
                records.write(load.tables, load.changed(), next[0], load.id, Instant.now());
                CrashPoint.at("before-commit");
                load.worked();
            }
        });
        if (last) {
            load.committed();
            CrashPoint.at("after-commit");
            tables = load.tables;
            committed = next[0];
            records.committed();
            told = "";
            watch.reached(committed);
        }
    }
}
