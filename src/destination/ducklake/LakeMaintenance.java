package destination.ducklake;

import base.Problem;
import base.Sql;
import base.SteadyClock;
import config.Lake;
import config.Lake.Kind;
import destination.Attached;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * What keeps a lake's catalog and files few
 * (<a href="https://ducklake.select/docs/stable/duckdb/maintenance/recommended_maintenance">DuckLake: Recommended
 * Maintenance</a>): rows in the catalog go to files, small files become larger ones, old snapshots go, and then the
 * files that none refers to. One process does it at a time: it claims a row. Table by table, since what another writer
 * does to one of them undoes the whole step.
 */
final class LakeMaintenance {

    private static final String SCHEMA = "main";
    private static final String TABLE = "_cdc_maintenance";
    private static final String CLAIMS = Attached.CATALOG + "." + SCHEMA + "." + TABLE;
    /** After that another one takes over from a process that was killed. */
    private static final String LONGEST = "15 minutes";
    /** The claim is made anew ahead of a step when it is older. */
    private static final long RENEWED_MS = 60_000;
    /** Files that are made one in one step, so that a load is not kept waiting. */
    private static final int FILES = 100;
    /**
     * Share of a file's rows that are deleted from which on it is rewritten: files with deleted rows are not merged.
     */
    private static final String DELETED = "0.1";
    /** How long a query may go on reading what it began with. */
    private static final String LONGEST_QUERY = "1 hour";
    /** That and a day: of a time in SQLite DuckLake (1.5.5) compares the date only, and takes the day for earlier. */
    private static final String LONGEST_QUERY_SQLITE = "25 hours";
    private static final int SNAPSHOTS = 5_000;
    private static final int TRIES = 3;

    private final Attached lake;
    private final Lake of;
    private final String dataset;
    private final long end;
    private final String holder = UUID.randomUUID().toString();
    private long claimed;

    /**
     * @param dataset whose tables are worked at; null: all that there are
     * @param mostMs  after that no further step begins
     */
    LakeMaintenance(Attached lake, Lake of, String dataset, long mostMs) {
        this.lake = lake;
        this.of = of;
        this.dataset = dataset;
        this.end = SteadyClock.now() + mostMs;
    }

    /** Does it; what was done, a sentence each. */
    List<String> run() {
        List<String> done = new ArrayList<>();
        if (!claims(done)) {
            return done;
        }
        try {
            done.add(step("rows in the catalog written to files", flushes()));
            done.add(step("files with many deleted rows rewritten", calls("delete_file_count > 0",
                    "ducklake_rewrite_data_files", "delete_threshold => " + DELETED)));
            done.add(step("small files merged", calls("file_count > 1", "ducklake_merge_adjacent_files",
                    "max_compacted_files => " + FILES)));
            done.add(step("snapshots older than " + of.keep() + " expired", expired()));
            done.add(step("files removed that nothing refers to", List.of("ducklake_cleanup_old_files('"
                    + Attached.CATALOG + "', older_than => now() - " + unread() + ")")));
        }
        catch (SQLException e) {
            throw Problem.run("The lake cannot be maintained: " + LakeErrors.firstLine(e), e);
        }
        finally {
            release(done);
        }
        return done;
    }

    /** A dataset at once: this loader alone writes it, and whatever else does waits for no more than this. */
    private List<String> flushes() throws SQLException {
        String flush = "ducklake_flush_inlined_data('" + Attached.CATALOG + "', schema_name => ";
        List<String> calls = new ArrayList<>();
        for (List<Object> row : lake.query("SELECT DISTINCT schema_name FROM duckdb_tables() WHERE database_name = ?"
                + " AND schema_name <> ? AND schema_name = coalesce(?, schema_name)", Attached.CATALOG, SCHEMA,
                dataset)) {
            calls.add(flush + Sql.literal((String) row.get(0)) + ")");
        }
        calls.add(flush + "'" + SCHEMA + "'" + (dataset == null || dataset.equals(SCHEMA) ? ""
                : ", table_name => '" + TABLE + "'") + ")");
        return calls;
    }

