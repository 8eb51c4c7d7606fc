package load;

import base.Sql;
import change.TableChanges;
import change.TableChanges.Merge;
import destination.Destination;
import destination.Dialect;
import destination.Stage.StageColumn;
import dlt.DltColumn;
import dlt.DltTables;
import dlt.Table;
import dlt.WriteDisposition;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import load.Evolution.Placed;
import nested.NestedShape;
import nested.NestedStages;
import nested.NestedStages.StagedRows;
import nested.Unpacking;

/**
 * Brings what was unpacked of one table's documents into the tables: the root's columns through its stage, nested rows
 * after the root's. What the source left out of a change is copied from the stored row, with the ids that dlt would
 * give the rows of the new one.
 */
final class NestedSql implements AutoCloseable {

    private final Destination destination;
    private final DltTables sql;
    private final TableChanges changes;
    private final int number;
    private final Map<Integer, String> places;
    private final NestedShape shape;
    private final NestedStages stages;
    private final OwnColumns own;
    private final List<String> rootStages = new ArrayList<>();
    /** Places of which some rows leave the value to the stored row. */
    private final List<Integer> left;

    NestedSql(Destination destination, DltTables sql, TableChanges changes, int number, Map<Integer, String> places,
            NestedShape shape, NestedStages stages, OwnColumns own) {
        this.destination = destination;
        this.sql = sql;
        this.changes = changes;
        this.number = number;
        this.places = places;
        this.shape = shape;
        this.stages = stages;
        this.own = own;
        this.left = Staging.unchanged(changes).stream().filter(places::containsKey).toList();
    }

    /** The root's rows are staged here. */
    void stage(String name) {
        rootStages.add(LoadSql.stage(name));
    }

    Map<Integer, String> places() {
        return places;
    }

    /** The root's columns that documents are unpacked into. */
    List<DltColumn> columns() {
        return columns(shape.root());
    }

    private List<DltColumn> columns(String table) {
        return shape.columns(table).entrySet().stream().map(each -> new DltColumn(each.getKey(), each.getValue(), true,
                false, each.getKey().contains("__v_"))).toList();
    }

    /** The nested tables that are new, or have new columns, as they are after {@link #ddl}. */
    List<Table> tables(WriteDisposition disposition) {
        List<Table> tables = new ArrayList<>();
        for (String name : shape.changed()) {
            List<DltColumn> all = new ArrayList<>(columns(name));
            all.removeIf(column -> column.name().startsWith("_dlt_"));
            all.addAll(Unpacking.keys());
            tables.add(new Table(name, disposition, all, shape.parent(name)));
        }
        return tables;
    }

    List<String> ddl(Dialect dialect) {
        List<String> ddl = new ArrayList<>();
        for (Table table : tables(WriteDisposition.APPEND)) {
            if (shape.isNew(table.name())) {
                ddl.add(dialect.createTable(sql.table(table.name()), table.columns()));
                continue;
            }
            shape.added(table.name()).forEach((column, type) -> ddl.add(dialect.addColumn(sql.table(table.name()),
                    DltColumn.of(column, type))));
        }
        return ddl;
    }

    /** A condition for staged rows that the schema contract leaves out, if there are any. */
    List<String> leftOut() {
        String leftOut = stages.leftOut();
        return leftOut == null ? List.of() : List.of("row_id IN (SELECT id FROM " + leftOut + ")");
    }

    /** The root's columns, each with the stage's column that has it after {@link #fill}. */
    Map<String, StageColumn> staged() {
        Map<String, StageColumn> staged = new LinkedHashMap<>();
        shape.columns(shape.root()).forEach((column, type) -> staged.put(column, new StageColumn("n" + staged.size(),
                type)));
        return staged;
    }

    /** Fills the root's stage, before the load's statements: they take the stored rows away. */
    void fill(LoadSql load, Table existing) throws SQLException {
        Map<String, StageColumn> staged = staged();
        for (String stage : rootStages) {
            for (StageColumn column : staged.values()) {
                destination.execute("ALTER TABLE " + stage + " ADD COLUMN " + column.name() + " " + column.stagedAs());
            }
            for (StagedRows part : stages.parts(shape.root())) {
                List<String> sets = new ArrayList<>();
                for (int i = 0; i < part.columns().size(); i++) {
                    StageColumn column = staged.get(part.columns().get(i));
                    if (column != null) {
                        sets.add(column.name() + " = p.c" + i);
                    }
                }
                if (!sets.isEmpty()) {
                    destination.execute("UPDATE " + stage + " AS s SET " + String.join(", ", sets) + " FROM "
                            + part.stage() + " AS p WHERE s.row_id = p.id");
                }
            }
        }
        for (int place : left) {
            origins(load, place, existing);
        }
    }

    /** Which stored row has what was left out of each, and what of it is in the root's own columns. */
    private void origins(LoadSql load, int place, Table existing) throws SQLException {
        String origins = origins(place);
        String stage = LoadSql.stage("changes_" + number);
        List<Placed> keys = Staging.storedKey(changes).stream().map(load::placed).toList();
        destination.execute("CREATE OR REPLACE TEMP TABLE " + origins + " (new_id VARCHAR, old_id VARCHAR)");
        if (existing == null || keys.isEmpty() || keys.stream().anyMatch(key -> key.column() == null
                || existing.family(key.name()).isEmpty())) {
            return;
        }
        List<String> stored = keys.stream().map(load::stored).toList();
        List<String> same = new ArrayList<>();
        for (int j = 0; j < keys.size(); j++) {
            same.add((changes instanceof Merge ? stored.get(j) : "d.\"key " + j + "\"") + " = s.k" + j);
        }
        destination.execute("INSERT INTO " + origins + " SELECT s.row_id, any_value(d._dlt_id) FROM " + stage
                + " AS s JOIN " + (changes instanceof Merge ? sql.table(shape.root()) : newest(place, existing, stored))
                + " AS d ON " + String.join(" AND ", same) + " WHERE s.u" + place + " GROUP BY s.row_id");
        List<String> sets = new ArrayList<>(List.of("u" + place + " = false"));
        staged().forEach((column, staged) -> {
            if (NestedShape.isOf(column, places.get(place)) && existing.has(column)) {
                sets.add(staged.name() + " = CAST(d." + q(column) + " AS " + staged.stagedAs() + ")");
            }
        });
        destination.execute("UPDATE " + stage + " AS s SET " + String.join(", ", sets) + " FROM " + origins
                + " AS o JOIN " + sql.table(shape.root()) + " AS d ON d._dlt_id = o.old_id WHERE s.row_id = o.new_id");
    }

