package postgres;

import base.Problem;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import postgres.PostgresIdentity.Leaf;
import postgres.PostgresIdentity.Publishing;

/**
 * The publication that PostgreSQL sends changes by. A table that it lacks would be silent. Where there is none it is
 * made here, not by Debezium, which does not quote names and, unless told, lets partitions come under names of their
 * own.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-createpublication.html">PostgreSQL: CREATE PUBLICATION</a>
 */
final class PostgresPublication {

    private final PostgresServer server;
    private final Properties given;
    private final String name;

    PostgresPublication(PostgresServer server, Properties given) {
        this.server = server;
        this.given = given;
        this.name = given.getProperty("publication.name");
        if (!name.matches("[a-z_][a-z0-9_$]{0,62}")) {
            throw Problem.config("publication_name \"" + name + "\" has to consist of lower-case letters, digits and"
                    + " underscores:"
                    + " Debezium hands it to PostgreSQL without quotes");
        }
        if (!given.getProperty("slot.name").matches("[a-z0-9_]{1,63}")) {
            throw Problem.config("slot_name \"" + given.getProperty("slot.name") + "\" has to consist of lower-case"
                    + " letters, digits and underscores, at most 63 of them: PostgreSQL takes no other");
        }
    }

    String name() {
        return name;
    }

    boolean exists() {
        return id() != null;
    }

    /** PostgreSQL's own number for it, another one when it was dropped and made again; null when there is none. */
    String id() {
        List<String> ids = server.row("SELECT oid::text FROM pg_publication WHERE pubname = ?", name);
        return ids.isEmpty() ? null : ids.get(0);
    }

    /**
     * What tells that it was altered for a time, in which it may have left changes out: a number for its own settings,
     * under an empty name, and one for each of these tables that it names. They become others where a setting is set,
     * or a table is taken out and in again, which a filter of its rows is, too.
     */
    Map<String, String> marks(Collection<String> tables) {
        Map<String, String> marks = new TreeMap<>();
        server.query("""
                SELECT '', xmin::text FROM pg_publication WHERE pubname = ? UNION ALL
                SELECT n.nspname || '.' || c.relname, r.oid::text FROM pg_publication p
                JOIN pg_publication_rel r ON r.prpubid = p.oid
                JOIN pg_class c ON c.oid = r.prrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE p.pubname = ?""",
                r -> marks.put(r.getString(1), r.getString(2)), name, name);
        marks.keySet().removeIf(each -> !each.isEmpty() && !tables.contains(each));
        return marks;
    }

    /** Its id; an error when it is gone, or lacks some of these tables. */
    String requireStill(List<PostgresTable> tables) {
        String now = id();
        if (now == null) {
            throw gone();
        }
        List<PostgresTable> taken = missing(tables);
        if (!taken.isEmpty()) {
            throw lacks(taken);
        }
        requireWhole(tables);
        return now;
    }

    /** Makes sure that it sends every change of these tables, with all columns that are captured. */
    private void requireWhole(List<PostgresTable> tables) {
        List<String> left = server.row("SELECT concat_ws(', ', CASE WHEN NOT pubinsert THEN 'INSERT' END, CASE WHEN NOT"
                + " pubupdate THEN 'UPDATE' END, CASE WHEN NOT pubdelete THEN 'DELETE' END, CASE WHEN NOT"
                + " pubtruncate THEN 'TRUNCATE' END) FROM pg_publication WHERE pubname = ?", name);
        if (!String.join("", left).isEmpty()) {
            throw Problem.run("Publication " + name + " leaves out " + left.get(0)
                    + ": such changes would not be seen. Run: ALTER PUBLICATION " + name
                    + " SET (publish = 'insert, update, delete, truncate');");
        }
        if (server.version() < 150000) {
            return;
        }
        // of the tables that have a list or a filter, from one query
        Map<String, Set<String>> columns = new HashMap<>();
        server.query("""
                SELECT n.nspname || '.' || c.relname, r.prqual IS NOT NULL, ARRAY(SELECT a.attname::text
                        FROM pg_attribute a
                    WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs::int2[]))
                FROM pg_publication p JOIN pg_publication_rel r ON r.prpubid = p.oid JOIN pg_class c
                ON c.oid = r.prrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE p.pubname = ? AND (r.prqual IS NOT NULL OR r.prattrs IS NOT NULL)""",
                r -> columns.put(r.getString(1), r.getBoolean(2) ? Set.of()
                        : Set.of((String[]) r.getArray(3).getArray())),
                name);
        for (PostgresTable table : tables) {
            Set<String> sent = columns.get(table.toString());
            List<String> wanted = table.columns().stream().filter(c -> !table.generated().contains(c)).toList();
            if (sent != null && !sent.containsAll(wanted)) {
                String mends = PostgresIdentity.mends(PostgresIdentity.of(server, "", List.of(table)), publishing());
                throw Problem.run("Publication " + name + " sends only some rows or columns of " + table.quoted()
                        + ": what changes in the others would not be seen. Run: " + mends + (mends.isEmpty() ? "" : " ")
                        + "ALTER PUBLICATION " + name + " DROP TABLE " + table.quoted()
                        + ", then ALTER PUBLICATION " + name + " ADD TABLE " + table.quoted()
                        + "; columns can be left out with column_exclude_list in [sources.debezium]");
            }
        }
    }

