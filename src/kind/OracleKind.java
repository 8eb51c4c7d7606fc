package kind;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Oracle through LogMiner; property reference: Debezium's Oracle connector page, version 3.6. */
public final class OracleKind extends ServerKind {

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
    Map<String, String> moreAliases() {
        return Map.of("pdb", "database.pdb.name", "url", "database.url");
    }

    /** A whole JDBC URL, for connections that host and port cannot tell. */
    @Override
    public Map<String, String> substitutes() {
        return Map.of("host", "url");
    }

    @Override
    public Map<String, String> defaults() {
        Map<String, String> defaults = polled("1521");      // Oracle's own default; the connector's is 1528
        // Without it CLOB, BLOB and XML columns keep their old value in the destination.
        defaults.put("lob.enabled", "true");
        // Intervals with their months and days.
        defaults.put("interval.handling.mode", "string");
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
