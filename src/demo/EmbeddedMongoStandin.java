///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS de.bwaldvogel:mongo-java-server:1.47.0
//DEPS org.slf4j:slf4j-nop:2.0.17
//SOURCES EmbeddedMongoChanges.java

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.Oplog;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A stand-in for a replica set of MongoDB, in memory, for demos and tests: mongo-java-server answers reads and writes,
 * and what it lacks is here: that it is a replica set, its cluster time, and change streams with resume tokens,
 * look-ups and images. {@code EmbeddedMongoStandin [PORT]} prints a line of JSON when it is ready, and serves until its
 * standard input ends. A script of its own, so that only those who use it download what it needs.
 *
 * <p>The command {@code {standin: "…"}} makes it another server: {@code alone} is no replica set, {@code deny} lets
 * nobody open a change stream, {@code forget} has an oplog that begins now, {@code slow} gives what it reads slowly,
 * {@code fine} is as at first, and {@code log} tells all changes.
 */
public final class EmbeddedMongoStandin extends MemoryBackend {

    private static final String ONLY_REPLICA_SETS = "The $changeStream stage is only supported on replica sets";
    private static final long FIRST_CURSOR = 1L << 40;
    private static final int PAUSE_MS = 20;
    private static final int SLOW_MS = 100;

    /** One change stream. */
    private static final class Stream {
        private final Document options;
        private final Aggregation pipeline;
        private final String namespace;
        private long after;

        private Stream(Document options, Aggregation pipeline, String namespace, long after) {
            this.options = options;
            this.pipeline = pipeline;
            this.namespace = namespace;
            this.after = after;
        }
    }

    private final int port;
    private final EmbeddedMongoChanges changes = new EmbeddedMongoChanges(this);
    private final Map<Long, Stream> streams = new ConcurrentHashMap<>();
    private final AtomicLong cursors = new AtomicLong(FIRST_CURSOR);
    private volatile String mood = "fine";

    private EmbeddedMongoStandin(int port) {
        this.port = port;
    }

    public static void main(String... args) throws IOException {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : freePort();
        EmbeddedMongoStandin standin = new EmbeddedMongoStandin(port);
        MongoServer server = new MongoServer(standin);
        server.enableOplog();
        server.bind("127.0.0.1", port);
        System.out.println("{\"host\":\"127.0.0.1\",\"port\":" + port + ",\"user\":\"\",\"password\":\"\","
                + "\"database\":\"mydb\"}");
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    @Override
    protected Oplog createOplog() {
        return changes;
    }

    @Override
    public Document handleMessage(MongoMessage message) {
        Document answer = super.handleMessage(message);
        if (answer != null && !mood.equals("alone")) {
            answer.append("operationTime", new BsonTimestamp(changes.now()));
        }
        return answer;
    }

    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
        if (command.equals("getMore") && streams.containsKey(((Number) query.get(command)).longValue())) {
            return more((Number) query.get(command), query);
        }
        synchronized (this) {
            return switch (command.toLowerCase(java.util.Locale.ROOT)) {
                case "hello", "ismaster" -> hello();
                case "getmore" -> {
                    if (mood.equals("slow")) {
                        pause(SLOW_MS);
                    }
                    yield super.handleCommand(channel, database, command, query);
                }
                case "standin" -> standin(query.get(command).toString());
                case "aggregate" -> opens(query) ? open(database, query)
                        : super.handleCommand(channel, database, command, query);
                case "killcursors" -> {
                    ((List<?>) query.get("cursors")).forEach(streams::remove);
                    yield super.handleCommand(channel, database, command, query);
                }
                default -> super.handleCommand(channel, database, command, query);
            };
        }
    }

    private Document hello() {
        Document answer = new Document("ismaster", true).append("isWritablePrimary", true)
                .append("maxBsonObjectSize", 16777216).append("maxMessageSizeBytes", 48000000)
                .append("maxWriteBatchSize", 100000).append("minWireVersion", 0).append("maxWireVersion", 17)
                .append("readOnly", false);
        if (!mood.equals("alone")) {
            String me = "127.0.0.1:" + port;
            answer.append("setName", "rs0").append("setVersion", 1).append("me", me).append("primary", me)
                    .append("hosts", List.of(me)).append("secondary", false);
        }
        return answer.append("ok", 1.0);
    }

    private Document standin(String mood) {
        if (mood.equals("log")) {
            return new Document("log", changes.all()).append("ok", 1.0);
        }
        this.mood = mood;
        if (mood.equals("forget")) {
            changes.forget();
        }
        return new Document("ok", 1.0);
    }

    private static boolean opens(Document query) {
        List<Document> pipeline = Aggregation.parse(query.get("pipeline"));
        return !pipeline.isEmpty() && pipeline.get(0).containsKey("$changeStream");
    }

    private Document open(String database, Document query) {
        if (mood.equals("alone")) {
            throw new MongoServerError(40573, "Location40573", ONLY_REPLICA_SETS);
        }
        if (mood.equals("deny")) {
            throw new MongoServerError(13, "Unauthorized", "not authorized on admin to execute command aggregate");
        }
        List<Document> pipeline = Aggregation.parse(query.get("pipeline"));
        Document options = (Document) pipeline.get(0).get("$changeStream");
        long after = changes.from(options);
        String namespace = Boolean.TRUE.equals(options.get("allChangesForCluster")) ? "" : database + ".";
        Aggregation rest = Aggregation.fromPipeline(pipeline.subList(1, pipeline.size()), this::resolveDatabase,
                resolveDatabase(database), null, changes);
        long id = cursors.incrementAndGet();
        streams.put(id, new Stream(options, rest, namespace, after));
        return answer(id, "firstBatch", List.of(), after);
    }

    private Document more(Number id, Document query) {
        Stream stream = streams.get(id.longValue());
        int size = ((Number) query.getOrDefault("batchSize", 0)).intValue();
        List<Document> found;
        synchronized (this) {
            long seen = changes.now();
            List<Document> next = changes.after(stream.after, stream.namespace, size == 0 ? 1000 : size,
                    stream.options);
            stream.after = next.isEmpty() ? seen : EmbeddedMongoChanges.time(next.get(next.size() - 1));
            found = stream.pipeline.runStagesAsStream(next.stream()).toList();
        }
        if (found.isEmpty()) {
            pause(PAUSE_MS);
        }
        return answer(id.longValue(), "nextBatch", found, stream.after);
    }

    private static Document answer(long id, String name, List<Document> documents, long after) {
        return new Document("cursor", new Document("id", id).append("ns", "admin.$cmd.aggregate")
                .append(name, documents).append("postBatchResumeToken", EmbeddedMongoChanges.token(after)))
                .append("ok", 1.0);
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
