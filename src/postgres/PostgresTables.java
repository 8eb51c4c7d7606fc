package postgres;

import base.Problem;
import capture.NameList;
import capture.SourceTable;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.TableId;
import java.sql.Array;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which tables are captured, and what the catalog says of them.
 */
final class PostgresTables {

    private static final String INCLUDE = "table.include.list";
    private static final int LISTS = 5;

    private PostgresTables() {
    }

    /** The tables that an include list names; a partition whose root is among them comes with its root. */
    static List<PostgresTable> included(PostgresServer server, Properties debezium, String includeList) {
        List<PostgresTable> tables = named(server, debezium, includeList);
        tables.removeIf(table -> table.columns().isEmpty());
        return tables;
    }

    /** Those of them of which there is nothing to load. */
    private static List<PostgresTable> bare(PostgresServer server, Properties debezium, String includeList) {
        return named(server, debezium, includeList).stream().filter(table -> table.columns().isEmpty()).toList();
    }

    /** Also those that have no column to load. */
    static List<PostgresTable> named(PostgresServer server, Properties debezium, String includeList) {
        Predicate<String> included = NameList.matching("table_include_list", includeList);
        Predicate<String> left = NameList.kept(debezium, "column");
        List<PostgresTable> tables = new ArrayList<>();
        server.query("""
                SELECT n.nspname, c.relname, c.relreplident::text,
                       EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary),
                       pg_has_role(c.relowner, 'USAGE'), c.relkind = 'p',
                       CASE WHEN c.relispartition THEN pg_partition_root(c.oid)::oid ELSE c.oid END::bigint,
                       c.oid::bigint,
                       ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
                             AND NOT a.attisdropped ORDER BY a.attnum),
                       ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
                             AND NOT a.attisdropped AND (c.relreplident = 'f' OR a.attnum = ANY (
                                 SELECT unnest(i.indkey) FROM pg_index i WHERE i.indrelid = c.oid
                                 AND CASE c.relreplident WHEN 'd' THEN i.indisprimary
                                           WHEN 'i' THEN i.indisreplident END))),
                       ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid
                             AND a.attgenerated <> '')
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p' AND n.nspname !~ '^pg_'
                    AND n.nspname <> 'information_schema'
                ORDER BY 1, 2""", r -> {
            TableId id = new TableId(r.getString(1), r.getString(2));
            if (included.test(id.toString())) {
                tables.add(new PostgresTable(id.schema(), id.name(), r.getString(3), r.getBoolean(4), r.getBoolean(5),
                        r.getBoolean(6), r.getLong(7), r.getLong(8), kept(r.getArray(9), id, left),
                        kept(r.getArray(10), id, left), kept(r.getArray(11), id, left)));
            }
        });
        Set<Long> all = tables.stream().map(PostgresTable::oid).collect(Collectors.toSet());
        tables.removeIf(table -> table.root() != table.oid() && all.contains(table.root()));
        return tables;
    }

    /** Does what lists tables and then asks about them: again where one was dropped in between. */
    static <T> T listing(Supplier<T> work) {
        for (int tries = 1;; tries++) {
            try {
                return work.get();
            }
            catch (Problem problem) {
                if (tries == LISTS || !PostgresServer.isGone(problem.getCause())) {
                    throw problem;
                }
            }
        }
    }

    /** What is not there yet of what is to be captured; empty when nothing is missing. */
    static String waitedFor(PostgresServer server, Properties given) {
        String include = given.getProperty(INCLUDE, "");
        if (include.isEmpty()) {
            return new PostgresPublication(server, given).exists() ? ""
                    : "publication " + given.getProperty("publication.name") + " in database " + server.database();
        }
        return named(server, given, include).isEmpty() ? "table " + include + " in database " + server.database() : "";
    }

