package replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import event.Exact;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A Debezium record → a line {@code {"key":…,"value":…,"headers":…,"unchanged":[…]}}, each of the first parts as Kafka
 * Connect's {@code JsonConverter} has it: {@code {"schema":…,"payload":…}}. Decimals are numbers, so that none loses
 * its scale.
 */
public final class EventWriter {

    /** What tells the two halves of a change of a key. */
    private static final List<String> HEADERS = List.of("__debezium.oldkey", "__debezium.newkey");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonConverter converter = new JsonConverter();

    public EventWriter() {
        converter.configure(Map.of("schemas.enable", "true", "decimal.format", "NUMERIC", "replace.null.with.default",
                "false"), false);
    }

    /** The record of a change in one line. */
    public String line(SourceRecord record) {
        StringBuilder line = new StringBuilder(4096);
        line.append("{\"key\":").append(record.key() == null ? "null" : json(record.keySchema(), record.key()));
        line.append(",\"value\":").append(json(record.valueSchema(), record.value()));
        char before = '{';
        for (Header header : record.headers()) {
            if (!HEADERS.contains(header.key())) {
                continue;
            }
            line.append(before == '{' ? ",\"headers\":{" : ",").append('"').append(header.key()).append("\":")
                    .append(json(header.schema(), header.value()));
            before = ',';
        }
        line.append(before == ',' ? "}" : "").append(",\"unchanged\":")
                .append(JSON.<JsonNode>valueToTree(leftOut((Struct) record.value())));
        return line.append('}').toString();
    }

    /** The columns whose values the source left out: their stand-in may also be what somebody has written there. */
    private static List<String> leftOut(Struct event) {
        List<String> columns = new ArrayList<>();
        if (event.getWithoutDefault("after") instanceof Struct after) {
            for (Field field : after.schema().fields()) {
                Object value = after.getWithoutDefault(field.name());
                if (value == Exact.UNCHANGED_TEXT || value == Exact.UNCHANGED_BYTES
                        || value == Exact.UNCHANGED_NUMBER) {
                    columns.add(field.name());
                }
            }
        }
        return columns;
    }

    private String json(Schema schema, Object value) {
        return new String(converter.fromConnectData("", schema, told(value)), StandardCharsets.UTF_8);
    }

    /** Bytes that the source left out, told by identity so far, get Debezium's stand-in. */
    private static Object told(Object value) {
        if (value == Exact.UNCHANGED_BYTES) {
            return JsonValues.LEFT_OUT.getBytes(StandardCharsets.UTF_8);
        }
        if (!(value instanceof Struct struct)) {
            return value;
        }
        Struct copy = new Struct(struct.schema());
        for (Field field : struct.schema().fields()) {
            copy.put(field, told(struct.getWithoutDefault(field.name())));
        }
        return copy;
    }
}
