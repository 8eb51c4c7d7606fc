package nested;

import dlt.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The columns and tables that documents of one table need, those that are there and those that the documents add. What
 * one document adds can be taken back.
 */
public final class NestedShape {

    /** One that is added: to a table, as a column or ({@code column} null) as the table itself. */
    private record Added(String table, String column) {
    }

    private final String root;
    private final Map<String, Map<String, String>> columns = new LinkedHashMap<>();
    private final Map<String, String> parents = new LinkedHashMap<>();
    private final Set<String> there = new TreeSet<>();
    private final List<Added> added = new ArrayList<>();
    private int kept;

    /** @param own the root's columns that documents are unpacked into, of those that it has */
    public NestedShape(String root, Map<String, String> own, Collection<Table> nested) {
        this.root = root;
        columns.put(root, new LinkedHashMap<>(own));
        for (Table table : nested) {
            Map<String, String> types = new LinkedHashMap<>();
            table.columns().forEach(column -> types.put(column.name(), column.type()));
            columns.put(table.name(), types);
            parents.put(table.name(), table.parent());
            there.add(table.name());
        }
    }

    public String root() {
        return root;
    }

    /** The DuckDB type of a column; null where there is none yet. */
    public String type(String table, String column) {
        return columns.getOrDefault(table, Map.of()).get(column);
    }

    void add(String table, String parent, String column, String type) {
        table(table, parent);
        columns.get(table).put(column, type);
        added.add(new Added(table, column));
    }

    /** A table for rows that have no value of their own, too. */
    void table(String table, String parent) {
        if (!columns.containsKey(table)) {
            columns.put(table, new LinkedHashMap<>());
            parents.put(table, parent);
            added.add(new Added(table, null));
        }
    }

    /** What a document has added stays. */
    void keep() {
        kept = added.size();
    }

    /** What a document has added goes. */
    void takeBack() {
        while (added.size() > kept) {
            Added last = added.remove(added.size() - 1);
            if (last.column() == null) {
                columns.remove(last.table());
                parents.remove(last.table());
            }
            else {
                columns.get(last.table()).remove(last.column());
            }
        }
    }

    /** Columns with their types, in the order in which they came. */
    public Map<String, String> columns(String table) {
        return columns.get(table);
    }

    /** The nested tables that there are or that are added. */
    public Collection<String> tables() {
        return parents.keySet();
    }

    /** Whether a column or table is one that documents of this name are unpacked into. */
    public static boolean isOf(String column, String name) {
        return column.equals(name) || column.startsWith(name + "__");
    }

    public String parent(String table) {
        return parents.get(table);
    }

    public boolean isNew(String table) {
        return !there.contains(table);
    }

    /** The columns that are added to a table that is there, or those of one that is added, in order. */
    public Map<String, String> added(String table) {
        Map<String, String> types = new LinkedHashMap<>();
        added.stream().filter(each -> each.table().equals(table) && each.column() != null)
                .forEach(each -> types.put(each.column(), columns.get(table).get(each.column())));
        return types;
    }

    /** Tables to which something is added. */
    public Collection<String> changed() {
        Map<String, Boolean> tables = new HashMap<>();
        added.stream().filter(each -> !each.table().equals(root)).forEach(each -> tables.put(each.table(), true));
        return parents.keySet().stream().filter(tables::containsKey).toList();
    }
}
