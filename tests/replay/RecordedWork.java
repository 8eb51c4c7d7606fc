import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The change events of a table {@code items} at work, as a Debezium connector and Kafka's JsonConverter write them. */
final class RecordedWork {

    static final String LEFT_OUT = "__debezium_unavailable_value";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROW = """
            {"type":"struct","optional":true,"name":"p.public.items.Value","field":"%s","fields":[
            {"type":"int32","optional":false,"field":"id"},{"type":"string","optional":true,"field":"name"},
            {"type":"int64","optional":true,"field":"qty"},
            {"type":"bytes","optional":true,"name":"org.apache.kafka.connect.data.Decimal","version":1,
            "parameters":{"scale":"2","connect.decimal.precision":"10"},"field":"price"},
            {"type":"int64","optional":true,"name":"io.debezium.time.MicroTimestamp","version":1,"field":"at"},
            {"type":"string","optional":true,"name":"io.debezium.time.ZonedTimestamp","version":1,"field":"moment"},
            {"type":"boolean","optional":true,"field":"good"},{"type":"bytes","optional":true,"field":"data"},
            {"type":"string","optional":true,"name":"io.debezium.data.Json","version":1,"field":"doc"},
            {"type":"double","optional":true,"field":"weight"},
            {"type":"int16","optional":true,"default":3,"field":"small"}]}""";
    private static final String SOURCE = """
            {"type":"struct","optional":false,"name":"io.debezium.connector.postgresql.Source","field":"source",
            "fields":[{"type":"string","optional":false,"field":"version"},
            {"type":"string","optional":false,"field":"connector"},
            {"type":"int64","optional":false,"field":"ts_ms"},{"type":"string","optional":true,"field":"schema"},
            {"type":"string","optional":false,"field":"table"},
            {"type":"int64","optional":true,"field":"lsn"}]}""";
    private static final JsonNode VALUE =
            tree("{\"type\":\"struct\",\"optional\":false,\"name\":\"p.public.items.Envelope\","
            + "\"version\":2,\"fields\":[" + ROW.formatted("before") + "," + ROW.formatted("after") + "," + SOURCE
            + ",{\"type\":\"string\",\"optional\":false,\"field\":\"op\"},{\"type\":\"int64\",\"optional\":true,"
            + "\"field\":\"ts_ms\"}]}");
    private static final JsonNode KEY =
            tree("{\"type\":\"struct\",\"optional\":false,\"name\":\"p.public.items.Key\",\"fields\":["
            + "{\"type\":\"int32\",\"optional\":false,\"field\":\"id\"}]}");
    private static final String HEARTBEAT =
            "{\"schema\":{\"type\":\"struct\",\"fields\":[{\"type\":\"int64\",\"optional\":false,"
            + "\"field\":\"ts_ms\"}],\"optional\":false,\"name\":\"io.debezium.connector.common.Heartbeat\"},"
            + "\"payload\":{\"ts_ms\":1700000000000}}";

    private final Random random;
    private final List<String> lines = new ArrayList<>();
    private final Map<Integer, ObjectNode> rows = new TreeMap<>();
    private long lsn = 1000;

    private RecordedWork(Random random) {
        this.random = random;
    }

    /** Some twenty lines. */
    static List<String> of(Random random) {
        RecordedWork work = new RecordedWork(random);
        for (int id = 1; id <= 4; id++) {
            work.add("r", null, work.row(id), null);
        }
        for (int i = 0; i < 18; i++) {
            work.step();
        }
        return work.lines;
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        }
        catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void step() {
        int id = 1 + random.nextInt(8);
        int what = random.nextInt(20);
        ObjectNode old = rows.get(id);
        if (what == 0) {
            lines.add(random.nextBoolean() ? HEARTBEAT : "");
        }
        else if (what == 1) {
            add("t", null, null, null);
        }
        else if (old == null) {
            add("c", null, row(id), null);
        }
        else if (what < 12) {
            ObjectNode row = row(id);
            if (random.nextInt(3) == 0) {
                row.put("name", LEFT_OUT);
            }
            add("u", random.nextBoolean() ? old : null, row, null);
        }
        else if (what < 17) {
            add("d", random.nextBoolean() ? old : keyOnly(id), null, null);
            if (random.nextBoolean()) {
                lines.add("{\"key\":" + part(KEY, key(id)) + ",\"value\":null}");
            }
        }
        else {
            move(id, old);
        }
    }

