package event;

import event.ChangeEvent.Delete;
import event.ChangeEvent.Insert;
import event.ChangeEvent.Origin;
import event.ChangeEvent.Position;
import event.ChangeEvent.Read;
import event.ChangeEvent.Truncate;
import event.ChangeEvent.Update;
import event.ColumnType.Unchanged;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A source table that makes change events for tests; values as {@link ColumnType} lists them. */
public final class Sample {

    /** A value that the source left out. */
    public static final Object SAME = Unchanged.VALUE;

    private record At(long number) implements Position {
        @Override
        public String text() {
            return "0/" + Long.toHexString(number).toUpperCase();
        }
    }

    private static long clock;

    private final TableId table;
    private final Row.Schema schema;
    private final Row.Schema keySchema;

    private Sample(TableId table, int keys, Row.Schema schema) {
        this.table = table;
        this.schema = schema;
        this.keySchema = new Row.Schema(schema.columns().subList(0, keys));
    }

    /** A table of schema {@code public}: first {@code keys} columns of its own key; column: "name TYPE". */
    public static Sample table(String name, int keys, String... columns) {
        return new Sample(new TableId("public", name), keys, schema(columns));
    }

    public static Row.Schema schema(String... columns) {
        List<Row.Column> list = new ArrayList<>();
        for (String column : columns) {
            int space = column.lastIndexOf(" ");
            list.add(new Row.Column(column.substring(0, space), new ColumnType(column.substring(space + 1), v -> v)));
        }
        return new Row.Schema(list);
    }

    /** The same table after ALTER TABLE. */
    public Sample altered(String... columns) {
        return new Sample(table, keySchema.columns().size(), schema(columns));
    }

    public TableId id() {
        return table;
    }

    public Row.Schema schema() {
        return schema;
    }

    /** A row; columns that are not given are NULL. */
    public Row row(Object... values) {
        return new Row(schema, Arrays.copyOf(values, schema.columns().size()));
    }

    /** A row of the source's own key. */
    public Row key(Object... values) {
        int keys = keySchema.columns().size();
        return keys == 0 ? Row.UNKNOWN : new Row(keySchema, Arrays.copyOf(values, keys));
    }

    public Read read(Object... values) {
        return new Read(table, key(values), row(values), origin());
    }

    public Insert insert(Object... values) {
        return new Insert(table, key(values), row(values), Row.UNKNOWN, origin());
    }

    /** The second half of a change of the key. */
    public Insert moved(Row oldKey, Object... values) {
        return new Insert(table, key(values), row(values), oldKey, origin());
    }

    public Update update(Object... values) {
        return new Update(table, key(values), Row.UNKNOWN, row(values), origin());
    }

    public Update updateFrom(Row before, Object... values) {
        return new Update(table, key(values), before, row(values), origin());
    }

    public Delete delete(Object... values) {
        return new Delete(table, key(values), row(values), origin());
    }

    public Truncate truncate() {
        return new Truncate(table, origin());
    }

    private static Origin origin() {
        clock++;
        return new Origin(new At(clock), 1_700_000_000_000_000L + clock);
    }
}
