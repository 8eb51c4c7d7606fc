package kind;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** SQL Server through its change tables; property reference: Debezium's SQL Server connector page, version 3.6. */
public final class SqlserverKind extends ServerKind {

    @Override
    public String name() {
        return "sqlserver";
    }

    @Override
    public String connectorClass() {
        return "io.debezium.connector.sqlserver.SqlServerConnector";
    }

    @Override
    public List<String> artifacts() {
        return DebeziumVersion.artifacts("sqlserver");
    }

    @Override
    String databaseProperty() {
        return "database.names";
    }

    @Override
    Map<String, String> moreAliases() {
        return Map.of("instance", "database.instance");
    }

    @Override
    public Map<String, String> defaults() {
        Map<String, String> defaults = polled("1433");
        // All tables of one moment, and writers are not kept waiting while they are read; the database has to allow it
        // (ALLOW_SNAPSHOT_ISOLATION). The connector's own default locks every table until the snapshot is read.
        defaults.put("snapshot.isolation.mode", "snapshot");
        return defaults;
    }

    @Override
    public Map<String, String> derived(Map<String, String> properties, Path folder) {
        return HistoryFile.in(folder, properties);
    }

    /** The driver tries a refused connection again until this time is over. */
    @Override
    public Map<String, String> impatient(int seconds) {
        return Map.of("driver.loginTimeout", Integer.toString(seconds));
    }

    @Override
    public List<String> ownPrefixes() {
        return List.of("database.names.", "database.instance.", "data.query.", "max.iteration.", "snapshot.isolation.",
                "streaming.fetch.", "incremental.snapshot.option.", "schema.history.");
    }
}