    /** A change of the key: a delete and an insert, which knows where it comes from. */
    private void move(int id, ObjectNode old) {
        int to = id + 10;
        ObjectNode row = old.deepCopy();
        row.put("id", to);
        if (random.nextBoolean() && !LEFT_OUT.equals(old.path("name").asText())) {
            row.put("name", LEFT_OUT);
        }
        add("d", old, null, null);
        add("c", null, row, "{\"__debezium.oldkey\":" + part(KEY, key(id)) + "}");
    }

    private ObjectNode row(int id) {
        ObjectNode row = JSON.createObjectNode();
        row.put("id", id);
        row.put("name", random.nextInt(6) == 0 ? null : "n" + random.nextInt(1000) + "ä\"\\");
        row.put("qty", random.nextInt(9) == 0 ? null : random.nextLong());
        row.put("price", Base64.getEncoder().encodeToString(new BigDecimal(random.nextInt(99_999)).unscaledValue()
                .toByteArray()));
        row.put("at", 1_700_000_000_000_000L + random.nextInt());
        row.put("moment", "2026-0" + (1 + random.nextInt(9)) + "-11T10:11:12.5Z");
        row.put("good", random.nextBoolean());
        row.put("data", Base64.getEncoder().encodeToString(new byte[] {(byte) random.nextInt(), 0, 7}));
        row.put("doc", "{\"a\": [" + random.nextInt(9) + ", \"x\"]}");
        row.put("weight", random.nextInt(1000) / 8.0);
        row.put("small", random.nextInt(3) == 0 ? null : (Integer) random.nextInt(100));
        return row;
    }

    private ObjectNode keyOnly(int id) {
        ObjectNode row = row(id);
        row.fieldNames().forEachRemaining(name -> row.set(name, name.equals("id") ? row.get(name) : null));
        return row;
    }

    private static ObjectNode key(int id) {
        return JSON.createObjectNode().put("id", id);
    }

    private static String part(JsonNode schema, JsonNode payload) {
        return JSON.createObjectNode().<ObjectNode>set("schema", schema).set("payload", payload).toString();
    }

    private void add(String op, ObjectNode before, ObjectNode after, String headers) {
        ObjectNode source = JSON.createObjectNode().put("version", "3.6.1.Final").put("connector", "postgresql")
                .put("ts_ms", 1_700_000_000_000L + lsn).put("schema", "public").put("table", "items")
                .put("lsn", lsn++);
        ObjectNode payload = JSON.createObjectNode();
        payload.set("before", before);
        payload.set("after", after);
        payload.set("source", source);
        payload.put("op", op).put("ts_ms", 1_700_000_000_000L + lsn);
        ObjectNode of = after != null ? after : before;
        String value = part(VALUE, payload);
        String key = of == null ? "null" : part(KEY, key(of.get("id").asInt()));
        lines.add(headers != null ? "{\"key\":" + key + ",\"value\":" + value + ",\"headers\":" + headers + "}"
                : random.nextBoolean() ? value : of == null || random.nextBoolean() ? "{\"key\":" + key + ",\"value\":"
                + value + "}"
                        : key + "\t" + value);
        remember(op, of);
    }

    private void remember(String op, ObjectNode row) {
        if (op.equals("t")) {
            rows.clear();
        }
        else if (op.equals("d")) {
            rows.remove(row.get("id").asInt());
        }
        else {
            rows.put(row.get("id").asInt(), row);
        }
    }
}
