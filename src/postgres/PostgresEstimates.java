package postgres;

import base.Problem;
import event.TableId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How many rows tables have, as PostgreSQL estimates it: what its last ANALYZE or VACUUM counted, for the size that the
 * file has now; of a table that neither has seen yet, what its first pages hold. For people, never for decisions.
 */
final class PostgresEstimates {

    /** Of a table that was not analyzed. */
    private static final int PAGES_LOOKED_AT = 20;
    private static final String SEEN = """
            WITH RECURSIVE part(root, oid) AS (
                SELECT oid::bigint, oid FROM pg_class WHERE oid IN (%s)
                UNION ALL
                SELECT p.root, i.inhrelid FROM part p JOIN pg_class c ON c.oid = p.oid AND c.relkind = 'p'
                JOIN pg_inherits i ON i.inhparent = p.oid)
            SELECT p.root, sum(CASE WHEN s.pages = 0 THEN 0
                WHEN c.relpages = 0 OR c.reltuples < 0 THEN 'NaN'
                ELSE c.reltuples / c.relpages * s.pages END), sum(s.pages)
            FROM part p JOIN pg_class c ON c.oid = p.oid AND c.relkind <> 'p',
            LATERAL (SELECT pg_relation_size(c.oid) / current_setting('block_size')::int AS pages) s
            GROUP BY 1""";

    private PostgresEstimates() {
    }

    /** In rows, -1: not known. */
    static Map<TableId, Long> of(PostgresServer server, List<PostgresTable> tables) {
        Map<Long, Long> seen = new HashMap<>();
        Map<TableId, Long> estimates = new LinkedHashMap<>();
        try {
            server.query(SEEN.formatted(tables.stream().map(table -> String.valueOf(table.oid()))
                    .collect(Collectors.joining(", "))), r -> seen.put(r.getLong(1), Double.isNaN(r.getDouble(2))
                            ? -1 - r.getLong(3) : Math.round(r.getDouble(2))));
            for (PostgresTable table : tables) {
                long rows = seen.getOrDefault(table.oid(), table.partitioned() ? 0L : -1L);
                estimates.put(table.id(), rows < -1 && !table.partitioned() ? looked(server, table, -1 - rows)
                        : Math.max(-1, rows));
            }
        }
        catch (Problem unknown) {
            tables.forEach(table -> estimates.putIfAbsent(table.id(), -1L));
        }
        return estimates;
    }

    /** From version 14 on PostgreSQL reads a range of pages without the others. */
    private static long looked(PostgresServer server, PostgresTable table, long pages) {
        if (server.version() < 140000) {
            return -1;
        }
        long rows = Long.parseLong(server.row("SELECT count(*)::text FROM ONLY " + table.quoted() + " WHERE ctid < '("
                + PAGES_LOOKED_AT + ",0)'").get(0));
        return pages <= PAGES_LOOKED_AT ? rows : rows * pages / PAGES_LOOKED_AT;
    }

    /** A table's file: pages, 0 where it cannot be read by parts, and bytes of a page. */
    record Size(long pages, long pageBytes) {
    }

    /** From version 14 on PostgreSQL finds a range of a heap's pages without reading the others. */
    static Size size(PostgresServer server, PostgresTable table) {
        List<String> row = server.row("SELECT CASE WHEN a.amname = 'heap' AND"
                + " current_setting('server_version_num')::int >= 140000 THEN pg_relation_size(c.oid) ELSE 0 END::text,"
                + " current_setting('block_size') FROM"
                + " pg_class c LEFT JOIN pg_am a ON a.oid = c.relam WHERE c.oid = " + table.oid());
        long page = Long.parseLong(row.get(1));
        return new Size(Long.parseLong(row.get(0)) / page, page);
    }
}