    /** For each table of which this holds, those with most files first. */
    private List<String> calls(String which, String function, String option) throws SQLException {
        String metadata = Sql.quote("__ducklake_metadata_" + Attached.CATALOG) + "." + Sql.quote(of.kind()
                == Kind.POSTGRES ? of.metadataSchema() : SCHEMA);
        return lake.query("SELECT s.schema_name, i.table_name FROM ducklake_table_info('" + Attached.CATALOG + "') AS i"
                + " JOIN " + metadata + ".ducklake_schema AS s ON s.schema_id = i.schema_id AND s.end_snapshot IS NULL"
                + " WHERE " + which + " AND (s.schema_name = coalesce(?, s.schema_name) OR s.schema_name = ? AND"
                + " i.table_name = ?) ORDER BY file_count + delete_file_count DESC", dataset, SCHEMA, TABLE).stream()
                .map(row -> function + "('" + Attached.CATALOG + "', " + Sql.literal((String) row.get(1))
                        + ", schema => " + Sql.literal((String) row.get(0)) + ", " + option + ")").toList();
    }

    /** By their numbers: where the catalog is in SQLite, DuckLake expires more than it is told by a time. */
    private List<String> expired() throws SQLException {
        List<List<Object>> old = lake.query("SELECT snapshot_id FROM ducklake_snapshots('" + Attached.CATALOG + "')"
                + " WHERE snapshot_time < now() - INTERVAL " + Sql.literal(of.keep()) + " ORDER BY 1 LIMIT "
                + SNAPSHOTS);
        return old.isEmpty() ? List.of() : List.of("ducklake_expire_snapshots('" + Attached.CATALOG + "', versions => ["
                + old.stream().map(row -> row.get(0).toString()).collect(Collectors.joining(", ")) + "])");
    }

    /** For how long a file stays that no snapshot has: no longer than these do, if that is shorter. */
    private String unread() {
        String keep = "INTERVAL " + Sql.literal(of.keep());
        return "CASE WHEN " + keep + " < INTERVAL '" + LONGEST_QUERY + "' THEN " + keep + " ELSE INTERVAL '"
                + (of.kind() == Kind.SQLITE ? LONGEST_QUERY_SQLITE : LONGEST_QUERY) + "' END";
    }

    private String step(String what, List<String> calls) {
        int left = 0;
        for (String call : calls) {
            if (SteadyClock.now() >= end || !stillClaims() || !isDone(what, call)) {
                left++;
            }
        }
        return left == 0 ? what : left + " of " + calls.size() + " left for the next time, since another writer was"
                + " faster or it has taken long: " + what;
    }

    private boolean isDone(String what, String call) {
        for (int tries = 1; ; tries++) {
            try {
                lake.execute("CALL " + call);
                return true;
            }
            catch (SQLException e) {
                if (!LakeErrors.isConflict(e)) {
                    throw Problem.run("The lake's maintenance ended, with no row changed (" + what + "): "
                            + LakeErrors.firstLine(e), e);
                }
                if (tries == TRIES) {
                    return false;
                }
            }
            LockSupport.parkNanos(DuckLake.pauseMs(tries) * 1_000_000);
        }
    }

    private boolean claims(List<String> done) {
        try {
            int[] rows = {0};
            lake.inTransaction(() -> {
                lake.execute("CREATE TABLE IF NOT EXISTS " + CLAIMS + " (holder VARCHAR, until TIMESTAMPTZ)");
                if (lake.query("SELECT 1 FROM " + CLAIMS).isEmpty()) {
                    lake.execute("INSERT INTO " + CLAIMS + " VALUES ('', '-infinity')");
                }
                rows[0] = claim("until < now()");
            });
            if (rows[0] == 0) {
                done.add("Another process maintains the lake: nothing was done");
            }
            return rows[0] > 0;
        }
        catch (Problem problem) {
            if (problem.getCause() instanceof SQLException e && LakeErrors.isConflict(e)) {
                done.add("Another process has just begun to maintain the lake: nothing was done");
                return false;
            }
            throw problem;
        }
    }

    private int claim(String where) throws SQLException {
        claimed = SteadyClock.now();
        return lake.update("UPDATE " + CLAIMS + " SET holder = " + Sql.literal(holder) + ", until = now() + INTERVAL '"
                + LONGEST + "' WHERE " + where);
    }

    /** Whether no other one has taken over meanwhile. */
    private boolean stillClaims() {
        if (SteadyClock.now() - claimed < RENEWED_MS) {
            return true;
        }
        int[] rows = {0};
        try {
            lake.inTransaction(() -> rows[0] = claim("holder = " + Sql.literal(holder)));
        }
        catch (Problem lost) {
            return false;
        }
        return rows[0] > 0;
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
