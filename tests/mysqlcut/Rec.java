import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * One record as the engine handed it over.
 *
 * @param kind    what it is
 * @param offset  its source offset: what a connector's own offset store would keep
 * @param text    topic, operation, key and images: equal for the same change, whenever it is sent
 * @param history how many entries the schema history had when the record was handed over
 */
record Rec(SourceRecord record, Kind kind, Map<String, Object> offset, String text, int history) {

    enum Kind { SNAPSHOT, CHANGE, HEARTBEAT, OTHER }

    static Rec of(SourceRecord record, int history) {
        Map<String, Object> offset = new TreeMap<>();
        record.sourceOffset().forEach(offset::put);
        Struct value = record.value() instanceof Struct struct ? struct : null;
        boolean change = value != null && value.schema().field("op") != null && value.schema().field("source") != null;
        if (!change) {
            boolean heartbeat = record.topic().startsWith("__debezium-heartbeat");
            String text = heartbeat ? "heartbeat" : record.topic() + " " + shown(value);
            return new Rec(record, heartbeat ? Kind.HEARTBEAT : Kind.OTHER, offset, text, history);
        }
        String op = value.getString("op");
        String text = record.topic() + " " + op + " " + shown(record.key()) + " " + shown(value.get("before")) + " → "
                + shown(value.get("after"));
        return new Rec(record, op.equals("r") ? Kind.SNAPSHOT : Kind.CHANGE, offset, text, history);
    }

    boolean isChange() {
        return kind == Kind.CHANGE;
    }

    /** The part of the value after the arrow of {@link #text}'s label table: the label, or null. */
    String label() {
        if (!isChange() || !record.topic().endsWith(".label")) {
            return null;
        }
        Struct after = ((Struct) record.value()).getStruct("after");
        return after == null ? null : after.getString("name");
    }

    /** A field of the source block, null if absent. */
    Object source(String field) {
        Struct value = record.value() instanceof Struct struct ? struct : null;
        if (value == null || value.schema().field("source") == null) {
            return null;
        }
        Struct source = value.getStruct("source");
        return source.schema().field(field) == null ? null : source.get(field);
    }

    /** Without the time, which differs between two hand-overs of one record. */
    Map<String, Object> timeless() {
        Map<String, Object> copy = new TreeMap<>(offset);
        copy.remove("ts_sec");
        return copy;
    }

    @Override
    public String toString() {
        String short1 = text.length() > 110 ? text.substring(0, 110) + "…" : text;
        return kind + " " + timeless() + " source{gtid=" + source("gtid") + " file=" + source("file") + " pos="
                + source("pos") + " row=" + source("row") + " snapshot=" + source("snapshot") + "} h=" + history + " "
                + short1;
    }

    private static String shown(Object value) {
        if (value instanceof Struct struct) {
            StringBuilder text = new StringBuilder("{");
            for (Field field : struct.schema().fields()) {
                text.append(field.name()).append('=').append(shown(struct.get(field))).append(' ');
            }
            return text.append('}').toString();
        }
        if (value instanceof ByteBuffer buffer) {
            return Arrays.toString(buffer.array());
        }
        return value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value);
    }
}
