import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * A database server of the test's own that may be stopped, killed and put back, and what a {@link Scene} has to know of
 * it.
 */
abstract class Machine implements AutoCloseable {

    abstract int port();

    abstract void start() throws IOException, InterruptedException;

    abstract void stop() throws IOException, InterruptedException;

    /** SIGKILL, as an out-of-memory killer does or a power cut. */
    abstract void kill() throws IOException, InterruptedException;

    /** Keeps a copy of the data as they are, for which it is stopped. */
    abstract void save() throws IOException, InterruptedException;

    /** Goes on from what was saved. */
    abstract void putBack() throws IOException, InterruptedException;

    /** Lets the log grow by more than what a scene writes a few times. */
    abstract void grow() throws SQLException;

    /** As a user who may do everything. */
    abstract Connection connect() throws SQLException;

    abstract String user();

    abstract String password();

    /** The loader's pipeline, whose name the folder has. */
    abstract String pipeline();

    /** The schema in DuckDB. */
    abstract String dataset();

    /** The command that a sentence has to name where the tables are to be loaded again. */
    abstract String afresh();

    /** A key that counts up by itself. */
    abstract String counter();

    /** What stands for the text v when rows are compared. */
    abstract String text();

    /** Records changes of the scene's APPEND table, each in its transaction, and makes what the loader needs. */
    abstract void prepare(Scene scene) throws SQLException;

    /** The sections of .dlt/secrets.toml that are about the source. */
    abstract String secrets(Scene scene);

    /** Leaves nothing of a scene that could hold up another one. */
    abstract void forget(Scene scene) throws SQLException, InterruptedException;

    void sql(String... statements) throws SQLException {
        try (Connection connection = connect()) {
            Sql.execute(connection, statements);
        }
    }

    List<List<String>> query(String sql) throws SQLException {
        try (Connection connection = connect()) {
            return Sql.query(connection, sql);
        }
    }

    @Override
    public abstract void close() throws IOException, InterruptedException;
}
