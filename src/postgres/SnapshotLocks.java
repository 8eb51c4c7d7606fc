package postgres;

import base.Problem;
import capture.NameList;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps the tables of a snapshot as they were at its point until they are read. TRUNCATE and what rewrites a table
 * (some ALTER TABLE) are not undone for a snapshot that is older: the rows would be missing, from the stream as well.
 *
 * @see <a href="https://www.postgresql.org/docs/current/mvcc-caveats.html">PostgreSQL: Caveats</a>
 */
final class SnapshotLocks {

    /** How long to wait for another session's lock, in milliseconds, before the snapshot begins again. */
    private static final int PATIENCE_MS = 10_000;
    /** Of the other readers: all would wait for whoever waits to lock a table that the first one reads. */
    private static final int AT_ONCE_MS = 20;

    private SnapshotLocks() {
    }

    /**
     * For the first reader: from now on no table is dropped, rewritten or emptied.
     *
     * @throws Problem of the passing kind where a table is locked, or is not as it was at the snapshot's point
     */
    static void take(PostgresServer server, List<PostgresTable> tables, Properties debezium) {
        server.execute("SET lock_timeout = " + PATIENCE_MS);
        for (PostgresTable table : tables) {
            try {
                lock(server, table);
            }
            catch (Problem problem) {
                throw isBusy(problem) ? again("Table " + table + " is locked by another session")
                        : PostgresServer.isGone(problem.getCause()) ? changed(table.toString()) : problem;
            }
        }
        requireSame(server, tables, debezium);
        requireSameColumns(server, tables, debezium);
        List<String> rewritten = server.row("""
                SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'r' AND c.relfilenode IS DISTINCT FROM pg_relation_filenode(c.oid) AND c.oid IN (
                    SELECT oid FROM unnest(ARRAY[%1$s]::oid[]) AS t(oid) UNION
                    SELECT p.relid FROM unnest(ARRAY[%1$s]::oid[]) AS t(oid), pg_partition_tree(t.oid) p)""".formatted(
                tables.stream().map(table -> String.valueOf(table.oid())).collect(Collectors.joining(", "))));
        if (!rewritten.isEmpty()) {
            throw changed(rewritten.get(0));
        }
    }

    /** For each other reader; false where it would have to wait. */
    static boolean takeAtOnce(PostgresServer server, List<PostgresTable> tables) {
        try {
            server.execute("SET lock_timeout = " + AT_ONCE_MS);
            tables.forEach(table -> lock(server, table));
            return true;
        }
        catch (Problem problem) {
            if (isBusy(problem)) {
                return false;
            }
            throw problem;
        }
    }

    /** A table may have been made, or joined the publication, since the list was taken. */
    private static void requireSame(PostgresServer server, List<PostgresTable> tables, Properties debezium) {
        String include = debezium.getProperty("table.include.list", "");
        List<PostgresTable> now = PostgresTables.included(server, debezium,
                include.isEmpty() ? NameList.exactly(new PostgresPublication(server, debezium).tables()) : include);
        Set<Long> listed = tables.stream().map(PostgresTable::oid).collect(Collectors.toSet());
        Set<Long> there = now.stream().map(PostgresTable::oid).collect(Collectors.toSet());
        now.stream().filter(table -> !listed.contains(table.oid())).findFirst().ifPresent(table -> {
            throw changed(table.toString());
        });
        tables.stream().filter(table -> !there.contains(table.oid())).findFirst().ifPresent(table -> {
            throw changed(table.toString());
        });
    }

    /** The snapshot's own connection shows the catalog as it was at its point, another one as it is under the lock. */
    private static void requireSameColumns(PostgresServer server, List<PostgresTable> tables, Properties debezium) {
        try (PostgresServer other = new PostgresServer(debezium)) {
            for (PostgresTable table : tables) {
                String columns = "SELECT string_agg(concat_ws(' ', attnum, attname, atttypid, atttypmod, attisdropped),"
                        + " ',' ORDER BY attnum) FROM pg_attribute WHERE attnum > 0 AND attrelid = " + table.oid();
                if (!server.row(columns).equals(other.row(columns))) {
                    throw changed(table.toString());
                }
            }
        }
    }

    /** A query takes the lock with no more rights than reading; of a partitioned table on its partitions, too. */
    private static void lock(PostgresServer server, PostgresTable table) {
        server.execute("SELECT FROM " + table.quoted() + " LIMIT 0");
    }

    private static Problem changed(String table) {
        return again("Table " + table + " was made, dropped, altered, emptied or rewritten while the snapshot began");
    }

    private static Problem again(String sentence) {
        String whole = sentence + ": the snapshot begins again";
        return Problem.run(whole, new SQLException(whole, PostgresServer.LOCK_NOT_AVAILABLE));
    }

    private static boolean isBusy(Problem problem) {
        return PostgresServer.LOCK_NOT_AVAILABLE.equals(PostgresServer.state(problem.getCause()));
    }
}
