package destination.ducklake;

import base.Problem;
import config.CdcConfig;
import config.Lake;
import config.Lake.Kind;
import destination.Attached;
import destination.Dialect;
import destination.Extensions;
import destination.HeldFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import watch.Watch;

/**
 * A DuckLake (<a href="https://ducklake.select/docs/stable/">DuckLake</a>). Its transactions are optimistic: at COMMIT
 * the one that comes second to what another one has changed is refused as a whole. Such a load is run again, from the
 * rows that are staged, after a pause that grows.
 */
public final class DuckLake extends Attached {

    private static final int FIRST_PAUSE_MS = 50;
    private static final int LAST_PAUSE_MS = 5_000;
    /** How often a load is run again for conflicts before it is given up: some minutes. */
    private static final int MOST_TRIES = 60;
    /** How often it is run again for an error that another writer's change may have brought about. */
    private static final int STALE_TRIES = 5;
    /** How often a catalog is looked for that has not been reached yet: some seconds. */
    private static final int FIRST_TRIES = 10;
    /** Between two loads maintenance begins no step after so long. */
    private static final long BETWEEN_MS = 30_000;
    /** DuckLake's own tries to write a commit that conflicts in its numbering only. */
    private static final int RETRIES_IN_COMMIT = 20;

    private final Lake lake;
    private final String dataset;
    private final LakeEngine engine;
    private final LakeErrors errors;
    private final HeldFile held;
    private final Watch watch;
    private final BooleanSupplier givingUp;
    private final Dialect dialect = new LakeDialect();
    private boolean loaded;
    private boolean opened;
    /** Since it was maintained last. */
    private int loads;
    /** The lake's snapshot that this has read or made last. */
    private Object seen;

    /** @param givingUp asked while another process keeps it from us: whether to stop waiting */
    public DuckLake(CdcConfig config, Watch watch, BooleanSupplier givingUp) {
        super(config.pipelineDir().resolve("tmp"), Extensions.of(config.target()).settings());
        this.lake = config.target().lake();
        this.dataset = config.dataset();
        this.engine = new LakeEngine(config.target());
        this.errors = new LakeErrors(lake);
        this.held = new HeldFile(config.target().file(), watch, givingUp);
        this.watch = watch;
        this.givingUp = givingUp;
    }

