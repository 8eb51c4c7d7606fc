package postgres;

import base.Problem;
import capture.KnownGaps;
import event.Checkpoint;
import event.TableId;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Struct;

/**
 * Which tables the captured names mean: a table is told by its OID, which stays when it is renamed, altered, rewritten
 * or emptied, and its name may pass to another one. Stored with the position. PostgreSQL says the OID ahead of a
 * table's changes, and Debezium's decoder asks here by which name to take them, before it makes a record of any; so no
 * change of another table gets the name of a captured one.
 */
public final class PostgresRelations {

    /** Key of a position: for each name that a table had when it was loaded, schema, name and OID. */
    static final String OIDS = Checkpoint.OIDS;
    private static final String MIXED = ": its rows would be mixed with the old ones. ";
    /** In a schema that Debezium never captures. */
    private static final TableId NOBODY = new TableId("information_schema", "nobody");

    /** Of the engine that was made last; a process runs one at a time. */
    private static volatile PostgresRelations current = new PostgresRelations(Checkpoint.none(), List.of(),
            name -> false, false);

    private final Map<TableId, Long> known = new ConcurrentHashMap<>();
    /** Tables of which nothing was loaded under this OID: what others did under their names is left out. */
    private final Set<TableId> fresh = ConcurrentHashMap.newKeySet();
    /** Tables that another one has replaced, and its OID: once what it holds is read, it is the one that is meant. */
    private final Map<TableId, Long> next = new ConcurrentHashMap<>();
    private final boolean unasked;
    private final Map<TableId, Set<Long>> seen = new ConcurrentHashMap<>();
    private final Predicate<String> listed;
    private volatile Problem problem;

    /**
     * @param start  where the engine is to go on
     * @param tables the captured ones, as the catalog has them now
     * @param listed whether the lists let a table through, there or not
     * @param unasked whether a table that has replaced another one is read by itself
     */
    PostgresRelations(Checkpoint start, List<PostgresTable> tables, Predicate<String> listed, boolean unasked) {
        this.listed = listed;
        this.unasked = unasked;
        known.putAll(stored(start));
        boolean learns = !start.position().containsKey(OIDS);
        for (PostgresTable table : tables) {
            if (known.putIfAbsent(table.id(), table.oid()) == null && !learns) {
                fresh.add(table.id());
            }
        }
    }

    /** From now on the decoder asks this one. */
    PostgresRelations inUse() {
        current = this;
        return this;
    }

    /** By which name the changes of a table are to be taken; for Debezium's decoder, ahead of them. */
    public static TableId meant(long oid, TableId name) {
        return current.resolve(oid, name);
    }

    private synchronized TableId resolve(long oid, TableId name) {
        if (!listed.test(name.toString())) {
            return known.entrySet().stream().filter(each -> each.getValue() == oid).map(Map.Entry::getKey)
                    .filter(each -> !fresh.contains(each) && !next.containsKey(each)).findFirst()
                    .map(each -> noted(each, oid)).orElse(name);
        }
        noted(name, oid);
        Long expected = known.get(name);
        if (expected == null || expected == oid || next.getOrDefault(name, expected) == oid) {
            fresh.remove(name);
            return name;
        }
        if (!fresh.contains(name) && !unasked) {       // else the catalog tells whether it has come to stay
            problem = Problem.run(another(name, expected, oid, "") + MIXED + mend(name));
        }
        return NOBODY;
    }

    private TableId noted(TableId name, long oid) {
        seen.computeIfAbsent(name, none -> ConcurrentHashMap.newKeySet()).add(oid);
        return name;
    }

    /** @throws Problem when another table has come under the name of one that was loaded */
    void require() {
        if (problem != null) {
            throw problem;
        }
    }

    /** A change has come under this name: the table that had it then is the one that is meant by it from now on. */
    void see(Struct change, Struct source) {
        if (source.schema().field("table") == null || "r".equals(change.getString("op"))) {
            return;
        }
        TableId name = new TableId(source.getString("schema"), source.getString("table"));
        Collection<Long> oids = seen.getOrDefault(name, Set.of());
        if (oids.isEmpty()) {
            throw new IllegalStateException("Debezium's decoder did not ask for table " + name);
        }
        if (known.containsKey(name)) {
            return;
        }
        if (oids.size() > 1) {
            throw another(name, oids);
        }
        known.put(name, oids.iterator().next());
    }

    /** Adds what is known to a position. */
    void addTo(Map<String, Object> position) {
        position.put(OIDS, oids(known));
    }

    static List<List<String>> oids(List<PostgresTable> tables) {
        Map<TableId, Long> oids = new TreeMap<>(PostgresRelations::compare);
        tables.forEach(table -> oids.put(table.id(), table.oid()));
        return oids(oids);
    }

    private static List<List<String>> oids(Map<TableId, Long> known) {
        return known.entrySet().stream().sorted((a, b) -> compare(a.getKey(), b.getKey()))
                .map(each -> List.of(each.getKey().schema(), each.getKey().name(), each.getValue().toString()))
                .toList();
    }

