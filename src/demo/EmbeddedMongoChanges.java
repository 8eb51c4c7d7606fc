import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Cursor;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The stand-in's oplog: its changes as events of a change stream have them, each with a cluster time of its own. */
final class EmbeddedMongoChanges implements Oplog {

    private static final String ID = "_id";
    private static final String CLUSTER_TIME = "clusterTime";
    private static final String BEFORE = "fullDocumentBeforeChange";
    private static final int SECONDS = 32;

    private final EmbeddedMongoStandin server;
    private final List<Document> events = new ArrayList<>();
    /** Each document as the last change left it. */
    private final Map<String, Document> stored = new HashMap<>();
    private long time;
    private long begins;

    EmbeddedMongoChanges(EmbeddedMongoStandin server) {
        this.server = server;
    }

    /** The cluster time; a later one at each call. */
    synchronized long now() {
        time = Math.max(time + 1, System.currentTimeMillis() / 1000 << SECONDS);
        return time;
    }

    /** The type's byte, the time, and an end, in hexadecimal. */
    static Document token(long time) {
        return new Document("_data", "82%016X2B0229296E04".formatted(time));
    }

    static long time(Document event) {
        return ((BsonTimestamp) event.get(CLUSTER_TIME)).getValue();
    }

    /** The time after which a stream with these options begins. */
    synchronized long from(Document options) {
        Document resume = (Document) options.getOrDefault("resumeAfter", options.get("startAfter"));
        if (resume != null) {
            long after = Long.parseUnsignedLong(resume.get("_data").toString().substring(2, 18), 16);
            if (after < begins) {
                throw new MongoServerError(286, "ChangeStreamHistoryLost", "Resume of change stream was not possible,"
                        + " as the resume point may no longer be in the oplog.");
            }
            return after;
        }
        BsonTimestamp at = (BsonTimestamp) options.get("startAtOperationTime");
        return at == null ? now() : at.getValue() - 1;
    }

    synchronized void forget() {
        events.clear();
        begins = now();
    }

    /** Each change: time, operation, collection and key. */
    synchronized List<Document> all() {
        return events.stream().map(each -> new Document("time", time(each)).append("op", each.get("operationType"))
                .append("coll", ((Document) each.get("ns")).get("coll"))
                .append("id", ((Document) each.get("documentKey")).get(ID))).toList();
    }

    synchronized List<Document> after(long after, String namespace, int size, Document options) {
        int from = events.size();
        while (from > 0 && time(events.get(from - 1)) > after) {
            from--;
        }
        return events.subList(from, events.size()).stream().filter(each -> namespace.isEmpty()
                || namespace.equals(((Document) each.get("ns")).get("db") + ".")).limit(size)
                .map(each -> answered(each, options)).toList();
    }

    /** An update's document is looked up now, as a server does; it may have been deleted since. */
    private Document answered(Document event, Document options) {
        Document answer = event.cloneDeeply();
        if (event.get("operationType").equals("update") && "updateLookup".equals(options.get("fullDocument"))) {
            Document ns = (Document) event.get("ns");
            answer.append("fullDocument", current(ns.get("db") + "." + ns.get("coll"),
                    ((Document) event.get("documentKey")).get(ID)));
        }
        if (options.getOrDefault(BEFORE, "off").equals("off")) {
            answer.remove(BEFORE);
        }
        return answer;
    }

    private Document current(String namespace, Object id) {
        int dot = namespace.indexOf('.');
        MongoCollection<?> collection = server.resolveDatabase(namespace.substring(0, dot))
                .resolveCollection(namespace.substring(dot + 1), false);
        return collection == null ? null : collection.queryAllAsStream().filter(each -> id.equals(each.get(ID)))
                .findFirst().map(Document::cloneDeeply).orElse(null);
    }

    private synchronized void add(String operation, String namespace, Object id, Map<String, Object> more) {
        long at = now();
        int dot = namespace.indexOf('.');
        Document ns = new Document("db", namespace.substring(0, dot)).append("coll", namespace.substring(dot + 1));
        Document event = new Document(ID, token(at)).append("operationType", operation)
                .append(CLUSTER_TIME, new BsonTimestamp(at)).append("ns", ns)
                .append("documentKey", new Document(ID, id));
        event.putAll(more);
        Document now = operation.equals("delete") ? null : current(namespace, id);
        Document before = now == null ? stored.remove(ns + " " + id) : stored.put(ns + " " + id, now);
        if (before != null) {
            event.append(BEFORE, before);
        }
        events.add(event);
    }

    @Override
    public void handleInsert(String namespace, List<Document> documents) {
        documents.forEach(each -> add("insert", namespace, each.get(ID), Map.of("fullDocument", each.cloneDeeply())));
    }

    @Override
    public void handleUpdate(String namespace, Document selector, Document update, List<Object> ids) {
        for (Object id : ids) {
            if (update.keySet().stream().noneMatch(each -> each.startsWith("$"))) {
                add("replace", namespace, id, Map.of("fullDocument", current(namespace, id)));
            }
            else {
                Document unset = (Document) update.getOrDefault("$unset", new Document());
                add("update", namespace, id, Map.of("updateDescription", new Document("updatedFields",
                        ((Document) update.getOrDefault("$set", new Document())).cloneDeeply())
                        .append("removedFields", List.copyOf(unset.keySet())).append("truncatedArrays", List.of())));
            }
        }
    }

    @Override
    public void handleDelete(String namespace, Document query, List<Object> ids) {
        ids.forEach(id -> add("delete", namespace, id, Map.of()));
    }

    @Override
    public void handleDropCollection(String namespace) {
        // the connector asks for no such events
    }

    @Override
    public Cursor createCursor(Document options, String namespace, Aggregation aggregation) {
        throw new UnsupportedOperationException("the stand-in opens change streams itself");
    }
}
