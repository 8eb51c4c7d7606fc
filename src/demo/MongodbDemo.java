//FILES demo/EmbeddedMongoStandin.java=EmbeddedMongoStandin.java
//FILES demo/EmbeddedMongoChanges.java=EmbeddedMongoChanges.java

package demo;

import cli.Demo;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;

/** The demo of MongoDB: Maven Central has no server of it, so a stand-in, which says that it is one. */
public final class MongodbDemo implements Demo {

    private static final String COLLECTION = "test_users";

    @Override
    public Place place() {
        return new Server("a stand-in for MongoDB, in memory: reads and writes by mongo-java-server, change streams by"
                + " this loader's tests. No MongoDB takes part",
                List.of("EmbeddedMongoStandin.java", "EmbeddedMongoChanges.java"));
    }

    @Override
    public String product() {
        return "MongoDB";
    }

    /** It has no JDBC driver. */
    @Override
    public String scheme() {
        return "mongodb";
    }

    private static String url(Address at) {
        return "mongodb://" + at.host() + ":" + at.port() + "/?replicaSet=rs0";
    }

    @Override
    public Client connect(Address at) {
        MongoClient client = MongoClients.create(url(at));
        return new Client() {
            @Override
            public void run(String command) {
                client.getDatabase(at.database()).runCommand(BsonDocument.parse(command));
            }

            @Override
            public void close() {
                client.close();
            }
        };
    }

    @Override
    public Map<String, String> settings(Address at) {
        return Map.of("connection_string", url(at), "database", at.database(), "collection_include_list", tableName());
    }

    @Override
    public String key() {
        return "_id";
    }

    private static String insert(String documents) {
        return "{insert: '" + COLLECTION + "', documents: [" + documents + "]}";
    }

    @Override
    public String firstRows() {
        return insert("{_id: 1, name: 'Ada', email: 'ada@example.com'},"
                + " {_id: 2, name: 'Linus', email: 'linus@example.com'}");
    }

    @Override
    public List<String> changes() {
        return List.of(insert("{_id: 3, name: 'Alice', email: 'alice@example.com'}"),
                insert("{_id: 4, name: 'Bob', email: 'bob@example.com'}"),
                "{update: '" + COLLECTION + "', updates: [{q: {name: 'Alice'}, u: {$set: {email:"
                        + " 'alice.updated@example.com'}}}]}",
                "{delete: '" + COLLECTION + "', deletes: [{q: {name: 'Bob'}, limit: 1}]}");
    }

    @Override
    public List<String> visit(int guest) {
        return List.of(insert("{_id: " + (guest + 4) + ", name: 'Guest " + guest + "', email: 'guest" + guest
                        + "@example.com'}"),
                "{update: '" + COLLECTION + "', updates: [{q: {name: 'Guest " + (guest % 2 == 0 ? guest / 2 : 0)
                        + "'}, u: {$set: {email: 'left.a.card@example.com'}}}]}",
                "{delete: '" + COLLECTION + "', deletes: [{q: {name: 'Guest " + (guest - 8) + "'}, limit: 1}]}");
    }

    /** A collection needs no making. */
    @Override
    public List<String> tableStatements() {
        return List.of();
    }

    @Override
    public String tableWords() {
        return "collection " + COLLECTION;
    }

    @Override
    public String tableName() {
        return "mydb." + COLLECTION;
    }
}
