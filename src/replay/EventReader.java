package replay;

import base.Problem;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import event.ChangeEvent;
import event.ChangeEvent.Insert;
import event.ChangeEvent.Read;
import event.ChangeEvent.RowChange;
import event.Decoder;
import event.Documents;
import event.Envelope;
import event.LogPosition;
import event.Shape;
import event.TableId;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A recorded line → a change event. A line is what {@link EventWriter} prints, or what Kafka Connect's
 * {@code JsonConverter} makes of a Debezium record with schemas: the value alone, or key and value one after the
 * other.
 */
public final class EventReader {

    private static final int SCHEMAS_KEPT = 2_000;

    private final JsonConverter converter = new JsonConverter();
    private final Map<JsonNode, Schema> schemas = new HashMap<>();
    private final Map<TableId, Object> databases = new HashMap<>();
    private final Consumer<String> warn;
    private final Documents documents;
    private Decoder decoder;

    /**
     * @param warn      takes a sentence about each column of a type that is not known
     * @param documents reads the events of a connector whose tables are collections of documents
     */
    public EventReader(Consumer<String> warn, Documents documents) {
        this.warn = warn;
        this.documents = documents;
        this.decoder = new Decoder(warn);
        converter.configure(Map.of("schemas.enable", "true", "replace.null.with.default", "false"), false);
    }

    /**
     * The change that a line is of; nothing for a line without one: a blank line, a tombstone, a heartbeat, a schema
     * change, a transaction's boundary, a logical message.
     *
     * @throws Problem a sentence without the line's number
     */
    public Optional<ChangeEvent> read(String line) {
        try {
            List<JsonNode> values = JsonText.values(line);
            if (values.isEmpty()) {
                return Optional.empty();
            }
            if (values.size() > 2) {
                throw Problem.run("it has more than a key and a value");
            }
            JsonNode last = values.get(values.size() - 1);
            boolean both = values.size() == 1 && last.isObject() && last.has("value") && !last.has("payload");
            JsonNode key = both ? last.get("key") : values.size() == 2 ? values.get(0) : null;
            return change(key, both ? last.get("value") : last, both ? last.get("headers") : null,
                    new JsonValues(leftOut(both ? last.get("unchanged") : null)));
        }
        catch (JsonProcessingException e) {
            throw Problem.run("it is not JSON, or was cut off, at column " + e.getLocation().getColumnNr(), e);
        }
        catch (IOException | RuntimeException e) {
            if (e instanceof Problem problem) {
                throw problem;
            }
            throw Problem.run("a value or a schema of it cannot be read (" + firstLine(e) + ")", e);
        }
    }

