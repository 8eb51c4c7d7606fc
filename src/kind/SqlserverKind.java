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
    public Proof proof() {
        return Proof.STANDIN;
    }

    @Override
    public List<String> proofSuites() {
        return List.of("standin");
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
    public List<String> patches() {
        return List.of("io.debezium.connector.sqlserver.SqlServerChangeEventSourceFactory");
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
        // How often our position follows the log while the captured tables are quiet: old changes are removed by age.
        defaults.put("heartbeat.interval.ms", "1000");
        // Each poll asks every change table, and the capture job fills them every few seconds only.
        defaults.put("poll.interval.ms", "500");
        // A table that is captured later is taken as it is then, not as it was when others were first loaded.
        defaults.put("schema.history.internal.store.only.captured.tables.ddl", "true");
        // The connector's own converter makes a datetimeoffset before 1970 a second late.
        defaults.put("cdc_types.type", "changetable.SqlserverTypes");
        return defaults;
    }

    @Override
    public Map<String, String> listMembers() {
        return Map.of("converters", "cdc_types");
    }

    @Override
    public Map<String, String> fixed() {
        return Map.of(
                HistoryFile.PROPERTY, "the schema history ends where the destination is",
                "include.schema.changes", "records of DDL are no rows of a table",
                "data.query.mode", "the other mode has changes of a transaction in another order",
                "streaming.fetch.size", "the next part of a transaction would begin behind changes that go back in it",
                "skipped.operations", "how much of a transaction is loaded is known by a count of its changes",
                "snapshot.max.threads", SNAPSHOT_THREADS);
    }

    @Override
    public String place(Map<String, Object> position) {
        return String.valueOf(position.getOrDefault("commit_lsn", ""));
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
