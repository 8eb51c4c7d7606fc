package kind;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** MySQL through its binary log; property reference: Debezium's MySQL connector page, version 3.6. */
public final class MysqlKind extends BinlogKind {

    @Override
    public String name() {
        return "mysql";
    }

    @Override
    public Proof proof() {
        return Proof.SERVER;
    }

    @Override
    public List<String> proofSuites() {
        return List.of("mysqlkill");
    }

    @Override
    public String connectorClass() {
        return "io.debezium.connector.mysql.MySqlConnector";
    }

    @Override
    public List<String> patches() {
        return patches("io.debezium.connector.mysql.MySqlDatabaseSchema");
    }

    @Override
    public Map<String, String> defaults() {
        Map<String, String> defaults = new LinkedHashMap<>(super.defaults());
        // The snapshot is read in UTC, as MariaDB's driver does by itself: in the server's zone an hour comes twice.
        defaults.put("driver.connectionTimeZone", "UTC");
        defaults.put("driver.forceConnectionTimeZoneToSession", "true");
        return defaults;
    }

    @Override
    public List<String> artifacts() {
        return DebeziumVersion.artifacts("mysql");
    }
}
