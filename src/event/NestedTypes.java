package event;

import event.ColumnType.Misfit;
import event.ColumnType.Unchanged;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Columns that have parts in Connect's own types, as Debezium's converters make them: in recordings of others. Our
 * converters hand them over as {@link Exact} says. A list becomes a LIST, what else there is JSON, and a geometry what
 * it is in our own.
 *
 * @see <a href="https://debezium.io/documentation/reference/stable/connectors/postgresql.html#postgresql-data-types">
 *      Debezium: Data type mappings</a>
 */
final class NestedTypes {

    /** In a geometry's type: the spatial reference system's number follows. */
    private static final int WITH_SRID = 0x20000000;
    private static final int HEAD = 5;
    private static final long DAY_MICROS = 86_400_000_000L;

    private NestedTypes() {
    }

    /** A list of values that have no parts themselves; others are JSON. */
    static ColumnType list(Schema schema) {
        ColumnType element = Types.of(schema.valueSchema());
        boolean plain = switch (schema.valueSchema().type()) {
            case ARRAY, MAP -> false;
            case STRUCT -> !element.duckdb().equals("JSON");
            default -> true;
        };
        return plain ? new ColumnType(element.duckdb() + "[]", v -> list((List<?>) v, element)) : json();
    }

    private static Object list(List<?> values, ColumnType element) {
        List<Object> list = new ArrayList<>(values.size());
        for (Object value : values) {
            Object each = value == null ? null : element.decode().apply(value);
            if (each == Unchanged.VALUE) {
                return each;
            }
            if (each instanceof Misfit || element.duckdb().equals("TIME") && each != null
                    && (Long) each >= DAY_MICROS) {
                return new Misfit(text(values));
            }
            list.add(each);
        }
        return list;
    }

    /** Any value with parts. */
    static ColumnType json() {
        return new ColumnType("JSON", v -> hasLeftOut(v) ? Unchanged.VALUE : text(v));
    }

    private static String text(Object value) {
        StringBuilder json = new StringBuilder();
        ToJson.value(json, value);
        return json.toString();
    }

    /** Debezium puts its stand-in into a list or map where the source has left it out. */
    private static boolean hasLeftOut(Object value) {
        Collection<?> parts = value instanceof Map<?, ?> map ? map.values() : value instanceof List<?> list ? list
                : List.of();
        return parts.stream().anyMatch(part -> part == Exact.UNCHANGED_TEXT || part == Exact.UNCHANGED_BYTES
                || hasLeftOut(part));
    }

    /** Well-known binary, extended by the SRID where there is one, as PostGIS has it. */
    static ColumnType geometry() {
        return new ColumnType("BLOB", v -> {
            Struct struct = (Struct) v;
            Object wkb = Types.bytes(struct.getWithoutDefault("wkb"));
            Object srid = struct.schema().field("srid") == null ? null : struct.getWithoutDefault("srid");
            return wkb instanceof byte[] bytes && srid instanceof Integer number && number != 0 && bytes.length >= HEAD
                    ? extended(bytes, number) : wkb;
        });
    }

    private static byte[] extended(byte[] wkb, int srid) {
        ByteOrder order = wkb[0] == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        int type = ByteBuffer.wrap(wkb).order(order).getInt(1);
        return (type & WITH_SRID) != 0 ? wkb : ByteBuffer.allocate(wkb.length + Integer.BYTES).order(order).put(wkb[0])
                .putInt(type | WITH_SRID).putInt(srid).put(wkb, HEAD, wkb.length - HEAD).array();
    }
}
