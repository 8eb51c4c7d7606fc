package event;

import base.Problem;
import event.ColumnType.Misfit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The values of one row, by the columns of its {@link Schema}. The value classes are those of {@link ColumnType}. */
public final class Row {

    /** The row of which nothing is known: no columns. */
    public static final Row UNKNOWN = new Row(new Schema(List.of()), new Object[0]);

    /** One column as the source names it. */
    public record Column(String name, ColumnType type) {
    }

    /** The columns of a row; rows of one table share one instance until the table changes. */
    public static final class Schema {

        private final List<Column> columns;
        private final Map<String, Integer> index = new HashMap<>();
        /** What a transform made of it: rows of one table go on to share one instance. */
        private final Map<String, Schema> made = new ConcurrentHashMap<>();

        public Schema(List<Column> columns) {
            this.columns = List.copyOf(columns);
            for (int i = 0; i < columns.size(); i++) {
                index.put(columns.get(i).name(), i);
            }
        }

        public List<Column> columns() {
            return columns;
        }

        /** The column's place, or -1. */
        public int indexOf(String column) {
            return index.getOrDefault(column, -1);
        }

        private Schema without(int place) {
            return made.computeIfAbsent("-" + place, key -> {
                List<Column> rest = new ArrayList<>(columns);
                rest.remove(place);
                return new Schema(rest);
            });
        }

        private Schema plus(String column, String type) {
            return made.computeIfAbsent("+" + type + " " + column, key -> {
                List<Column> more = new ArrayList<>(columns);
                more.add(new Column(column, Given.type(column, type)));
                return new Schema(more);
            });
        }

        @Override
        public boolean equals(Object other) {
            return this == other || other instanceof Schema schema && columns.equals(schema.columns);
        }

        @Override
        public int hashCode() {
            return columns.hashCode();
        }

        @Override
        public String toString() {
            return columns.toString();
        }
    }

    private final Schema schema;
    private final Object[] values;

    public Row(Schema schema, Object[] values) {
        this.schema = schema;
        this.values = values;
    }

    public Schema schema() {
        return schema;
    }

    /** The value at a place of {@link Schema#columns()}. */
    public Object at(int column) {
        return values[column];
    }

    public boolean isEmpty() {
        return values.length == 0;
    }

    /** The value of a column, {@code null} when it is NULL or the row does not have the column. */
    public Object get(String column) {
        int i = schema.indexOf(column);
        return i < 0 ? null : values[i];
    }

    /** Whether the row has the column. */
    public boolean has(String column) {
        return schema.indexOf(column) >= 0;
    }

    /**
     * A copy with another value in a column that the row has ({@link #has}), for use in a transform. The value is of a
     * class that goes with the column's type, such as a LocalDate for a DATE, or as {@link ColumnType} lists it.
     */
    public Row with(String column, Object value) {
        int i = schema.indexOf(column);
        if (i < 0) {
            throw Problem.run("The script's transform sets column " + column + " of a row that has only "
                    + String.join(", ", schema.columns.stream().map(Column::name).toList()) + ": ask row.has(\""
                    + column + "\") first");
        }
        Object[] copy = values.clone();
        copy[i] = Given.value(column, schema.columns.get(i).type().duckdb(), value);
        return new Row(schema, copy);
    }

    /** A copy without a column, for use in a transform; the same row if it does not have the column. */
    public Row without(String column) {
        int i = schema.indexOf(column);
        if (i < 0) {
            return this;
        }
        Object[] copy = new Object[values.length - 1];
        System.arraycopy(values, 0, copy, 0, i);
        System.arraycopy(values, i + 1, copy, i, copy.length - i);
        return new Row(schema.without(i), copy);
    }

    /**
     * A copy with one more column, for use in a transform.
     *
     * @param type DuckDB's name, such as {@code DECIMAL(12,2)}
     */
    public Row plus(String column, String type, Object value) {
        if (has(column)) {
            throw Problem.run("The script's transform adds column " + column + " to a row that has it already: set it"
                    + " with row.with(\"" + column + "\", value), or take another name");
        }
        Schema more = schema.plus(column, type);
        Object[] copy = Arrays.copyOf(values, values.length + 1);
        copy[values.length] = Given.value(column, more.columns.get(values.length).type().duckdb(), value);
        return new Row(more, copy);
    }

    /** A copy in which the values that the source left out are taken from an earlier state of the same row. */
    public Row fillUnchangedFrom(Row earlier) {
        Object[] copy = null;
        for (int i = 0; i < values.length; i++) {
            if (values[i] == ColumnType.Unchanged.VALUE && earlier.schema.indexOf(schema.columns.get(i).name()) >= 0) {
                copy = copy == null ? values.clone() : copy;
                copy[i] = earlier.get(schema.columns.get(i).name());
            }
        }
        return copy == null ? this : new Row(schema, copy);
    }

    /** Whether the source left a value out. */
    public boolean hasUnchanged() {
        for (Object value : values) {
            if (value == ColumnType.Unchanged.VALUE) {
                return true;
            }
        }
        return false;
    }

    /** A rough size in memory, in bytes: what the bounds on a load count. */
    public long bytes() {
        long bytes = 32;
        for (Object value : values) {
            bytes += value instanceof String text ? 40 + text.length()
                    : value instanceof byte[] blob ? 16 + blob.length
                    : value instanceof Misfit misfit ? 40 + misfit.text().length()
                    : value instanceof List<?> list ? bytes(list) : 16;
        }
        return bytes;
    }

    private static long bytes(List<?> list) {
        long bytes = 40;
        for (Object value : list) {
            bytes += value instanceof String text ? 44 + text.length()
                    : value instanceof byte[] blob ? 20 + blob.length : 20;
        }
        return bytes;
    }

    /** Column names and values, in order. */
    public Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            map.put(schema.columns.get(i).name(), values[i]);
        }
        return Collections.unmodifiableMap(map);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Row row && schema.equals(row.schema) && Arrays.deepEquals(values, row.values);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(values);
    }

    @Override
    public String toString() {
        return asMap().toString();
    }
}
