import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import org.bson.BsonDocument;

/** {@code MongoCommand PORT COMMAND…}: runs commands, in extended JSON, on the database mydb. */
public class MongoCommand {

    public static void main(String... args) {
        try (MongoClient client = MongoClients.create("mongodb://127.0.0.1:" + args[0] + "/?directConnection=true"
                + "&serverSelectionTimeoutMS=10000")) {
            for (int i = 1; i < args.length; i++) {
                System.out.println(client.getDatabase("mydb").runCommand(BsonDocument.parse(args[i])).toJson());
            }
        }
    }
}