    private static int compare(TableId a, TableId b) {
        int schemas = a.schema().compareTo(b.schema());
        return schemas != 0 ? schemas : a.name().compareTo(b.name());
    }

    static Map<TableId, Long> stored(Checkpoint committed) {
        return stored(committed.position());
    }

    private static Map<TableId, Long> stored(Map<String, Object> position) {
        Map<TableId, Long> oids = new TreeMap<>(PostgresRelations::compare);
        if (position.get(OIDS) instanceof Collection<?> all) {
            all.forEach(each -> {
                List<?> one = (List<?>) each;
                oids.put(new TableId(one.get(0).toString(), one.get(1).toString()),
                        Long.parseLong(one.get(2).toString()));
            });
        }
        return oids;
    }

    /** @throws Problem when a name that was loaded is another table's now */
    void require(PostgresServer server, List<PostgresTable> tables) {
        for (PostgresTable table : tables) {
            Long expected = next.getOrDefault(table.id(), known.get(table.id()));
            if (expected != null && expected != table.oid()) {
                String what = another(table.id(), expected, table.oid(), now(server, expected));
                throw unasked ? Problem.run(what, new TableReplaced(what)) : Problem.run(what + MIXED
                        + mend(table.id()));
            }
        }
    }

    /** Ends the run, or with {@code unasked} the stream: the next one is to begin by {@link #replace}. */
    static final class TableReplaced extends IOException {

        private static final long serialVersionUID = 1;

        TableReplaced(String sentence) {
            super(sentence);
        }
    }

    /** Tables that are not those that were loaded: they are to be read, and meant from then on. */
    void replace(PostgresServer server, List<PostgresTable> tables, KnownGaps findings) {
        for (PostgresTable table : tables) {
            Long expected = known.get(table.id());
            if (unasked && expected != null && expected != table.oid()) {
                next.put(table.id(), table.oid());
                findings.tell(table.id(), another(table.id(), expected, table.oid(), now(server, expected)));
            }
        }
    }

    boolean isReplaced(TableId table) {
        return next.containsKey(table);
    }

    boolean isReplaced(Struct source) {
        return !next.isEmpty() && source.schema().field("table") != null && next.containsKey(new TableId(
                source.getString("schema"), source.getString("table")));
    }

    /** What the table that has replaced another one holds has been read. */
    void replaced(TableId table) {
        if (next.containsKey(table)) {
            known.put(table, next.remove(table));
        }
    }

    /** A position with the table that is meant once its copy is in place. */
    Map<String, Object> settled(TableId table, Map<String, Object> position) {
        Long oid = next.getOrDefault(table, known.get(table));
        if (oid == null || !position.containsKey(OIDS)) {
            return position;
        }
        Map<TableId, Long> oids = stored(position);
        oids.put(table, oid);
        Map<String, Object> settled = new HashMap<>(position);
        settled.put(OIDS, oids(oids));
        return settled;
    }

    /** What has become of a table that has lost its name, for the user. */
    String gone(PostgresServer server, String table) {
        Long oid = known.entrySet().stream().filter(each -> each.getKey().toString().equals(table))
                .map(Map.Entry::getValue)
                .findFirst().orElse(-1L);
        String now = now(server, oid);
        return now.isEmpty() ? "Table " + table + " no longer exists: it was dropped. Its loaded rows stay"
                : now.equals(table) ? "Table " + table + " is UNLOGGED now: what changes until it is logged again is"
                + " missing. Once it is, run `resnapshot " + table + "`"
                : "Table " + table + " was renamed to " + now + ". " + (listed.test(now) ? "Its changes come under"
                + " that name"
                        : "While the publication has it, its changes still come into the table that it was"
                        + " loaded into");
    }

    /** The name that a table has now; empty when it is gone. */
    private static String now(PostgresServer server, long oid) {
        List<String> names = server.row("SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n"
                + " ON n.oid = c.relnamespace WHERE c.oid::bigint = " + oid);
        return names.isEmpty() ? "" : names.get(0);
    }

    private static String another(TableId name, long expected, long oid, String now) {
        return "Table " + name + " is another table than the one that was loaded (OID " + oid + ", and was "
                + expected + (now.isEmpty() ? ", which was renamed or dropped)" : ", which is called " + now + " now)");
    }

    private static Problem another(TableId name, Collection<Long> oids) {
        return Problem.run("Table " + name + " stands for several tables, one after the other (OIDs " + oids
                + "): the rows of another table would be mixed with its own. " + mend(name));
    }

    private static String mend(TableId name) {
        return "Nothing of it was loaded. To load the tables again run `drop --drop-all --drop-slot`, then `run`;"
                + " this one alone, `drop " + name.name() + " --resnapshot`, then `run`;"
                + " or give " + name + " its old table back, if nothing has changed in the new one";
    }
}
