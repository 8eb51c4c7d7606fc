package oracle;

import base.Problem;
import capture.NameList;
import capture.SourceTable;
import event.Checkpoint;
import event.TableId;
import io.debezium.connector.oracle.OracleConnectorConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Which tables are captured, and what the catalogue says of them. Asked on a connection to the database that has them.
 *
 * @param columns of each table
 * @param logged  the tables of which whole rows are logged
 * @param keyed   the tables that have a primary key
 * @param listed  whether the lists let a column through, as {@code schema.table.column}
 */
record OracleTables(Map<TableId, List<OracleColumn>> columns, Set<TableId> logged, Set<TableId> keyed,
        Predicate<String> listed) {

    private static final String INCLUDE = "table.include.list";

    /** The tables that Debezium's lists let through, in the order of their names. */
    static OracleTables of(OracleServer server, boolean logsAll, Properties debezium) {
        Predicate<String> kept = NameList.kept(debezium, "table");
        String flushed = debezium.getProperty("log.mining.flush.table.name", "LOG_MINING_FLUSH");
        Map<TableId, List<OracleColumn>> columns = new LinkedHashMap<>();
        Set<String> owners = new TreeSet<>();
        server.query("SELECT OWNER, TABLE_NAME FROM ALL_TABLES WHERE NESTED = 'NO' AND IOT_NAME IS NULL AND TEMPORARY ="
                + " 'N' ORDER BY OWNER, TABLE_NAME", row -> {
            TableId id = new TableId(row.getString(1), row.getString(2));
            if (!OracleConnectorConfig.EXCLUDED_SCHEMAS.contains(id.schema().toLowerCase(Locale.ROOT))
                    && !id.name().equalsIgnoreCase(flushed) && kept.test(id.toString())) {
                columns.put(id, new ArrayList<>());
                owners.add(id.schema());
            }
        });
        Set<TableId> logged = new HashSet<>(logsAll ? columns.keySet() : Set.of());
        Set<TableId> keyed = new HashSet<>();
        for (String owner : owners) {
            server.query("SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE, DATA_TYPE_OWNER, VIRTUAL_COLUMN FROM ALL_TAB_COLS"
                    + " WHERE OWNER = ? AND HIDDEN_COLUMN = 'NO' ORDER BY TABLE_NAME, COLUMN_ID", row -> {
                List<OracleColumn> of = columns.get(new TableId(owner, row.getString(1)));
                if (of != null) {
                    String type = row.getString(3);
                    of.add(new OracleColumn(row.getString(2), type, row.getString(4) != null
                            && !type.equals("XMLTYPE"), "YES".equals(row.getString(5))));
                }
            }, owner);
            server.query("SELECT TABLE_NAME FROM ALL_LOG_GROUPS WHERE OWNER = ? AND LOG_GROUP_TYPE = 'ALL COLUMN"
                    + " LOGGING'", row -> logged.add(new TableId(owner, row.getString(1))), owner);
            server.query("SELECT TABLE_NAME FROM ALL_CONSTRAINTS WHERE OWNER = ? AND CONSTRAINT_TYPE = 'P'",
                    row -> keyed.add(new TableId(owner, row.getString(1))), owner);
        }
        return new OracleTables(columns, logged, keyed, NameList.kept(debezium, "column"));
    }

    /** The same, of which there have to be some. */
    static OracleTables captured(OracleServer server, boolean logsAll, Properties debezium) {
        OracleTables tables = of(server, logsAll, debezium);
        if (tables.columns.isEmpty()) {
            throw Problem.config("There is no table " + asked(debezium) + " in " + server.database() + " that user "
                    + server.user() + " may read: create it, fix table_include_list (SCHEMA.TABLE, comma-separated)"
                    + (debezium.getProperty("database.pdb.name", "").isEmpty() ? ", set pdb of"
                            + " [sources.debezium.oracle] if it is in a pluggable database" : "")
                    + ", or GRANT SELECT on it");
        }
        return tables;
    }

    static String asked(Properties debezium) {
        return debezium.getProperty(INCLUDE, "of a user");
    }

    boolean isEmpty() {
        return columns.isEmpty();
    }

    List<TableId> ids() {
        return List.copyOf(columns.keySet());
    }

    List<String> names() {
        return columns.keySet().stream().map(TableId::toString).toList();
    }

    /** Whether they can be loaded; warns of what will be missing. */
    void check(OracleServer server, Properties debezium, SourceTable.Check check, Checkpoint committed,
            Consumer<String> warn) {
        names().forEach(table -> NameList.requireReadable(table, "''", "\"\"", "``"));
        NameList.missing(debezium.getProperty(INCLUDE, ""), names()).forEach(name -> warn.accept("Table " + name
                + " of table_include_list does not exist, or may not be read. Its changes come once it exists and logs"
                + " whole rows"));
        requireLogged();
        requireColumns();
        check.check(described(server), committed);
    }

    /** @throws Problem with the command that has whole rows logged */
    void requireLogged() {
        List<TableId> without = ids().stream().filter(id -> !logged.contains(id)).toList();
        if (!without.isEmpty()) {
            List<String> names = without.stream().map(TableId::toString).toList();
            throw Problem.run((names.size() == 1 ? "Table " + names.get(0) + " does" : "Tables " + String.join(", ",
                    names) + " do") + " not log whole rows, so every column that an UPDATE does not set would be loaded"
                    + " as NULL. Run: " + String.join(" ", without.stream().map(OracleTables::logAll).toList()));
        }
    }

    private static String logAll(TableId id) {
        return "ALTER TABLE " + quoted(id) + " ADD SUPPLEMENTAL LOG DATA (ALL) COLUMNS;";
    }

    private static String quoted(TableId id) {
        return OracleServer.quoted(id.schema()) + "." + OracleServer.quoted(id.name());
    }

    /** @throws Problem when LogMiner or the connector would leave a table or a column out */
    void requireColumns() {
        columns.forEach((table, of) -> {
            for (String name : tooLong(table, of)) {
                throw Problem.config(name + " has a name of more than " + OracleColumn.LONGEST_NAME + " characters, so"
                        + " LogMiner records no change of table " + table + ": rename it, or leave the table out of"
                        + " table_include_list");
            }
            for (OracleColumn column : of) {
                String name = table + "." + column.name();
                if (listed.test(name) && !column.missing().isEmpty()) {
                    throw Problem.config("Column " + column.name() + " of table " + table + column.missing()
                            + ". Exclude it, so that nothing is missing unnoticed: column_exclude_list = \""
                            + NameList.exactly(List.of(name)).replace("\\", "\\\\")
                            + "\" in [sources.debezium.oracle]");
                }
            }
        });
    }

    /** @throws Problem when this user may not read a table as of a moment, with the command that allows it */
    void requireReadable(OracleServer server, String now) {
        for (TableId id : ids()) {
            for (String[] each : new String[][] {{"SELECT", ""}, {"FLASHBACK", " AS OF SCN " + now}}) {
                if (!server.may("SELECT 1 FROM " + quoted(id) + each[1] + " WHERE ROWNUM < 1")) {
                    throw Problem.run("User " + server.user() + " may not read table " + id + (each[1].isEmpty() ? ""
                            : " as it was at a moment, which the first load does") + ". Run: GRANT " + each[0] + " ON "
                            + quoted(id) + " TO " + server.user() + ";");
                }
            }
        }
    }

    /** The redo log has the whole row as it was. */
    private List<SourceTable> described(OracleServer server) {
        List<SourceTable> described = new ArrayList<>();
        columns.forEach((table, of) -> {
            List<String> kept = of.stream().map(OracleColumn::name).filter(column -> listed.test(table + "." + column))
                    .toList();
            described.add(new SourceTable(table, kept, kept, logAll(table),
                    () -> server.hasRows(table.schema(), table.name())));
        });
        return described;
    }

    /** What has a name that LogMiner does not take. */
    private static List<String> tooLong(TableId table, List<OracleColumn> columns) {
        List<String> names = new ArrayList<>();
        if (table.name().length() > OracleColumn.LONGEST_NAME) {
            names.add("Table " + table);
        }
        columns.stream().filter(column -> column.name().length() > OracleColumn.LONGEST_NAME)
                .forEach(column -> names.add("Column " + column.name() + " of table " + table));
        return names;
    }
}
