package destination;

import destination.Stage.StageColumn;
import dlt.Table;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * What a load needs of the place that its tables go to. Each is attached to a DuckDB in this process
 * ({@link Attached}), whose SQL a load speaks; what differs between destinations is behind this interface.
 *
 * <p>Not thread-safe: one thread loads.
 */
public interface Destination extends AutoCloseable {

    /** Steps of a transaction. */
    interface Work {
        void run() throws SQLException;
    }

    /** What a sentence calls it, such as {@code DuckDB file /data/x.duckdb}. */
    String place();

    /** The name under which it is attached, the first part of a qualified name in SQL. */
    String catalog();

    /** Which types and DDL it has. */
    Dialect dialect();

    /** Whether it is there; attaching makes it. */
    boolean exists();

    /**
     * Attaches it unless it is attached; waits as long as another process keeps it from us.
     *
     * @return true if it had been detached, or others have changed it since
     * @throws base.Problem when it cannot be opened
     */
    boolean attach();

    /**
     * Lets go of it, so that others can open it; a transaction that is open is given up.
     *
     * @return false if it was not attached
     */
    boolean release();

    /**
     * Whether others can read it, and write, while it is attached here; if not, a load lets go of it now and then.
     */
    boolean isSharedWithReaders();

    /** Whether others write it while it is attached here, and may undo a load, which is run again then. */
    default boolean hasOtherWriters() {
        return false;
    }

    /**
     * Runs a load from its {@link #attach()} on; once more, after a pause, where something that passes by itself has
     * undone it as a whole: another writer that was faster.
     *
     * @param again whether it may be run more than once
     */
    default void retrying(boolean again, Runnable load) {
        load.run();
    }

    /** Tidies up what loads leave there; what was done, a sentence each, and nothing where that is not needed. */
    default List<String> maintain() {
        return List.of();
    }

    /** Runs the steps in one transaction: all of it is committed or nothing. */
    default void inTransaction(Work work) {
        inTransaction(true, work);
    }

    /**
     * Runs steps in the transaction that is open, or a new one.
     *
     * @param last whether they are its last ones; else it stays open for more, and an error in these ends it, too
     */
    void inTransaction(boolean last, Work work);

    /** Gives up what an open transaction has done. */
    void rollback();

    /** Executes statements as they are. */
    void execute(String... sql) throws SQLException;

    /** Executes one statement with parameters; the number of rows changed. */
    int update(String sql, Object... parameters) throws SQLException;

    /** The rows of a query. */
    List<List<Object>> query(String sql, Object... parameters) throws SQLException;

    /** The tables of a dataset as they are now, by name: the truth that a load is planned against. */
    Map<String, Table> tables(String dataset) throws SQLException;

    /** Makes a temporary table for rows of a load; works before it is attached. */
    Stage stage(String name, List<StageColumn> columns);

    /**
     * Inserts rows that several threads hand out.
     *
     * @param columns of the rows
     * @param threads how many may take a share
     * @param shares  makes a share of so many rows at once at most
     * @param insert  a statement that selects {@code FROM bulk_rows() AS s}
     */
    void insertBulk(List<StageColumn> columns, int threads, IntFunction<BulkRows.BulkShare> shares, String insert)
            throws SQLException;

    @Override
    void close();
}
