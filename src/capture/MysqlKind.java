package capture;

import java.util.List;

/** MySQL through its binary log; property reference: Debezium's MySQL connector page, version 3.6. */
public final class MysqlKind extends BinlogKind {

    @Override
    public String name() {
        return "mysql";
    }

    @Override
    public String connectorClass() {
        return "io.debezium.connector.mysql.MySqlConnector";
    }

    @Override
    public List<String> artifacts() {
        return DebeziumVersion.artifacts("mysql");
    }
}
