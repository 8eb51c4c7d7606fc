package destination.duckdb;

import base.Problem;
import base.Sql;
import config.CdcConfig;
import destination.Attached;
import destination.HeldFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
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

    private final Path file;
    private final DuckDbErrors errors;
    private final HeldFile held;

    /** @param givingUp asked while another process holds the file: whether to stop waiting for it */
    public DuckDb(CdcConfig config, Watch watch, BooleanSupplier givingUp) {
        this(config.target().file(), config.pipelineDir().resolve("tmp"), watch, givingUp);
    }

    private DuckDb(Path file, Path overflow, Watch watch, BooleanSupplier givingUp) {
        super(overflow, "SET checkpoint_threshold = '" + CHECKPOINT_THRESHOLD + "'");
        this.file = file;
        this.errors = new DuckDbErrors(file, overflow);
        this.held = new HeldFile(file, watch, givingUp);
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
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
        catch (IOException e) {
            throw Problem.run("Cannot make the folder of the DuckDB file " + file + ": " + Problem.why(e), e);
        }
        held.open(() -> execute("ATTACH " + Sql.literal(file.toString()) + " AS " + CATALOG + " (STORAGE_VERSION '"
                + STORAGE_VERSION + "')"), errors::opening);
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
