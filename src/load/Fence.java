package load;

import base.Sql;
import destination.Destination;
import dlt.DltTables;
import dlt.Table;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;

/**
 * One row in a destination that others may write meanwhile: the id of the pipeline's last load. Each load compares it
 * with the one it knows and sets its own, in its transaction; so of two loaders that both take themselves for the
 * pipeline's, as where one was thought dead, the slower one cannot load any more. A table for each pipeline: loads of
 * several pipelines into one dataset would conflict in a common one.
 */
final class Fence {

    private static final String PREFIX = "_dlt_fence_";

    private final Destination destination;
    private final String name;
    private final String table;
    private boolean read;
    private String known;
    private String next;

    Fence(Destination destination, DltTables sql, String pipeline) {
        this.destination = destination;
        this.name = PREFIX + pipeline;
        this.table = sql.table(name);
    }

    /**
     * Reads it; the first time whatever it is.
     *
     * @return false where another loader has set it
     */
    boolean isOurs(Map<String, Table> tables) throws SQLException {
        if (!destination.isSharedWithReaders()) {
            return true;
        }
        String now = tables.containsKey(name) ? (String) destination.query("SELECT max(load_id) FROM " + table).get(0)
                .get(0) : null;
        if (!read || now != null && now.equals(next)) {
            known = now;
        }
        read = true;
        return Objects.equals(now, known);
    }

    /** Whether the load that has set it last is there, although its COMMIT failed: its answer was lost. */
    boolean isThere(String loadId) {
        return loadId != null && loadId.equals(known);
    }

    /** Sets it, in a load's transaction; false where it is not what is known. */
    boolean set(String loadId) throws SQLException {
        if (!destination.isSharedWithReaders()) {
            return true;
        }
        next = loadId;
        if (known == null) {
            destination.execute("CREATE TABLE " + table + " (load_id VARCHAR)", "INSERT INTO " + table + " VALUES ("
                    + Sql.literal(loadId) + ")");
            return true;
        }
        return destination.update("UPDATE " + table + " SET load_id = ? WHERE load_id = ?", loadId, known) == 1;
    }

    /** What was set is committed. */
    void committed() {
        known = next;
    }
}