    @Override
    public String place() {
        return "DuckLake " + lake;
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    /** A catalog in a database server is looked for, and then stays attached. */
    @Override
    public boolean exists() {
        if (lake.kind().isFile()) {
            return Files.exists(Path.of(lake.catalog()));
        }
        return opened || isThere();
    }

    private boolean isThere() {
        try {
            load();
            execute(engine.attach(CATALOG, ", CREATE_IF_NOT_EXISTS false"), "DETACH " + CATALOG);
            return true;
        }
        catch (SQLException e) {
            if (LakeErrors.isNotThere(e)) {
                return false;
            }
            throw errors.opening(e);
        }
    }

    /** A file of DuckDB's can be open in one process only, for all its readers and writers. */
    @Override
    public boolean isSharedWithReaders() {
        return lake.kind() != Kind.DUCKDB;
    }

    @Override
    public boolean hasOtherWriters() {
        return isSharedWithReaders();
    }

    private void load() throws SQLException {
        if (!loaded) {
            engine.load(this::execute);
            execute("SET ducklake_max_retry_count = " + RETRIES_IN_COMMIT);
            execute(engine.secrets());
            reach();
            loaded = true;
        }
    }

    /** Before there is a catalog, which would keep the name of a bucket that is wrong. */
    private void reach() {
        try {
            execute(engine.probe());
        }
        catch (SQLException e) {
            throw errors.reaching(e);
        }
    }

    /** Whether others may have changed it since it was looked at last. */
    @Override
    public boolean attach() {
        boolean attached = super.attach();
        if (!isSharedWithReaders() || isInTransaction()) {
            return attached;
        }
        try {
            Object now = current();
            boolean changed = !now.equals(seen);
            seen = now;
            return attached || changed;
        }
        catch (SQLException e) {
            throw errors.loading(e);
        }
    }

    @Override
    protected void open() {
        engine.makeFolders();
        held.open(() -> {
            load();
            execute("DETACH DATABASE IF EXISTS " + CATALOG,     // a COMMIT that failed has left it there
                    engine.attach(CATALOG, ""));
        }, errors::opening);
        opened = true;
    }

    /** DuckLake (1.5.5) asks its catalog which files may hold a key: a query that ends at the 0, with an error. */
    @Override
    protected void hasNul() throws SQLException {
        execute("SET disabled_optimizers = 'join_filter_pushdown'");
    }

    @Override
    protected void committed() throws SQLException {
        loads++;
        if (isSharedWithReaders()) {
            Object own = query("SELECT id FROM " + CATALOG + ".last_committed_snapshot()").get(0).get(0);
            boolean alone = seen instanceof Number before && own instanceof Number after
                    && after.longValue() <= before.longValue() + 1;
            seen = alone ? own : null;      // what another one has committed meanwhile was not looked at
        }
    }

    @Override
    public List<String> maintain() {
        return maintain(null, Long.MAX_VALUE / 2);
    }

    private List<String> maintain(String only, long mostMs) {
        attach();
        try {
            return new LakeMaintenance(this, lake, only, mostMs).run();
        }
        finally {
            loads = 0;
            if (!isSharedWithReaders()) {
                release();
            }
        }
    }

    /**
     * Every so many loads, in between, the tables that this process loads: those of others are theirs to maintain, and
     * to wait for. What is not done now is done the next time.
     */
    private void maintainBetween() {
        if (lake.maintainedEvery() > 0 && loads >= lake.maintainedEvery() && !isInTransaction()) {
            try {
                maintain(dataset, BETWEEN_MS);
            }
            catch (Problem problem) {
                watch.warn(problem.getMessage() + ". Loads go on");
            }
        }
    }

    @Override
    public void retrying(boolean again, Runnable load) {
        for (int tries = 1;; tries++) {
            try {
                load.run();
                maintainBetween();
                return;
            }
            catch (Problem problem) {
                SQLException why = problem.getCause() instanceof SQLException e ? e : null;
                boolean lost = why != null && (opened || tries < FIRST_TRIES) && LakeErrors.isLost(why);
                if (why == null || !again || !lost && !mayPass(why, tries) || givingUp.getAsBoolean()) {
                    throw problem;
                }
                if (lost) {
                    lose();
                }
                pause(tries, errors.passing(why) + ": the load is run again, try " + (tries + 1) + " ("
                        + LakeErrors.firstLine(why) + ")");
            }
        }
    }

    /**
     * Whether another writer may be why. A load is planned for the tables as they are read just before: what another
     * one has made of them since, the same table or column, say, is no conflict to DuckLake, but an error.
     */
    private boolean mayPass(SQLException why, int tries) {
        return LakeErrors.isConflict(why) ? tries < MOST_TRIES : tries < STALE_TRIES && hasChanged();
    }

    /** Whether others have changed it since it was read. */
    private boolean hasChanged() {
        try {
            return isSharedWithReaders() && seen != null && !seen.equals(current());
        }
        catch (SQLException e) {
            return false;
        }
    }

    private Object current() throws SQLException {
        return query("SELECT id FROM " + CATALOG + ".current_snapshot()").get(0).get(0);
    }

    private void pause(int tries, String sentence) {
        long pauseMs = pauseMs(tries);
        watch.waiting(sentence, pauseMs);
        LockSupport.parkNanos(pauseMs * 1_000_000);
    }

    /** Growing, and by chance, so that two writers do not meet again. */
    static long pauseMs(int tries) {
        long most = Math.min(LAST_PAUSE_MS, (long) FIRST_PAUSE_MS << Math.min(tries - 1, 10));
        return most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
    }

    /** The next load attaches it anew. */
    private void lose() {
        seen = null;
        try {
            release();
        }
        catch (Problem gone) {
            // its server has gone, which is why it is let go of
        }
    }

    @Override
    protected Problem failed(SQLException e) {
        return errors.loading(e);
    }

    @Override
    protected Problem notCommitted(SQLException e) {
        return errors.committing(e);
    }

    @Override
    protected Problem notClosed(SQLException e) {
        return errors.closing(e);
    }
}