    /** The newest row of each key that has something of the column: others may have been left out of a change too. */
    private String newest(int place, Table existing, List<String> stored) {
        List<String> known = new ArrayList<>();
        staged().keySet().stream().filter(column -> NestedShape.isOf(column, places.get(place))
                && existing.has(column)).forEach(column -> known.add("d." + q(column) + " IS NOT NULL"));
        tables(place).forEach(table -> known.add("EXISTS (SELECT 1 FROM " + sql.table(table)
                + " AS n WHERE n._dlt_root_id = d._dlt_id)"));
        List<String> keys = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        for (int j = 0; j < stored.size(); j++) {
            keys.add(stored.get(j) + " AS \"key " + j + "\"");
            groups.add(String.valueOf(j + 1));
        }
        return "(SELECT " + String.join(", ", keys) + ", arg_max(d._dlt_id, d." + q(own.seq()) + ") AS _dlt_id FROM "
                + sql.table(shape.root()) + " AS d WHERE " + (known.isEmpty() ? "false" : String.join(" OR ", known))
                + " GROUP BY " + String.join(", ", groups) + ")";
    }

    /** The nested tables of a column that are there. */
    private List<String> tables(int place) {
        return shape.tables().stream().filter(table -> NestedShape.isOf(table, shape.root() + "__"
                + places.get(place))).toList();
    }

    /** Nested rows, of rows that are in the root by now. */
    void insert(String loadId) throws SQLException {
        String roots = " WHERE root IN (SELECT _dlt_id FROM " + sql.table(shape.root()) + " WHERE _dlt_load_id = '"
                + loadId + "')";
        for (String table : shape.tables()) {
            for (StagedRows part : stages.parts(table)) {
                Map<String, String> values = new LinkedHashMap<>();
                for (int i = 0; i < part.columns().size(); i++) {
                    if (shape.type(table, part.columns().get(i)) != null) {
                        values.put(part.columns().get(i), part.expression(i));
                    }
                }
                values.putAll(Map.of(DltColumn.ROOT_ID.name(), "s.root", DltColumn.PARENT_ID.name(), "s.parent",
                        DltColumn.LIST_INDEX.name(), "s.idx", DltColumn.ROW_ID.name(), "s.id"));
                destination.execute("INSERT INTO " + sql.table(table) + " (" + values.keySet().stream()
                        .map(NestedSql::q).collect(Collectors.joining(", ")) + ") SELECT "
                        + String.join(", ", values.values()) + " FROM " + part.stage() + " AS s" + roots);
            }
        }
        for (int place : left) {
            copy(place, loadId);
            destination.execute("DROP TABLE " + origins(place));
        }
    }

    /** Level by level: an id is made of the id of the row that it is in. */
    private void copy(int place, String loadId) throws SQLException {
        String level = LoadSql.stage("level");
        String next = LoadSql.stage("next level");
        destination.execute("CREATE OR REPLACE TEMP TABLE " + level + " AS SELECT new_id, old_id, new_id AS root FROM "
                + origins(place) + " WHERE new_id IN (SELECT _dlt_id FROM " + sql.table(shape.root())
                + " WHERE _dlt_load_id = '" + loadId + "')");
        Set<String> parents = Set.of(shape.root());
        while (!parents.isEmpty()) {
            destination.execute("CREATE OR REPLACE TEMP TABLE " + next
                    + " (new_id VARCHAR, old_id VARCHAR, root VARCHAR)");
            Set<String> copied = new HashSet<>();
            for (String table : tables(place)) {
                if (parents.contains(shape.parent(table)) && copy(table, level, next)) {
                    copied.add(table);
                }
            }
            destination.execute("CREATE OR REPLACE TEMP TABLE " + level + " AS FROM " + next);
            parents = copied;
        }
        destination.execute("DROP TABLE " + level, "DROP TABLE " + next);
    }

    /** Whether there were rows of this table in rows of the level. */
    private boolean copy(String table, String level, String next) throws SQLException {
        String rows = " FROM " + sql.table(table) + " AS c JOIN " + level + " AS l ON c._dlt_parent_id = l.old_id";
        String id = "dlt_nested_id(l.new_id || " + Sql.literal("_" + table + "_") + " || c._dlt_list_idx)";
        destination.execute("INSERT INTO " + next + " SELECT " + id + ", c._dlt_id, l.root" + rows);
        return destination.update("INSERT INTO " + sql.table(table) + " BY NAME SELECT c.* REPLACE (l.root AS"
                + " _dlt_root_id, l.new_id AS _dlt_parent_id, " + id + " AS _dlt_id)" + rows) > 0;
    }

    private String origins(int place) {
        return LoadSql.stage("origins_" + number + "_" + place);
    }

    private static String q(String name) {
        return Sql.quote(name);
    }

    @Override
    public void close() {
        stages.close();
    }
}
