package load;

import base.CrashPoint;
import base.Problem;
import base.Secrets;
import capture.CheckpointStore;
import capture.Requests;
import change.Changes;
import change.GivenNames;
import change.NestedChoices;
import config.CdcConfig;
import destination.Destination;
import dlt.DltTables;
import dlt.Table;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.Reached;
import event.TableId;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import load.Parts.LoadPart;
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
    private final LoadSteps steps;
    private final Fence fence;
    private final Requests requests;
    private Map<String, Table> tables = Map.of();
    private volatile Checkpoint committed = Checkpoint.none();
    /** A load that is to go on with the next changes, in a transaction that is open. */
    private OpenLoad open;
    private final Parts parts;
    /** What is left to do of a load whose COMMIT is under way. */
    private Runnable landing;
    private String landingId;
    private final FileTurns turns = new FileTurns();
    /** What is to be mended, as it was told last. */
    private String told = "";

    public Pipeline(CdcConfig config, Destination destination, Watch watch) {
        this(config, destination, watch, null);
    }

    /** Reads what the destination holds; makes nothing. {@code marks}: null where nobody else loads the dataset. */
    public Pipeline(CdcConfig config, Destination destination, Watch watch, Marks marks) {
        this.config = config;
        this.destination = destination;
        this.watch = watch;
        this.sql = DltTables.of(destination.catalog(), config.dataset());
        this.names = new TableNames(config.tableNames());
        this.given = new GivenNames(config.columnNames(), config.choices().history());
        this.modes = new Modes(config.choices());
        this.nested = new NestedChoices(config.choices().nested());
        this.records = new DltRecords(config, destination, sql, new WorkingCopy(config, watch::warn));
        this.fence = new Fence(destination, sql, config.pipeline());
        this.steps = new LoadSteps(config, destination, watch, sql, names, given, records, fence, marks);
        this.parts = new Parts(destination, config.pipelineDir().resolve("kept"));
        this.requests = new RequestFiles(config.pipelineDir(), config.unasked());
        destination.retrying(true, () -> {
            if (destination.exists()) {
                attach();
                destination.release();
                watch.reached(committed);
            }
        });
    }

    @Override
    public Checkpoint committed() {
        return committed;
    }

    @Override
    public Checkpoint begin(Map<String, Object> start) {
        open = null;
        destination.rollback();      // an attempt that was to be one transaction has failed
        alone(load -> {
            load.before(steps.undone(committed, tables));
            return committed.begin(load.id, SameNested.kept(Modes.kept(start, committed, Map.of()), committed,
                    Map.of()));
        });
        CrashPoint.at("begun");
        release();
        return committed;
    }

    /** A load without changes. */
    private void alone(Function<OpenLoad, Checkpoint> prepared) {
        readDropped();
        aloneOnce(prepared);
    }

    private void aloneOnce(Function<OpenLoad, Checkpoint> prepared) {
        destination.retrying(true, () -> {
            if (!attach()) {
                OpenLoad load = new OpenLoad(records.nextLoadId(), tables);
                Checkpoint reached = prepared.apply(load);
                commit(new Changes(List.of(), committed.seq()), reached, load, true, () -> {
                });
            }
        });
    }

    /** What dlt has dropped is put on the list of what is to be read again, ahead of a load. */
    private void readDropped() {
        boolean[] some = {false};
        destination.retrying(true, () -> some[0] = open == null && !attach() && !records.dropped().isEmpty());
        if (some[0]) {
            watch.warn(Again.told(records.dropped(), config.pipeline()));
            aloneOnce(load -> Again.dropped(committed, records.dropped(), names::of));
        }
    }

    @Override
    public void again(List<TableId> tables, List<String> asked) {
        alone(load -> committed.at(new Reached(committed.snapshot(), Again.with(committed.position(), tables,
                asked))));
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
        if (committed.snapshot() == Snapshot.NONE || mending.ddl().isEmpty() && records.misdeclared().isEmpty()
                && records.dropped().isEmpty()) {
            return;
        }
        alone(load -> {
            load.before(mending);
            return committed;
        });
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
        LoadPart part = parts.add(changes, reached, open == null);
        CrashPoint.at("staged");
        try {
            readDropped();
            destination.retrying(parts.canBeRunAgain(), () -> {
                if (!attach()) {
                    (open != null ? List.of(part) : parts.all()).forEach(this::loadOnce);
                }
            });
        }
        finally {
            parts.loaded(open != null);
        }
    }

    private void loadOnce(LoadPart part) {
        Changes changes = part.changes();
        Reached reached = part.reached();
        boolean last = !reached.unfinishedWhole();
        OpenLoad load = open != null ? open : new OpenLoad(records.nextLoadId(), tables);
        open = null;
        load.nextPart(part);
        load.columnNames.putAll(SameNames.of(changes, given, names, committed));
        load.modes.putAll(modes.of(changes, names));
        changes.tables().forEach(each -> load.unpacked.putAll(SameNested.of(each, nested)));
        Map<String, Object> position = Again.kept(SameChoices.kept(Modes.kept(SameNames.kept(reached.position(),
                committed, load.columnNames), committed, load.modes), config.choices()), committed, reached);
        commit(changes, committed.at(new Reached(reached.snapshot(), SameNested.kept(position, committed,
                load.unpacked))), load, last, () -> {
                    load.count(changes, names::of);
                    watch.loaded(load.story());
                    watch.changed(changes.newest());
                });
        if (!last) {
            load.count(changes, names::of);
            open = load;
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
        if (!destination.isSharedWithReaders()) {
            turns.release(destination);
        }
        records.tell();
    }

    /** True where the load that is under way turns out to be there: the answer to its COMMIT was lost. */
    private boolean attach() {
        turns.await();
        if (committed.snapshot() != Snapshot.NONE && !destination.exists()) {
            throw Dataset.replaced(destination);       // before attaching makes a new one
        }
        if (!destination.attach()) {
            return false;
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
            if (!fence.isOurs(tables)) {
                throw Dataset.replaced(destination);
            }
            boolean landed = fence.isThere(landingId);
            if (landed) {
                landing.run();
            }
            if (committed.snapshot() != Snapshot.NONE && !stored.toMap().equals(committed.toMap())) {
                throw Dataset.replaced(destination);
            }
            Again.require(config, stored, records.dropped(), names::of);
            steps.requireAlone(stored, tables);
            committed = stored;
            return landed;
        }
        catch (SQLException e) {
            throw Problem.run("The dataset " + config.dataset() + " in " + config.target() + " cannot be read: "
                    + Secrets.hidden(e.getMessage().replaceAll("\\s*\\R\\s*", ": ")), e);
        }
    }

    /**
     * @param last whether the load ends with these changes
     * @param then after the COMMIT
     */
    private void commit(Changes changes, Checkpoint reached, OpenLoad load, boolean last, Runnable then) {
        Checkpoint[] next = {reached};
        landing = () -> landed(next[0], load, then);
        destination.inTransaction(last, () -> {
            next[0] = steps.run(changes, committed, reached, tables, load, last);
            landingId = last ? load.id : null;
        });
        if (last) {
            landing.run();
        }
    }

    /** A load is committed. */
    private void landed(Checkpoint reached, OpenLoad load, Runnable then) {
        landingId = null;
        load.committed();
        CrashPoint.at("after-commit");
        fence.committed();
        tables = load.tables;
        committed = reached;
        records.committed();
        told = "";
        watch.reached(committed);
        then.run();
    }
}
