import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Inserts, updates, replaces and deletes documents at random; every one has its own mixture of fields. */
final class MongoWriter {

    private static final int KEYS = 400;

    private final List<MongoCollection<Document>> collections = new ArrayList<>();
    private final Random random;
    private final int number;
    private static int writers;
    private int inserted;
    private volatile boolean ended;
    private Thread thread;

    MongoWriter(MongoDatabase database, List<String> names, long seed) {
        names.forEach(name -> collections.add(database.getCollection(name)));
        random = new Random(seed);
        number = ++writers;
    }

    void start(int pauseMs) {
        thread = new Thread(() -> {
            while (!ended) {
                change();
                pause(pauseMs);
            }
        }, "writer");
        thread.setDaemon(true);
        thread.start();
    }

    void end() throws InterruptedException {
        ended = true;
        thread.join();
    }

    /** One change. */
    void change() {
        MongoCollection<Document> collection = collections.get(random.nextInt(collections.size()));
        String id = number + "-" + random.nextInt(Math.max(1, Math.min(inserted, KEYS)));
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> collection.insertOne(document(number + "-" + inserted++));
            case 4, 5, 6 -> collection.updateOne(Filters.eq(id), Updates.combine(update()));
            case 7, 8 -> collection.replaceOne(Filters.eq(id), document(id));
            default -> collection.deleteOne(Filters.eq(id));
        }
    }

    private Document document(String id) {
        Document document = new Document("_id", id).append("n", random.nextInt());
        if (random.nextBoolean()) {
            document.append("s", "text " + random.nextInt());
        }
        if (random.nextBoolean()) {
            document.append("d", random.nextInt(4) == 0 ? (Object) random.nextInt(100) : random.nextInt(100) + 0.5);
        }
        if (random.nextInt(3) == 0) {
            document.append("sub", new Document("a", random.nextInt()));
        }
        return document;
    }

    private List<Bson> update() {
        List<Bson> update = new ArrayList<>();
        update.add(Updates.set("n", random.nextInt()));
        if (random.nextBoolean()) {
            update.add(Updates.unset("s"));
        }
        if (random.nextInt(3) == 0) {
            update.add(Updates.set("d", random.nextInt(100) * 1.5));
        }
        return update;
    }

    /** The fields as they are loaded. */
    static String text(Document document) {
        Object number = document.get("d");
        Document sub = document.get("sub", Document.class);
        return document.get("n") + " " + document.get("s") + " "
                + (number == null ? null : ((Number) number).doubleValue())
                + " " + (sub == null ? null : "{\"a\": " + sub.get("a") + "}");
    }

    private static void pause(int ms) {
        try {
            Thread.sleep(ms);
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
