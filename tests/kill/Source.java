import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What the kill test asks of a kind of source: its tables, its writers, and what really happened. */
interface Source {

    /** How many rows the first table has when the snapshots begin. */
    int SEEDED = Integer.parseInt(System.getenv().getOrDefault("KILL_ROWS", "200000"));

    /** The tables that are captured. */
    List<Table> tables();

    /** Those that the control captures: where a naive offset shows its losses. */
    List<Table> controlled();

    /** Where the loader puts what it loads. */
    String dataset();

    /** Makes the tables, begins to record what happens, fills the tables; ids of these rows are negative. */
    void create() throws SQLException, IOException, InterruptedException;

    /** Makes what a pipeline needs at the source. */
    void add(Pipeline pipeline) throws SQLException;

    /** Removes what a pipeline left at the source. */
    void drop(Pipeline pipeline) throws SQLException;

    /** The sections of secrets.toml that tell a pipeline where the source is. */
    String secrets(Pipeline pipeline);

    /** A writer that makes changes until its workload ends. */
    Writer writer(Workload workload, int number, int first, Random random);

    /** A connection of its own. */
    Connection open() throws SQLException;

    /** Restarts, broken connections and the like, until the workload ends; by a thread of its own. */
    default void trouble(Workload workload, Random random) throws Exception {
        // none
    }

    /** Whether trouble that this source has made explains why a loader has ended by itself. */
    default boolean excuses(String lastLine) {
        return false;
    }

    /** Changes from the log up to now, replayed; {@code snapshot} is the place that a snapshot's rows have. */
    Replay replay(String snapshot) throws Exception;

    /** The rows of every table now. */
    Map<String, List<List<String>>> rows() throws SQLException;

    /** Removes what {@link #create} made that would hold the server back. */
    void close() throws SQLException;
}
