package binlog;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** Records with offsets as Debezium's MySQL and MariaDB connectors give them. */
final class BinlogSample {

    private static final Schema SOURCE = SchemaBuilder.struct().field("gtid", Schema.OPTIONAL_STRING_SCHEMA)
            .field("file", Schema.STRING_SCHEMA).field("pos", Schema.INT64_SCHEMA).build();
    private static final Schema ENVELOPE = SchemaBuilder.struct().field("op", Schema.STRING_SCHEMA)
            .field("id", Schema.STRING_SCHEMA).field("source", SOURCE).build();
    private static final Schema BEAT = SchemaBuilder.struct().field("ts_ms", Schema.INT64_SCHEMA).build();

    private BinlogSample() {
    }

    /** @param gtids null: none */
    static Map<String, Object> offset(String file, long pos, String gtids) {
        Map<String, Object> offset = new HashMap<>(Map.of("file", file, "pos", pos));
        if (gtids != null) {
            offset.put("gtids", gtids);
        }
        return offset;
    }

    /** {@code event} counts from the transaction's beginning, {@code row} inside the event. */
    static Map<String, Object> inTransaction(Map<String, Object> begin, long event, int row) {
        Map<String, Object> offset = new HashMap<>(begin);
        offset.put("event", event);
        offset.put("row", row);
        return offset;
    }

    /** @param pos where the event is */
    static SourceRecord change(String op, String id, Map<String, Object> offset, String gtid, String file, long pos) {
        return new SourceRecord(Map.of(), offset, "p.mydb.t", ENVELOPE, new Struct(ENVELOPE).put("op", op).put("id", id)
                .put("source", new Struct(SOURCE).put("gtid", gtid).put("file", file).put("pos", pos)));
    }

    static SourceRecord heartbeat(Map<String, Object> offset) {
        return heartbeat(offset, 0);
    }

    static SourceRecord heartbeat(Map<String, Object> offset, long millis) {
        return new SourceRecord(Map.of(), offset, "__debezium-heartbeat.p", BEAT, new Struct(BEAT).put("ts_ms",
                millis));
    }

    static String id(SourceRecord record) {
        return ((Struct) record.value()).getString("id");
    }
}
