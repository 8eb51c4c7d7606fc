package load;

import change.TableChanges;
import config.Problem;
import destination.DuckDb;
import event.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What has to become of a destination table so that rows of a source schema fit: new columns are added, types that
 * DuckDB can widen without loss are widened, and values of any other changed type go into a variant column
 * {@code <column>__v_<type>} as dlt has it (<a href="https://dlthub.com/docs/general-usage/schema-evolution">Schema
 * evolution</a>). Pure: gives the SQL, runs nothing.
 *
 * @param table  the table as it is afterwards
 * @param ddl    statements that make it so
 * @param placed where each source column goes, in the order of the source schema
 */
record Evolution(Table table, List<String> ddl, List<Placed> placed) {

    /** {@code misfit}: the column that takes the text of values which do not fit, null when there are none. */
    record Placed(String source, String column, String type, String misfit) {
    }

    /**
     * @param existing  the table as it is, null when there is none
     * @param name      its name
     * @param qualified its name in SQL
     * @param changes   what is to be loaded
     * @param own       our own columns, in order, without dlt's
     * @param keys      destination names of the key columns, empty in APPEND
     */
    static Evolution of(Table existing, String name, String qualified, TableChanges changes, List<Column> own,
            List<String> keys) {
        Builder builder = new Builder(existing, qualified, keys);
        WriteDisposition disposition = changes instanceof TableChanges.Merge ? WriteDisposition.MERGE
                : WriteDisposition.APPEND;
        Map<String, String> sources = new HashMap<>();
        List<Placed> placed = new ArrayList<>();
        for (Row.Column source : changes.schema().columns()) {
            String column = Naming.column(source.name());
            String twin = sources.put(column, source.name());
            if (twin != null) {
                throw Problem.config("Columns " + twin + " and " + source.name() + " of table " + changes.table()
                        + " are both named " + column + " by dlt's naming: leave one out with column_exclude_list in"
                        + " [sources.debezium]");
            }
            checkCollision(changes, source.name(), column, own);
            String target = builder.place(column, source.type().duckdb());
            String misfit = changes.misfits().contains(source.name()) ? builder.place(column + "__v_text", "VARCHAR") : null;
            placed.add(new Placed(source.name(), target, source.type().duckdb(), misfit));
        }
        own.forEach(column -> builder.place(column.name(), column.type()));
        builder.require(Column.LOAD_ID);
        builder.require(Column.ROW_ID);
        return new Evolution(new Table(name, disposition, builder.columns()), builder.ddl(), placed);
    }

    private static void checkCollision(TableChanges changes, String source, String column, List<Column> own) {
        for (Column ours : own) {
            if (ours.name().equalsIgnoreCase(column)) {
                throw Problem.config("Column " + source + " of table " + changes.table() + " has the name of our own column "
                        + ours.name() + ": rename ours with " + ours.name().replaceFirst("^_+", "")
                        + "_column in [cdc_settings] of .dlt/config.toml");
            }
        }
        if (column.equals(Column.LOAD_ID.name()) || column.equals(Column.ROW_ID.name())) {
            throw Problem.config("Column " + source + " of table " + changes.table() + " has the name of dlt's own column "
                    + column + ": leave it out with column_exclude_list in [sources.debezium]");
        }
    }

    /** The table in the making. */
    private static final class Builder {
        private final Table existing;
        private final String qualified;
        private final List<String> keys;
        private final Map<String, Column> columns = new LinkedHashMap<>();
        private final List<String> alter = new ArrayList<>();

        Builder(Table existing, String qualified, List<String> keys) {
            this.existing = existing;
            this.qualified = qualified;
            this.keys = keys;
            if (existing != null) {
                existing.columns().forEach(c -> columns.put(c.name(),
                        new Column(c.name(), c.type(), c.nullable(), keys.contains(c.name()), c.variant())));
            }
        }

        /** The column that takes values of this type: itself, widened if need be, or its variant. */
        String place(String name, String type) {
            Column stored = columns.get(name);
            if (stored == null) {
                require(new Column(name, type, !keys.contains(name), keys.contains(name), name.contains("__v_")));
                return name;
            }
            if (Widening.holds(stored.type(), type)) {
                return name;
            }
            String wider = Widening.of(stored.type(), type);
            if (wider == null) {
                return place(name + "__v_" + DltType.of(type).dataType(), type);
            }
            columns.put(name, new Column(name, wider, stored.nullable(), stored.primaryKey(), stored.variant()));
            alter.add("ALTER TABLE " + qualified + " ALTER COLUMN " + DuckDb.quote(name) + " SET DATA TYPE " + wider);
            return name;
        }

        /** Adds the column unless it is there. A column added later is nullable: rows are there already. */
        void require(Column column) {
            if (columns.putIfAbsent(column.name(), column) == null && existing != null) {
                columns.put(column.name(), new Column(column.name(), column.type(), true, column.primaryKey(), column.variant()));
                alter.add("ALTER TABLE " + qualified + " ADD COLUMN " + DuckDb.quote(column.name()) + " " + column.type());
            }
        }

        List<Column> columns() {
            return List.copyOf(columns.values());
        }

        List<String> ddl() {
            if (existing != null) {
                return alter;
            }
            List<String> parts = columns.values().stream()
                    .map(c -> DuckDb.quote(c.name()) + " " + c.type() + (c.nullable() ? "" : " NOT NULL")).toList();
            return List.of("CREATE TABLE " + qualified + " (" + String.join(", ", parts) + ")");
        }
    }
}
