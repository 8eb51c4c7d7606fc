package destination;

import base.CrashPoint;
import base.Problem;
import base.SteadyClock;
import config.CdcConfig;
import destination.Stage.StageColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.duckdb.DuckDBConnection;
import watch.Watch;

/**
 * The DuckDB file, shared with whoever else reads it. One in-memory database lives as long as this object; the file is
 * attached to it for a load and detached when nothing waits, so that other processes can open it in between (DuckDB lets
 * one process write or many read: <a href="https://duckdb.org/docs/stable/connect/concurrency">Concurrency</a>).
 *
 * <p>Not thread-safe: one thread loads.
 */
public final class DuckDb implements AutoCloseable {

    /** The name under which the file is attached. */
    public static final String CATALOG = "dest";
    /** Files are made so that DuckDB 1.2 and later can read them. */
    static final String STORAGE_VERSION = "v1.2.0";
    /** So large may the log beside the file grow before a COMMIT brings it in. Mostly the release does it: it always does. */
    private static final String CHECKPOINT_THRESHOLD = "256MB";
    /**
     * An INSERT that keeps the order and finds no row makes DuckDB (1.5.5, 1.5.6 and 2.0.0) lose sight of what the same
     * transaction inserts next, from a row group (122,880 rows) on: {@code EngineTest}. And bulk rows would have one thread.
     */
    static final String ANY_ORDER = "SET preserve_insertion_order = false";
    private static final long SAY_WHO_AFTER_MS = 1_000;
    /** Between tries while another process has the file open, in milliseconds: readers mostly have it for a moment only. */
    private static final int FIRST_RETRY_MS = 2;
    private static final int LAST_RETRY_MS = 15;

    private final Path file;
    private final DuckDbErrors errors;
    private final Watch watch;
    private final BooleanSupplier givingUp;
    private final DuckDBConnection connection;
    private final BulkRows bulk;
    private boolean attached;
    /** Whether a transaction is. */
    private boolean open;
    private String holder = "";

    /** @param givingUp asked while another process holds the file: whether to stop waiting for it */
    public DuckDb(CdcConfig config, Watch watch, BooleanSupplier givingUp) {
        this.file = config.duckdb();
        Path overflow = config.pipelineDir().resolve("tmp");
        this.errors = new DuckDbErrors(file, overflow);
        this.watch = watch;
        this.givingUp = givingUp;
        try {
            connection = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
            requireSound();
            execute("SET temp_directory = " + literal(overflow.toString()));
            execute("SET TimeZone = 'UTC'");
            execute(ANY_ORDER);
            execute("SET checkpoint_threshold = '" + CHECKPOINT_THRESHOLD + "'");
            bulk = BulkRows.register(connection);
        }
        catch (SQLException e) {
            throw Problem.run("DuckDB does not start: " + e.getMessage(), e);
        }
    }

    private void requireSound() throws SQLException {
        String hindrance = DuckDbVersion.hindrance((String) query("SELECT version()").get(0).get(0));
        if (!hindrance.isEmpty()) {
            connection.close();
            throw Problem.config(hindrance);
        }
    }

    public Path file() {
        return file;
    }

    /** Whether the file is there; attaching makes it. */
    public boolean exists() {
        return Files.exists(file);
    }

    /** Attaches the file unless it is; waits as long as another process has it open. True if it had been detached. */
    public boolean attach() {
        if (attached) {
            return false;
        }
        long since = SteadyClock.now();
        boolean said = false;
        int tries = 0;
        CrashPoint.at("opening");
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
        attached = true;
        CrashPoint.at("opened");
        return true;
    }

    private boolean tryAttach() {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            execute("ATTACH " + literal(file.toString()) + " AS " + CATALOG + " (STORAGE_VERSION '" + STORAGE_VERSION + "')");
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

    /** Lets go of the file, so that others can open it; a transaction that is open is given up. False if it was not
     * attached. */
    public boolean release() {
        rollback();
        boolean held = attached;
        if (held) {
            CrashPoint.at("before-release");
            attached = false;
            try {
                execute("DETACH " + CATALOG);
                CrashPoint.at("after-release");
            }
            catch (SQLException e) {
                throw errors.closing(e);
            }
        }
        return held;
    }

    /** Steps of a transaction. */
    public interface Work {
        void run() throws SQLException;
    }

    /** Runs the steps in one transaction on the attached file: all of it is committed or nothing. */
    public void inTransaction(Work work) {
        inTransaction(true, work);
    }

    /**
     * Runs steps in the transaction that is open, or a new one.
     *
     * @param last whether they are its last ones; else it stays open for more, and an error in these ends it, too
     */
    public void inTransaction(boolean last, Work work) {
        boolean done = false;
        try {
            if (!open) {
                execute("BEGIN TRANSACTION");
                open = true;
            }
            work.run();
            if (last) {
                commit();
                open = false;
            }
            done = true;
        }
        catch (SQLException e) {
            throw errors.loading(e);
        }
        finally {
            if (!done) {        // after an error COMMIT would return normally and keep nothing: never go on
                rollback();
            }
        }
    }

    private void commit() {
        try {
            execute("COMMIT");
        }
        catch (SQLException e) {
            throw errors.committing(e);
        }
    }

    /** Gives up what an open transaction has done. */
    public void rollback() {
        if (!open) {
            return;
        }
        open = false;
        try {
            execute("ROLLBACK");
        }
        catch (SQLException e) {
            // the error that led here is the one to tell; the transaction is gone either way
            attached = false;
        }
    }

    /** Executes statements as they are. */
    public void execute(String... sql) throws SQLException {
        for (String each : sql) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(each);
            }
        }
    }

    /** Executes one statement with parameters; the number of rows changed. */
    public int update(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }

    /** The rows of a query. */
    public List<List<Object>> query(String sql, Object... parameters) throws SQLException {
        List<List<Object>> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    List<Object> row = new ArrayList<>();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        row.add(result.getObject(i));
                    }
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    /**
     * Inserts rows that several threads hand out.
     *
     * @param columns of the rows
     * @param threads how many may take a share
     * @param shares  makes a share of so many rows at once at most
     * @param insert  a statement that selects {@code FROM bulk_rows() AS s}
     */
    public void insertBulk(List<StageColumn> columns, int threads, IntFunction<BulkRows.Share> shares, String insert)
            throws SQLException {
        bulk.prepare(columns, threads, shares);
        try {
            execute(insert);
        }
        catch (SQLException e) {
            Problem problem = bulk.problem();
            if (problem != null) {
                throw problem;
            }
            throw e;
        }
    }

    DuckDBConnection connection() {
        return connection;
    }

    /** An identifier in quotes. */
    public static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A text literal. */
    public static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    @Override
    public void close() {
        try {
            CrashPoint.at("closing");
            release();
            connection.close();
            CrashPoint.at("closed");
        }
        catch (SQLException e) {
            throw errors.loading(e);
        }
    }
}
