package mongodb;

import base.Problem;
import capture.CheckpointStore;
import capture.DuplicateFilter;
import capture.EngineSettings;
import capture.LeftOut;
import capture.SourceDatabase;
import capture.SourceTable;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.Documents;
import event.TableId;
import io.debezium.connector.mongodb.CollectionId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.connect.source.SourceRecord;
import watch.Watch;

/**
 * A replica set of MongoDB as a source: the checks before each start and the resume token.
 *
 * @see <a href="https://debezium.io/documentation/reference/stable/connectors/mongodb.html">Debezium: MongoDB</a>
 */
public final class Mongo implements SourceDatabase {

    private static final String HEARTBEAT_MS = "1000";
    private static final String ID = "_id";

    private final Properties given;
    private final SourceTable.Check check;
    private final Predicate<TableId> appended;
    private final Watch user;
    private final Set<String> warned = new HashSet<>();
    private List<String> captured = List.of();
    private MongoDocuments documents = new MongoDocuments(true, Map.of());

    /**
     * @param debezium Debezium's properties
     * @param check    looks at the captured collections before each start
     * @param appended whether a collection's changes are kept one by one
     * @param user     is told what the user should see
     */
    public Mongo(Properties debezium, SourceTable.Check check, Predicate<TableId> appended, Watch user) {
        this.given = debezium;
        this.check = check;
        this.appended = appended;
        this.user = user;
    }

    @Override
    public String waitingFor() {
        MongoSettings.require(given);
        try (MongoServer server = new MongoServer(given)) {
            return server.captured().isEmpty() ? "a collection of " + asked(given) : "";
        }
    }

    /** As the settings name what is to be captured. */
    static String asked(Properties given) {
        return given.getProperty("collection.include.list", "database " + given.getProperty("database.include.list"));
    }

    @Override
    public Properties prepare(CheckpointStore store) {
        MongoSettings.require(given);
        Properties properties = new Properties();
        properties.putAll(given);
        // How far the stream is read is known by heartbeats.
        if (properties.getProperty("heartbeat.interval.ms", "").matches("0+")) {
            properties.setProperty("heartbeat.interval.ms", HEARTBEAT_MS);
            warnOnce("heartbeat_interval_ms = 0 would hide from the loader how far the stream is read: it is taken as "
                    + HEARTBEAT_MS + " ms");
        }
        EngineSettings.require(properties);
        try (MongoServer server = new MongoServer(given)) {
            Checkpoint committed = store.committed();
            boolean goesOn = committed.snapshot() == Snapshot.DONE;
            server.requireReplicaSet();
            server.requireChangeStream(goesOn ? MongoPosition.of(committed.position()) : null);
            List<CollectionId> found = requireCaptured(server, given);
            check.checkSome(tables(server, found), committed);
            captured = found.stream().map(CollectionId::namespace).toList();
            if (!goesOn) {
                store.begin(Map.of("captured", captured));
            }
        }
        return properties;
    }

    static List<CollectionId> requireCaptured(MongoServer server, Properties given) {
        List<CollectionId> found = server.captured();
        if (found.isEmpty()) {
            throw Problem.run("There is no collection of " + asked(given) + " that the user may read at "
                    + MongoServer.address(given));
        }
        return found;
    }

    /** A collection tells none of its fields but the key. */
    static List<SourceTable> tables(MongoServer server, List<CollectionId> collections) {
        return collections.stream().map(each -> new SourceTable(new TableId(each.dbName(), each.name()), List.of(ID),
                List.of(ID), "", () -> server.hasDocuments(each))).toList();
    }

    @Override
    public boolean captures(TableId table) {
        return captured.contains(table.toString());
    }

    /** A change stream that the server ends, ends the engine with an error. */
    @Override
    public void look() {
        // nothing that would end it silently
    }

    @Override
    public Optional<Documents> documents() {
        return Optional.of(documents);
    }

    @Override
    public DuplicateFilter filter(Checkpoint start) {
        documents = new MongoDocuments(true, start.position());
        try (MongoServer server = new MongoServer(given)) {
            Checkpoint noted = LeftOut.noted(start, captured, name -> LeftOut.readings(name)
                    .anyMatch(each -> server.lets(new CollectionId(each.schema(), each.name()))));
            return new MongoDuplicateFilter(noted, appended, this::now, documents);
        }
    }

    private long now() {
        try (MongoServer server = new MongoServer(given)) {
            return server.now();
        }
    }

    @Override
    public Map<String, Object> offset(Checkpoint committed) {
        MongoPosition stored = MongoPosition.of(committed.position());
        Map<String, Object> offset = new HashMap<>();
        if (committed.snapshot() == Snapshot.DONE && stored != null) {
            stored.put(offset);
        }
        return offset;
    }

    /** A later time than the server's now: events of the same time may follow one another. */
    @Override
    public HighWatermark highWatermark() {
        long mark = now();
        return (SourceRecord record) -> {
            MongoPosition at = MongoPosition.of(record.sourceOffset());
            return at != null && Long.compareUnsigned(at.time(), mark) > 0;
        };
    }

    @Override
    public boolean passes(Throwable error) {
        return MongoErrors.pass(error);
    }

    @Override
    public String explain(Throwable error) {
        return MongoErrors.explain(error, MongoServer.address(given));
    }

    private void warnOnce(String sentence) {
        if (warned.add(sentence)) {
            user.warn(sentence);
        }
    }
}
