package postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether PostgreSQL accepts UPDATE and DELETE on a table that a publication has. It refuses them, at its users, where
 * it could not tell a subscriber which row was meant; a partition is asked for its own identity, whatever its root has.
 *
 * @see <a href="https://www.postgresql.org/docs/current/logical-replication-publication.html">PostgreSQL:
 * Publication</a>
 */
final class PostgresIdentity {

    private static final int NAMED = 5;
    private static final int COMMANDS = 50;

    /**
     * How a publication treats the columns that the server computes, and whether it has UPDATE or DELETE at all.
     *
     * @param name         null: of every publication that is there
     * @param sendsStored  {@code publish_generated_columns = stored}
     * @param checksStored whether the server wants the generated columns of an identity to be sent: from version 18 on
     */
    record Publishing(String name, boolean changes, boolean sendsStored, boolean checksStored) {
    }

    /**
     * A table or partition with rows of its own.
     *
     * @param lineage  oids: its own, and those of the tables that it is a partition of
     * @param identity {@code pg_class.relreplident}
     * @param usable   whether the index of its identity can tell rows apart at once
     * @param hasKey   whether it has a primary key
     * @param goodKey  whether that would do as an identity
     * @param columns  of the old row, that the identity has
     * @param stored   columns that are computed when a row is written
     * @param virtual  columns that are computed when a row is read
     * @param listed   the columns that the publication is restricted to; null: to none
     */
    record Leaf(String schema, String name, List<Long> lineage, String identity, boolean usable, boolean hasKey,
            boolean goodKey, List<String> columns, List<String> stored, List<String> virtual, List<String> listed) {

        @Override
        public String toString() {
            return schema + "." + name;
        }

        String quoted() {
            return PostgresServer.quote(schema) + "." + PostgresServer.quote(name);
        }

        boolean isFull() {
            return "f".equals(identity);
        }

        boolean holdsRowsOf(PostgresTable table) {
            return lineage.contains(table.oid());
        }

        /** Computed columns that do not come with a change. */
        List<String> unsent(Publishing how) {
            List<String> unsent = new ArrayList<>(stored);
            unsent.addAll(virtual);
            unsent.removeIf(column -> how.checksStored()
                    && (listed != null ? listed.contains(column) : how.sendsStored() && stored.contains(column)));
            return unsent;
        }

        /** Whether {@code REPLICA IDENTITY FULL} would be refused forever, as no publication has such columns. */
        boolean cannotBeFull(Publishing how) {
            return how.checksStored() && !virtual.isEmpty();
        }
    }

    private PostgresIdentity() {
    }

    /** Those that a publication has. */
    static List<Leaf> published(PostgresServer server, String publication) {
        return read(server, publication, "EXISTS (SELECT FROM pg_publication_tables t JOIN pg_namespace tn ON"
                + " tn.nspname = t.schemaname JOIN pg_class tc ON tc.relnamespace = tn.oid AND tc.relname = t.tablename"
                + " WHERE t.pubname = ? AND tc.oid = ANY (l.ids))", publication);
    }

    /** All that can be published. */
    static List<Leaf> all(PostgresServer server) {
        return read(server, "", "true");
    }

    /** Those that hold the rows of some tables. */
    static List<Leaf> of(PostgresServer server, String publication, List<PostgresTable> tables) {
        String oids = tables.stream().map(t -> String.valueOf(t.oid())).collect(Collectors.joining(", "));
        return tables.isEmpty() ? List.of() : read(server, publication, "l.ids && ARRAY[" + oids + "]::oid[]");
    }

    private static List<Leaf> read(PostgresServer server, String publication, String condition, String... parameters) {
        String columns = "ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0"
                + " AND NOT a.attisdropped AND %s ORDER BY a.attnum)";
        String good = "i.indisvalid AND i.indislive AND i.indisunique AND i.indimmediate AND i.indpred IS NULL";
        String listed = server.version() < 150000 ? "NULL::text[]" : """
                (SELECT ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = r.prrelid
                     AND a.attnum = ANY (r.prattrs::int2[]))
                 FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid WHERE p.pubname = '%s'
                     AND r.prattrs IS NOT NULL AND r.prrelid = ANY (l.ids) LIMIT 1)""".formatted(publication);
        List<Leaf> leaves = new ArrayList<>();
        server.query("SELECT n.nspname, c.relname, l.ids::bigint[], c.relreplident::text, coalesce(x.good, false),"
                + " p.good IS NOT NULL, coalesce(p.good, false), "
                + columns.formatted("(c.relreplident = 'f' OR x.good AND a.attnum = ANY (x.attnums))")
                + ", " + columns.formatted("a.attgenerated = 's'") + ", " + columns.formatted("a.attgenerated = 'v'")
                + ", " + listed + """
                 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                CROSS JOIN LATERAL (SELECT c.oid || ARRAY(SELECT relid::oid FROM pg_partition_ancestors(c.oid)
                    WHERE relid <> c.oid)) l(ids)
                LEFT JOIN LATERAL (SELECT %1$s FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary) p(good)
                    ON true
                LEFT JOIN LATERAL (SELECT %1$s, i.indkey::int2[] FROM pg_index i
                    WHERE i.indrelid = c.oid AND CASE c.relreplident
                    WHEN 'd' THEN i.indisprimary WHEN 'i' THEN i.indisreplident END) x(good, attnums) ON true
                WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND c.oid >= 16384 AND n.nspname !~ '^pg_' AND %2$s
                ORDER BY 1, 2""".formatted(good, condition), r -> leaves.add(leaf(r)), parameters);
        return leaves;
    }

