package destination.duckdb;

import base.Problem;
import base.SteadyClock;
import config.CdcConfig;
import destination.Attached;
import destination.Extensions;
import destination.HeldFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.duckdb.DuckDBConnection;
import watch.Watch;

/**
 * A DuckDB file that stays open for the whole run, as the main database of its DuckDB, and is served to readers
 * ({@link Serving}): they see a load as soon as it is committed, and nobody waits for the file.
 */
public final class ServedFile extends Attached {

    /** Quack's client and server need httpfs, too (1.5.5). */
    static final List<String> EXTENSIONS = List.of("httpfs", "quack");
    /** Smaller than for a file that is closed now and then: what is in the log would be read again after a crash. */
    private static final String CHECKPOINT_THRESHOLD = "64MB";
    /** For the queries of all readers together, on the disk; what loads put there counts, too. */
    private static final String MOST_OVERFLOW = "10GB";
    private static final int TRIES = 5;
    private static final int PAUSE_MS = 200;

    private final Path file;
    private final DuckDbErrors errors;
    private final Watch watch;
    private final String catalog;
    private final boolean existed;
    private final Serving serving;
    private boolean attached;

    /** @param givingUp asked while another process holds the file: whether to stop waiting for it */
    public ServedFile(CdcConfig config, Watch watch, BooleanSupplier givingUp) {
        this(config, watch, Files.exists(config.target().file()), open(config, watch, givingUp));
    }

    private ServedFile(CdcConfig config, Watch watch, boolean existed, DuckDBConnection connection) {
        super(connection, config.pipelineDir().resolve("tmp"), "SET checkpoint_threshold = '" + CHECKPOINT_THRESHOLD
                + "'", "SET max_temp_directory_size = '" + MOST_OVERFLOW + "'");
        this.file = config.target().file();
        this.errors = new DuckDbErrors(file, config.pipelineDir().resolve("tmp"));
        this.watch = watch;
        this.existed = existed;
        try {
            this.catalog = (String) query("SELECT current_database()").get(0).get(0);
            execute("SET memory_limit = '" + memory((String) query("SELECT current_setting('memory_limit')").get(0)
                    .get(0)) + "'");
            int port = Serving.free(config.target().served().port());
            this.serving = new Serving((DuckDBConnection) connection.duplicate(), config.dataset(), port,
                    ServingNote.beside(file), config.target().served().longest(), watch);
            serving.start();
        }
        catch (SQLException e) {
            throw errors.opening(e);
        }
        catch (Problem problem) {
            super.close();
            throw problem;
        }
        config.target().served().say().accept("Serving " + file + " at " + serving.note().uri() + ", read-only. Token: "
                + serving.note().token() + " (also in " + ServingNote.beside(file) + ")");
    }

    private static DuckDBConnection open(CdcConfig config, Watch watch, BooleanSupplier givingUp) {
        Path file = config.target().file();
        DuckDbErrors errors = new DuckDbErrors(file, config.pipelineDir().resolve("tmp"));
        Extensions extensions = Extensions.of(config.target());
        DuckDBConnection[] opened = {null};
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
        catch (IOException e) {
            throw Problem.run("Cannot make the folder of the DuckDB file " + file + ": " + Problem.why(e), e);
        }
        Properties settings = new Properties();
        settings.setProperty("storage_compatibility_version", DuckDb.STORAGE_VERSION);
        new HeldFile(file, watch, givingUp).open(() -> opened[0] = (DuckDBConnection) DriverManager.getConnection(
                "jdbc:duckdb:" + file, settings), errors::opening);
        try {
            Extensions.Runs engine = Extensions.engine(opened[0]);
            engine.execute(extensions.settings());
            extensions.load(engine, EXTENSIONS);
            return opened[0];
        }
        catch (SQLException e) {
            throw errors.opening(e);
        }
    }

    /** Half of what DuckDB would take, so that readers and loads leave room for the rest of the machine. */
    private static String memory(String standard) {
        String[] parts = standard.split(" ");
        return Double.parseDouble(parts[0]) / 2 + " " + parts[1];
    }

    @Override
    public String catalog() {
        return catalog;
    }

    @Override
    public String place() {
        return "DuckDB file " + file;
    }

    /** Whether there was a file before it was opened, or a load has been committed. */
    @Override
    public boolean exists() {
        return (existed || attached) && Files.exists(file);
    }

    @Override
    public boolean isSharedWithReaders() {
        return true;
    }

    /** It is open from the beginning on. */
    @Override
    public boolean attach() {
        boolean first = !attached;
        attached = true;
        return first;
    }

    @Override
    protected void open() {
        // nobody calls it: attach() has nothing to open
    }

    /** It stays open. */
    @Override
    public boolean release() {
        rollback();
        return false;
    }

    /** Where readers have used up memory or disk they are cut off, and the load is run again. */
    @Override
    public void retrying(boolean again, Runnable load) {
        for (int tries = 1;; tries++) {
            try {
                load.run();
                return;
            }
            catch (Problem problem) {
                if (!again || tries == TRIES || !(problem.getCause() instanceof SQLException why)
                        || !why.getMessage().matches("(?s).*(Out of Memory|failed to offload|could not allocate).*")) {
                    throw problem;
                }
                cutOff(tries);
            }
        }
    }

    private void cutOff(int tries) {
        long pauseMs = PAUSE_MS * (1L << tries);
        watch.waiting("Readers have used up the memory: they were cut off, and the load is run again", pauseMs);
        try {
            serving.pause();
            long end = SteadyClock.now() + pauseMs;
            while (SteadyClock.now() < end) {
                LockSupport.parkNanos(10_000_000);
            }
            serving.resume();
        }
        catch (SQLException e) {
            throw errors.loading(e);
        }
    }

    @Override
    public void close() {
        serving.close();
        super.close();
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
