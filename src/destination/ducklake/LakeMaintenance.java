package destination.ducklake;

import base.Problem;
import base.Sql;
import destination.Attached;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What keeps a lake's catalog and files few
 * (<a href="https://ducklake.select/docs/stable/duckdb/maintenance/recommended_maintenance">DuckLake: Recommended
 * Maintenance</a>): rows in the catalog go to files, small files become larger ones, old snapshots go, and then the
 * files that none refers to. One process does it at a time: it claims a row for as long as it may take at most.
 */
final class LakeMaintenance {

    private static final String CLAIMS = Attached.CATALOG + ".main._cdc_maintenance";
    /** After that another one takes over from a process that was killed. */
    private static final String LONGEST = "15 minutes";
    /** Files that are made one in one step, so that a load is not kept waiting. */
    private static final int FILES = 100;
    /**
     * Share of a file's rows that are deleted from which on it is rewritten: files with deleted rows are not merged.
     */
    private static final String DELETED = "0.1";
    /** How long a query may go on reading what it began with. */
    private static final String LONGEST_QUERY = "1 hour";

    private final Attached lake;
    private final String keep;
    private final String holder = UUID.randomUUID().toString();

    /** @param keep for how long snapshots are kept */
    LakeMaintenance(Attached lake, String keep) {
        this.lake = lake;
        this.keep = keep;
    }

    /** Does it; what was done, a sentence each. */
    List<String> run() {
        List<String> done = new ArrayList<>();
        if (!claims(done)) {
            return done;
        }
        String older = "now() - INTERVAL " + Sql.literal(keep);
        Map<String, String> steps = new LinkedHashMap<>();
        steps.put("rows in the catalog written to files", "ducklake_flush_inlined_data('dest')");
        steps.put("files with many deleted rows rewritten", "ducklake_rewrite_data_files('dest', delete_threshold => "
                + DELETED + ")");
        steps.put("small files merged", "ducklake_merge_adjacent_files('dest', max_compacted_files => " + FILES + ")");
        steps.put("snapshots older than " + keep + " expired", "ducklake_expire_snapshots('dest', older_than => "
                + older + ")");
        steps.put("files removed that nothing refers to", "ducklake_cleanup_old_files('dest', older_than => greatest("
                + older + ", now() - INTERVAL " + Sql.literal(LONGEST_QUERY) + "))");
        steps.forEach((what, call) -> done.add(step(what, call)));
        release(done);
        return done;
    }

    private String step(String what, String call) {
        try {
            lake.execute("CALL " + call);
            return what;
        }
        catch (SQLException e) {
            if (LakeErrors.isConflict(e)) {
                return "left for the next time, since another writer was faster: " + what;
            }
            throw Problem.run("The lake's maintenance ended, with no row changed (" + what + "): "
                    + LakeErrors.firstLine(e), e);
        }
    }

    private boolean claims(List<String> done) {
        try {
            int[] claimed = {0};
            lake.inTransaction(() -> {
                lake.execute("CREATE TABLE IF NOT EXISTS " + CLAIMS + " (holder VARCHAR, until TIMESTAMPTZ)");
                if (lake.query("SELECT 1 FROM " + CLAIMS).isEmpty()) {
                    lake.execute("INSERT INTO " + CLAIMS + " VALUES ('', '-infinity')");
                }
                claimed[0] = lake.update("UPDATE " + CLAIMS + " SET holder = ?, until = now() + INTERVAL '" + LONGEST
                        + "' WHERE until < now()", holder);
            });
            if (claimed[0] == 0) {
                done.add("Another process maintains the lake: nothing was done");
            }
            return claimed[0] > 0;
        }
        catch (Problem problem) {
            if (problem.getCause() instanceof SQLException e && LakeErrors.isConflict(e)) {
                done.add("Another process has just begun to maintain the lake: nothing was done");
                return false;
            }
            throw problem;
        }
    }

    private void release(List<String> done) {
        try {
            lake.inTransaction(() -> lake.update("UPDATE " + CLAIMS + " SET until = '-infinity' WHERE holder = ?",
                    holder));
        }
        catch (Problem problem) {
            done.add("The next maintenance waits up to " + LONGEST + ": " + problem.getMessage());
        }
    }
}