    /** Those that have not been dropped, renamed or moved since they were listed. */
    static List<PostgresTable> stillThere(PostgresServer server, List<PostgresTable> tables) {
        if (tables.isEmpty()) {
            return tables;
        }
        Map<Long, String> names = new HashMap<>();
        server.query("SELECT c.oid::bigint, n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid"
                + " = c.relnamespace WHERE c.oid IN (" + tables.stream().map(table -> String.valueOf(table.oid()))
                .collect(Collectors.joining(", ")) + ")", r -> names.put(r.getLong(1), r.getString(2)));
        return tables.stream().filter(table -> table.toString().equals(names.get(table.oid()))).toList();
    }

    /**
     * The tables to capture; without an include list those of the publication, which then becomes the list.
     *
     * @param properties what the engine will be given
     */
    static List<PostgresTable> captured(PostgresServer server, Properties given, PostgresPublication publication,
            Properties properties) {
        String include = given.getProperty(INCLUDE, "");
        if (include.isEmpty()) {
            if (!publication.exists()) {
                throw Problem.config("No tables to capture: set table_include_list in [sources.debezium] (such as"
                        + " \"public.test_users\"), or create publication " + given.getProperty("publication.name")
                        + " for the tables");
            }
            properties.setProperty(INCLUDE, NameList.exactly(publication.tables()));
        }
        List<PostgresTable> tables = included(server, given, properties.getProperty(INCLUDE));
        if (tables.isEmpty()) {
            bare(server, given, properties.getProperty(INCLUDE)).forEach(table -> {
                throw Problem.config(saidOfBare(table) + ", and table_include_list \"" + include
                        + "\" matches no other table");
            });
            throw Problem.config("table_include_list \"" + include + "\" matches no table of database "
                    + server.database() + ": create the table, or fix the list (schema.table, comma-separated)");
        }
        requireApart(tables);
        requireNoHeirs(server, tables);
        if (matchesMore(server, properties.getProperty(INCLUDE), tables)) {
            properties.putIfAbsent("snapshot.include.collection.list", NameList.exactly(
                    tables.stream().map(PostgresTable::toString).collect(Collectors.toSet())));
        }
        return tables;
    }

    private static String saidOfBare(PostgresTable table) {
        return "Table " + table + " has no column, or none that is captured (column_include_list, column_exclude_list),"
                + " so that there is nothing to load of it";
    }

    /** Whether table_include_list has it by its own name, not by a pattern. */
    static boolean isNamed(Properties given, PostgresTable table) {
        return NameList.names(given.getProperty(INCLUDE, ""), table.toString());
    }

    /** Whether they can be loaded; warns of what will be missing. */
    static void check(PostgresServer server, Properties given, List<PostgresTable> tables,
            PostgresPublication publication, SourceTable.Check check, Checkpoint committed, Consumer<String> warn) {
        if (committed.snapshot() != Snapshot.DONE) {
            requireAllRows(server, given, tables);
        }
        List<SourceTable> described = new ArrayList<>();
        PostgresLogged logged = PostgresLogged.read(server, publication, tables);
        Set<String> unnamed = publication.unnamed();
        for (PostgresTable table : tables) {
            logged.warnings(table).forEach(warn);
            table.requireReadableNames();
            described.add(new SourceTable(new TableId(table.schema(), table.name()), table.columns(),
                    logged.columns(table), logged.logAll(table), () -> server.hasRows(table), true,
                    !unnamed.contains(table.toString()) || isNamed(given, table)));
        }
        requireReadableIndexes(server, tables);
        List<PostgresTable> bare = bare(server, given, given.getProperty(INCLUDE, ""));
        bare.forEach(table -> warn.accept(saidOfBare(table)));
        NameList.missing(given.getProperty(INCLUDE, ""), Stream.concat(tables.stream(), bare.stream())
                .map(PostgresTable::toString).toList())
                .forEach(name -> warn.accept("Table " + name + " of table_include_list does not exist, or is no table"
                        + " with a log (a view, or unlogged). Once it is there, add it: ALTER PUBLICATION "
                        + given.getProperty("publication.name") + " ADD TABLE " + name + ";"));
        check.check(described, committed);
    }

