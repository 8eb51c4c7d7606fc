package postgres;

import base.Problem;
import event.TableId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What PostgreSQL's catalog says of the partitions that hold a partitioned table's rows, at any depth. */
final class PartitionCatalog {

    /** How long a look into a partition may take, in milliseconds; what stays unknown is worded with care. */
    private static final int PATIENCE_MS = 20_000;
    private static final int LOCK_PATIENCE_MS = 1_000;
    /** What a transaction wrote into a table that it made itself is at its beginning: 64 MB of it. */
    private static final int FIRST_PAGES = 8_192;

    /**
     * A partition.
     *
     * @param file     its file, another one after TRUNCATE, VACUUM FULL and other rewrites
     * @param link     the transaction that attached it, or the branch that it is on
     * @param command  which of that transaction's commands
     * @param created  the transaction that made the table
     * @param changed  the transaction that changed its entry in the catalog last
     * @param logged   whether its changes are in the log
     * @param empty    whether its file is empty
     * @param inserted how many rows were inserted into it, as the server's statistics have it
     */
    record Part(long oid, String name, String file, String link, long command, String created, String changed,
            boolean logged, boolean empty, String inserted) {

        boolean isBornHere() {
            return created.equals(link);
        }
    }

    /**
     * @param parts of each partitioned table
     * @param xid   all transactions before this one had ended
     * @param end   of the server's log, not before what the catalog shows
     */
    record Look(Map<TableId, Map<Long, Part>> parts, String xid, long end) {
    }

    private PartitionCatalog() {
    }

    /** Null where another session has a partition locked, as VACUUM FULL does: it is not waited for. */
    static Look read(PostgresServer server, Collection<PostgresTable> tables) {
        Map<Long, TableId> roots = tables.stream().filter(PostgresTable::partitioned)
                .collect(Collectors.toMap(PostgresTable::oid, PostgresTable::id));
        Map<TableId, Map<Long, Part>> parts = new HashMap<>();
        roots.values().forEach(root -> parts.put(root, new TreeMap<>()));
        String[] xid = {""};
        if (!roots.isEmpty()) {
            try {
                server.execute("SET lock_timeout = " + LOCK_PATIENCE_MS);
                server.query("""
                    WITH RECURSIVE part(root, oid, link, command) AS (
                        SELECT i.inhparent, i.inhrelid, i.xmin, i.cmin::text::bigint FROM pg_inherits i
                        WHERE i.inhparent IN (%s) AND NOT i.inhdetachpending
                        UNION ALL
                        SELECT p.root, i.inhrelid, CASE WHEN newer THEN i.xmin ELSE p.link END,
                            CASE WHEN newer THEN i.cmin::text::bigint ELSE p.command END
                        FROM part p JOIN pg_inherits i ON i.inhparent = p.oid AND NOT i.inhdetachpending,
                            LATERAL (SELECT age(i.xmin) < age(p.link) OR i.xmin = p.link
                                AND i.cmin::text::bigint > p.command) n(newer))
                    SELECT p.root::bigint, c.oid::bigint, n.nspname || '.' || c.relname,
                        c.relfilenode::text, p.link::text, p.command,
                        (SELECT a.xmin::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = -1),
                        c.xmin::text,
                        c.relpersistence = 'p',
                        coalesce(pg_relation_size(c.oid), 0) = 0,
                        pg_stat_get_tuples_inserted(c.oid)::text,
                        pg_snapshot_xmin(pg_current_snapshot())::text
                    FROM part p JOIN pg_class c ON c.oid = p.oid JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE c.relkind = 'r'""".formatted(roots.keySet().stream().map(String::valueOf)
                            .collect(Collectors.joining(", "))),
                    r -> {
                        parts.get(roots.get(r.getLong(1))).put(r.getLong(2), new Part(r.getLong(2), r.getString(3),
                                r.getString(4),
                                r.getString(5), r.getLong(6), r.getString(7), r.getString(8), r.getBoolean(9),
                                r.getBoolean(10), r.getString(11)));
                        xid[0] = r.getString(12);
                    });
            }
            catch (Problem locked) {
                if (isLocked(locked)) {
                    return null;
                }
                throw locked;
            }
            finally {
                reset(server);
            }
        }
        return new Look(parts, xid[0], server.currentLsn());
    }

    /**
     * Whether a partition has rows from before it was attached, which its rows' transactions and commands tell. Of one
     * that was attached by the transaction that made it others cannot have written into it before. Null where it is
     * locked.
     */
    static Boolean cameWithRows(PostgresServer server, Part part) {
        String before = "xmin::text = '" + part.link() + "' AND cmin::text::bigint < " + part.command();
        return part.isBornHere() ? has(server, part, "ctid < '(" + FIRST_PAGES + ",0)' AND " + before, false)
                : has(server, part, older(part.link()) + " OR " + before, true);
    }

    /**
     * Whether rows of a partition were there already when it had another file: a TRUNCATE would have removed them.
     * Where all were written by a change of its columns, that has rewritten it. Null where it is locked.
     */
    static Boolean hasStayed(PostgresServer server, Part part, String xid) {
        long low = Long.parseLong(xid) & 0xFFFFFFFFL;
        Boolean older = has(server, part, older(String.valueOf(low)), false);
        return older == null || older ? older
                : has(server, part, "xmin::text IN (SELECT a.xmin::text FROM pg_attribute a WHERE a.attrelid = "
                        + part.oid() + " AND a.attnum > 0 AND a.xmin::text <> '" + part.created() + "')", false);
    }

    private static boolean isLocked(Problem problem) {
        return PostgresServer.LOCK_NOT_AVAILABLE.equals(PostgresServer.state(problem.getCause()));
    }

    /** Transactions from more than half a round of their numbers ago look like future ones. */
    private static String older(String xid) {
        return "age(xmin) < 0 OR age(xmin) > age('" + xid + "'::xid)";
    }

    /** Null where it is locked. */
    private static Boolean has(PostgresServer server, Part part, String rows, boolean otherwise) {
        try {
            server.execute("SET statement_timeout = " + PATIENCE_MS);
            server.execute("SET lock_timeout = " + LOCK_PATIENCE_MS);
            List<String> found = server.row("SELECT (SELECT format('SELECT 1 FROM ONLY %I.%I', n.nspname, c.relname)"
                    + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = "
                    + part.oid() + ")");
            return found.get(0) == null ? otherwise
                    : server.row("SELECT EXISTS (" + found.get(0) + " WHERE " + rows + ")::text").get(0).equals("true");
        }
        catch (Problem unknown) {       // no right to read it, or it takes long
            if (PostgresServer.state(unknown.getCause()).startsWith("08")) {
                throw unknown;
            }
            return isLocked(unknown) ? null : Boolean.valueOf(otherwise);
        }
        finally {
            reset(server);
        }
    }

    private static void reset(PostgresServer server) {
        try {
            server.execute("RESET statement_timeout");
            server.execute("RESET lock_timeout");
        }
        catch (Problem lost) {
            // the next statement says so
        }
    }
}