    private Problem gone() {
        return Problem.run("Publication " + name + " is gone: changes made without it are never sent, even once it"
                + " exists again."
                + " To load the tables again run `drop --drop-all --drop-slot`, then `run`");
    }

    /** What it publishes; where there is none yet, what the one will that is made. */
    Publishing publishing() {
        boolean checks = server.version() >= 180000;
        List<String> row = server.row("SELECT (pubupdate OR pubdelete)::text, " + (checks ? "(pubgencols = 's')::text"
                : "'false'")
                + " FROM pg_publication WHERE pubname = ?", name);
        return row.isEmpty() ? new Publishing(name, true, checks && !isForAllTables(), checks)
                : new Publishing(name, row.get(0).equals("true"), row.get(1).equals("true"), checks);
    }

    /** Says on which tables the server refuses UPDATE and DELETE because it has them; empty: on none. */
    String refusals() {
        Publishing how = publishing();
        List<Leaf> leaves = PostgresIdentity.published(server, name);
        String refused = PostgresIdentity.refused(leaves, how);
        return refused.isEmpty() ? "" : "PostgreSQL refuses UPDATE and DELETE on what publication " + name + " has of "
                + refused + ". Run: " + PostgresIdentity.mends(leaves, how);
    }

    /** No server is made to refuse its users' writes. */
    private void requireAccepted(List<PostgresTable> tables) {
        Publishing how = publishing();
        List<Leaf> leaves = isForAllTables() ? PostgresIdentity.all(server) : PostgresIdentity.of(server, name, tables);
        String refused = PostgresIdentity.refused(leaves, how);
        if (!refused.isEmpty()) {
            throw Problem.run("Publication " + name + " is not created: once a table is in it, PostgreSQL would"
                    + " refuse UPDATE and DELETE on "
                    + refused + ". Let the owner run: " + PostgresIdentity.mends(leaves, how)
                    + " Or leave the table out of table_include_list");
        }
    }

    /** Those of these tables that it lacks; one that was dropped since it was listed is in no publication any more. */
    private List<PostgresTable> missing(List<PostgresTable> tables) {
        Set<String> published = tables();
        return PostgresTables.stillThere(server, tables.stream().filter(t -> !published.contains(t.toString()))
                .toList());
    }

    private boolean isForAllTables() {
        return "all_tables".equals(mode());
    }

    private Problem lacks(List<PostgresTable> missing) {
        return Problem.run(lacking(missing));
    }

    private String lacking(List<PostgresTable> missing) {
        Publishing how = publishing();
        List<Leaf> leaves = PostgresIdentity.of(server, "", missing);
        String refused = PostgresIdentity.refused(leaves, how);
        return "Publication " + name + " lacks " + list(missing) + ": changes there would not be seen. Run: "
                + (refused.isEmpty() ? adding(missing) : PostgresIdentity.mends(leaves, how) + " " + adding(missing)
                        + " The publication alone would make PostgreSQL refuse UPDATE and DELETE on " + refused);
    }

    /** Its tables, {@code schema.table}; a partitioned one by its root or by its partitions, as they are published. */
    Set<String> tables() {
        return new TreeSet<>(server.row("SELECT schemaname || '.' || tablename FROM pg_publication_tables WHERE"
                + " pubname = ?", name));
    }