    /** Without a primary key Debezium takes the columns of a unique index, and reads a quote in their names as two. */
    private static void requireReadableIndexes(PostgresServer server, List<PostgresTable> tables) {
        Map<Long, PostgresTable> keyless = tables.stream().filter(table -> !table.hasKey())
                .collect(Collectors.toMap(PostgresTable::oid, Function.identity()));
        if (keyless.isEmpty()) {
            return;
        }
        server.query("""
                SELECT a.attname, i.indexrelid::regclass, i.indrelid::bigint FROM pg_index i
                JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
                WHERE i.indrelid IN (%s) AND i.indisunique AND position('"' IN a.attname) > 0
                """.formatted(keyless.keySet().stream().map(String::valueOf).collect(Collectors.joining(", "))), r -> {
            throw Problem.config("Column " + r.getString(1) + " of table " + keyless.get(r.getLong(3))
                    + " has a double quote in its name and is in unique index " + r.getString(2)
                    + ", which Debezium cannot read where a table has no primary key: give the table a primary key,"
                    + " rename the column, or leave the table out of table_include_list");
        });
    }

    /** A list of tables cannot tell them apart, nor can a publication's record of what is in it. */
    private static void requireApart(List<PostgresTable> tables) {
        Map<String, PostgresTable> read = new HashMap<>();
        for (PostgresTable table : tables) {
            PostgresTable other = read.put(table.toString(), table);
            if (other != null) {
                throw Problem.config("The name " + table + " means table " + other.name() + " of schema "
                        + other.schema() + ", and table " + table.name() + " of schema " + table.schema()
                        + ": rename one of them, so that table_include_list can tell them apart");
            }
        }
    }

    /** A policy would keep rows from the snapshot, while their changes come. */
    private static void requireAllRows(PostgresServer server, Properties given, List<PostgresTable> tables) {
        server.query("SELECT oid::bigint FROM pg_class WHERE relrowsecurity AND row_security_active(oid)", r -> {
            for (PostgresTable table : tables) {
                if (table.oid() == r.getLong(1)) {
                    String user = given.getProperty("database.user");
                    throw Problem.run("Row security keeps rows of table " + table + " from user " + user
                            + ", while all its changes come: the snapshot would lack them. Let a superuser run: ALTER"
                            + " ROLE " + PostgresServer.quote(user)
                            + " BYPASSRLS; or leave the table out of table_include_list");
                }
            }
        });
    }

    /** Whether the list matches, in Debezium's reading, tables beside these: partitions, or unlogged ones. */
    static boolean matchesMore(PostgresServer server, String includeList, List<PostgresTable> tables) {
        Predicate<String> included = NameList.matching("table_include_list", includeList);
        return server.row("SELECT schemaname || '.' || tablename FROM pg_tables").stream().filter(included)
                .anyMatch(name -> tables.stream().noneMatch(table -> table.toString().equals(name)));
    }

    /** The snapshot of a table reads the rows of tables that inherit from it too, while their changes come under their
     * own names: its rows would go stale. */
    static void requireNoHeirs(PostgresServer server, List<PostgresTable> tables) {
        server.query("SELECT i.inhparent::bigint, i.inhrelid::regclass::text FROM pg_inherits i JOIN pg_class c"
                + " ON c.oid = i.inhparent WHERE c.relkind = 'r'", r -> {
            for (PostgresTable table : tables) {
                if (table.oid() == r.getLong(1)) {
                    throw Problem.config("Table " + table + " has child tables (INHERITS), such as"
                            + " " + r.getString(2) + ": its snapshot"
                            + " would hold their rows, but not their changes. Leave it out of table_include_list,"
                            + " and capture the children");
                }
            }
        });
    }

    private static List<String> kept(Array names, TableId table, Predicate<String> columns)
            throws SQLException {
        return Arrays.stream((String[]) names.getArray()).filter(name -> columns.test(table + "." + name)).toList();
    }
}
