package kind;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** SQL Server through its change tables; property reference: Debezium's SQL Server connector page, version 3.6. */
public final class SqlserverKind implements SourceKind {

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
    public Map<String, String> aliases() {
        Map<String, String> aliases = new LinkedHashMap<>();
        aliases.put("host", "database.hostname");
        aliases.put("port", "database.port");
        aliases.put("instance", "database.instance");
        aliases.put("user", "database.user");
        aliases.put("username", "database.user");
        aliases.put("password", "database.password");
        aliases.put("database", "database.names");
        return aliases;
    }

    @Override
    public List<String> required() {
        return List.of("host", "user", "password", "database");
    }

    @Override
    public Map<String, String> defaults() {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("database.port", "1433");
        defaults.put("snapshot.mode", "initial");
        // All tables of one moment, and writers are not kept waiting while they are read; the database has to allow it
        // (ALLOW_SNAPSHOT_ISOLATION). The connector's own default locks every table until the snapshot is read.
        defaults.put("snapshot.isolation.mode", "snapshot");
        defaults.put("include.schema.changes", "false");
        defaults.put(HistoryFile.PROPERTY, HistoryFile.CLASS);
        defaults.put("skipped.operations", "none");
        // Exact values: BigDecimal, raw bytes; microseconds, because a count of nanoseconds ends in the year 2262.
        defaults.put("decimal.handling.mode", "precise");
        defaults.put("time.precision.mode", "microseconds");
        defaults.put("binary.handling.mode", "bytes");
        defaults.put("event.converting.failure.handling.mode", "fail");
        defaults.put("heartbeat.interval.ms", "10000");
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
