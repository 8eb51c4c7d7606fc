package kind;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** MongoDB through change streams; property reference: Debezium's MongoDB connector page, version 3.6. */
public final class MongodbKind implements SourceKind {

    @Override
    public String name() {
        return "mongodb";
    }

    @Override
    public Proof proof() {
        return Proof.STANDIN;
    }

    @Override
    public List<String> proofSuites() {
        return List.of("mongodb");
    }

    @Override
    public String connectorClass() {
        return "io.debezium.connector.mongodb.MongoDbConnector";
    }

    @Override
    public List<String> artifacts() {
        return DebeziumVersion.artifacts("mongodb");
    }

    /** One connection string instead of host and port: it names all members of the replica set. */
    @Override
    public Map<String, String> aliases() {
        Map<String, String> aliases = new LinkedHashMap<>();
        aliases.put("connection_string", "mongodb.connection.string");
        aliases.put("user", "mongodb.user");
        aliases.put("username", "mongodb.user");
        aliases.put("password", "mongodb.password");
        aliases.put("auth_source", "mongodb.authsource");
        aliases.put("database", "database.include.list");
        return aliases;
    }

    @Override
    public List<String> required() {
        return List.of("connection_string", "database");
    }

    @Override
    public Map<String, String> defaults() {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("snapshot.mode", "initial");
        // An update comes with the whole document, and not with its changed fields alone.
        defaults.put("capture.mode", "change_streams_update_full");
        defaults.put("skipped.operations", "none");
        // A document that is too large for a change event ends the run; it is not left out with a line in the log.
        defaults.put("cursor.oversize.handling.mode", "fail");
        defaults.put("event.converting.failure.handling.mode", "fail");
        // Tells how far the stream is read while nothing is captured; a run up to the present ends with one.
        defaults.put("heartbeat.interval.ms", "1000");
        return defaults;
    }

    /** The connector knows collections, not tables. */
    @Override
    public String tableList() {
        return "collection.include.list";
    }

    @Override
    public Map<String, String> impatient(int seconds) {
        return Map.of("mongodb.server.selection.timeout.ms", Integer.toString(seconds * 1000),
                "mongodb.connect.timeout.ms", Integer.toString(seconds * 1000));
    }

    @Override
    public List<String> ownPrefixes() {
        return List.of("mongodb.", "capture.", "collection.", "cursor.", "field.exclude.", "field.renames.", "filters.",
                "auth.source.", "database.include.list.", "database.exclude.list.", "snapshot.collection.");
    }
}
