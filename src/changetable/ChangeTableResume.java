package changetable;

import base.Problem;
import capture.SourceTable;
import event.Checkpoint;
import event.TableId;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether a server with change tables can go on after a checkpoint. Debezium compares the resume point with the oldest
 * of all change tables only (SQL Server) or not at all (Db2), and then skips what was removed from one.
 */
final class ChangeTableResume {

    static final String DATABASE = "database";
    /** Key of a position: where each table's changes began when it was first captured. */
    static final String STARTS = "starts";

    /** What helps, as the end of a sentence. */
    static final String AFRESH = ". To load the tables again run `drop --drop-all`, then `run`; with"
            + " snapshot_mode = \"when_needed\" in [sources.debezium] the loader does so by itself";

    private final ChangeTableServer server;
    private final Map<TableId, String> starts;
    private final Checkpoint committed;
    private final String resume;

    /** @param starts where each captured table's changes begin; empty: nothing was removed of them */
    ChangeTableResume(ChangeTableServer server, Map<TableId, String> starts, Checkpoint committed) {
        this.server = server;
        this.starts = starts;
        this.committed = committed;
        this.resume = ChangeTableDuplicateFilter.commit(committed.position());
    }

    /** Tells of another database than the destination was loaded from. */
    void tellMoved(SourceTable.Check check) {
        Object was = committed.position().get(DATABASE);
        if (was != null && !was.equals(server.id())) {
            check.moved("the database " + was, server.database() + " (" + server.id() + ")", committed);
            throw Problem.run("The DuckDB file was loaded from the database " + was + ", but " + server.database()
                    + " is another one (" + server.id() + "). Point [" + server.section() + "] to the one that"
                    + " was loaded, or start afresh with `drop --drop-all`");
        }
    }

    /** Why the server cannot go on, empty when it can. */
    String obstacle() {
        String end = server.end();
        if (!end.isEmpty() && end.compareTo(resume) < 0) {
            return "The DuckDB file is at " + resume + ", but database " + server.database() + " has recorded changes"
                    + " only up to " + end + ": it was restored to an older state" + AFRESH;
        }
        Map<String, String> began = starts(committed);
        for (Map.Entry<TableId, String> each : starts.entrySet()) {
            TableId table = each.getKey();
            String start = each.getValue();
            String needed = began.get(table.toString());
            if (needed != null && start.compareTo(later(needed, resume)) > 0) {
                return "The changes of table " + table + " are kept from " + start + " on, but the DuckDB file is at "
                        + later(needed, resume) + ": what came between was removed, " + server.removedBy() + AFRESH;
            }
        }
        return "";
    }

    /** The tables' beginnings as stored, and of those that were not captured so far as they are now. */
    Map<String, String> startsFromNow() {
        Map<String, String> known = startsNow();
        known.putAll(starts(committed));
        return known;
    }

    Map<String, String> startsNow() {
        Map<String, String> now = new HashMap<>();
        starts.forEach((table, start) -> now.put(table.toString(), start));
        return now;
    }

    private static Map<String, String> starts(Checkpoint committed) {
        Map<String, String> starts = new HashMap<>();
        if (committed.position().get(STARTS) instanceof Map<?, ?> stored) {
            stored.forEach((table, lsn) -> starts.put(table.toString(), lsn.toString()));
        }
        return starts;
    }

    private static String later(String one, String other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
