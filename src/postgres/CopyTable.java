package postgres;

import capture.NameList;
import event.ChangeEvent.Origin;
import event.ChangeEvent.Read;
import event.ColumnType;
import event.Decoder;
import event.Exact;
import event.Row;
import event.TableId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Schema;
import org.postgresql.core.Oid;

/**
 * A table whose rows are copied in binary form: what to select, and how a row's bytes become a {@link Read}. Columns of
 * types that {@link CopyBinary} does not know are copied as the server's text of them, and go through the same
 * converter as the texts of the stream.
 */
final class CopyTable {

    /** One column of the COPY; {@code binary} unless it comes as text. */
    private record Column(String name, boolean binary, CopyBinary.Field field, Function<Object, Object> load) {
    }

    private final PostgresTable table;
    private final TableId id;
    private final Column[] columns;
    private final Row.Schema schema;
    private final Row.Schema keySchema;
    private final int[] keyPlaces;

    private CopyTable(PostgresTable table, List<Column> columns, List<Row.Column> rows, List<String> key) {
        this.table = table;
        this.id = new TableId(table.schema(), table.name());
        this.columns = columns.toArray(Column[]::new);
        this.schema = new Row.Schema(rows);
        this.keyPlaces = key.stream().mapToInt(schema::indexOf).toArray();
        this.keySchema = key.isEmpty() ? Row.UNKNOWN.schema()
                : new Row.Schema(key.stream().map(name -> rows.get(schema.indexOf(name))).toList());
    }

    /** The table as the catalog has it in the snapshot that {@code server} reads. */
    static CopyTable of(PostgresServer server, PostgresTable table, Properties debezium, Consumer<String> warn) {
        List<Column> columns = new ArrayList<>();
        List<Row.Column> rows = new ArrayList<>();
        for (CopyColumn each : CopyColumn.of(server, table, NameList.kept(debezium, "column"))) {
            CopyColumn.Conversion conversion = each.conversion();
            Schema carried = conversion.schema();
            ColumnType type = Decoder.type(carried);
            CopyBinary.Field field = CopyBinary.of(each.nativeType());
            Function<Object, Object> load = each.nativeType() == Oid.UUID ? value -> value : field != null
                    ? type.decode()
                    : text -> type.decode().apply(conversion.convert(text));
            if (Exact.UNKNOWN.equals(carried.name())) {
                warn.accept("Column " + each.name() + " of table " + table + " has the type " + each.typeName()
                        + ", which is unknown: its text is loaded, as VARCHAR");
            }
            columns.add(new Column(each.name(), field != null, field != null ? field : CopyBinary::text, load));
            rows.add(new Row.Column(each.name(), type));
        }
        List<String> key = server.row("SELECT a.attname FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey::int2[])"
                + " WITH ORDINALITY AS k(attnum, place) JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum ="
                + " k.attnum WHERE i.indisprimary AND i.indrelid = " + table.oid() + " ORDER BY k.place");
        boolean whole = rows.stream().map(Row.Column::name).toList().containsAll(key);
        return new CopyTable(table, columns, rows, whole ? key : List.of());
    }

    TableId id() {
        return id;
    }

    Row.Schema schema() {
        return schema;
    }

    /** The columns of the primary key; empty if there is none, or not all of it is captured. */
    List<String> key() {
        return keySchema.columns().stream().map(Row.Column::name).toList();
    }

    /** Whether DuckDB can take all rows at once: else they come in batches. */
    boolean isBulk() {
        return schema.columns().stream().allMatch(column -> column.type().isBulk());
    }

    PostgresTable table() {
        return table;
    }

    /** @param condition in SQL, on the table's {@code t}; empty for all rows */
    String copy(String condition) {
        String list = Arrays.stream(columns).map(CopyTable::expression).collect(Collectors.joining(", "));
        return "COPY (SELECT " + list + " FROM " + table.quoted() + " t"
                + (condition.isEmpty() ? "" : " WHERE " + condition) + ") TO STDOUT (FORMAT binary)";
    }

    /** A cast to text is another thing for some types: it takes the blanks off a char(n). */
    private static String expression(Column column) {
        String name = "t." + PostgresServer.quote(column.name());
        return column.binary() ? name : "CASE WHEN num_nonnulls(" + name + ") = 1 THEN format('%s', " + name + ") END";
    }

    /**
     * One row.
     *
     * @param at the place after the row's number of fields
     */
    Read read(byte[] bytes, int at, Origin origin) {
        Object[] values = new Object[columns.length];
        int place = at;
        for (int i = 0; i < values.length; i++) {
            int length = CopyBinary.int32(bytes, place);
            place += Integer.BYTES;
            if (length >= 0) {
                values[i] = columns[i].load().apply(columns[i].field().read(bytes, place, length));
                place += length;
            }
        }
        return new Read(id, key(values), new Row(schema, values), origin);
    }

    int fields() {
        return columns.length;
    }

    private Row key(Object[] values) {
        if (keyPlaces.length == 0) {
            return Row.UNKNOWN;
        }
        Object[] key = new Object[keyPlaces.length];
        for (int i = 0; i < key.length; i++) {
            key[i] = values[keyPlaces[i]];
        }
        return new Row(keySchema, key);
    }
}
