package capture;

import java.util.List;

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
    public String connectorClass() {
        return "io.debezium.connector.mariadb.MariaDbConnector";
    }

    @Override
    public List<String> artifacts() {
        return DebeziumVersion.artifactsOf("3.5.0.Final", "mariadb");
    }
}
