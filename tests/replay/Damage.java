import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Ways in which a recording can go bad. */
enum Damage {
    NONE, CUT_OFF, BYTES_LOST, BYTE_CHANGED, CHARACTER_CHANGED, LINES_SWAPPED, LINE_TWICE, LINE_LOST, SHUFFLED, SPLICED,
            GARBAGE_LINE,
    OP_CHANGED, VALUE_CHANGED, NUMBER_CHANGED, FIELD_LOST, FIELD_ADDED, SIDES_SWAPPED, SCHEMA_WORD_CHANGED, SCHEMA_LOST,
    COLUMN_DROPPED, SOURCE_CHANGED, HALVES_OF_TWO;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** The recording's bytes. */
    byte[] of(List<String> good, Random random) throws JsonProcessingException {
        List<String> lines = new ArrayList<>(good);
        int i = random.nextInt(lines.size());
        int j = random.nextInt(lines.size());
        switch (this) {
            case CUT_OFF, BYTES_LOST, BYTE_CHANGED -> {
                return inBytes(bytes(lines), random);
            }
            case LINES_SWAPPED -> Collections.swap(lines, i, j);
            case LINE_TWICE -> lines.add(j, lines.get(i));
            case LINE_LOST -> lines.remove(i);
            case SHUFFLED -> Collections.shuffle(lines.subList(Math.min(i, j), Math.max(i, j)), random);
            case SPLICED -> lines.add(Math.min(i, j), lines.remove(i) + lines.remove(Math.min(j, lines.size() - 1)));
            case GARBAGE_LINE -> lines.add(i, List.of("{}", "[]", "null", "7", "\"x\"", "{",
                    "{\"schema\":null,\"payload\":{}}", "drop table", "{\"key\":null,\"value\":{}}", "{\"value\":7}",
                    "\u0000").get(random.nextInt(11)));
            case HALVES_OF_TWO -> lines.set(i, lines.get(i).substring(0, lines.get(i).length() / 2)
                    + lines.get(j).substring(lines.get(j).length() / 2));
            case CHARACTER_CHANGED -> change(lines, random);
            default -> edit(lines, random);
        }
        return bytes(lines);
    }

