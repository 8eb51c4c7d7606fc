package changetable;

import base.Problem;
import capture.NameList;
import capture.SourceTable;
import changetable.CaptureInstance.CapturedColumn;
import event.Checkpoint;
import event.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Which tables are captured, and what the catalogue says of their change tables.
 *
 * @param instances of each table, oldest first; there may be two of one that was altered
 * @param columns   whether the lists let a column through, as {@code schema.table.column}
 */
record SqlserverTables(Map<TableId, List<CaptureInstance>> instances, Predicate<String> columns) {

    private static final String INCLUDE = "table.include.list";
    /** What the connector leaves out of its events. */
    private static final List<String> LEFT_OUT = List.of("sql_variant", "geography", "geometry");

    /** The tables that Debezium's lists let through, in the order of their names, with change tables or without. */
    static SqlserverTables of(SqlserverServer server, Properties debezium) {
        Predicate<String> kept = NameList.kept(debezium, "table");
        Map<TableId, List<CaptureInstance>> instances = new LinkedHashMap<>();
        server.query("SELECT s.name, t.name FROM sys.tables t JOIN sys.schemas s ON s.schema_id = t.schema_id"
                + " WHERE t.is_ms_shipped = 0 ORDER BY s.name, t.name", row -> {
            TableId id = new TableId(row.getString(1), row.getString(2));
            if (kept.test(id.toString())) {
                instances.put(id, new ArrayList<>());
            }
        });
        Map<Integer, List<CapturedColumn>> columns = new HashMap<>();
        server.query("SELECT object_id, column_name, column_type, is_computed FROM cdc.captured_columns"
                + " ORDER BY object_id, column_ordinal", row -> columns.computeIfAbsent(row.getInt(1),
                        id -> new ArrayList<>())
                        .add(new CapturedColumn(row.getString(2), row.getString(3), row.getBoolean(4))));
        server.query("SELECT s.name, t.name, c.capture_instance, c.object_id, c.start_lsn FROM cdc.change_tables c"
                + " JOIN sys.tables t ON t.object_id = c.source_object_id JOIN sys.schemas s ON s.schema_id ="
                + " t.schema_id ORDER BY c.create_date", row -> {
            TableId id = new TableId(row.getString(1), row.getString(2));
            if (instances.containsKey(id)) {
                instances.get(id).add(new CaptureInstance(id, row.getString(3),
                        SqlserverServer.changeTable(row.getString(3)), SqlserverServer.lsn(row.getBytes(5)),
                        columns.getOrDefault(row.getInt(4), List.of())));
            }
        });
        return new SqlserverTables(instances, NameList.kept(debezium, "column"));
    }

    /** The same, of which there have to be some. */
    static SqlserverTables captured(SqlserverServer server, Properties debezium) {
        SqlserverTables tables = of(server, debezium);
        if (tables.instances.isEmpty()) {
            throw Problem.config("There is no table " + asked(debezium) + " in database " + server.database()
                    + " that user " + server.user() + " may read: create it, fix table_include_list (schema.table,"
                    + " comma-separated), or GRANT SELECT on it");
        }
        return tables;
    }

    static String asked(Properties debezium) {
        return debezium.getProperty(INCLUDE, "of a user");
    }

    boolean isEmpty() {
        return instances.isEmpty();
    }

    List<TableId> ids() {
        return List.copyOf(instances.keySet());
    }

    List<String> names() {
        return instances.keySet().stream().map(TableId::toString).toList();
    }

    List<CaptureInstance> all() {
        return instances.values().stream().flatMap(List::stream).toList();
    }

    /** Where each table's changes begin, in its oldest change table. */
    Map<TableId, String> starts() {
        Map<TableId, String> starts = new LinkedHashMap<>();
        all().forEach(each -> starts.merge(each.table(), each.startLsn(),
                (one, other) -> one.compareTo(other) < 0 ? one : other));
        return starts;
    }

