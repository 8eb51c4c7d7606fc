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
    public Proof proof() {
        return Proof.STANDIN;
    }

    @Override
    public List<String> proofSuites() {
        return List.of("standin");
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
        Map<String, String> defaults = polled("50000");
        // Each poll asks every change table, and Capture fills them every few seconds only.
        defaults.put("poll.interval.ms", "500");
        // Capture notes here how far it has pruned; the connector takes it for the end of the table's changes.
        defaults.put("z.stop.lsn.ignore", "true");
        // A value is converted after the cursor has moved on, when the driver's streams of large ones are closed.
        defaults.put("driver.fullyMaterializeLobData", "true");
        defaults.put("driver.progressiveStreaming", "2");
        // The connector's own converters spoil CLOB, BLOB, and a TIMESTAMP's digits after the ninth.
        defaults.put("cdc_types.type", "changetable.Db2Types");
        return defaults;
    }

    @Override
    public Map<String, String> listMembers() {
        return Map.of("converters", "cdc_types");
    }

    @Override
    public Map<String, String> fixed() {
        return Map.of(
                HistoryFile.PROPERTY, "the definitions are read from the server at each start",
                "include.schema.changes", "records of DDL are no rows of a table",
                "db2.platform", "what is checked before a start is the catalogue of Db2 for Linux, UNIX and Windows",
                "z.stop.lsn.ignore", "Capture notes there how far it has pruned, and changes after it would be skipped",
                "skipped.operations", "how much of a transaction is loaded is known by a count of its changes");
    }

    @Override
    public String place(Map<String, Object> position) {
        return String.valueOf(position.getOrDefault("commit_lsn", ""));
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
