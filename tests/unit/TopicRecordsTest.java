package kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import event.ChangeEvent;
import event.ChangeEvent.Delete;
import event.ChangeEvent.Insert;
import event.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** What becomes of each kind of record that a topic may have. */
class TopicRecordsTest {

    private static final String LEFT_OUT = "__debezium_unavailable_value";
    private static final Schema KEY = SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).build();
    private static final Schema ROW = SchemaBuilder.struct().optional().field("id", Schema.INT32_SCHEMA)
            .field("v", Schema.OPTIONAL_STRING_SCHEMA).field("n", SchemaBuilder.int32().optional().defaultValue(7)
                    .build()).field("moment", Timestamp.builder().optional().build())
            .field("amount", Decimal.builder(2).optional().build()).build();
    private static final Schema SOURCE = SchemaBuilder.struct().field("connector", Schema.STRING_SCHEMA)
            .field("name", Schema.STRING_SCHEMA).field("db", Schema.STRING_SCHEMA)
            .field("schema", Schema.STRING_SCHEMA).field("table", Schema.STRING_SCHEMA)
            .field("ts_ms", Schema.INT64_SCHEMA).field("sequence", Schema.OPTIONAL_STRING_SCHEMA)
            .field("lsn", Schema.OPTIONAL_INT64_SCHEMA).build();
    private static final Schema ENVELOPE = SchemaBuilder.struct().name("kt.public.t.Envelope").field("before", ROW)
            .field("after", ROW).field("source", SOURCE).field("op", Schema.STRING_SCHEMA).build();

    private final List<String> warnings = new ArrayList<>();
    private TopicRecords records = records("checked");
    private final SourceOrder order = new SourceOrder(Map.of());
    private long lsn = 100;
    private long offset;

    private TopicRecords records(String keys) {
        return new TopicRecords(SinkConfig.of(Map.of("project", "/nowhere/at/all", "name", "r", "key.partitions",
                keys), 0, 1), table -> table.name().equals("t") ? List.of("id") : List.of(), Map.of(), warnings::add);
    }

    private static Struct row(int id, String v) {
        return new Struct(ROW).put("id", id).put("v", v);
    }

    private static Struct key(int id) {
        return new Struct(KEY).put("id", id);
    }

    private Struct event(String op, Struct before, Struct after) {
        Struct source = new Struct(SOURCE).put("connector", "postgresql").put("name", "kt").put("db", "mydb")
                .put("schema", "public").put("table", "t").put("ts_ms", 5L)
                .put("sequence", "[\"90\",\"" + ++lsn + "\"]").put("lsn", lsn);
        return new Struct(ENVELOPE).put("op", op).put("before", before).put("after", after).put("source", source);
    }

    private SinkRecord record(Object key, Object value, Headers headers) {
        return new SinkRecord("kt.public.t", 1, key instanceof Struct struct ? struct.schema() : null, key,
                value instanceof Struct struct ? struct.schema() : null, value, ++offset, null, null, headers);
    }

    private Optional<ChangeEvent> change(Object key, Object value) {
        return records.change(record(key, value, new ConnectHeaders()), order, false);
    }

    private String refused(Object key, Object value, boolean spread) {
        return assertThrows(Problem.class, () -> records.change(record(key, value, new ConnectHeaders()), order,
                spread)).getMessage();
    }

    @Test
    void changesComeOnce() {
        Struct insert = event("c", null, row(1, "a"));
        assertEquals(Insert.class, change(key(1), insert).orElseThrow().getClass());
        Struct delete = event("d", row(1, "a"), null);
        assertEquals(Delete.class, change(key(1), delete).orElseThrow().getClass());
        assertEquals(Optional.empty(), change(key(1), insert));
        assertEquals(Optional.empty(), change(key(1), delete));
    }

    @Test
    void whatIsNoChangeIsPassedOver() {
        assertEquals(Optional.empty(), change(key(1), null));
        assertEquals(Optional.empty(), change(key(1), event("m", null, null)));
        for (String name : List.of("io.debezium.connector.common.Heartbeat",
                "io.debezium.connector.common.TransactionMetadataValue",
                "io.debezium.connector.mysql.SchemaChangeValue")) {
            Schema schema = SchemaBuilder.struct().name(name).field("ts_ms", Schema.INT64_SCHEMA).build();
            assertEquals(Optional.empty(), change(null, new Struct(schema).put("ts_ms", 1L)), name);
        }
    }

    @Test
    void whatCannotBeLoadedIsRefusedWithItsPlace() {
        String flat = refused(key(1), row(1, "a"), false);
        assertTrue(flat.startsWith("The record at offset 1 of kt.public.t-1 cannot be loaded: it is not a Debezium"
                + " change event") && flat.contains("ExtractNewRecordState"), flat);
        assertTrue(refused(key(1), Map.of("op", "c"), false).contains("schemas.enable=true"));
        assertTrue(refused("1", event("c", null, row(1, "a")), false).contains("its key is without a schema"));
        change(key(1), event("c", null, row(1, "a")));
        Struct elsewhere = event("c", null, row(2, "a"));
        elsewhere.getStruct("source").put("name", "other");
        assertTrue(refused(key(2), elsewhere, false).contains("table public.t is one of other.mydb here and of kt.mydb"
                + " before"));
    }

    @Test
    void ofSeveralPartitionsIsRefusedWhatHasNoOrder() {
        records = records("trusted");
        assertTrue(refused(null, event("t", null, null), true).contains("it is a TRUNCATE of public.t"));
        assertTrue(refused(null, event("c", null, row(1, "a")), true).contains("spread over several partitions by no"
                + " key"));
        Schema other = SchemaBuilder.struct().field("v", Schema.STRING_SCHEMA).build();
        assertTrue(refused(new Struct(other).put("v", "a"), event("c", null, row(1, "a")), true).contains("is merged by"
                + " id, but its records are spread over several partitions by v"));
        Insert moved = (Insert) records.change(record(key(2), event("c", null, row(2, "a")), oldKey(1)), order, true)
                .orElseThrow();
        assertTrue(moved.movedFrom().isEmpty(), "each half is loaded by itself");
        assertTrue(assertThrows(Problem.class, () -> records.change(record(key(3), event("c", null, row(3, LEFT_OUT)),
                oldKey(2)), order, true)).getMessage().contains("REPLICA IDENTITY FULL"));
    }

    @Test
    void ofSeveralPartitionsIsRefusedWhatMayBeElsewhere() {
        String unknown = refused(key(1), event("c", null, row(1, "a")), true);
        assertTrue(unknown.contains("set consumer.override.interceptor.classes=kafka.KeyPlaces"), unknown);
        try (KeyPlaces places = new KeyPlaces()) {
            places.configure(Map.of("client.id", "connector-consumer-r-0"));
            places.expect(Map.of("kt.public.t", 3));
            assertEquals(Insert.class, records.change(record(key(1), event("c", null, row(1, "a")),
                    new ConnectHeaders()), order, true).orElseThrow().getClass());
            places.onConsume(KeyPlacesTest.records("kt.public.t", 1, offset + 1, KeyPlacesTest.keyOf(0, 3)));
            String elsewhere = refused(key(2), event("c", null, row(2, "a")), true);
            assertTrue(elsewhere.contains("elsewhere than where Kafka's partitioner puts their keys") && elsewhere
                    .contains("key.partitions=trusted"), elsewhere);
        }
    }

    @Test
    void whatMayComeTwiceIntoAnAppendedTableIsTold() {
        Struct event = event("c", null, row(1, "a"));
        event.getStruct("source").put("table", "log");
        records.change(record(null, event, new ConnectHeaders()), order, true);
        assertTrue(warnings.stream().anyMatch(each -> each.contains("has records without a key: what its connector"
                + " sends twice")), warnings.toString());
    }

    /** As Connect's own converter of headers has it. */
    private static Headers oldKey(int id) {
        return new ConnectHeaders().add("__debezium.oldkey", Map.of("id", (byte) id), null);
    }

    @Test
    void theOldKeyIsThatOfTheDeleteBefore() {
        Headers toNew = new ConnectHeaders().add("__debezium.newkey", Map.of("id", (byte) 2), null);
        Delete first = (Delete) records.change(record(key(1), event("d", row(1, null), null), toNew), order, false)
                .orElseThrow();
        assertTrue(first.moves());
        assertEquals(Optional.empty(), change(key(1), null));
        Insert second = (Insert) records.change(record(key(2), event("c", null, row(2, LEFT_OUT)), oldKey(1)), order,
                false).orElseThrow();
        assertEquals(1, second.movedFrom().get("id"));
        assertTrue(second.row().hasUnchanged());
        assertTrue(assertThrows(Problem.class, () -> records.change(record(key(3), event("c", null, row(3, LEFT_OUT)),
                oldKey(2)), order, false)).getMessage().contains("header.converter"));
    }

    @Test
    void aTextLikeThePlaceholderIsAUsersInANewRow() {
        ChangeEvent insert = change(key(1), event("c", null, row(1, LEFT_OUT))).orElseThrow();
        assertEquals(LEFT_OUT, ((Insert) insert).row().get("v"));
    }

    @Test
    void whatConvertersLoseIsToldOnce() {
        change(key(1), event("c", null, row(1, "a")));
        change(key(2), event("c", null, row(2, "a")));
        assertEquals(3, warnings.size(), warnings.toString());
        assertTrue(warnings.get(0).startsWith("Columns n of table t have a DEFAULT"), warnings.get(0));
        assertTrue(warnings.get(1).startsWith("Columns moment of table t are cut to milliseconds"), warnings.get(1));
        assertTrue(warnings.get(2).startsWith("Columns moment, amount of table t come from Debezium's own"),
                warnings.get(2));
    }

    @Test
    void aTableWithoutKeyWantsNumbers() {
        change(null, event("c", null, row(1, "a")));
        assertTrue(warnings.stream().anyMatch(each -> each.startsWith("Table " + new TableId("public", "t")
                + " has no key at the source")), warnings.toString());
    }

    @Test
    void theSourceOfATableIsKnownToTheNextRun() {
        change(key(1), event("c", null, row(1, "a")));
        Map<String, Object> position = new HashMap<>();
        records.remember(position);
        assertEquals(Map.of("from", Map.of("public.t", "kt.mydb")), position);
    }
}
