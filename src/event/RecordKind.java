package event;

import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** What a record of the Debezium engine is about, told by its envelope alone, without decoding it. */
public enum RecordKind {
    /** A change of a row or of a whole table. */
    CHANGE,
    /** A message that was written into the source's log ({@code pg_logical_emit_message}). */
    MESSAGE,
    /** A sign of life of the connector. */
    HEARTBEAT,
    /** Anything else: notifications, transaction boundaries, schema changes, tombstones. */
    OTHER;

    public static RecordKind of(SourceRecord record) {
        if (record.topic().startsWith("__debezium-heartbeat")) {
            return HEARTBEAT;
        }
        if (record.value() == null || record.valueSchema() == null) {
            return OTHER;
        }
        Field op = record.valueSchema().field("op");
        if (op == null || record.valueSchema().field("source") == null) {
            return OTHER;
        }
        return "m".equals(((Struct) record.value()).get(op)) ? MESSAGE : CHANGE;
    }
}