    /** Which values that look like Debezium's stand-in are it: where the line does not tell, all. */
    private static Predicate<String> leftOut(JsonNode unchanged) {
        if (unchanged == null || unchanged.isNull()) {
            return where -> true;
        }
        Set<String> places = new HashSet<>();
        unchanged.forEach(column -> places.add("after." + column.asText()));
        return places::contains;
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private Optional<ChangeEvent> change(JsonNode key, JsonNode value, JsonNode headers, JsonValues values) {
        if (value == null || value.isNull()) {
            return Optional.empty();        // a tombstone
        }
        requireSchema(value, "the value");
        if (value.get("payload").isNull()) {
            return Optional.empty();
        }
        Schema schema = schema(value.get("schema"));
        if (!Envelope.isChange(schema)) {
            return Optional.empty();
        }
        boolean ofDocuments = shape(value.get("payload")) == Shape.DOCUMENTS;
        JsonValues checked = ofDocuments ? values.ofDocuments() : values;
        Struct event = (Struct) data(value, "", checked).value();
        if ("m".equals(event.getWithoutDefault("op"))) {
            return Optional.empty();
        }
        if (ofDocuments) {
            Envelope.requireCollection(event);
        }
        else {
            Envelope.requireWhole(event);
        }
        SchemaAndValue keyData = key == null || key.isNull() ? SchemaAndValue.NULL : data(requireSchema(key, "the key"),
                "key", values);
        SourceRecord record = new SourceRecord(Map.of(), Map.of(), "", null, keyData.schema(), keyData.value(),
                schema, event, null, headers(headers, values));
        Struct source = event.getStruct("source");
        if (ofDocuments) {
            return documents.decode(record, Decoder.origin(LogPosition.of(source), source));
        }
        ChangeEvent change = decoder.decode(record, LogPosition.of(source));
        requireValues(change);
        requireOneDatabase(change.table(), source);
        return Optional.of(change);
    }

    private static JsonNode requireSchema(JsonNode part, String what) {
        if (!part.isObject() || part.get("schema") == null || part.get("schema").isNull()
                || part.get("payload") == null) {
            throw Problem.run(what + " is without its schema: expected {\"schema\":…,\"payload\":…}. Record the"
                    + " events with schemas (JsonConverter: schemas.enable=true), or with the verb events");
        }
        return part;
    }

    /** The shape is read from the connector's name, before anything else of the event. */
    private static Shape shape(JsonNode payload) {
        JsonNode source = payload.path("source");
        if (!source.isObject()) {
            throw Problem.run("it names no table (source.table): only events of tables can be loaded");
        }
        Shape shape = Shape.of(source.path("connector").asText(""));
        if (shape == Shape.CELLS) {
            throw Problem.run("it is from Cassandra (source.connector), whose cells and deleted ranges are not loaded:"
                    + " they need the node, as its events do not tell whole rows");
        }
        return shape;
    }

    /** A connector may read several databases, and the same schema and table may be in two of them. */
    private void requireOneDatabase(TableId table, Struct source) {
        boolean named = source.schema().field("schema") != null && source.schema().field("db") != null;
        Object database = named ? source.getWithoutDefault("db") : null;
        Object before = database == null ? null : databases.putIfAbsent(table, database);
        if (before != null && !before.equals(database)) {
            throw Problem.run("table " + table + " is one of database " + database + " here and of " + before
                    + " before: replay the events of each database into a project folder of its own");
        }
    }

    /** Only a row that was there before has values that a source need not send again. */
    private static void requireValues(ChangeEvent change) {
        boolean fresh = change instanceof Read || change instanceof Insert insert && insert.movedFrom().isEmpty();
        if (fresh && ((RowChange) change).row().hasUnchanged()) {
            throw Problem.run("a value of a new row is left out (" + JsonValues.LEFT_OUT
                    + "): it is that of the row's old key, which stands in the header __debezium.oldkey. Record the"
                    + " headers too, as the verb events does");
        }
    }

    private ConnectHeaders headers(JsonNode headers, JsonValues values) {
        ConnectHeaders all = new ConnectHeaders();
        if (headers != null && headers.isObject()) {
            headers.properties().forEach(each -> {
                SchemaAndValue data = data(requireSchema(each.getValue(), "header " + each.getKey()), each.getKey(),
                        values);
                all.add(each.getKey(), data);
            });
        }
        return all;
    }

    private SchemaAndValue data(JsonNode part, String where, JsonValues values) {
        Schema schema = schema(part.get("schema"));
        return new SchemaAndValue(schema, values.value(schema, part.get("payload"), where));
    }

    /** One instance for equal schemas: {@link Decoder} knows them by identity. */
    private Schema schema(JsonNode json) {
        Schema known = schemas.get(json);
        if (known != null) {
            return known;
        }
        if (schemas.size() >= SCHEMAS_KEPT) {
            schemas.clear();
            decoder = new Decoder(warn);
        }
        Schema schema = converter.asConnectSchema(withoutDefaults(json.deepCopy()));
        NamedTypes.require(schema);
        schemas.put(json, schema);
        return schema;
    }

    /** Defaults are not loaded. */
    private static JsonNode withoutDefaults(JsonNode json) {
        if (json.isObject()) {
            ((ObjectNode) json).remove("default");
        }
        json.forEach(EventReader::withoutDefaults);
        return json;
    }
}
