package load;

import base.Problem;
import change.GivenNames;
import change.TableChanges;
import config.SchemaContract;
import config.SchemaContract.Entity;
import config.SchemaContract.Mode;
import destination.Dialect;
import destination.Stage.StageColumn;
import dlt.DltColumn;
import dlt.DltType;
import dlt.Table;
import dlt.WriteDisposition;
import event.Row;
import event.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What has to become of a destination table so that rows of a source schema fit: new columns are added, types that
 * can be widened without loss are widened, and values of any other changed type go into a variant column
 * {@code <column>__v_<type>} as dlt has it (<a href="https://dlthub.com/docs/general-usage/schema-evolution">Schema
 * evolution</a>). Pure: gives the SQL, runs nothing.
 *
 * @param table  the table as it is afterwards
 * @param ddl    statements that make it so
 * @param placed where each source column goes, in the order of the source schema
 * @param refused places of source columns that the schema contract lets no row in with
 * @param nested  places of source columns that are unpacked into others
 */
record Evolution(Table table, List<String> ddl, List<Placed> placed, Set<Integer> refused, Set<Integer> nested) {

    /**
     * {@code name}: the column's destination name, of which a variant begins with; {@code column} is null when the
     * values are left out; {@code misfit}: the column that takes the text of values which do not fit, null when there
     * are none.
     */
    record Placed(String source, String name, String column, String type, String misfit) {
    }

    /**
     * A key's value in the stage {@code s}, to be compared with those that are stored: where the destination has text
     * for another type, in the form that this type's text has there.
     */
    String stagedKey(int place) {
        Placed key = placed.get(place);
        boolean isText = !key.type().equals("VARCHAR") && table.columns().stream()
                .anyMatch(column -> column.name().equals(key.column()) && column.type().equals("VARCHAR"));
        return isText ? "CAST(" + new StageColumn("c" + place, key.type()).expression() + " AS VARCHAR)"
                : "s.c" + place;
    }

    /**
     * @param existing  the table as it is, null when there is none
     * @param name      its name
     * @param qualified its name in SQL
     * @param changes   what is to be loaded
     * @param own       our own columns, in order, without dlt's
     * @param keys      destination names of the key columns, empty in APPEND
     * @param given     names the columns
     * @param dialect   the types and DDL of the destination
     */
    static Evolution of(Table existing, String name, String qualified, TableChanges changes, List<DltColumn> own,
            List<String> keys, SchemaContract contract, GivenNames given, Dialect dialect) {
        return of(existing, name, qualified, changes, own, keys, contract, given, dialect, Map.of(), List.of());
    }

