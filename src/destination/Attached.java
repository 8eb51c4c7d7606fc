package destination;

import base.CrashPoint;
import base.Problem;
import base.Sql;
import destination.Stage.StageColumn;
import dlt.NestedId;
import dlt.Table;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBFunctions;

/**
 * A destination that is attached to a DuckDB in memory. That lives as long as this object: it stages rows and runs the
 * load's SQL, while the destination itself is attached for a load and let go when nothing waits.
 */
public abstract class Attached implements Destination {

    /** The name under which it is attached. */
    public static final String CATALOG = "dest";
    /**
     * An INSERT that keeps the order and finds no row makes DuckDB (1.5.5, 1.5.6 and 2.0.0) lose sight of what the same
     * transaction inserts next, from a row group (122,880 rows) on: {@code EngineTest}. And bulk rows would have one
     * thread.
     */
    static final String ANY_ORDER = "SET preserve_insertion_order = false";

    /** A function: dlt's id of a nested row, see {@link NestedId#of(String)}. */
    private static final String NESTED_ID = "dlt_nested_id";

    /** What the driver puts before an error that comes with the rows. */
    private static final Pattern OF_DRIVER = Pattern.compile("^(Invalid Input Error: )?Attempting to execute an"
            + " unsuccessful or closed pending query result[:\\s]*Error: *");

    private final DuckDBConnection connection;
    private final BulkRows bulk;
    private boolean attached;
    /** Whether a transaction is open. */
    private boolean open;

    /**
     * @param overflow folder for what does not fit the memory
     * @param settings further statements for the engine
     */
    protected Attached(Path overflow, String... settings) {
        this(inMemory(), overflow, settings);
    }

    /** @param connection to the DuckDB that it is part of; becomes this object's own */
    protected Attached(DuckDBConnection connection, Path overflow, String... settings) {
        try {
            this.connection = connection;
            requireSound();
            execute("SET temp_directory = " + Sql.literal(overflow.toString()), "SET TimeZone = 'UTC'", ANY_ORDER);
            execute(settings);
            bulk = BulkRows.register(connection);
            DuckDBFunctions.scalarFunction().withName(NESTED_ID).withParameter(String.class)
                    .withReturnType(String.class).withFunction((String text) -> NestedId.of(text)).register(connection);
        }
        catch (SQLException e) {
            throw Problem.run("DuckDB does not start: " + e.getMessage(), e);
        }
    }

    private static DuckDBConnection inMemory() {
        try {
            return (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
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

    /** Attaches it as {@link #CATALOG}, waiting where another process keeps it from us. */
    protected abstract void open();

    /** A text with the character 0 in it has been staged. */
    protected void hasNul() throws SQLException {
    }

    /** A transaction has been committed. */
    protected void committed() throws SQLException {
    }

    /** A load failed before its COMMIT. */
    protected abstract Problem failed(SQLException e);

    /** A COMMIT failed. */
    protected abstract Problem notCommitted(SQLException e);

    /** It could not be detached. */
    protected abstract Problem notClosed(SQLException e);

    @Override
    public String catalog() {
        return CATALOG;
    }

    @Override
    public Dialect dialect() {
        return Dialect.DUCKDB;
    }

    @Override
    public boolean attach() {
        if (attached) {
            return false;
        }
        CrashPoint.at("opening");
        open();
        attached = true;
        CrashPoint.at("opened");
        return true;
    }

    @Override
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
                throw notClosed(e);
            }
        }
        return held;
    }

    @Override
    public Map<String, Table> tables(String dataset) throws SQLException {
        return Catalog.read(this, dataset);
    }

    @Override
    public Stage stage(String name, List<StageColumn> columns) {
        return new Stage(this, name, columns);
    }

    @Override
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
                committed();
            }
            done = true;
        }
        catch (SQLException e) {
            throw failed(e);
        }
        finally {
            if (!done) {        // after an error COMMIT would return normally and keep nothing: never go on
                rollback();
            }
        }
    }

    protected boolean isInTransaction() {
        return open;
    }

    private void commit() {
        try {
            execute("COMMIT");
        }
        catch (SQLException e) {
            throw notCommitted(e);
        }
    }

    @Override
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

    @Override
    public void execute(String... sql) throws SQLException {
        for (String each : sql) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(each);
            }
        }
    }

    @Override
    public int update(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }

    @Override
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

    @Override
    public void insertBulk(List<StageColumn> columns, int threads, IntFunction<BulkRows.BulkShare> shares,
            String insert)
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

    /** What DuckDB itself says. */
    public static String told(SQLException e) {
        return OF_DRIVER.matcher(String.valueOf(e.getMessage())).replaceFirst("");
    }

    DuckDBConnection connection() {
        return connection;
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
            throw failed(e);
        }
    }
}