    private static Leaf leaf(ResultSet r) throws SQLException {
        return new Leaf(r.getString(1), r.getString(2), Arrays.asList((Long[]) r.getArray(3).getArray()),
                r.getString(4),
                r.getBoolean(5), r.getBoolean(6), r.getBoolean(7), names(r, 8), names(r, 9), names(r, 10),
                names(r, 11));
    }

    private static List<String> names(ResultSet r, int column) throws SQLException {
        return r.getArray(column) == null ? null : List.of((String[]) r.getArray(column).getArray());
    }

    /** Why UPDATE and DELETE are refused, as the end of a sentence; empty where they are accepted. */
    static String refusal(Leaf table, Publishing how) {
        if (!how.changes()) {
            return "";
        }
        if (!table.isFull() && !table.usable()) {
            return switch (table.identity()) {
                case "n" -> "its REPLICA IDENTITY is NOTHING";
                case "i" -> "the index of its REPLICA IDENTITY is gone or not valid";
                default -> table.hasKey() ? "its primary key is deferrable"
                        : "it has neither a primary key nor REPLICA IDENTITY FULL";
            };
        }
        if (table.listed() != null) {
            return table.isFull() || !table.listed().containsAll(table.columns())
                    ? "the publication's list of columns does not go with its REPLICA IDENTITY" : "";
        }
        List<String> unsent = how.checksStored() ? new ArrayList<>(table.unsent(how)) : new ArrayList<>();
        unsent.retainAll(table.columns());
        return unsent.isEmpty() ? "" : "its REPLICA IDENTITY has generated columns that are not sent: "
                + String.join(", ", unsent);
    }

    /** What to run, a semicolon after each command; then the server accepts UPDATE and DELETE, and in between, too. */
    static String mend(Leaf table, Publishing how) {
        String alter = "ALTER TABLE " + table.quoted() + " REPLICA IDENTITY ";
        if (table.listed() != null) {
            String change = "ALTER PUBLICATION " + PostgresServer.quote(how.name()) + " %s TABLE "
                    + table.quoted() + "; ";
            return "BEGIN; " + change.formatted("DROP") + change.formatted("ADD") + "COMMIT;";
        }
        if (table.cannotBeFull(how)) {
            return table.goodKey() ? alter + "DEFAULT;" : "ALTER TABLE " + table.quoted() + " ADD PRIMARY KEY (…); "
                    + alter + "DEFAULT;";
        }
        return full(table, how);
    }

    /** What gives it REPLICA IDENTITY FULL, in the order that has the server refuse nothing. */
    static String full(Leaf table, Publishing how) {
        String send = how.checksStored() && !how.sendsStored() && !table.stored().isEmpty()
                ? "ALTER PUBLICATION " + PostgresServer.quote(how.name()) + " SET (publish_generated_columns = stored);"
                : "";
        return table.isFull() ? send : send + (send.isEmpty() ? "" : " ") + "ALTER TABLE " + table.quoted()
                + " REPLICA IDENTITY FULL;";
    }

    /** Those whose rows could not be changed, with the reason for each; empty: there are none. */
    static String refused(List<Leaf> tables, Publishing how) {
        List<Leaf> refused = tables.stream().filter(t -> !refusal(t, how).isEmpty()).toList();
        return refused.stream().limit(NAMED).map(t -> t + " (" + refusal(t, how) + ")")
                .collect(Collectors.joining(", "))
                + (refused.size() > NAMED ? " and " + (refused.size() - NAMED) + " more" : "");
    }

    /** The commands for them. */
    static String mends(List<Leaf> tables, Publishing how) {
        List<String> mends = tables.stream().filter(t -> !refusal(t, how).isEmpty()).map(t -> mend(t, how)).distinct()
                .toList();
        return mends.stream().limit(COMMANDS).collect(Collectors.joining(" ")) + (mends.size() > COMMANDS ? " …" : "");
    }
}
