package change;

import change.TableChanges.Merge;
import change.TableChanges.Upsert;
import config.Problem;
import event.ChangeEvent.Delete;
import event.ChangeEvent.Insert;
import event.ChangeEvent.RowChange;
import event.ChangeEvent.Truncate;
import event.ChangeEvent.Update;
import event.ColumnType.Misfit;
import event.ColumnType.Unchanged;
import event.PostgresText;
import event.Row;
import event.TableId;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the newest change of every key of one table, in source order. */
final class MergeBuilder implements ChangesBuilder {

    /** The newest state of a key; {@code certain}: the whole row is known, else only that it is deleted. */
    private record Newest(Row row, boolean deleted, boolean certain, List<Object> storedKey) {
    }

    private static final long DAY_MICROS = 86_400_000_000L;

    private final TableId table;
    private final Row.Schema schema;
    private final List<String> key;
    private final int[] places;
    private final Misfits misfits;
    private final Map<Object, Newest> newest = new LinkedHashMap<>();
    private boolean truncated;
    private long events;

    MergeBuilder(TableId table, Row.Schema schema, List<String> key) {
        this.table = table;
        this.schema = schema;
        this.key = key;
        this.places = schema.columns().isEmpty() ? new int[0] : PrimaryKeys.places(key, schema);
        this.misfits = new Misfits(schema);
        requireKeyTypes(table, schema, places);
    }

    /** A time with an offset is loaded without it, so it tells no key from another. */
    static void requireKeyTypes(TableId table, Row.Schema schema, int[] places) {
        for (int place : places) {
            if (schema.columns().get(place).type().duckdb().startsWith("TIMETZ")) {
                throw Problem.run("Column " + schema.columns().get(place).name() + " of table " + table + " is a primary key in"
                        + " [cdc_settings.primary_keys], but it is a time with time zone, of which the time in UTC is loaded"
                        + " only: two rows of the source could become one. Choose other columns");
            }
        }
    }

    @Override
    public void add(RowChange change, long seq) {
        events++;
        misfits.look(change.row());
        if (change instanceof Delete) {
            delete(change.row());
        }
        else if (change instanceof Update) {
            update((Update) change);
        }
        else if (change instanceof Insert && !((Insert) change).movedFrom().isEmpty() && change.row().hasUnchanged()) {
            moved(change.row(), ((Insert) change).movedFrom());
        }
        else {
            newest.put(identity(change.row()), new Newest(change.row(), false, true, List.of()));
        }
    }

    private void update(Update update) {
        Row row = update.row();
        Object id = identity(row);
        if (!update.before().isEmpty() && !identity(update.before()).equals(id)) {
            delete(update.before());
            if (row.hasUnchanged()) {
                moved(row, update.before());
                return;
            }
        }
        Newest earlier = newest.get(id);
        List<Object> storedKey = values(row);
        if (row.hasUnchanged() && earlier != null && earlier.certain) {
            row = row.fillUnchangedFrom(earlier.row);
            storedKey = earlier.storedKey;
        }
        newest.put(id, new Newest(row, false, true, row.hasUnchanged() ? storedKey : List.of()));
    }

    /** An insert that is the second half of a change of the key: values left out are those of the old key's row. */
    private void moved(Row row, Row oldKey) {
        Row old = row;
        for (int i = 0; i < oldKey.schema().columns().size(); i++) {
            String column = oldKey.schema().columns().get(i).name();
            old = schema.indexOf(column) < 0 ? old : old.with(column, oldKey.at(i));
        }
        Newest earlier = newest.get(identity(old));
        List<Object> storedKey = values(old);
        if (earlier != null && earlier.certain) {
            row = row.fillUnchangedFrom(earlier.row);
            storedKey = earlier.storedKey;
        }
        newest.put(identity(row), new Newest(row, false, true, row.hasUnchanged() ? storedKey : List.of()));
    }

    private void delete(Row known) {
        Object id = identity(known);
        Newest earlier = newest.get(id);
        newest.put(id, earlier != null && earlier.certain ? new Newest(earlier.row, true, true, earlier.storedKey)
                : new Newest(known, true, false, List.of()));
    }

    @Override
    public void truncate(Truncate truncate, long seq) {
        events++;
        truncated = true;
        newest.replaceAll((id, state) -> new Newest(state.row, true, state.certain, state.storedKey));
    }

    private List<Object> values(Row row) {
        Object[] values = new Object[places.length];
        for (int i = 0; i < places.length; i++) {
            values[i] = row.at(places[i]);
        }
        return Arrays.asList(values);
    }

    private Object identity(Row row) {
        if (places.length == 1) {
            return comparable(row, places[0]);
        }
        Object[] values = new Object[places.length];
        for (int i = 0; i < places.length; i++) {
            values[i] = comparable(row, places[i]);
        }
        return Arrays.asList(values);
    }

    private Object comparable(Row row, int place) {
        requireValue(table, row, place);
        return equal(row.at(place), schema.columns().get(place).type().duckdb());
    }

    /** A key's value has to be there. */
    static void requireValue(TableId table, Row row, int place) {
        Object value = row.at(place);
        if (value == null || value == Unchanged.VALUE || value instanceof Misfit) {
            String column = row.schema().columns().get(place).name();
            throw Problem.run("Column " + column + " of table " + table + " is a primary key in [cdc_settings.primary_keys],"
                    + " but a change has " + (value == null ? "NULL" : value == Unchanged.VALUE ? "no value" : "the value "
                            + ((Misfit) value).text() + ", which does not fit its type,")
                    + " there: choose columns that are never NULL"
                    + (row.isEmpty() || value == null ? ", or set REPLICA IDENTITY FULL if the column is not part of the"
                            + " source's own key" : ""));
        }
    }

    /** Equal for values that source and destination take as equal. */
    private static Object equal(Object value, String type) {
        if (value instanceof Double) {
            return (Double) value == 0 ? (Object) 0d : value;       // -0
        }
        if (value instanceof Float) {
            return (Float) value == 0 ? (Object) 0f : value;
        }
        return value instanceof byte[] ? ByteBuffer.wrap((byte[]) value)
                : type.equals("INTERVAL") ? span((String) value) : value;
    }

    /**
     * The microseconds by which PostgreSQL and DuckDB compare an interval, given as {@link
     * PostgresText#interval(long, long, long)}: a month is 30 days and a day 24 hours, so {@code 24 hours} equals
     * {@code 1 day}.
     */
    private static BigInteger span(String interval) {
        String[] parts = interval.split(" ");
        BigInteger days = BigInteger.valueOf(Long.parseLong(parts[0])).multiply(BigInteger.valueOf(30))
                .add(BigInteger.valueOf(Long.parseLong(parts[2])));
        return days.multiply(BigInteger.valueOf(DAY_MICROS)).add(BigInteger.valueOf(Long.parseLong(parts[4])));
    }

    @Override
    public Row.Schema schema() {
        return schema;
    }

    @Override
    public TableChanges build() {
        List<Upsert> upserts = new ArrayList<>(newest.size());
        List<Row> deletes = new ArrayList<>();
        for (Newest state : newest.values()) {
            if (state.certain) {
                upserts.add(new Upsert(state.row, state.deleted, state.storedKey));
            }
            else {
                deletes.add(state.row);
            }
        }
        return new Merge(table, schema, misfits.columns(), events, key, truncated, upserts, deletes);
    }
}