    /**
     * @param nested   the columns that are unpacked, by their place
     * @param unpacked what they are unpacked into
     */
    static Evolution of(Table existing, String name, String qualified, TableChanges changes, List<DltColumn> own,
            List<String> keys, SchemaContract contract, GivenNames given, Dialect dialect, Map<Integer, ?> nested,
            List<DltColumn> unpacked) {
        Builder builder = new Builder(existing, qualified, keys, contract, dialect);
        WriteDisposition disposition = changes.key().isEmpty() ? WriteDisposition.APPEND : WriteDisposition.MERGE;
        List<String> names = ColumnNames.of(changes.table(), changes.schema().columns().stream().map(Row.Column::name)
                .toList(),
                own, OwnColumns.settings(disposition), given);
        List<Placed> placed = new ArrayList<>();
        Set<String> keyTargets = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            Row.Column source = changes.schema().columns().get(i);
            String target = nested.containsKey(i) ? null : builder.place(changes.table(), source, i, names.get(i));
            String misfit = !changes.misfits().contains(source.name()) ? null
                    : builder.placeMisfits(changes.table(), source, i, names.get(i));
            placed.add(new Placed(source.name(), names.get(i), target, source.type().duckdb(), misfit));
            if (keys.contains(names.get(i))) {
                keyTargets.add(target);
            }
        }
        if (!names.isEmpty()) {     // a truncate alone tells nothing of the columns
            builder.relax(keyTargets);
        }
        unpacked.forEach(column -> builder.fit(column.name(), column.type()));
        own.forEach(column -> builder.fit(column.name(), column.type()));
        builder.require(DltColumn.LOAD_ID);
        builder.require(DltColumn.ROW_ID);
        return new Evolution(new Table(name, disposition, builder.columns()), builder.ddl(), placed, builder.refused,
                Set.copyOf(nested.keySet()));
    }

    /** The table in the making. */
    private static final class Builder {
        private final Table existing;
        private final String qualified;
        private final List<String> keys;
        private final SchemaContract contract;
        private final Dialect dialect;
        private final Map<String, DltColumn> columns = new LinkedHashMap<>();
        private final List<String> alter = new ArrayList<>();
        private final Set<Integer> refused = new TreeSet<>();

        Builder(Table existing, String qualified, List<String> keys, SchemaContract contract, Dialect dialect) {
            this.existing = existing;
            this.qualified = qualified;
            this.keys = keys;
            this.contract = contract;
            this.dialect = dialect;
            if (existing != null) {
                existing.columns().forEach(c -> columns.put(c.name(),
                        new DltColumn(c.name(), c.type(), c.nullable(), keys.contains(c.name()), c.variant())));
            }
        }

        /** The column that takes a source column's values, null where the contract lets none in. */
        String place(TableId table, Row.Column source, int place, String name) {
            String type = dialect.type(source.type().duckdb());
            DltColumn stored = columns.get(name);
            if (stored == null) {
                return existing == null || allows(Entity.COLUMNS, table, source, place, name, "is new")
                        ? fit(name, type) : null;
            }
            return dialect.holds(stored.type(), type) || allows(Entity.DATA_TYPE, table, source, place, name,
                    "is of type " + type + ", but " + stored.type() + " in the destination") ? fit(name, type) : null;
        }

        /** The column for the text of values that do not fit the source column's type. */
        String placeMisfits(TableId table, Row.Column source, int place, String name) {
            String column = name + "__v_text";
            return columns.containsKey(column) || existing == null || allows(Entity.DATA_TYPE, table, source,
                    place, name,
                    "has values that do not fit " + source.type().duckdb()) ? fit(column, "VARCHAR") : null;
        }

        private boolean allows(Entity entity, TableId table, Row.Column source, int place, String name, String what) {
            Mode mode = contract.of(entity);
            if (mode == Mode.FREEZE || mode != Mode.EVOLVE && keys.contains(name)) {
                throw Problem.run("Column " + source.name() + " of table " + table + " " + what + ", and "
                        + SchemaContract.word(entity) + " = \"" + SchemaContract.word(mode) + "\" in "
                        + contract.place(entity) + " does not let it in: nothing of this load was written."
                        + " Set \"evolve\"" + (mode == Mode.FREEZE ? ", or \"discard_value\" to go on without it"
                                : ": it is the primary key"));
            }
            if (mode == Mode.DISCARD_ROW) {
                refused.add(place);
            }
            return mode == Mode.EVOLVE;
        }

        /** The column that takes values of this type: itself, widened if need be, or its variant. */
        String fit(String name, String type) {
            DltColumn stored = columns.get(name);
            if (stored == null) {
                require(new DltColumn(name, type, !keys.contains(name), keys.contains(name), name.contains("__v_")));
                return name;
            }
            if (dialect.holds(stored.type(), type)) {
                return name;
            }
            String wider = dialect.wider(stored.type(), type);
            if (wider == null) {
                return fit(name + "__v_" + DltType.of(type).dataType(), type);
            }
            columns.put(name, new DltColumn(name, wider, stored.nullable(), stored.primaryKey(), stored.variant()));
            alter.add(dialect.setType(qualified, name, wider));
            return name;
        }

        /** Adds the column unless it is there. A column added later is nullable: rows are there already. */
        void require(DltColumn column) {
            if (columns.putIfAbsent(column.name(), column) == null && existing != null) {
                columns.put(column.name(), nullable(column));
                alter.add(dialect.addColumn(qualified, column));
            }
        }

        /** Columns that were keys, and are not any more, or whose values go into a variant now, have to take NULL. */
        void relax(Collection<String> keyTargets) {
            for (DltColumn column : List.copyOf(columns.values())) {
                if (existing != null && !column.nullable() && !keyTargets.contains(column.name())
                        && !column.equals(DltColumn.LOAD_ID) && !column.equals(DltColumn.ROW_ID)) {
                    columns.put(column.name(), nullable(column));
                    alter.add(dialect.dropNotNull(qualified, column.name()));
                }
            }
        }

        private static DltColumn nullable(DltColumn column) {
            return new DltColumn(column.name(), column.type(), true, column.primaryKey(), column.variant());
        }

        List<DltColumn> columns() {
            return List.copyOf(columns.values());
        }

        List<String> ddl() {
            if (existing != null) {
                return alter;
            }
            return List.of(dialect.createTable(qualified, columns.values()));
        }
    }
}
