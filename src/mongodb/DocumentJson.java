package mongodb;

import event.ToJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonBinarySubType;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/**
 * A nested document or a list as JSON in the words that a reader expects: an ObjectId, a decimal and a moment are
 * texts, numbers are numbers. What only BSON has (a regular expression, a timestamp of the replication) is extended
 * JSON.
 */
final class DocumentJson {

    private static final JsonWriterSettings EXTENDED = JsonWriterSettings.builder().outputMode(JsonMode.RELAXED)
            .build();

    private DocumentJson() {
    }

    static String text(BsonValue value) {
        StringBuilder json = new StringBuilder();
        ToJson.value(json, plain(value));
        return json.toString();
    }

    private static Object plain(BsonValue value) {
        return switch (value.getBsonType()) {
            case NULL, UNDEFINED -> null;
            case DOCUMENT -> fields(value.asDocument());
            case ARRAY -> {
                List<Object> list = new ArrayList<>();
                value.asArray().forEach(each -> list.add(plain(each)));
                yield list;
            }
            case STRING -> value.asString().getValue();
            case INT32 -> value.asInt32().getValue();
            case INT64 -> value.asInt64().getValue();
            case DOUBLE -> value.asDouble().getValue();
            case BOOLEAN -> value.asBoolean().getValue();
            case DECIMAL128 -> value.asDecimal128().getValue().toString();
            case OBJECT_ID -> value.asObjectId().getValue().toHexString();
            case DATE_TIME -> Instant.ofEpochMilli(value.asDateTime().getValue()).toString();
            case SYMBOL -> value.asSymbol().getSymbol();
            case JAVASCRIPT -> value.asJavaScript().getCode();
            case BINARY -> value.asBinary().getType() == BsonBinarySubType.UUID_STANDARD.getValue()
                    && value.asBinary().getData().length == 16 ? DocumentValue.uuid(value.asBinary().getData())
                    : value.asBinary().getData();
            default -> extended(value);
        };
    }

    private static Map<String, Object> fields(BsonDocument document) {
        Map<String, Object> fields = new LinkedHashMap<>();
        document.forEach((name, value) -> fields.put(name, plain(value)));
        return fields;
    }

    /** The value's own extended JSON, {@code {"$timestamp": …}}, as a part. */
    private static Object extended(BsonValue value) {
        return new ToJson.Ready(new BsonDocument("v", value).toJson(EXTENDED).replaceFirst("^\\{\"v\": ", "")
                .replaceFirst("\\}$", ""));
    }
}
