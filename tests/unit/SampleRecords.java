package postgres;

import event.RecordKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** Records with offsets as Debezium's PostgreSQL connector gives them. */
final class SampleRecords {

    private static final Schema SOURCE = SchemaBuilder.struct().field("txId", Schema.OPTIONAL_INT64_SCHEMA)
            .field("schema", Schema.STRING_SCHEMA).field("table", Schema.STRING_SCHEMA).build();
    private static final Schema ENVELOPE = SchemaBuilder.struct().field("op", Schema.STRING_SCHEMA)
            .field("id", Schema.OPTIONAL_STRING_SCHEMA).field("source", SOURCE).build();
    private static final Schema NOTE = SchemaBuilder.struct().field("text", Schema.STRING_SCHEMA).build();

    private SampleRecords() {
    }

    /** Adds the record's id to {@code loaded} if the filter lets it through. */
    static void load(PostgresDuplicateFilter filter, SourceRecord record, List<String> loaded) {
        if (filter.accept(record, RecordKind.of(record))) {
            loaded.add(((Struct) record.value()).getString("id"));
        }
    }

    static SourceRecord change(String op, String id, Long txId, long lsn, Long commit) {
        Map<String, Object> offset = new HashMap<>(Map.of("lsn", lsn));
        if (commit != null) {
            offset.put("lsn_commit", commit);
        }
        return record(op, id, txId, offset);
    }

    static SourceRecord message(String id, Long txId, long lsn, Long commit) {
        return change("m", id, txId, lsn, commit);
    }

    static SourceRecord snapshotRow(String id, boolean last) {
        return record("r", id, 6L, Map.of("lsn", 500L, "snapshot", "INITIAL", "last_snapshot_record", last,
                "snapshot_completed", last));
    }

    private static SourceRecord record(String op, String id, Long txId, Map<String, ?> offset) {
        Struct value = new Struct(ENVELOPE).put("op", op).put("id", id).put("source",
                new Struct(SOURCE).put("txId", txId).put("schema", "public").put("table", "t"));
        return new SourceRecord(Map.of(), offset, "p.public.t", ENVELOPE, value);
    }

    static SourceRecord heartbeat(long lsn, long commit) {
        return new SourceRecord(Map.of(), Map.of("lsn", lsn, "lsn_commit", commit), "__debezium-heartbeat.p", NOTE,
                new Struct(NOTE).put("text", "alive"));
    }

    static SourceRecord other(Map<String, ?> offset) {
        return new SourceRecord(Map.of(), offset, "__debezium-notifications", NOTE, new Struct(NOTE).put("text",
                "x"));
    }
}
