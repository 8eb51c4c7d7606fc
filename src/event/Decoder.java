package event;

import base.Problem;
import event.ChangeEvent.Delete;
import event.ChangeEvent.Insert;
import event.ChangeEvent.Origin;
import event.ChangeEvent.Position;
import event.ChangeEvent.Read;
import event.ChangeEvent.Truncate;
import event.ChangeEvent.Update;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Debezium's envelope (before, after, op, source) → {@link ChangeEvent}. One instance a stream, used by one thread: it
 * remembers the schemas it has seen, so that a row costs one array and no look-up by name.
 */
public final class Decoder {

    /** Header of the second half of a change of the key: the old one. */
    public static final String OLD_KEY_HEADER = "__debezium.oldkey";
    private static final String NEW_KEY_HEADER = "__debezium.newkey";

    /** How to read the rows of one Connect schema; {@code rows} is shared by all equal schemas. */
    private record Reader(Row.Schema rows, Field[] fields, ColumnType[] types) {
    }

    private final Map<Schema, Reader> readers = new IdentityHashMap<>();
    private final Consumer<String> warn;
    private final Set<String> warned = new HashSet<>();
    /** Null where what was left out is told by identity. */
    private final Placeholder placeholder;
    private TableId lastTable = new TableId("", "");

    /** A decoder that warns nobody. */
    public Decoder() {
        this(sentence -> { });
    }

    /** @param warn takes a sentence about each column of a type that is not known */
    public Decoder(Consumer<String> warn) {
        this.warn = warn;
        this.placeholder = null;
    }

    /** Of events that were written and read again: {@code placeholder} is the source's for what it leaves out. */
    public Decoder(Consumer<String> warn, String placeholder) {
        this.warn = warn;
        this.placeholder = new Placeholder(placeholder);
    }

    /** How a column of this Connect schema is loaded. */
    public static ColumnType type(Schema column) {
        return Types.of(column);
    }

    /** Decodes a record of {@link Kind#CHANGE}. */
    public ChangeEvent decode(SourceRecord record, Position position) {
        Struct value = (Struct) record.value();
        Struct source = (Struct) value.getWithoutDefault("source");
        TableId table = table(source);
        Origin origin = origin(position, source);
        String op = (String) value.getWithoutDefault("op");
        return switch (op) {
            case "r" -> new Read(table, key(record), row(value, "after"), origin);
            case "c" -> insert(table, record, value, origin);
            case "u" -> new Update(table, key(record), row(value, "before"), changed(value), origin);
            case "d" -> new Delete(table, key(record), row(value, "before"), origin,
                    record.headers().lastWithName(NEW_KEY_HEADER) != null);
            case "t" -> new Truncate(table, origin);
            default -> throw Problem.run("Debezium sent an operation '" + op + "' for table " + table
                    + " that this version does not know: please report it");
        };
    }

    /** A row that the snapshot read. @param key null for a table without one */
    public Read read(TableId table, Struct key, Struct row, Origin origin) {
        lastTable = table;
        return new Read(table, key == null ? Row.UNKNOWN : row(key), row(row), origin);
    }

    /** The columns of a table's rows. */
    public Row.Schema columns(TableId table, Schema rows) {
        lastTable = table;
        return readers.computeIfAbsent(rows, this::reader).rows;
    }

    /** Where a change comes from, by the event's {@code source} part. */
    public static Origin origin(Position position, Struct source) {
        return new Origin(position, micros(source));
    }

    private TableId table(Struct source) {
        String schema = source.schema().field("schema") == null ? (String) source.getWithoutDefault("db")
                : (String) source.getWithoutDefault("schema");
        String name = (String) source.getWithoutDefault("table");
        if (!name.equals(lastTable.name()) || !schema.equals(lastTable.schema())) {
            lastTable = new TableId(schema, name);
        }
        return lastTable;
    }

    private static long micros(Struct source) {
        Object micros = source.schema().field("ts_us") == null ? null : source.getWithoutDefault("ts_us");
        return micros != null ? (Long) micros : (Long) source.getWithoutDefault("ts_ms") * 1000;
    }

    private Row key(SourceRecord record) {
        return record.key() == null ? Row.UNKNOWN : row((Struct) record.key());
    }

    private Row movedFrom(SourceRecord record) {
        Header header = record.headers().lastWithName(OLD_KEY_HEADER);
        return header == null ? Row.UNKNOWN : row((Struct) header.value());
    }

    private Insert insert(TableId table, SourceRecord record, Struct value, Origin origin) {
        Row movedFrom = movedFrom(record);
        return new Insert(table, key(record), movedFrom.isEmpty() ? row(value, "after") : changed(value), movedFrom,
                origin);
    }

    /** The row after a change of one that was there before: only then may values be left out. */
    private Row changed(Struct envelope) {
        return values((Struct) envelope.getWithoutDefault("after"), placeholder);
    }

    private Row row(Struct envelope, String field) {
        Struct struct = (Struct) envelope.getWithoutDefault(field);
        return struct == null ? Row.UNKNOWN : row(struct);
    }

    private Row row(Struct struct) {
        return values(struct, null);
    }

    /** Reads without defaults: {@code Struct.get} would turn a NULL into the column's DEFAULT. */
    private Row values(Struct struct, Placeholder leftOut) {
        Reader reader = readers.computeIfAbsent(struct.schema(), this::reader);
        Object[] values = new Object[reader.fields.length];
        for (int i = 0; i < values.length; i++) {
            Object raw = struct.getWithoutDefault(reader.fields[i].name());
            raw = leftOut == null ? raw : leftOut.told(raw);
            values[i] = raw == null ? null : reader.types[i].decode().apply(raw);
        }
        return new Row(reader.rows, values);
    }

    private Reader reader(Schema schema) {
        List<Row.Column> columns = new ArrayList<>();
        for (Field field : schema.fields()) {
            columns.add(new Row.Column(field.name(), Types.of(field.schema())));
            if (Exact.UNKNOWN.equals(field.schema().name()) && warned.add(lastTable + "." + field.name())) {
                warn.accept("Column " + field.name() + " of table " + lastTable + " has the type "
                        + field.schema().parameters().get(Exact.SOURCE_TYPE)
                        + ", which is unknown: its text is loaded, as VARCHAR");
            }
        }
        Row.Schema rows = new Row.Schema(columns);
        for (Reader known : readers.values()) {
            if (known.rows.equals(rows)) {
                rows = known.rows;
            }
        }
        return new Reader(rows, schema.fields().toArray(Field[]::new),
                columns.stream().map(Row.Column::type).toArray(ColumnType[]::new));
    }
}
