package mongodb;

import base.Problem;
import event.ChangeEvent;
import event.ChangeEvent.Delete;
import event.ChangeEvent.Insert;
import event.ChangeEvent.Origin;
import event.ChangeEvent.Read;
import event.ChangeEvent.Update;
import event.Documents;
import event.Row;
import event.TableId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * Debezium's events of MongoDB → change events. {@code after} and the key are read as BSON by the driver's library,
 * since extended JSON is no JSON: a number may be a bare {@code NaN}. One instance a stream, used by one thread.
 */
public final class MongoDocuments implements Documents {

    private static final String ID = "_id";

    /** Key of a position: the types of the numbers in each field, by collection. */
    private static final String NUMBERS = "numbers";

    private final Map<TableId, DocumentColumns> collections = new HashMap<>();
    /** The same by the collection's name, those of earlier runs among them. */
    private final Map<String, Map<String, String>> numbers = new TreeMap<>();
    /** Whether each update brings its document, unless that is deleted: by the settings, or by what has come. */
    private final boolean looksUp;
    /** Collections of which an update has come with its document: those without one were deleted by then. */
    private final Set<TableId> lookedUp = new HashSet<>();

    /** Of recorded events: how they were recorded, and what came before them, is not known. */
    public MongoDocuments() {
        this(false, Map.of());
    }

    /**
     * @param looksUp  whether they come with {@code capture.mode = change_streams_update_full}
     * @param position a checkpoint's, which {@link #remember} has added to
     */
    MongoDocuments(boolean looksUp, Map<String, Object> position) {
        this.looksUp = looksUp;
        if (position.get(NUMBERS) instanceof Map<?, ?> stored) {
            stored.forEach((table, fields) -> ((Map<?, ?>) fields).forEach((field, type) -> numbers
                    .computeIfAbsent(table.toString(), each -> new TreeMap<>())
                    .put(field.toString(), type.toString())));
        }
    }

    /** Adds what a later run has to know, in order to give the same columns to the same values. */
    void remember(Map<String, Object> position) {
        Map<String, Object> known = new TreeMap<>();
        numbers.forEach((table, fields) -> {
            if (!fields.isEmpty()) {
                known.put(table, new TreeMap<>(fields));
            }
        });
        position.remove(NUMBERS);
        if (!known.isEmpty()) {
            position.put(NUMBERS, known);
        }
    }

    @Override
    public Optional<ChangeEvent> decode(SourceRecord record, Origin origin) {
        Struct event = (Struct) record.value();
        Struct source = event.getStruct("source");
        TableId table = new TableId(source.getString("db"), source.getString("collection"));
        DocumentColumns columns = collections.computeIfAbsent(table, each -> new DocumentColumns(numbers
                .computeIfAbsent(table.toString(), name -> new TreeMap<>())));
        BsonDocument after = document(event, "after");
        BsonValue id = after != null ? after.get(ID) : id(record, document(event, "before"));
        if (id == null) {
            throw Problem.run("its document has no _id");
        }
        String op = event.getString("op");
        return switch (op == null ? "" : op) {
            case "r" -> Optional.of(new Read(table, columns.key(id), columns.row(whole(after, op)), origin));
            case "c" -> Optional.of(new Insert(table, columns.key(id), columns.row(whole(after, op)), Row.UNKNOWN,
                    origin));
            case "u" -> updated(event, table, after).map(all ->
                    new Update(table, columns.key(id), Row.UNKNOWN, columns.row(all), origin));
            case "d" -> {
                BsonDocument before = document(event, "before");
                yield Optional.of(new Delete(table, columns.key(id),
                        columns.row(before == null ? new BsonDocument(ID, id) : before), origin));
            }
            default -> throw Problem.run("its op is " + (op == null ? "null" : "\"" + op + "\"")
                    + ", expected r, c, u or d");
        };
    }

    private static BsonDocument whole(BsonDocument after, String op) {
        if (after == null) {
            throw Problem.run("its op is \"" + op + "\", which does not go with no document after");
        }
        return after;
    }

    /**
     * The document as it is after an update; nothing where it was deleted before the server looked it up: its delete
     * follows. What changed in it is never guessed from the paths of {@code updateDescription}: in {@code a.0.b} the 0
     * is a field's name or a place in a list.
     */
    private Optional<BsonDocument> updated(Struct event, TableId table, BsonDocument after) {
        boolean described = event.schema().field("updateDescription") != null
                && event.getWithoutDefault("updateDescription") != null;
        if (after != null && described) {
            lookedUp.add(table);
        }
        if (after == null && !looksUp && !lookedUp.contains(table)) {
            throw Problem.run("it is an update of " + table + " without the document: record with capture.mode ="
                    + " \"change_streams_update_full\", in which each update brings it. (With that mode, the document"
                    + " was deleted before the server looked it up, and no update of this collection came before)");
        }
        return Optional.ofNullable(after);
    }

    private static BsonValue id(SourceRecord record, BsonDocument before) {
        if (before != null) {
            return before.get(ID);
        }
        if (!(record.key() instanceof Struct key) || key.schema().field("id") == null) {
            throw Problem.run("it has neither a document nor a key, which has the _id: record the keys too");
        }
        return parse("{\"_id\": " + key.getString("id") + "}", "the key's id").get(ID);
    }

    private static BsonDocument document(Struct event, String field) {
        Object text = event.schema().field(field) == null ? null : event.getWithoutDefault(field);
        return text == null ? null : parse((String) text, field);
    }

    private static BsonDocument parse(String text, String what) {
        try {
            return BsonDocument.parse(text);
        }
        catch (RuntimeException e) {
            throw Problem.run(what + " is no document in extended JSON", e);
        }
    }
}
