package kind;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Db2 through its SQL replication tables; property reference: Debezium's Db2 connector page, version 3.6. */
public final class Db2Kind extends ServerKind {

    @Override
    public String name() {
        return "db2";
    }

    @Override
    public String connectorClass() {
        return "io.debezium.connector.db2.Db2Connector";
    }

    /** IBM's driver is not among the connector's dependencies, because of its licence. */
    @Override
    public List<String> artifacts() {
        return DebeziumVersion.artifacts("db2", "com.ibm.db2:jcc:12.1.5.0");
    }

    @Override
    public Map<String, String> defaults() {
        return polled("50000");
    }

    @Override
    public Map<String, String> derived(Map<String, String> properties, Path folder) {
        return HistoryFile.in(folder, properties);
    }

    @Override
    public List<String> ownPrefixes() {
        return List.of("db2.", "cdc.change.", "cdc.control.", "z.stop.", "streaming.query.", "snapshot.isolation.",
                "schema.history.");
    }
}
