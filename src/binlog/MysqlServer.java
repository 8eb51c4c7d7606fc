package binlog;

import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** A MySQL server, 8.0 or later. */
public class MysqlServer extends BinlogServer {

    public MysqlServer(Properties debezium) {
        super("MySQL", "mysql", debezium, driver(debezium));
    }

    /** Debezium's connection settings in the names of Connector/J. */
    private static Properties driver(Properties debezium) {
        Properties driver = new Properties();
        driver.setProperty("sslMode", debezium.getProperty("database.ssl.mode", "preferred").toUpperCase(Locale.ROOT));
        driver.setProperty("allowPublicKeyRetrieval", "true");
        Map.of("database.ssl.truststore", "trustCertificateKeyStoreUrl", "database.ssl.keystore",
                "clientCertificateKeyStoreUrl")
                .forEach((from, to) -> {
                    if (debezium.containsKey(from)) {
                        driver.setProperty(to, "file:" + debezium.getProperty(from));
                        driver.setProperty(to.replace("Url", "Password"), debezium.getProperty(from + ".password", ""));
                    }
                });
        return driver;
    }

    @Override
    String readerName() {
        return "binlog.MysqlReader";
    }

    @Override
    String statementTimeout() {
        return "max_execution_time";
    }

    @Override
    String id() {
        return row("SELECT @@server_uuid").get(0);
    }

    @Override
    boolean hasGtids() {
        return row("SELECT @@global.gtid_mode").get(0).equalsIgnoreCase("ON");
    }

    @Override
    String executed() {
        return row("SELECT REPLACE(REPLACE(@@global.gtid_executed, '\\n', ''), ' ', '')").get(0);
    }

    /** Only at the log's end can they be told by a query. */
    @Override
    String gtidsAt(BinlogPosition place) {
        BinlogPosition end = end();
        return end.sameSpot(place) && end.sameSpot(end()) ? end.gtids() : "";
    }

    @Override
    boolean hasExecuted(String gtids) {
        return row("SELECT GTID_SUBSET(?, @@global.gtid_executed)", gtids).get(0).equals("1");
    }

    @Override
    boolean stillHasAfter(String gtids) {
        return row("SELECT GTID_SUBSET(@@global.gtid_purged, ?)", gtids).get(0).equals("1");
    }

    /** Char, varchar (old and new), vector and text; neither geometries nor json, though they are stored as text is. */
    @Override
    Set<Integer> charsetTypes() {
        return Set.of(254, 253, 15, 242, 252);
    }

    /** Else Debezium asks for the log from its beginning. */
    @Override
    Map<String, String> withoutGtids() {
        return Map.of("gtid.ignore.on.recovery", "true");
    }
}
