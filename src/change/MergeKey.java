package change;

import base.Problem;
import event.ColumnType.Misfit;
import event.ColumnType.Unchanged;
import event.PostgresText;
import event.Row;
import event.TableId;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The configured primary key of a merged table, in rows of one schema.
 *
 * @param columns source names
 * @param places  their places in a row
 */
record MergeKey(TableId table, Row.Schema schema, List<String> columns, int[] places) {

    private static final long DAY_MICROS = 86_400_000_000L;

    MergeKey(TableId table, Row.Schema schema, List<String> columns) {
        this(table, schema, columns, schema.columns().isEmpty() ? new int[0] : PrimaryKeys.places(columns, schema));
        requireKeyTypes(table, schema, places);
    }

    /** A time with an offset is loaded without it, so it tells no key from another. */
    static void requireKeyTypes(TableId table, Row.Schema schema, int[] places) {
        for (int place : places) {
            if (schema.columns().get(place).type().duckdb().startsWith("TIMETZ")) {
                throw Problem.run("Column " + schema.columns().get(place).name() + " of table " + table
                        + " is a primary key in [cdc_settings.primary_keys], but it is a time with time zone, of which"
                        + " only the time in UTC is loaded: two rows of the source could become one. Choose other"
                        + " columns");
            }
        }
    }

    /** The values of the key columns. */
    List<Object> values(Row row) {
        Object[] values = new Object[places.length];
        for (int i = 0; i < places.length; i++) {
            values[i] = row.at(places[i]);
        }
        return Arrays.asList(values);
    }

    /** Equal for rows of one key; {@link Problem} where a value is not there. */
    Object identity(Row row) {
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
            throw Problem.run("Column " + column + " of table " + table
                    + " is a primary key in [cdc_settings.primary_keys], but a change has " + (value == null ? "NULL"
                            : value instanceof Misfit misfit ? "the value " + misfit.text()
                            + ", which does not fit its type," : "no value")
                    + " there: choose columns that are never NULL"
                    + (row.isEmpty() || value == null
                            ? ", or set REPLICA IDENTITY FULL if the column is not part of the"
                            + " source's own key" : ""));
        }
    }

    /** Equal for values that source and destination take as equal. */
    private static Object equal(Object value, String type) {
        if (value instanceof Double wide) {
            return wide == 0 ? (Object) 0d : value;       // -0
        }
        if (value instanceof Float narrow) {
            return narrow == 0 ? (Object) 0f : value;
        }
        return value instanceof byte[] bytes ? ByteBuffer.wrap(bytes)
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
}