    /** Where a table's newest change table begins. */
    String newestStart(TableId table) {
        List<CaptureInstance> of = instances.getOrDefault(table, List.of());
        return of.isEmpty() ? "" : of.get(of.size() - 1).startLsn();
    }

    /** Whether they can be loaded; warns of what will be missing. */
    void check(SqlserverServer server, Properties debezium, SourceTable.Check check, Checkpoint committed,
            Consumer<String> warn) {
        names().forEach(table -> NameList.requireReadable(table, "''", "\"\"", "``"));
        NameList.missing(debezium.getProperty(INCLUDE, ""), names()).forEach(name -> warn.accept("Table " + name
                + " of table_include_list does not exist, or may not be read. Its changes come once it exists and is"
                + " enabled for change data capture"));
        requireEnabled();
        requireColumns();
        check.check(described(server), committed);
    }

    /** @throws Problem with the command that enables change data capture for the tables that lack it */
    void requireEnabled() {
        List<TableId> without = ids().stream().filter(id -> instances.get(id).isEmpty()).toList();
        if (!without.isEmpty()) {
            List<String> names = without.stream().map(TableId::toString).toList();
            throw Problem.run((names.size() == 1 ? "Table " + names.get(0) + " is" : "Tables " + String.join(", ",
                    names) + " are") + " not enabled for change data capture, so nothing records changes. Run, as a"
                    + " member of db_owner: " + String.join(" ", without.stream().map(id ->
                            "EXEC sys.sp_cdc_enable_table @source_schema = N'" + id.schema().replace("'", "''")
                            + "', @source_name = N'" + id.name().replace("'", "''")
                            + "', @role_name = NULL;").toList()));
        }
    }

    /** @throws Problem when the connector would leave a column out, or the server its values */
    void requireColumns() {
        for (CaptureInstance instance : all()) {
            for (CapturedColumn column : instance.columns()) {
                String name = instance.table() + "." + column.name();
                if (columns.test(name) && (column.computed() || LEFT_OUT.contains(column.type()))) {
                    throw Problem.config("Column " + column.name() + " of table " + instance.table()
                            + (column.computed() ? " is computed: SQL Server records NULL for it with every change"
                                    : " has type " + column.type() + ", which Debezium's connector leaves out")
                            + ". Exclude it, so that nothing is missing unnoticed: column_exclude_list = \""
                            + NameList.exactly(List.of(name)).replace("\\", "\\\\")
                            + "\" in [sources.debezium.sqlserver]");
                }
            }
        }
    }

    /** @throws Problem when this user may not read a table or its changes, with the command that allows it */
    void requireReadable(SqlserverServer server) {
        for (CaptureInstance instance : all()) {
            if (!server.mayRead(instance.changeTable())) {
                throw Problem.run("User " + server.user() + " may not read " + instance.changeTable()
                        + ", which has the changes of table " + instance.table() + ". Run in database "
                        + server.database() + ": GRANT SELECT ON SCHEMA::cdc TO "
                        + SqlserverServer.quoted(server.user()) + ";");
            }
            TableId id = instance.table();
            String table = SqlserverServer.quoted(id.schema()) + "." + SqlserverServer.quoted(id.name());
            if (!server.mayRead(table)) {
                throw Problem.run("User " + server.user() + " may not read table " + id + ". Run in database "
                        + server.database() + ": GRANT SELECT ON " + table + " TO "
                        + SqlserverServer.quoted(server.user()) + ";");
            }
        }
    }

    /** A change table has the whole row as it was. */
    private List<SourceTable> described(SqlserverServer server) {
        List<SourceTable> described = new ArrayList<>();
        instances.forEach((table, of) -> {
            List<String> kept = of.get(of.size() - 1).columns().stream().map(CapturedColumn::name)
                    .filter(column -> columns.test(table + "." + column)).toList();
            described.add(new SourceTable(table, kept, kept, "",
                    () -> server.hasRows(table.schema(), table.name())));
        });
        return described;
    }
}
