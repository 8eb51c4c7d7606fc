package event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import event.ChangeEvent.Delete;
import event.ChangeEvent.Insert;
import event.ChangeEvent.Position;
import event.ChangeEvent.Read;
import event.ChangeEvent.Truncate;
import event.ChangeEvent.Update;
import event.ColumnType.Misfit;
import event.ColumnType.Unchanged;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** Debezium's envelopes → change events. */
class DecoderTest {

    private static final Position HERE = () -> "0/64";
    private static final Schema KEY = SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).build();
    private static final Schema ROW = row("DEFAULT");
    private static final Schema SOURCE = SchemaBuilder.struct().field("schema", Schema.STRING_SCHEMA)
            .field("table", Schema.STRING_SCHEMA).field("ts_ms", Schema.INT64_SCHEMA)
            .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA).build();

    private final Decoder decoder = new Decoder();

    // ---------------------------------------------------------------------------------------------- operations

    @Test
    void everyOperationBecomesItsEvent() {
        Read read = assertInstanceOf(Read.class, decode("r", null, user(1, "a")));
        assertEquals(Map.of("id", 1, "name", "a"), read.row().asMap());
        assertEquals(Map.of("id", 1), read.key().asMap());
        assertEquals(new TableId("public", "users"), read.table());
        Insert insert = assertInstanceOf(Insert.class, decode("c", null, user(2, "b")));
        assertEquals(Map.of("id", 2, "name", "b"), insert.row().asMap());
        assertTrue(insert.movedFrom().isEmpty());
        Update update = assertInstanceOf(Update.class, decode("u", user(2, "b"), user(2, "c")));
        assertEquals(Map.of("id", 2, "name", "b"), update.before().asMap());
        assertEquals(Map.of("id", 2, "name", "c"), update.row().asMap());
        Delete delete = assertInstanceOf(Delete.class, decode("d", user(2, "c"), null));
        assertEquals(Map.of("id", 2, "name", "c"), delete.row().asMap());
        assertEquals(new TableId("public", "users"), assertInstanceOf(Truncate.class, decode("t", null,
                null)).table());
    }

    @Test
    void anUpdateWithoutABeforeHasAnUnknownOne() {
        assertTrue(((Update) decode("u", null, user(1, "a"))).before().isEmpty());
    }

    @Test
    void anUnknownOperationIsAProblemThatNamesIt() {
        Problem problem = assertThrows(Problem.class, () -> decode("x", null, user(1, "a")));
        assertTrue(problem.getMessage().contains("'x'") && problem.getMessage().contains("public.users"));
    }

    @Test
    void aTableWithoutAKeyHasAnUnknownKey() {
        SourceRecord record = record("c", null, user(1, "a"));
        Insert insert = (Insert) decoder.decode(record.newRecord(record.topic(), null, null, null,
                record.valueSchema(),
                record.value(), null), HERE);
        assertTrue(insert.key().isEmpty());
    }

    @Test
    void theSecondHalfOfAKeyChangeKnowsTheOldKey() {
        SourceRecord record = record("c", null, user(2, "a"));
        record.headers().add("__debezium.oldkey", new Struct(KEY).put("id", 1), KEY);
        assertEquals(Map.of("id", 1), ((Insert) decoder.decode(record, HERE)).movedFrom().asMap());
    }

    @Test
    void theCommitTimeIsInMicrosecondsAlsoFromSourcesThatGiveMilliseconds() {
        assertEquals(1_700_000_000_123_456L, decode("c", null, user(1, "a")).origin().commitMicros());
        SourceRecord record = record("c", null, user(1, "a"));
        ((Struct) ((Struct) record.value()).get("source")).put("ts_us", null);
        assertEquals(1_700_000_000_123_000L, decoder.decode(record, HERE).origin().commitMicros());
        assertEquals("0/64", decoder.decode(record, HERE).origin().position().text());
    }

    @Test
    void theKindOfARecordIsToldByItsEnvelope() {
        assertEquals(RecordKind.CHANGE, RecordKind.of(record("c", null, user(1, "a"))));
        assertEquals(RecordKind.MESSAGE, RecordKind.of(record("m", null, null)));
        assertEquals(RecordKind.OTHER, RecordKind.of(new SourceRecord(null, null, "p.public.users", KEY,
                new Struct(KEY), null, null)));
        assertEquals(RecordKind.OTHER, RecordKind.of(new SourceRecord(null, null, "n", KEY,
                new Struct(KEY).put("id", 1))));
        assertEquals(RecordKind.HEARTBEAT,
                RecordKind.of(new SourceRecord(null, null, "__debezium-heartbeat.p", KEY,
                        new Struct(KEY).put("id", 1))));
    }

    // ------------------------------------------------------------------------------------------------- values

    @Test
    void nullInAColumnWithADefaultStaysNull() {
        Struct row = user(1, null);
        assertEquals("DEFAULT", row.get("name"), "the trap that this test is about");
        Update update = (Update) decode("u", user(1, null), row);
        assertNull(update.row().get("name"));
        assertNull(update.before().get("name"));
    }

    @Test
    void aValueThatTheSourceLeftOutIsUnchangedInEveryTypeThatCanBeLong() {
        assertSame(Unchanged.VALUE, value(Schema.OPTIONAL_STRING_SCHEMA, Exact.UNCHANGED_TEXT));
        assertSame(Unchanged.VALUE, value(named("io.debezium.data.Json"), Exact.UNCHANGED_TEXT));
        assertSame(Unchanged.VALUE, value(Schema.OPTIONAL_BYTES_SCHEMA, Exact.UNCHANGED_BYTES));
        assertSame(Unchanged.VALUE, value(Exact.decimal(38, 9).build(), Exact.UNCHANGED_NUMBER));
    }

    @Test
    void dataThatLooksLikeTheMarkOfAnUnchangedValueIsData() {
        String text = new String(Exact.UNCHANGED_TEXT);
        assertEquals(text, value(Schema.OPTIONAL_STRING_SCHEMA, text));
        assertArrayEquals(new byte[0], (byte[]) value(Schema.OPTIONAL_BYTES_SCHEMA, new byte[0]));
    }

    @Test
    void decimalsKeepEveryDigitOrAreMisfits() {
        Schema money = Decimal.builder(2).parameter("connect.decimal.precision", "12").optional().build();
        assertEquals("DECIMAL(12,2)", Types.of(money).duckdb());
        assertEquals(new BigDecimal("-1234567890.10"), value(money, new BigDecimal("-1234567890.10")));
        assertEquals(new BigDecimal("5.00"), value(money, new BigDecimal("5")));
        assertEquals(new Misfit("12345678901.00"), value(money, new BigDecimal("12345678901.00")));
        assertEquals(new Misfit("0.001"), value(money, new BigDecimal("0.001")));
    }

    @Test
    void decimalsWithoutBoundsTakeWhatFitsAndTellWhatDoesNot() {
        assertEquals("DECIMAL(38,9)", Types.of(variableSchema()).duckdb());
        assertEquals("DECIMAL(38,9)", Types.of(Decimal.builder(5).parameter("connect.decimal.precision",
                "60").build()).duckdb());
        assertEquals(new BigDecimal("12.300000000"), variable(new BigDecimal("12.3").unscaledValue().toByteArray(),
                1));
        assertEquals(new Misfit("0.0000000001"), variable(new byte[] {1}, 10));
        BigDecimal long40 = new BigDecimal("1234567890123456789012345678901234567890");
        assertEquals(new Misfit(long40.toPlainString()), variable(long40.unscaledValue().toByteArray(), 0));
        assertEquals(new Misfit("1" + "0".repeat(30)), variable(new byte[] {1}, -30));
    }

    @Test
    void zonedTimestampsKeepEveryFractionDownToMicrosecondsAndCutNone() {
        String digits = "123456789";
        for (int n = 0; n <= 9; n++) {
            String text = "2024-05-01T10:20:30" + (n == 0 ? "" : "." + digits.substring(0, n)) + "Z";
            assertEquals(n <= 6 ? micros(text) : new Misfit(text), Types.zonedTimestamp(text), text);
        }
        for (String text : List.of("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.999999Z", "0001-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999999Z", "2024-02-29T00:00:00.000001Z", "2024-05-01T10:20:30.25+02:00",
                "2024-05-01T10:20:30-09:30", "-0043-03-15T00:00:00Z", "+12024-05-01T10:20:30.123456Z")) {
            assertEquals(micros(text), Types.zonedTimestamp(text), text);
        }
    }

    @Test
    void timesAndDatesKeepMicroseconds() {
        assertEquals(-1, value(named("io.debezium.time.Date", SchemaBuilder.int32()), -1));
        assertEquals(1_500_000L, value(named("io.debezium.time.Time", SchemaBuilder.int32()), 1_500));
        assertEquals(1_500_001L, value(named("io.debezium.time.MicroTime", SchemaBuilder.int64()), 1_500_001L));
        assertEquals(-1_000L, value(named("io.debezium.time.Timestamp", SchemaBuilder.int64()), -1L));
        assertEquals(-1L, value(named("io.debezium.time.MicroTimestamp", SchemaBuilder.int64()), -1L));
        assertEquals(-1L, value(named("io.debezium.time.NanoTimestamp", SchemaBuilder.int64()), -1L), "rounds down");
    }

    @Test
    void theOtherTypesCarryTheirOwnClass() {
        assertEquals(true, value(Schema.BOOLEAN_SCHEMA, true));
        assertEquals((short) 7, value(Schema.INT16_SCHEMA, (short) 7));
        assertEquals(7, value(Schema.INT32_SCHEMA, 7));
        assertEquals(7L, value(Schema.INT64_SCHEMA, 7L));
        assertEquals(0.5f, value(Schema.FLOAT32_SCHEMA, 0.5f));
        assertEquals(Double.NaN, value(Schema.FLOAT64_SCHEMA, Double.NaN));
        UUID uuid = UUID.fromString("11111111-2222-3333-4444-555555555555");
        assertEquals(uuid, value(named("io.debezium.data.Uuid"), uuid.toString()));
        assertEquals("UUID", Types.of(named("io.debezium.data.Uuid")).duckdb());
        assertEquals("{\"a\":1}", value(named("io.debezium.data.Json"), "{\"a\":1}"));
        assertArrayEquals(new byte[] {0, -1}, (byte[]) value(Schema.BYTES_SCHEMA, new byte[] {0, -1}));
        ByteBuffer slice = ByteBuffer.wrap(new byte[] {9, 0, -1, 9}, 1, 2);
        assertArrayEquals(new byte[] {0, -1}, (byte[]) value(Schema.BYTES_SCHEMA, slice));
        assertEquals(2, slice.remaining(), "the record is left as it was");
    }

    // ------------------------------------------------------------------------------------------------ schemas

    @Test
    void anInfiniteIntervalIsAMisfit() {
        Schema interval = Exact.named(Schema.Type.STRING, Exact.INTERVAL).build();
        assertEquals("1 months 2 days -1 microseconds",
                value(interval, PostgresText.interval("1 mon 2 days -00:00:00.000001")));
        assertEquals(new Misfit("-infinity"), value(interval, PostgresText.interval("-infinity")));
        Schema list = Exact.array(false, "INTERVAL", "", ',').build();
        assertEquals(new Misfit("{infinity,NULL}"), value(list, "{infinity,NULL}"));
    }

    @Test
    void jsonWithHalfOfASurrogatePairIsAMisfit() {
        Schema json = named("io.debezium.data.Json");
        for (String right : List.of("{}",
                "\"\\u0000\"", "\"\\ud83d\\ude00 \\n\\u00e4\"", "\"\\\\ud800\"", "\"\\\\\"")) {
            assertEquals(right, value(json, right));
        }
        for (String wrong : List.of("\"\\ud800\"", "\"\\uDC00\"", "{\"\\n\\ud800\\ud800\":1}",
                "\"\\ude00\\ud83d\"", "\"\\ud800\\\\udc00\"")) {
            assertEquals(new Misfit(wrong), value(json, wrong));
        }
        String array = "{\"\\\"\\\\ud800\\\"\"}";
        assertEquals(new Misfit(array), value(Exact.array(false, "JSON", "", ',').build(), array));
        assertEquals(new Misfit("{" + array + "}"), value(Exact.array(true, "JSON", "", ',').build(), "{" + array
                + "}"));
    }

    @Test
    void equalSchemasShareOneInstanceAndOthersDoNot() {
        Row.Schema first = ((Read) decode("r", null, user(1, "a"))).row().schema();
        Schema again = row("another default");
        Struct struct = new Struct(again).put("id", 2).put("name", "b");
        assertSame(first, ((Read) decoder.decode(record("r", again, null, struct), HERE)).row().schema());
        Schema wider = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).field("name",
                Schema.STRING_SCHEMA).build();
        Struct other = new Struct(wider).put("id", 2L).put("name", "b");
        assertNotSame(first, ((Read) decoder.decode(record("r", wider, null, other), HERE)).row().schema());
        assertSame(first, ((Read) decode("r", null, user(3, "c"))).row().schema());
    }

    // ----------------------------------------------------------------------------------------------- material

    private static Schema row(String defaultName) {
        return SchemaBuilder.struct().optional().field("id", Schema.INT32_SCHEMA)
                .field("name", SchemaBuilder.string().optional().defaultValue(defaultName).build()).build();
    }

    private static Struct user(int id, String name) {
        return new Struct(ROW).put("id", id).put("name", name);
    }

    private ChangeEvent decode(String op, Struct before, Struct after) {
        return decoder.decode(record(op, before, after), HERE);
    }

    private static SourceRecord record(String op, Struct before, Struct after) {
        return record(op, ROW, before, after);
    }

    private static SourceRecord record(String op, Schema row, Struct before, Struct after) {
        Schema envelope = SchemaBuilder.struct().field("before", row).field("after", row).field("op",
                Schema.STRING_SCHEMA)
                .field("source", SOURCE).build();
        Struct source = new Struct(SOURCE).put("schema", "public").put("table", "users").put("ts_ms",
                1_700_000_000_123L)
                .put("ts_us", 1_700_000_000_123_456L);
        Struct value = new Struct(envelope).put("op", op).put("source", source);
        if (before != null) {
            value.put("before", before);
        }
        if (after != null) {
            value.put("after", after);
        }
        Struct key = new Struct(KEY).put("id", 1);
        return new SourceRecord(Map.of(), Map.of(), "p.public.users", KEY, key, envelope, value);
    }

    private static Object value(Schema schema, Object raw) {
        return Types.of(schema).decode().apply(raw);
    }

    private static Schema named(String name) {
        return named(name, SchemaBuilder.string());
    }

    private static Schema named(String name, SchemaBuilder builder) {
        return builder.name(name).optional().build();
    }

    private static Schema variableSchema() {
        return SchemaBuilder.struct().name("io.debezium.data.VariableScaleDecimal").field("scale",
                Schema.INT32_SCHEMA)
                .field("value", Schema.BYTES_SCHEMA).build();
    }

    private static Object variable(byte[] unscaled, int scale) {
        Schema schema = variableSchema();
        return value(schema, new Struct(schema).put("scale", scale).put("value", unscaled));
    }

    private static long micros(String text) {
        Instant instant = java.time.OffsetDateTime.parse(text).toInstant();
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
    }
}
