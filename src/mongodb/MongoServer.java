package mongodb;

import base.Problem;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoClient;
import io.debezium.config.Configuration;
import io.debezium.connector.mongodb.CollectionId;
import io.debezium.connector.mongodb.Filters;
import io.debezium.connector.mongodb.connection.MongoDbConnectionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.Document;

/** A connection of our own, by the connector's settings: for checks and for the server's time. */
final class MongoServer implements AutoCloseable {

    static final String GRANT = "db.getSiblingDB(\"admin\").grantRolesToUser(USER, [{role: \"readAnyDatabase\", db:"
            + " \"admin\"}]), or, with capture_scope = \"database\" and capture_target = DATABASE, the role read on"
            + " that database";
    static final String NO_REPLICA_SET = "Only a replica set has change streams, and this server is none: start mongod"
            + " with --replSet rs0, run rs.initiate() once (one member is enough), and add ?replicaSet=rs0 to"
            + " connection_string";
    private static final String PATIENCE = "mongodb.server.selection.timeout.ms";
    private static final int PATIENCE_MS = 10_000;
    private static final String ADMIN = "admin";

    private final MongoClient client;
    private final String address;
    private final Filters filters;
    private final Properties debezium;

    MongoServer(Properties debezium) {
        Properties impatient = new Properties();
        impatient.putAll(debezium);
        impatient.putIfAbsent(PATIENCE, String.valueOf(PATIENCE_MS));
        this.debezium = debezium;
        this.address = address(debezium);
        Configuration configuration = Configuration.from(impatient);
        this.filters = new Filters(configuration);
        this.client = asked(() -> new MongoDbConnectionContext(configuration).getMongoClient());
    }

    /** The connection string without user, password and options. */
    static String address(Properties debezium) {
        return "MongoDB at " + debezium.getProperty("mongodb.connection.string", "").replaceFirst("^[^/]*//", "")
                .replaceFirst("^[^/]*@", "").replaceFirst("[/?].*$", "");
    }

    private <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        }
        catch (Problem problem) {
            throw problem;
        }
        catch (RuntimeException e) {
            throw MongoErrors.problem(e, address);
        }
    }

    private BsonDocument command(String name) {
        return asked(() -> client.getDatabase(ADMIN).runCommand(new BsonDocument(name, new BsonInt32(1)),
                BsonDocument.class));
    }

    String version() {
        return command("buildInfo").getString("version").getValue();
    }

    /** @return the replica set, or that it is a sharded cluster */
    String requireReplicaSet() {
        BsonDocument hello = command("hello");
        BsonValue set = hello.get("setName");
        if (set == null && !"isdbgrid".equals(hello.containsKey("msg") ? hello.getString("msg").getValue() : "")) {
            throw Problem.run(address + ": " + NO_REPLICA_SET);
        }
        return set == null ? "a sharded cluster" : "replica set " + set.asString().getValue();
    }

    /** The cluster time: of what was written until now none is later. */
    long now() {
        BsonTimestamp time = command("hello").getTimestamp("operationTime", null);
        if (time == null) {
            throw Problem.run(address + " does not tell its operation time. " + NO_REPLICA_SET);
        }
        return time.getValue();
    }

    /** Opens a change stream, which the connector will do, and lets it go. */
    void requireChangeStream(MongoPosition resume) {
        asked(() -> {
            String scope = debezium.getProperty("capture.scope", "deployment");
            ChangeStreamIterable<Document> stream = scope.equals("deployment") ? client.watch()
                    : client.getDatabase(debezium.getProperty("capture.target", "")).watch();
            if (resume != null && !resume.token().isEmpty()) {
                stream.resumeAfter(resume.document());
            }
            try (MongoChangeStreamCursor<?> cursor = stream.maxAwaitTime(1, TimeUnit.MILLISECONDS).cursor()) {
                return cursor;
            }
        });
    }

    /** The collections that the settings let through. */
    List<CollectionId> captured() {
        return asked(() -> {
            List<CollectionId> found = new ArrayList<>();
            for (String database : client.listDatabaseNames()) {
                if (filters.databaseFilter().test(database)) {
                    for (String name : client.getDatabase(database).listCollectionNames()) {
                        found.add(new CollectionId(database, name));
                    }
                }
            }
            found.removeIf(each -> !lets(each) || each.name().startsWith("system."));
            return found;
        });
    }

    boolean lets(CollectionId collection) {
        return filters.databaseFilter().test(collection.dbName()) && filters.collectionFilter().test(collection);
    }

    boolean hasDocuments(CollectionId collection) {
        return asked(() -> client.getDatabase(collection.dbName()).getCollection(collection.name()).find().limit(1)
                .first() != null);
    }

    /** Of the captured collections those that keep no images of documents before and after a change. */
    List<CollectionId> withoutImages() {
        return asked(() -> captured().stream().filter(each -> {
            Document found = client.getDatabase(each.dbName()).listCollections().filter(new Document("name",
                    each.name())).first();
            Document images = found == null ? null : found.get("options", new Document())
                    .get("changeStreamPreAndPostImages", Document.class);
            return images == null || !images.getBoolean("enabled", false);
        }).toList());
    }

    @Override
    public void close() {
        client.close();
    }
}
