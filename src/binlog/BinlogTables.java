package binlog;

import base.Problem;
import binlog.MysqlColumns.MysqlColumn;
import capture.NameList;
import capture.SnapshotSelects;
import capture.SourceTable;
import event.Checkpoint;
import event.TableId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Which tables are captured, and what the catalog says of them.
 *
 * @param columns of each table all, also those that are left out
 * @param fold    whether the server takes names of tables in any case for the same; the tables' are in lower case then
 */
record BinlogTables(Map<TableId, List<MysqlColumn>> columns, Predicate<String> keptColumns, boolean fold) {

    private static final String INCLUDE = "table.include.list";
    private static final List<String> SYSTEM = List.of("mysql", "information_schema", "performance_schema", "sys");

    /**
     * The tables that Debezium's lists let through, in the order of their names.
     *
     * @throws Problem when something is listed that cannot be loaded
     */
    static BinlogTables of(BinlogServer server, Properties debezium) {
        boolean fold = server.foldsNames();
        Predicate<TableId> kept = included(debezium);
        UnloadableTables.of(server, kept).refuse(debezium);
        Map<TableId, List<MysqlColumn>> tables = new LinkedHashMap<>();
        server.query("""
                SELECT c.table_schema, c.table_name, c.column_name, c.data_type, c.extra
                FROM information_schema.columns c
                JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
                WHERE t.table_type = 'BASE TABLE'
                ORDER BY c.table_schema, c.table_name, c.ordinal_position""", r -> {
            TableId table = id(r.getString(1), r.getString(2), fold);
            if (kept.test(table)) {
                tables.computeIfAbsent(table, t -> new ArrayList<>())
                        .add(new MysqlColumn(r.getString(3), r.getString(4), r.getString(5)));
            }
        });
        return new BinlogTables(tables, NameList.kept(debezium, "column"), fold);
    }

    /** The same, of which there have to be some. */
    static BinlogTables captured(BinlogServer server, Properties debezium) {
        BinlogTables tables = of(server, debezium);
        if (tables.isEmpty()) {
            throw Problem.config("There is no table " + asked(debezium) + " on " + server.name() + " that user "
                    + debezium.getProperty("database.user") + " may read: create it, fix table_include_list"
                    + " (database.table,"
                    + " comma-separated) or database, or GRANT SELECT on it");
        }
        return tables;
    }

    static String asked(Properties debezium) {
        return debezium.getProperty(INCLUDE, "in database " + debezium.getProperty("database.include.list", ""));
    }

    /** Whether they can be loaded; warns of what will be missing. */
    void check(BinlogServer server, Properties debezium, SourceTable.Check check, HistoryLog history,
            Checkpoint committed, Consumer<String> warn) {
        names().forEach(table -> NameList.requireReadable(table, "''", "\"\"", "``"));
        NameList.missing(debezium.getProperty(INCLUDE, ""), names()).forEach(name -> warn.accept("Table " + name
                + " of table_include_list does not exist, or may not be read. Its changes come once it exists"));
        server.requireLogged(databases());
        cascades(server).forEach(warn);
        server.warnings(this).forEach(warn);
        check.check(described(server, table -> history.has(table, committed.position())), committed);
    }

    private static TableId id(String database, String name, boolean fold) {
        TableId id = new TableId(database, name);
        return fold ? id.folded() : id;
    }

    /** Whether the lists let a table through. */
    static Predicate<TableId> included(Properties debezium) {
        Predicate<String> databases = NameList.kept(debezium, "database");
        Predicate<String> tables = NameList.kept(debezium, "table");
        return table -> !SYSTEM.contains(table.schema().toLowerCase(Locale.ROOT)) && databases.test(table.schema())
                && tables.test(table.toString());
    }

    boolean isEmpty() {
        return columns.isEmpty();
    }

    List<String> names() {
        return columns.keySet().stream().map(TableId::toString).toList();
    }

    /**
     * With binlog_row_image = FULL, all columns of the old row are logged.
     *
     * @param older whether a table is older than the place in the log where changes come from: of the others all rows
     *              come
     */
    List<SourceTable> described(BinlogServer server, Predicate<TableId> older) {
        List<SourceTable> described = new ArrayList<>();
        columns.forEach((table, all) -> {
            List<String> kept = all.stream().map(MysqlColumn::name).filter(c -> keptColumns.test(table + "." + c))
                    .toList();
            described.add(new SourceTable(table, kept, kept, "",
                    () -> older.test(table) && server.hasRows(table.schema(), table.name()), true, true));
        });
        return described;
    }

    List<String> databases() {
        return columns.keySet().stream().map(TableId::schema).distinct().toList();
    }

    /** A warning for each foreign key that changes rows of a captured table which the server does not log. */
    List<String> cascades(BinlogServer server) {
        List<String> warnings = new ArrayList<>();
        if (!server.variable("innodb_native_foreign_keys").equalsIgnoreCase("OFF")) {    // MySQL logs them from 9.6 on
            server.query("SELECT constraint_schema, table_name, constraint_name FROM"
                    + " information_schema.referential_constraints WHERE delete_rule NOT IN ('RESTRICT', 'NO ACTION')"
                    + " OR update_rule NOT IN ('RESTRICT', 'NO ACTION')", r -> {
                TableId table = id(r.getString(1), r.getString(2), fold);
                if (columns.containsKey(table)) {
                    warnings.add("Foreign key " + r.getString(3) + " of table " + table
                            + " changes rows by itself (CASCADE or SET NULL), and the server does not log that: such"
                            + " changes are missing");
                }
            });
        }
        return warnings;
    }

    /** The generated columns of the tables that have some. */
    Map<TableId, List<String>> generated() {
        Map<TableId, List<String>> generated = new LinkedHashMap<>();
        columns.forEach((table, all) -> all.stream().filter(c -> c.extra().toUpperCase(Locale.ROOT)
                .contains(" GENERATED"))
                .forEach(c -> generated.computeIfAbsent(table, t -> new ArrayList<>()).add(c.name())));
        return generated;
    }

    /** How many rows the tables have, as the server estimates it, -1: not known. For people, never for decisions. */
    Map<TableId, Long> estimates(BinlogServer server) {
        Map<TableId, Long> estimates = new LinkedHashMap<>();
        columns.keySet().forEach(table -> estimates.put(table, -1L));
        try {
            if (!server.isMariadb()) {      // MySQL would tell what it knew a day ago
                server.execute("SET SESSION information_schema_stats_expiry = 0");
            }
            server.query("SELECT table_schema, table_name, coalesce(table_rows, -1) FROM information_schema.tables"
                    + " WHERE table_type = 'BASE TABLE'", r -> estimates.replace(id(r.getString(1), r.getString(2),
                            fold), r.getLong(3)));
        }
        catch (Problem unknown) {
            // a snapshot is shown without them
        }
        return estimates;
    }

    /** How the snapshot has to read tables with floats. */
    void addSelects(Properties properties) {
        columns.forEach((table, all) -> {
            if (MysqlColumns.needSelect(all)) {
                SnapshotSelects.add(properties, table.schema(), table.name(),
                        MysqlColumns.select(table.schema(), table.name(), all));
            }
        });
    }
}
