import base.Sql;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import config.CdcConfig;
import destination.Attached;
import destination.duckdb.DuckDb;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the tables have to be after lines of a recording, by a plain reading of each: a row of {@code items} a key, as
 * the newest event of that key says. Values are compared as texts, numbers by their value. It is kept apart from the
 * loader: nothing of its code is used.
 */
final class Model {

    private static final ObjectReader JSON = new ObjectMapper(JsonFactory.builder().streamReadConstraints(
            StreamReadConstraints.builder().maxNumberLength(50_000).build()).build())
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).readerFor(JsonNode.class);
    /** A value that the recording leaves open. */
    private static final String OPEN = "?";

    private static final class Item {
        final Map<String, String> values = new TreeMap<>();
        boolean deleted;
    }

    private final Map<String, Item> items = new TreeMap<>();
    private long others;

    /** Why the line can be no event of a sound recording; empty when it can. */
    String add(String line) {
        try {
            List<JsonNode> values = new ArrayList<>();
            try (MappingIterator<JsonNode> all = JSON.readValues(line)) {
                all.forEachRemaining(values::add);
            }
            if (values.isEmpty()) {
                return "";
            }
            JsonNode last = values.get(values.size() - 1);
            boolean whole = last.has("value") && !last.has("payload");
            JsonNode value = whole ? last.get("value") : last;
            JsonNode old = whole ? last.path("headers").path("__debezium.oldkey").path("payload").path("id")
                    : last.path("none");
            if (value.isNull() || value.path("payload").isNull()) {
                return "";
            }
            if (value.path("schema").path("name").asText().endsWith(".Heartbeat")) {
                return "";
            }
            if (value.path("payload").path("op").asText().equals("m")) {
                return "";
            }
            return event(value.get("payload"), value.get("schema"), old);
        }
        catch (IOException | RuntimeException e) {
            return "the model cannot read it: " + e;
        }
    }

    private String event(JsonNode payload, JsonNode schema, JsonNode oldKey) {
        String table = payload.get("source").get("table").textValue();
        if (!table.equals("items") && !table.equals("Items")) {
            others++;
            return "";
        }
        JsonNode columns = schema.get("fields").get(1).get("fields");
        JsonNode after = payload.get("after");
        JsonNode before = payload.get("before");
        switch (payload.get("op").textValue()) {
            case "t" -> items.values().forEach(item -> item.deleted = true);
            case "d" -> delete(text(columns, "id", before));
            case "r", "c", "u" -> {
                String id = text(columns, "id", after);
                String from = before.isObject() ? text(columns, "id", before) : oldKey.isMissingNode() ? id
                        : number(oldKey.decimalValue());
                if (before.isObject() && !from.equals(id)) {
                    delete(from);
                }
                put(id, from, columns, after);
            }
            default -> {
                return "its op is " + payload.get("op");
            }
        }
        return after.isObject() == payload.get("op").textValue().matches("[rcu]") ? ""
                : "op and rows do not go together";
    }

    private void delete(String id) {
        if (items.containsKey(id)) {
            items.get(id).deleted = true;
        }
    }

    private void put(String id, String from, JsonNode columns, JsonNode row) {
        Item item = new Item();
        Item stored = items.get(from);
        Set<String> left = new HashSet<>();
        row.fieldNames().forEachRemaining(left::add);
        for (JsonNode column : columns) {
            String name = column.get("field").textValue();
            String text = text(columns, name, row);
            left.remove(name);
            item.values.put(name, !RecordedWork.LEFT_OUT.equals(text) ? text : stored == null ? OPEN
                    : stored.values.getOrDefault(name, "NULL"));
        }
        if (!left.isEmpty()) {
            throw new IllegalStateException("it has no column " + left);
        }
        items.put(id, item);
    }

    private static String text(JsonNode columns, String name, JsonNode row) {
        for (JsonNode column : columns) {
            if (column.get("field").asText().equals(name)) {
                return text(column, row.get(name));
            }
        }
        throw new IllegalStateException("there is no column " + name);
    }

    private static String text(JsonNode column, JsonNode value) {
        if (value.isNull()) {
            if (!column.path("optional").asBoolean()) {
                throw new IllegalStateException(column.get("field") + " may not be null");
            }
            return "NULL";
        }
        String type = column.get("type").textValue();
        return switch (column.path("name").asText()) {
            case "org.apache.kafka.connect.data.Decimal" -> number(value.isNumber() ? value.decimalValue()
                    : new BigDecimal(new BigInteger(Base64.getDecoder().decode(value.textValue())),
                            column.get("parameters").get("scale").asInt()));
            case "io.debezium.time.MicroTimestamp" -> moment(whole(value, 64).longValue());
            case "io.debezium.time.MicroTime" -> LocalTime.ofNanoOfDay(whole(value, 64).longValue() * 1000).toString();
            case "io.debezium.time.Date" -> LocalDate.ofEpochDay(whole(value, 32).intValue()).toString();
            case "io.debezium.time.ZonedTimestamp" -> {
                Instant at = OffsetDateTime.parse(value.textValue()).toInstant();
                yield moment(at.getEpochSecond() * 1_000_000 + at.getNano() / 1000);
            }
            default -> plain(type, value);
        };
    }

    private static String plain(String type, JsonNode value) {
        return switch (type) {
            case "int8" -> number(new BigDecimal(whole(value, 8)));
            case "int16" -> number(new BigDecimal(whole(value, 16)));
            case "int32" -> number(new BigDecimal(whole(value, 32)));
            case "int64" -> number(new BigDecimal(whole(value, 64)));
            case "double", "float" -> value.isTextual() && value.textValue().equals("NaN") ? "NaN"
                    : number(new BigDecimal(type.equals("float") ? Float.toString(number(value).floatValue())
                            : Double.toString(number(value).doubleValue())));
            case "boolean" -> value.isBoolean() ? value.asText() : fail(value);
            case "string" -> value.isTextual() ? canonical(value.textValue()) : fail(value);
            case "bytes" -> bytes(Base64.getDecoder().decode(value.textValue()));
            default -> fail(value);
        };
    }

    private static BigDecimal number(JsonNode value) {
        if (!value.isNumber()) {
            fail(value);
        }
        return value.decimalValue();
    }

    private static String fail(JsonNode value) {
        throw new IllegalStateException(value + " has another type");
    }

    private static BigInteger whole(JsonNode value, int bits) {
        if (!value.isIntegralNumber() || value.bigIntegerValue().bitLength() >= bits) {
            fail(value);
        }
        return value.bigIntegerValue();
    }

    private static String moment(long micros) {
        return canonical(Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros,
                1_000_000L) * 1000)
                .atOffset(ZoneOffset.UTC).toLocalDateTime().toString().replace('T', ' '));
    }

    private static String bytes(byte[] bytes) {
        if (new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).equals(RecordedWork.LEFT_OUT)) {
            return RecordedWork.LEFT_OUT;
        }
        StringBuilder text = new StringBuilder();
        for (byte each : bytes) {
            text.append(each >= 32 && each <= 126 && each != '\\' && each != '\'' && each != '"'
                    ? String.valueOf((char) each)
                    : String.format("\\x%02X", each));
        }
        return canonical(text.toString());
    }

    private static String number(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    /** One spelling for what is the same number or the same moment. */
    private static String canonical(String text) {
        if (text.matches("-?\\d+(\\.\\d+)?([eE][-+]?\\d{1,3})?")) {
            return number(new BigDecimal(text));
        }
        if (text.matches("[-+]?\\d{4,6}-\\d\\d-\\d\\d \\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?(\\+00)?")) {
            String bare = text.replace("+00", "").replaceFirst("^\\+", "");
            bare = bare.matches(".* \\d\\d:\\d\\d") ? bare + ":00" : bare;
            return bare.contains(".") ? bare.replaceAll("\\.?0+$", "") : bare;
        }
        return text;
    }

    /** What the file has otherwise; empty when nothing. */
    String differences(CdcConfig config, DuckDb duckdb) throws SQLException {
        if (!duckdb.exists()) {
            return items.isEmpty() && others == 0 ? "" : "nothing was loaded";
        }
        duckdb.attach();
        Map<String, Map<String, String>> stored = new HashMap<>();
        long more = 0;
        for (List<Object> table : duckdb.query("SELECT table_name FROM duckdb_tables() WHERE database_name = ? AND"
                + " schema_name = ? AND NOT starts_with(table_name, '_dlt')", Attached.CATALOG, config.dataset())) {
            String name = (String) table.get(0);
            String from = Attached.CATALOG + "." + config.dataset() + "." + Sql.quote(name);
            if (!name.equals("items")) {
                more += (Long) duckdb.query("SELECT count(*) FROM " + from).get(0).get(0);
                continue;
            }
            for (Map<String, String> row : rows(duckdb, from)) {
                if (stored.put(row.get("id"), row) != null) {
                    return "key " + row.get("id") + " is there twice";
                }
            }
        }
        return more != others ? "other tables have " + more + " rows, expected " + others : differences(stored);
    }

    private String differences(Map<String, Map<String, String>> stored) {
        for (Map.Entry<String, Item> each : items.entrySet()) {
            Map<String, String> row = stored.remove(each.getKey());
            if (row == null) {
                return "key " + each.getKey() + " is missing";
            }
            if (!row.get("deleted").equals(String.valueOf(each.getValue().deleted))) {
                return "key " + each.getKey() + " has deleted = " + row.get("deleted");
            }
            for (Map.Entry<String, String> column : row.entrySet()) {
                String right = each.getValue().values.getOrDefault(column.getKey(), "NULL");
                if (!column.getKey().equals("deleted") && !right.equals(OPEN) && !right.equals(column.getValue())) {
                    return "key " + each.getKey() + ": " + column.getKey() + " is " + column.getValue() + ", expected "
                            + right;
                }
            }
        }
        for (Map.Entry<String, Map<String, String>> each : stored.entrySet()) {
            if (!each.getValue().get("deleted").equals("true")) {
                return "key " + each.getKey() + " is there, and should not be";
            }
        }
        return "";
    }

    /** Column to text; a value that its column could not hold is in a variant column. */
    private static List<Map<String, String>> rows(DuckDb duckdb, String from) throws SQLException {
        List<String> names = duckdb.query("SELECT column_name FROM (DESCRIBE " + from + ")").stream()
                .map(row -> (String) row.get(0))
                .toList();
        List<Map<String, String>> rows = new ArrayList<>();
        for (List<Object> row : duckdb.query("SELECT COLUMNS(*)::VARCHAR FROM " + from)) {
            Map<String, String> texts = new TreeMap<>();
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i).replaceFirst("__v_.*", "");
                String text = row.get(i) == null ? "NULL" : canonical((String) row.get(i));
                if (!name.startsWith("_dlt") && (!text.equals("NULL") || !texts.containsKey(name))) {
                    texts.put(name, text);
                }
            }
            rows.add(texts);
        }
        return rows;
    }
}