    /** Those that it sends without naming them (FOR ALL TABLES, IN SCHEMA): new ones come with all their rows. */
    Set<String> unnamed() {
        return new TreeSet<>(server.row("SELECT schemaname || '.' || tablename FROM pg_publication_tables t WHERE"
                + " pubname = ? AND NOT EXISTS (SELECT FROM pg_publication_rel r JOIN pg_publication p ON p.oid ="
                + " r.prpubid JOIN pg_class c ON c.oid = r.prrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE"
                + " p.pubname = t.pubname AND n.nspname = t.schemaname AND c.relname = t.tablename)", name));
    }

    /**
     * Makes sure that changes of these tables are published.
     *
     * @param named   whether a table was asked for by its own name, not by a pattern
     * @param running whether the initial snapshot is done: a table that a pattern matches since is no reason to stop
     *                then
     * @param adds    whether to add tables that it lacks, where that is ours to do; else that is only told
     */
    void require(List<PostgresTable> tables, Predicate<PostgresTable> named, boolean running, boolean adds,
            Consumer<String> warn) {
        if (!exists()) {
            if (running) {
                throw gone();
            }
            requireAccepted(tables);
            requireMayCreate(tables);
            return;
        }
        String refusals = refusals();
        if (!refusals.isEmpty()) {
            warn.accept(refusals);
        }
        requireWhole(tables);
        List<PostgresTable> missing = missing(tables);
        if (missing.isEmpty()) {
            return;
        }
        boolean byPartition = server.row("SELECT pubviaroot::text FROM pg_publication WHERE pubname = ?", name)
                .contains("false");
        List<PostgresTable> roots = missing.stream().filter(t -> byPartition && t.partitioned()).toList();
        if (!roots.isEmpty()) {
            throw Problem.run("Publication " + name + " sends changes of " + list(roots) + " under the names of its"
                    + " partitions, where they would not be seen. Run: ALTER PUBLICATION " + PostgresServer.quote(name)
                    + " SET (publish_via_partition_root = true);");
        }
        if (running && mayAdd(missing) && !adds) {
            warn.accept("Publication " + name + " lacks " + list(missing) + ": the next run adds it");
            return;
        }
        if (running && mayAdd(missing)) {
            server.execute("ALTER PUBLICATION " + PostgresServer.quote(name) + " ADD TABLE " + list(missing));
            warn.accept("Publication " + name + " lacked " + list(missing) + " of table_include_list, and has it now");
            return;
        }
        if (!running || missing.stream().anyMatch(named)) {
            throw lacks(missing);
        }
        warn.accept(lacking(missing));
    }

    /** Whether it is ours to alter, and nobody's writes would be refused. */
    private boolean mayAdd(List<PostgresTable> missing) {
        return !"disabled".equals(mode()) && missing.stream().allMatch(PostgresTable::owned)
                && !server.row("SELECT name FROM (SELECT pubname AS name, pg_has_role(pubowner, 'USAGE') AS owned"
                        + " FROM pg_publication) p WHERE owned AND name = ?", name).isEmpty()
                && PostgresIdentity.refused(PostgresIdentity.of(server, "", missing), publishing()).isEmpty();
    }

    private void requireMayCreate(List<PostgresTable> tables) {
        if (tables.stream().anyMatch(t -> !t.owned()) || !server.mayCreate() || "disabled".equals(mode())) {
            throw Problem.run("Publication " + name + " does not exist and user " + given.getProperty("database.user")
                    + " may not create it. Let the owner of the tables run: " + command(tables));
        }
    }

    /** Makes it unless it is there, or Debezium is to make one for all tables. */
    void create(List<PostgresTable> tables) {
        if (!exists() && !isForAllTables()) {
            server.execute(command(tables));
        }
    }

    private String mode() {
        return given.getProperty("publication.autocreate.mode");
    }

    /** Adds tables to it. */
    String adding(List<PostgresTable> tables) {
        return "ALTER PUBLICATION " + PostgresServer.quote(name) + " ADD TABLE " + list(tables) + ";";
    }

    /** Makes it. */
    String command(List<PostgresTable> tables) {
        return "CREATE PUBLICATION " + PostgresServer.quote(name) + " FOR TABLE " + list(tables)
                + " WITH (publish_via_partition_root = true" + (server.version() < 180000 ? ""
                        : ", publish_generated_columns = stored")
                + ");";
    }

    static String list(List<PostgresTable> tables) {
        return tables.stream().map(PostgresTable::quoted).collect(Collectors.joining(", "));
    }
}