    private static byte[] bytes(List<String> lines) {
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private byte[] inBytes(byte[] all, Random random) {
        int at = random.nextInt(all.length);
        if (this == CUT_OFF) {
            return Arrays.copyOf(all, at);
        }
        if (this == BYTE_CHANGED) {
            all[at] = (byte) random.nextInt(256);
            return all;
        }
        int end = Math.min(all.length, at + 1 + random.nextInt(40));
        byte[] less = Arrays.copyOf(all, all.length - (end - at));
        System.arraycopy(all, end, less, at, all.length - end);
        return less;
    }

    /** In the second half of a line, where its values are. */
    private static void change(List<String> lines, Random random) {
        int i = random.nextInt(lines.size());
        StringBuilder line = new StringBuilder(lines.get(i));
        if (line.length() > 2) {
            int at = line.length() / 2 + random.nextInt(line.length() / 2);
            line.setCharAt(at, "0123456789abcXYZ\"{}[]:,-+.eE\\ =/".charAt(random.nextInt(32)));
        }
        lines.set(i, line.toString());
    }

    private void edit(List<String> lines, Random random) throws JsonProcessingException {
        for (int tries = 0; tries < 50; tries++) {
            int i = random.nextInt(lines.size());
            String line = lines.get(i);
            int tab = line.indexOf('\t');
            if (line.isEmpty()) {
                continue;
            }
            ObjectNode whole = (ObjectNode) JSON.readTree(line.substring(tab + 1));
            JsonNode value = whole.has("value") ? whole.get("value") : whole;
            if (value.isObject() && value.path("payload").has("op")) {
                edit((ObjectNode) value, (ObjectNode) value.get("payload"), random);
                lines.set(i, line.substring(0, tab + 1) + whole);
                return;
            }
        }
    }

    private void edit(ObjectNode value, ObjectNode payload, Random random) {
        ObjectNode row = payload.get("after").isObject() ? (ObjectNode) payload.get("after")
                : payload.get("before").isObject() ? (ObjectNode) payload.get("before") : payload;
        List<String> names = new ArrayList<>();
        row.fieldNames().forEachRemaining(names::add);
        String name = names.get(random.nextInt(names.size()));
        switch (this) {
            case OP_CHANGED -> payload.put("op", List.of("r", "c", "u", "d", "t", "x", "", "m").get(random.nextInt(8)));
            case VALUE_CHANGED -> row.set(name, other(random));
            case NUMBER_CHANGED -> row.set(name, number(random));
            case FIELD_LOST -> (random.nextBoolean() ? row : payload).remove(random.nextBoolean() ? name : "after");
            case FIELD_ADDED -> row.put("more", 1);
            case SIDES_SWAPPED -> {
                JsonNode before = payload.get("before");
                payload.set("before", payload.get("after"));
                payload.set("after", before);
            }
            case SCHEMA_WORD_CHANGED -> word((ObjectNode) value.get("schema"), random);
            case SCHEMA_LOST -> value.set("schema", random.nextBoolean() ? NODES.nullNode() : NODES.objectNode());
            case COLUMN_DROPPED -> drop((ObjectNode) value.get("schema"), payload, name);
            case SOURCE_CHANGED -> {
                ObjectNode source = (ObjectNode) payload.get("source");
                source.put(random.nextBoolean() ? "table" : "schema", List.of("items2", "Items", "", "public")
                        .get(random.nextInt(4)));
            }
            default -> { }
        }
    }

    private static JsonNode other(Random random) {
        return List.<JsonNode>of(NODES.nullNode(), NODES.textNode(""), NODES.textNode("abc"), NODES.textNode("NaN"),
                NODES.booleanNode(true), NODES.arrayNode(), NODES.objectNode(), NODES.numberNode(5),
                NODES.textNode("7"),
                NODES.textNode(RecordedWork.LEFT_OUT), NODES.textNode("AAECAwQFBgcICQ=="),
                NODES.textNode("2026-13-45T99:00:00Z"), NODES.textNode("x\u0000y")).get(random.nextInt(13));
    }

    private static JsonNode number(Random random) {
        return List.<JsonNode>of(NODES.numberNode(-1), NODES.numberNode(1.5), NODES.numberNode(1L << 31),
                NODES.numberNode(Long.MAX_VALUE),
                NODES.numberNode(Long.MIN_VALUE), NODES.numberNode(new java.math.BigInteger("9223372036854775808")),
                NODES.numberNode(1e300), NODES.numberNode(new java.math.BigDecimal("123456789.125")),
                NODES.numberNode(70_000), NODES.numberNode(0)).get(random.nextInt(10));
    }

    /** One word of the schema of a row. */
    private static void word(ObjectNode schema, Random random) {
        ArrayNode fields = (ArrayNode) schema.get("fields");
        ArrayNode columns = (ArrayNode) fields.get(1).get("fields");
        ObjectNode field = (ObjectNode) (random.nextInt(4) == 0 ? fields.get(random.nextInt(fields.size()))
                : columns.get(random.nextInt(columns.size())));
        switch (random.nextInt(4)) {
            case 0 -> field.put("type", List.of("int8", "int32", "int64", "string", "double", "bytes", "boolean",
                    "struct", "float", "nothing").get(random.nextInt(10)));
            case 1 -> field.put("name", List.of("io.debezium.time.Date", "io.debezium.data.Uuid",
                    "io.debezium.time.MicroTime", "org.apache.kafka.connect.data.Decimal", "cdc.List",
                    "io.debezium.data.Json", "other").get(random.nextInt(7)));
            case 2 -> field.put("optional", false);
            default -> field.put("field", List.of("id", "other", "name", "_dlt_id", "deleted", "")
                    .get(random.nextInt(6)));
        }
    }

    /** As after ALTER TABLE … DROP COLUMN. */
    private static void drop(ObjectNode schema, ObjectNode payload, String name) {
        for (JsonNode side : schema.get("fields")) {
            ArrayNode fields = (ArrayNode) side.get("fields");
            for (int i = 0; fields != null && i < fields.size() && !side.get("field").asText().equals("source"); i++) {
                if (fields.get(i).get("field").asText().equals(name)) {
                    fields.remove(i);
                }
            }
        }
        for (String side : List.of("before", "after")) {
            if (payload.get(side).isObject()) {
                ((ObjectNode) payload.get(side)).remove(name);
            }
        }
    }
}
