package mongodb;

import base.Problem;
import capture.Checkup;
import capture.Checkup.Known;
import capture.SourceTable;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import io.debezium.connector.mongodb.CollectionId;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/** What {@code doctor} looks at in MongoDB: the checks of a start, one line each, and what a start does not look at. */
public final class MongoDoctor {

    private static final int NAMED = 5;

    private final Properties given;
    private final SourceTable.Check check;
    private final Known known;
    private final Checkup checkup;
    private MongoServer server;
    private List<CollectionId> collections;

    private MongoDoctor(Properties given, SourceTable.Check check, Known known, Checkup checkup) {
        this.given = given;
        this.check = check;
        this.known = known;
        this.checkup = checkup;
    }

    /** @param given Debezium's properties */
    public static void examine(Properties given, SourceTable.Check check, Known known, Checkup checkup) {
        MongoDoctor doctor = new MongoDoctor(given, check, known, checkup);
        checkup.check("capture_mode", () -> MongoSettings.captureMode(given));
        checkup.check("snapshot_mode", () -> MongoSettings.snapshotMode(given));
        checkup.check("settings", () -> {
            MongoSettings.require(given);
            return "none with which changes would be lost or doubled";
        });
        if (checkup.check("connection", doctor::connect)) {
            try (MongoServer connected = doctor.server) {
                doctor.examine();
            }
        }
    }

    private String connect() {
        server = new MongoServer(given);
        return MongoServer.address(given) + ", version " + server.version();
    }

    private void examine() {
        if (!checkup.check("replica set", server::requireReplicaSet)) {
            return;
        }
        checkup.check("rights", () -> {
            server.requireChangeStream(null);
            return "the user may open a change stream";
        });
        if (checkup.check("collections", this::find)) {
            checkup.check("names and keys", () -> {
                check.checkSome(Mongo.tables(server, collections), known.start());
                return "in order";
            });
            checkup.check("pre-images", this::preImages);
        }
        if (known.committed() == null) {
            checkup.warn("position", "the server's oplog cannot be compared with the DuckDB file, which cannot be read"
                    + " now");
        }
        else if (known.committed().snapshot() == Snapshot.DONE) {
            checkup.check("position", this::requireResumable);
        }
    }

    private String find() {
        collections = Mongo.requireCaptured(server, given);
        return Checkup.captured(collections.stream().map(CollectionId::namespace).toList());
    }

    private static String names(List<CollectionId> collections) {
        return collections.stream().limit(NAMED).map(CollectionId::namespace).collect(Collectors.joining(", "))
                + (collections.size() > NAMED ? ", …" : "");
    }

    private String preImages() {
        if (!MongoSettings.hasPreImages(given)) {
            return "not asked for: of a deleted document only its _id comes";
        }
        List<CollectionId> without = server.withoutImages();
        if (without.isEmpty()) {
            return "kept by each captured collection";
        }
        checkup.warn("pre-images", names(without) + (without.size() == 1 ? " keeps" : " keep") + " none: of a deleted"
                + " document only its _id comes. Run: db.getSiblingDB(\"" + without.get(0).dbName()
                + "\").runCommand({collMod: \"" + without.get(0).name()
                + "\", changeStreamPreAndPostImages: {enabled: true}})");
        return "";
    }

    private String requireResumable() {
        MongoPosition stored = MongoPosition.of(known.committed().position());
        if (stored == null) {
            throw Problem.run("The DuckDB file tells no place in a change stream: was it loaded from another source?");
        }
        server.requireChangeStream(stored);
        return "the loader resumes at " + stored.text();
    }
}
