package kind;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Oracle through LogMiner; property reference: Debezium's Oracle connector page, version 3.6. */
public final class OracleKind extends ServerKind {

    private static final String BOUNDARY = "internal.log.mining.transaction.snapshot.boundary.mode";
    private static final String COUNTED = "how much of a transaction is loaded is known by a count of its changes";

    @Override
    public String name() {
        return "oracle";
    }

    @Override
    public Proof proof() {
        return Proof.STANDIN;
    }

    @Override
    public List<String> proofSuites() {
        return List.of("oracle");
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
        // Transactions that were open when the snapshot was taken: the connector's own default loses their beginning.
        defaults.put(BOUNDARY, "all");
        // How often our position follows the log, from which old changes are removed.
        defaults.put("heartbeat.interval.ms", "1000");
        // A table that is captured later is taken as it is then; the definitions of a whole server are many.
        defaults.put("schema.history.internal.store.only.captured.tables.ddl", "true");
        // The connector's own converter spoils intervals of more than six digits.
        defaults.put("cdc_types.type", "oracle.OracleTypes");
        return defaults;
    }

    @Override
    public Map<String, String> listMembers() {
        return Map.of("converters", "cdc_types");
    }

    @Override
    public Map<String, String> fixed() {
        Map<String, String> fixed = new HashMap<>();
        fixed.put(HistoryFile.PROPERTY, "the schema history ends where the destination is");
        fixed.put("include.schema.changes", "records of DDL are no rows of a table");
        fixed.put("skipped.operations", COUNTED);
        fixed.put("lob.enabled", COUNTED + ", and CLOB and BLOB values would be missing");
        fixed.put("database.connection.adapter", "where another adapter goes on after a restart is not known here");
        fixed.put("log.mining.buffer.type", "the libraries of the other buffers are left out");
        for (String lossy : List.of("log.mining.transaction.retention.ms", "log.mining.window.max.ms",
                "log.mining.buffer.transaction.events.threshold")) {
            fixed.put(lossy, "the changes of a long transaction would be lost");
        }
        fixed.put(BOUNDARY, "the beginning of a transaction that is open during the snapshot would be lost");
        return fixed;
    }

    @Override
    public String place(Map<String, Object> position) {
        Object committed = position.get("commit_scn");
        return committed == null ? String.valueOf(position.getOrDefault("scn", ""))
                : committed.toString().replaceFirst(":.*", "");
    }

    /** The driver waits for a minute. */
    @Override
    public Map<String, String> impatient(int seconds) {
        return Map.of("driver.oracle.net.CONNECT_TIMEOUT", Integer.toString(seconds * 1000));
    }

    @Override
    public Map<String, String> derived(Map<String, String> properties, Path folder) {
        return HistoryFile.in(folder, properties);
    }

    @Override
    public List<String> ownPrefixes() {
        return List.of("log.mining.", "internal.log.mining.", "lob.", "rac.", "archive.",
                "openlogreplicator.", "xstream.", "secondary.",
                "pdb.", "database.pdb.", "database.url.", "database.connection.adapter.", "database.out.server.",
                "legacy.decimal.", "snapshot.database.errors.", "schema.history.");
    }
}
