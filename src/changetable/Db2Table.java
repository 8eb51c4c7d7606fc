package changetable;

import base.Problem;
import capture.NameList;
import changetable.CaptureInstance.CapturedColumn;
import event.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A table of a Db2 and where Capture records its changes.
 *
 * @param logged        whether the log has its changes in full (DATA CAPTURE CHANGES)
 * @param registrations one; none where nothing records its changes
 */
record Db2Table(TableId id, boolean logged, List<CapturedColumn> columns, List<Registration> registrations) {

    /** Those of {@code SYSIBM} that the connector has a converter for, or this loader. */
    private static final Set<String> LOADED = Set.of("SMALLINT", "INTEGER", "BIGINT", "DECIMAL", "DECFLOAT", "REAL",
            "DOUBLE", "CHARACTER", "VARCHAR", "LONG VARCHAR", "GRAPHIC", "VARGRAPHIC", "LONG VARGRAPHIC", "CLOB",
            "DBCLOB", "BLOB", "BINARY", "VARBINARY", "DATE", "TIME", "TIMESTAMP", "XML", "BOOLEAN");
    /** The connector goes by places: it takes what follows these for the table's columns. */
    private static final List<String> FIRST = List.of("IBMSNAP_COMMITSEQ", "IBMSNAP_INTENTSEQ", "IBMSNAP_OPERATION");

    /**
     * A row of {@code IBMSNAP_REGISTER}.
     *
     * @param changes the change table
     * @param start   up to where its oldest changes were pruned; empty: not known to be
     * @param state   {@code A}: Capture records changes
     * @param paired  whether an update is recorded as a delete and an insert, which is what the connector reads
     * @param made    when the change table was made
     * @param columns the change table's
     */
    record Registration(TableId changes, String start, String state, boolean paired, String made,
            List<CapturedColumn> columns) {
    }

    /** Of all tables that are not the system's, in the order of their places. */
    static Map<TableId, List<CapturedColumn>> columns(Db2Server server) {
        Map<TableId, List<CapturedColumn>> columns = new HashMap<>();
        server.query("SELECT TABSCHEMA, TABNAME, COLNAME, TYPESCHEMA, TYPENAME, LENGTH, SCALE, CODEPAGE FROM"
                + " SYSCAT.COLUMNS WHERE TABSCHEMA NOT LIKE 'SYS%' ORDER BY TABSCHEMA, TABNAME, COLNO", row -> {
            String schema = row.getString(4).strip();
            String type = (schema.equals("SYSIBM") ? "" : schema + ".") + row.getString(5) + "(" + row.getInt(6) + ","
                    + row.getInt(7) + ")" + (row.getInt(8) == 0 ? "" : " text");
            columns.computeIfAbsent(new TableId(row.getString(1).strip(), row.getString(2)), id -> new ArrayList<>())
                    .add(new CapturedColumn(row.getString(3), type, false));
        });
        return columns;
    }

    void requireRegistered(Db2Server server, Properties debezium) {
        String again = "; VALUES " + server.control() + ".ASNCDCSERVICES('reinit', 'asncdc')";
        if (registrations.isEmpty()) {
            throw Problem.run("Table " + id + " is not registered for capture, so nothing records its changes. Run,"
                    + " with Debezium's procedures: CALL " + server.control() + ".ADDTABLE('" + id.schema() + "', '"
                    + id.name() + "')" + again);
        }
        if (registrations.size() > 1) {
            throw Problem.run("Table " + id + " is registered for capture " + registrations.size() + " times, so that"
                    + " its changes would come as often: keep one row for it in " + server.control()
                    + ".IBMSNAP_REGISTER");
        }
        Registration registration = registrations.get(0);
        String where = " WHERE SOURCE_OWNER = '" + id.schema() + "' AND SOURCE_TABLE = '" + id.name() + "'";
        if (!logged) {
            throw Problem.run("Table " + id + " is registered for capture, but the log does not have its changes. Run:"
                    + " ALTER TABLE " + Db2Server.quoted(id.schema()) + "." + Db2Server.quoted(id.name())
                    + " DATA CAPTURE CHANGES");
        }
        if (!registration.state().strip().equals("A")) {
            throw Problem.run("Capture does not record changes of table " + id + " (STATE is " + registration.state()
                    + " in " + server.control() + ".IBMSNAP_REGISTER). Run: UPDATE " + server.control()
                    + ".IBMSNAP_REGISTER SET STATE = 'A'" + where + again);
        }
        if (!registration.paired()) {
            throw Problem.run("Updates of table " + id + " are recorded without the row as it was, which Debezium does"
                    + " not read. Run: UPDATE " + server.control() + ".IBMSNAP_REGISTER SET CHG_UPD_TO_DEL_INS = 'Y'"
                    + where + again + "; and load the table again if it was updated meanwhile");
        }
        String expected = Db2Server.schema(debezium, "cdc.change.tables.schema");
        if (!registration.changes().schema().equals(expected)) {
            throw Problem.config("The changes of table " + id + " are in " + registration.changes() + ", but Debezium"
                    + " looks for them in schema " + expected + ": set cdc_change_tables_schema = \""
                    + registration.changes().schema() + "\" in [sources.debezium.db2]");
        }
    }

    /** @param kept whether a column is loaded, as {@code schema.table.column} */
    void requireColumns(Predicate<String> kept) {
        for (CapturedColumn column : columns) {
            String name = id + "." + column.name();
            if (kept.test(name) && !LOADED.contains(column.type().replaceAll("\\(.*", ""))) {
                throw Problem.config("Column " + column.name() + " of table " + id + " has type "
                        + column.type().replaceAll("\\(.*", "") + ", which Debezium's connector leaves out. Exclude it,"
                        + " so that nothing is missing unnoticed: column_exclude_list = \""
                        + NameList.exactly(List.of(name)).replace("\\", "\\\\") + "\" in [sources.debezium.db2]");
            }
        }
        registrations.forEach(registration -> requireSame(registration, kept));
    }

    /** The connector reads the change table by the places of the table's columns. */
    private void requireSame(Registration registration, Predicate<String> kept) {
        List<String> wanted = new ArrayList<>(FIRST);
        columns.forEach(column -> wanted.add(text(column, kept)));
        List<String> found = new ArrayList<>();
        for (CapturedColumn column : registration.columns()) {
            found.add(found.size() < FIRST.size() ? column.name() : text(column, kept));
        }
        if (!wanted.equals(found)) {
            String sentence = "The change table " + registration.changes() + " does not have the columns of table " + id
                    + " in their order, which Debezium goes by: it has " + String.join(", ", found) + ", but should"
                    + " have " + String.join(", ", wanted) + ". Alter it, or register the table anew";
            throw Problem.run(sentence, new LayoutChanged(sentence));
        }
    }

    private String text(CapturedColumn column, Predicate<String> kept) {
        return column.name() + (kept.test(id + "." + column.name()) ? " " + column.type() : "");
    }
}
