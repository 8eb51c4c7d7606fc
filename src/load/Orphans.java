package load;

import change.TableChanges.Merge;
import destination.Destination;
import dlt.DltColumn;
import dlt.DltTables;
import dlt.Table;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Rows of nested tables, ours and those that dlt makes of lists in rows
 * (<a href="https://dlthub.com/docs/general-usage/destination-tables#nested-tables">Nested tables</a>). Those of a row
 * that a load has replaced or removed go with it, as in a merge of dlt's. Of a load that names its keys, the ids of the
 * rows that it takes away are noted, so that a small one need not compare all nested rows with all rows.
 */
final class Orphans {

    private static final String ROOT = DltColumn.ROOT_ID.name();
    private static final String PARENT = DltColumn.PARENT_ID.name();

    private final Destination destination;
    private final DltTables sql;
    private final OpenLoad load;
    /** Tables of which any row may have gone. */
    private final Set<String> any = new TreeSet<>();
    /** Tables of which noted rows may have gone. */
    private final Set<String> noted = new TreeSet<>();

    Orphans(Destination destination, DltTables sql, OpenLoad load) {
        this.destination = destination;
        this.sql = sql;
        this.load = load;
    }

    /** Any row of this table may go. */
    void emptied(String table) {
        any.add(table);
    }

    /** These rows of a table may go: before the statements that take them away. */
    void note(String table, LoadSql statements, Merge merge, int number) throws SQLException {
        if (load.nestedIn(table).isEmpty()) {
            return;
        }
        List<String> ids = statements.goingIds(merge, number);
        if (ids == null) {
            emptied(table);
            return;
        }
        if (noted.add(table)) {
            destination.execute("CREATE OR REPLACE TEMP TABLE " + gone(table) + " (id VARCHAR)");
        }
        for (String select : ids) {
            destination.execute("INSERT INTO " + gone(table) + " " + select);
        }
    }

    /**
     * At the end of the load, each parent before its children: DuckDB 1.5 commits no ALTER TABLE that comes after a
     * DELETE ({@link TableLoads}).
     */
    void remove() throws SQLException {
        for (String root : any) {
            below(root, root, "");
        }
        for (String root : noted) {
            if (!any.contains(root)) {
                // those that are there all the same: a schema contract may have let no change of theirs in
                destination.execute("DELETE FROM " + gone(root) + " AS g USING " + sql.table(root) + " AS d WHERE"
                        + " d._dlt_id = g.id");
                below(root, root, gone(root));
            }
            destination.execute("DROP TABLE " + gone(root));
        }
    }

    /** @param gone has the ids of the root's rows that are gone; empty where they are not known */
    private void below(String root, String parent, String gone) throws SQLException {
        for (Table child : List.copyOf(load.tables.values())) {
            if (!parent.equals(child.parent())) {
                continue;
            }
            String from = "DELETE FROM " + sql.table(child.name()) + " AS c WHERE ";
            if (!gone.isEmpty() && (child.has(ROOT) || parent.equals(root) && child.has(PARENT))) {
                destination.execute(from + "c." + (child.has(ROOT) ? ROOT : PARENT) + " IN (SELECT id FROM " + gone
                        + ")");
            }
            else if (child.has(ROOT) || child.has(PARENT)) {
                destination.execute(from + "NOT EXISTS (SELECT 1 FROM " + sql.table(child.has(ROOT) ? root : parent)
                        + " AS d WHERE d._dlt_id = c." + (child.has(ROOT) ? ROOT : PARENT) + ")");
            }
            below(root, child.name(), gone);
        }
    }

    private static String gone(String table) {
        return LoadSql.stage("gone of " + table);
    }

    /** The table that a table is nested in at last; itself if it is not. */
    static String root(Table table, Map<String, Table> tables) {
        Table root = table;
        while (root.parent() != null && tables.containsKey(root.parent())) {
            root = tables.get(root.parent());
        }
        return root.name();
    }
}
