package kind;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Cassandra through the commit logs of one node, on which the connector has to run; property reference: Debezium's
 * Cassandra connector page, version 3.4. The connectors for Cassandra 4 and for later releases lack artifacts that they
 * name as their parents on Maven Central; this one is the newest that is complete.
 */
public final class CassandraKind implements SourceKind {

    @Override
    public String name() {
        return "cassandra";
    }

    @Override
    public Proof proof() {
        return Proof.SERVER;
    }

    @Override
    public List<String> proofSuites() {
        return List.of("cassandra");
    }

    @Override
    public String connectorClass() {
        return "io.debezium.connector.cassandra.Cassandra5Connector";
    }

    @Override
    public String configClass() {
        return "io.debezium.connector.cassandra.CassandraConnectorConfig";
    }

    @Override
    public List<String> artifacts() {
        return DebeziumVersion.artifactsOf("3.4.1.Final", "cassandra-5");
    }

    /** Converters that only Confluent's own repository has; the other is a second logging library. */
    @Override
    public List<String> exclusions() {
        return List.of("io.confluent:*", "ch.qos.logback:*");
    }

    /** Host, user and password stand in the driver's own file. */
    @Override
    public Map<String, String> aliases() {
        Map<String, String> aliases = new LinkedHashMap<>();
        aliases.put("config", "cassandra.config");
        aliases.put("driver_config_file", "cassandra.driver.config.file");
        aliases.put("node_id", "cassandra.node.id");
        aliases.put("relocation_dir", "commit.log.relocation.dir");
        aliases.put("offset_dir", "offset.backing.store.dir");
        return aliases;
    }

    @Override
    public List<String> required() {
        return List.of("config", "driver_config_file", "node_id", "relocation_dir", "offset_dir");
    }

    @Override
    public Map<String, String> defaults() {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("snapshot.mode", "INITIAL");
        // Rows that most replicas agree on: one node alone may lack some.
        defaults.put("snapshot.consistency", "QUORUM");
        // Changes as they are written; else they come when a commit log is full, which may take days.
        defaults.put("commit.log.real.time.processing.enabled", "true");
        defaults.put("skipped.operations", "none");
        // Exact values: BigDecimal for decimal and varint, raw bytes.
        defaults.put("decimal.handling.mode", "precise");
        defaults.put("varint.handling.mode", "precise");
        defaults.put("binary.handling.mode", "bytes");
        defaults.put("event.converting.failure.handling.mode", "fail");
        return defaults;
    }

    @Override
    public List<String> ownPrefixes() {
        return List.of("cassandra.", "commit.log.", "cdc.dir.", "varint.", "http.port.", "latest.commit.",
                "num.of.change.event.", "event.order.", "snapshot.consistency.", "snapshot.scan.", "offset.backing.",
                "max.offset.flush.", "schema.refresh.interval.", "node.id.", "field.exclude.");
    }

    /** It only checks the values; a node is not asked before the start. */
    @Override
    public boolean validateConnects() {
        return false;
    }
}
