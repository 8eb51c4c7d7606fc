package kind;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Oracle through LogMiner; property reference: Debezium's Oracle connector page, version 3.6. */
public final class OracleKind implements SourceKind {

    @Override
    public String name() {
        return "oracle";
    }

    @Override
    public String connectorClass() {
        return "io.debezium.connector.oracle.OracleConnector";
    }

    @Override
    public List<String> artifacts() {
        return DebeziumVersion.artifacts("oracle");
    }

    /**
     * Buffers of transactions other than the memory, and the reading of XMLTYPE columns: with them the dependencies
     * cannot be resolved from Maven Central alone.
     */
    @Override
    public List<String> exclusions() {
        return List.of("org.infinispan:*", "org.ehcache:*", "com.oracle.database.xml:*");
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
        aliases.put("pdb", "database.pdb.name");
        aliases.put("url", "database.url");
        return aliases;
    }

    @Override
    public List<String> required() {
        return List.of("host", "user", "password", "database");
    }

    /** A whole JDBC URL, for connections that host and port cannot tell. */
    @Override
    public Map<String, String> substitutes() {
        return Map.of("host", "url");
    }

    @Override
    public Map<String, String> defaults() {
        Map<String, String> defaults = new LinkedHashMap<>();
        // Oracle's own default; the connector's is 1528.
        defaults.put("database.port", "1521");
        defaults.put("snapshot.mode", "initial");
        defaults.put("include.schema.changes", "false");
        defaults.put(HistoryFile.PROPERTY, HistoryFile.CLASS);
        defaults.put("skipped.operations", "none");
        // Without it CLOB, BLOB and XML columns keep their old value in the destination.
        defaults.put("lob.enabled", "true");
        // Exact values: BigDecimal, intervals with their months and days, raw bytes; microseconds, because a count of
        // nanoseconds ends in the year 2262.
        defaults.put("decimal.handling.mode", "precise");
        defaults.put("time.precision.mode", "microseconds");
        defaults.put("interval.handling.mode", "string");
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
        return List.of("log.mining.", "lob.", "rac.", "archive.", "openlogreplicator.", "xstream.", "secondary.",
                "pdb.", "database.pdb.", "database.url.", "database.connection.adapter.", "database.out.server.",
                "legacy.decimal.", "snapshot.database.errors.", "schema.history.");
    }
}
