package destination.duckdb;

import base.Problem;
import base.Sql;
import base.SteadyClock;
import config.CdcConfig;
import destination.Attached;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import watch.Watch;

/**
 * A DuckDB file, shared with whoever else reads it: it is attached for a load and detached when nothing waits, so that
 * other processes can open it in between (DuckDB lets one process write or many read:
 * <a href="https://duckdb.org/docs/stable/connect/concurrency">Concurrency</a>).
 */
public final class DuckDb extends Attached {

    /** Files are made so that DuckDB 1.2 and later can read them. */
    public static final String STORAGE_VERSION = "v1.2.0";
    /**
     * How large the write-ahead log may grow before a COMMIT checkpoints it. Usually the release does so first: it
     * always does.
     */
    private static final String CHECKPOINT_THRESHOLD = "256MB";
    private static final long SAY_WHO_AFTER_MS = 1_000;
    /**
     * Between tries while another process has the file open, in milliseconds: readers mostly have it for a moment only.
     */
    private static final int FIRST_RETRY_MS = 2;
    private static final int LAST_RETRY_MS = 15;

    private final Path file;
    private final DuckDbErrors errors;
    private final Watch watch;
    private final BooleanSupplier givingUp;
    private String holder = "";

    /** @param givingUp asked while another process holds the file: whether to stop waiting for it */
    public DuckDb(CdcConfig config, Watch watch, BooleanSupplier givingUp) {
        this(config.target().file(), config.pipelineDir().resolve("tmp"), watch, givingUp);
    }

    private DuckDb(Path file, Path overflow, Watch watch, BooleanSupplier givingUp) {
        super(overflow, "SET checkpoint_threshold = '" + CHECKPOINT_THRESHOLD + "'");
        this.file = file;
        this.errors = new DuckDbErrors(file, overflow);
        this.watch = watch;
        this.givingUp = givingUp;
    }

    @Override
    public String place() {
        return "DuckDB file " + file;
    }

    @Override
    public boolean exists() {
        return Files.exists(file);
    }

    @Override
    public boolean isSharedWithReaders() {
        return false;
    }

    /** Waits as long as another process has the file open. */
    @Override
    protected void open() {
        long since = SteadyClock.now();
        boolean said = false;
        int tries = 0;
        while (!tryAttach()) {
            if (givingUp.getAsBoolean()) {
                throw Problem.run("Stopped while " + holder + " had " + file + " open: what was not loaded yet will be"
                        + " captured again at the next run");
            }
            if (!said && SteadyClock.now() - since > SAY_WHO_AFTER_MS) {
                said = true;
                watch.waiting(holder + " has " + file + " open: waiting until it is closed", LAST_RETRY_MS);
            }
            LockSupport.parkNanos(Math.min(LAST_RETRY_MS, FIRST_RETRY_MS + tries++) * 1_000_000L);
        }
    }

    private boolean tryAttach() {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            execute("ATTACH " + Sql.literal(file.toString()) + " AS " + CATALOG + " (STORAGE_VERSION '"
                    + STORAGE_VERSION + "')");
            return true;
        }
        catch (IOException e) {
            throw Problem.run("Cannot make the folder of the DuckDB file " + file + ": " + Problem.why(e), e);
        }
        catch (SQLException e) {
            holder = DuckDbErrors.holder(e);
            if (holder == null) {
                throw errors.opening(e);
            }
            return false;
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
