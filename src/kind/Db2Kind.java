package kind;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Db2 through its SQL replication tables; property reference: Debezium's Db2 connector page, version 3.6. */
public final class Db2Kind implements SourceKind {

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
    public Map<String, String> aliases() {
        Map<String, String> aliases = new LinkedHashMap<>();
        aliases.put("host", "database.hostname");
        aliases.put("port", "database.port");
        aliases.put("user", "database.user");
        aliases.put("username", "database.user");
        aliases.put("password", "database.password");
        aliases.put("database", "database.dbname");
        aliases.put("dbname", "database.dbname");
        return aliases;
    }

    @Override
    public List<String> required() {
        return List.of("host", "user", "password", "database");
    }

    @Override
    public Map<String, String> defaults() {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("database.port", "50000");
        defaults.put("snapshot.mode", "initial");
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

    @Override
    public List<String> ownPrefixes() {
        return List.of("db2.", "cdc.change.", "cdc.control.", "z.stop.", "streaming.query.", "snapshot.isolation.",
                "schema.history.");
    }
}
