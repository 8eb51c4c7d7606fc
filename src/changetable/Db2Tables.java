package changetable;

import base.Problem;
import capture.NameList;
import capture.SourceTable;
import changetable.CaptureInstance.CapturedColumn;
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
 * Which tables are captured, and what the catalogue says of their change tables.
 *
 * @param tables  with their registrations, in the order of their names
 * @param columns whether the lists let a column through, as {@code schema.table.column}
 */
record Db2Tables(Map<TableId, Db2Table> tables, Predicate<String> columns) {

    private static final String INCLUDE = "table.include.list";

    /** The tables that Debezium's lists let through, registered or not. */
    static Db2Tables of(Db2Server server, Properties debezium) {
        Predicate<String> kept = NameList.kept(debezium, "table");
        Map<TableId, Db2Table> tables = new LinkedHashMap<>();
        server.query("SELECT TABSCHEMA, TABNAME, DATACAPTURE FROM SYSCAT.TABLES WHERE TYPE = 'T' AND TABSCHEMA NOT LIKE"
                + " 'SYS%' ORDER BY TABSCHEMA, TABNAME", row -> {
            TableId id = new TableId(row.getString(1).strip(), row.getString(2));
            if (kept.test(id.toString()) && isUsers(id, server)) {
                tables.put(id, new Db2Table(id, !"N".equals(row.getString(3)), new ArrayList<>(), new ArrayList<>()));
            }
        });
        Map<TableId, List<CapturedColumn>> columns = Db2Table.columns(server);
        tables.forEach((id, table) -> table.columns().addAll(columns.getOrDefault(id, List.of())));
        server.query("SELECT r.SOURCE_OWNER, r.SOURCE_TABLE, r.CD_OWNER, r.CD_TABLE, r.CD_OLD_SYNCHPOINT, r.STATE,"
                + " r.CHG_UPD_TO_DEL_INS, t.CREATE_TIME FROM " + server.control() + ".IBMSNAP_REGISTER r LEFT JOIN"
                + " SYSCAT.TABLES t ON t.TABSCHEMA = r.CD_OWNER AND t.TABNAME = r.CD_TABLE WHERE r.SOURCE_OWNER <> ''",
                row -> {
            Db2Table table = tables.get(new TableId(row.getString(1).strip(), row.getString(2)));
            if (table != null) {
                TableId changes = new TableId(String.valueOf(row.getString(3)), String.valueOf(row.getString(4)));
                table.registrations().add(new Db2Table.Registration(changes, Db2Server.lsn(row.getBytes(5)),
                        String.valueOf(row.getString(6)), "Y".equals(row.getString(7)),
                        String.valueOf(row.getString(8)), columns.getOrDefault(changes, List.of())));
            }
        });
        return new Db2Tables(tables, NameList.kept(debezium, "column"));
    }

    /** Debezium leaves out Capture's own tables. */
    private static boolean isUsers(TableId id, Db2Server server) {
        String name = id.name().toUpperCase(Locale.ROOT);
        return !id.schema().equals(server.control()) && !name.startsWith("IBMSNAP_") && !name.startsWith("IBMQREP_");
    }

    /** The same, of which there have to be some. */
    static Db2Tables captured(Db2Server server, Properties debezium) {
        Db2Tables tables = of(server, debezium);
        if (tables.isEmpty()) {
            throw Problem.config("There is no table " + asked(debezium) + " in database " + server.database()
                    + ": create it, or fix table_include_list (SCHEMA.TABLE, comma-separated)");
        }
        return tables;
    }

    static String asked(Properties debezium) {
        return debezium.getProperty(INCLUDE, "of a user");
    }

    boolean isEmpty() {
        return tables.isEmpty();
    }

    List<String> names() {
        return tables.keySet().stream().map(TableId::toString).toList();
    }

    /** The tables and their change tables. */
    List<TableId> withChanges() {
        List<TableId> both = new ArrayList<>(tables.keySet());
        tables.values().forEach(table -> table.registrations().forEach(each -> both.add(each.changes())));
        return both;
    }

    List<CaptureInstance> all() {
        return tables.values().stream().flatMap(table -> table.registrations().stream().map(each ->
                new CaptureInstance(table.id(), each.changes().name(), Db2Server.quoted(each.changes().schema()) + "."
                        + Db2Server.quoted(each.changes().name()), each.start(), each.columns()))).toList();
    }

    /** Where each table's changes begin. */
    Map<TableId, String> starts() {
        Map<TableId, String> starts = new LinkedHashMap<>();
        all().forEach(each -> starts.put(each.table(), each.startLsn()));
        return starts;
    }

    /** When each table's change table was made: what a table that is registered anew has missed, nobody tells. */
    Map<String, String> registered() {
        Map<String, String> registered = new LinkedHashMap<>();
        tables.forEach((id, table) -> table.registrations().forEach(each -> registered.put(id.toString(),
                each.made())));
        return registered;
    }

    /** Whether they can be loaded; warns of what will be missing. */
    void check(Db2Server server, Properties debezium, SourceTable.Check check, Checkpoint committed,
            Consumer<String> warn) {
        names().forEach(table -> NameList.requireReadable(table, "''", "\"\"", "``"));
        NameList.missing(debezium.getProperty(INCLUDE, ""), names()).forEach(name -> warn.accept("Table " + name
                + " of table_include_list does not exist. Its changes come once it exists and is registered for"
                + " capture"));
        requireRegistered(server, debezium);
        requireColumns();
        check.check(described(server), committed);
    }

    /** @throws Problem with the command that has a table's changes recorded, where they are not */
    void requireRegistered(Db2Server server, Properties debezium) {
        tables.values().forEach(table -> table.requireRegistered(server, debezium));
    }

    /** @throws Problem when the connector would leave a column out, or mix columns */
    void requireColumns() {
        tables.values().forEach(table -> table.requireColumns(columns));
    }

    /** @throws Problem when this user may not read a table or its changes, with the command that allows it */
    void requireReadable(Db2Server server) {
        for (CaptureInstance instance : all()) {
            TableId id = instance.table();
            for (String table : List.of(instance.changeTable(), Db2Server.quoted(id.schema()) + "."
                    + Db2Server.quoted(id.name()))) {
                if (!server.mayRead(table)) {
                    throw Problem.run("User " + server.user() + " may not read " + table + (table.equals(
                            instance.changeTable()) ? ", which has the changes of table " + id : "") + ". Run: GRANT"
                            + " SELECT ON " + table + " TO USER " + server.user());
                }
            }
        }
    }

    /** A change table has the whole row as it was. */
    private List<SourceTable> described(Db2Server server) {
        List<SourceTable> described = new ArrayList<>();
        tables.forEach((id, table) -> {
            List<String> kept = table.columns().stream().map(CapturedColumn::name)
                    .filter(column -> columns.test(id + "." + column)).toList();
            described.add(new SourceTable(id, kept, kept, "", () -> server.hasRows(id.schema(), id.name())));
        });
        return described;
    }
}
