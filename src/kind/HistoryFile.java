package kind;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where a connector that reads DDL keeps the tables' past definitions: in a file beside the pipeline's state, because
 * the connector's own default is a Kafka topic. Debezium's page on each such connector, "Schema history".
 */
final class HistoryFile {

    static final String PROPERTY = "schema.history.internal";
    static final String CLASS = "io.debezium.storage.file.history.FileSchemaHistory";
    private static final String FILE = PROPERTY + ".file.filename";

    private HistoryFile() {
    }

    /** The file's property, unless it is given or another store is. */
    static Map<String, String> in(Path folder, Map<String, String> properties) {
        boolean ours = CLASS.equals(properties.get(PROPERTY)) && !properties.containsKey(FILE);
        return ours ? Map.of(FILE, folder.resolve("schema_history.dat").toString()) : Map.of();
    }
}
