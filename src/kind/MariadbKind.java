package kind;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * MariaDB through its binary log; property reference: Debezium's MariaDB connector page, version 3.5. The connector's
 * last release on Maven Central is 3.5.0.Final, and it runs with an engine of that version only.
 */
public final class MariadbKind extends BinlogKind {

    @Override
    public String name() {
        return "mariadb";
    }

    @Override
    public Proof proof() {
        return Proof.SERVER;
    }

    @Override
    public List<String> proofSuites() {
        return List.of("mariadbkill");
    }

    @Override
    public String connectorClass() {
        return "io.debezium.connector.mariadb.MariaDbConnector";
    }

    @Override
    public List<String> patches() {
        return patches("io.debezium.connector.mariadb.MariaDbDatabaseSchema");
    }

    @Override
    public Map<String, String> defaults() {
        Map<String, String> defaults = new LinkedHashMap<>(super.defaults());
        // Debezium takes a log for purged when its server has other GTIDs than ours in a domain, as after a failover;
        // whether the log still has what comes next is checked before it starts.
        defaults.put("internal.log.position.check.enable", "false");
        // A name for longtext: the log has text, not MySQL's binary form.
        defaults.put("cdc_types.json", "text");
        return defaults;
    }

    @Override
    public List<String> artifacts() {
        return DebeziumVersion.artifactsOf("3.5.0.Final", "mariadb");
    }
}
