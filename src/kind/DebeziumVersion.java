package kind;

import java.util.ArrayList;
import java.util.List;

/** The version of Debezium that most kinds use; a kind whose connector has another states it in its own file. */
final class DebeziumVersion {

    private static final String VERSION = "3.6.1.Final";

    private DebeziumVersion() {
    }

    /** Coordinates of a connector, of what it needs beside its own dependencies, and of the engine. */
    static List<String> artifacts(String connector, String... needed) {
        return artifactsOf(VERSION, connector, needed);
    }

    /** The same of another version. */
    static List<String> artifactsOf(String version, String connector, String... needed) {
        List<String> artifacts = new ArrayList<>();
        artifacts.add("io.debezium:debezium-connector-" + connector + ":" + version);
        artifacts.addAll(List.of(needed));
        artifacts.add("io.debezium:debezium-embedded:" + version);
        return List.copyOf(artifacts);
    }
}
