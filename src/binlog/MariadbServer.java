package binlog;

import base.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** A MariaDB server, 10.6 or later. */
public class MariadbServer extends BinlogServer {

    public MariadbServer(Properties debezium) {
        super("MariaDB", "mariadb", debezium, driver(debezium));
    }

    /** Debezium's connection settings in the names of MariaDB Connector/J. */
    private static Properties driver(Properties debezium) {
        Properties driver = new Properties();
        driver.setProperty("sslMode", debezium.getProperty("database.ssl.mode", "disable"));
        driver.setProperty("allowPublicKeyRetrieval", "true");
        Map.of("database.ssl.truststore", "trustStore", "database.ssl.keystore", "keyStore").forEach((from, to) -> {
            if (debezium.containsKey(from)) {
                driver.setProperty(to, debezium.getProperty(from));
                driver.setProperty(to + "Password", debezium.getProperty(from + ".password", ""));
            }
        });
        return driver;
    }

    @Override
    boolean isMariadb() {
        return true;
    }

    @Override
    String readerName() {
        return "binlog.MariadbReader";
    }

    @Override
    String statementTimeout() {
        return "max_statement_time";
    }

    @Override
    String id() {
        List<String> uid = row("SHOW GLOBAL VARIABLES LIKE 'server_uid'");
        return uid.size() > 1 ? uid.get(1) : row("SELECT @@server_id").get(0);
    }

    /** Every transaction has one. */
    @Override
    boolean hasGtids() {
        return true;
    }

    @Override
    String executed() {
        return row("SELECT @@global.gtid_binlog_pos").get(0);
    }

    @Override
    String gtidsAt(BinlogPosition place) {
        String gtids = row("SELECT BINLOG_GTID_POS(?, " + place.pos() + ")", place.file()).get(0);
        return gtids == null ? "" : gtids;
    }

    /** From 10.10 on, where collations are no more of one character set each. */
    @Override
    String collations() {
        return row("SHOW COLUMNS FROM information_schema.collation_character_set_applicability LIKE 'id'").isEmpty()
                ? super.collations() : "collation_character_set_applicability";
    }

    /** Char, varchar (old and new), text and geometries; vectors, uuid and inet6 come as char or varchar. */
    @Override
    Set<Integer> charsetTypes() {
        return Set.of(254, 253, 15, 252, 255);
    }

    @Override
    List<String> warnings(BinlogTables tables) {
        List<String> warnings = new ArrayList<>();
        if (variable("binlog_row_metadata").equalsIgnoreCase("NO_LOG")) {
            warnings.add(name() + " has binlog_row_metadata = NO_LOG, so its log does not say which character set a"
                    + " column has: the server's catalogue is asked, and where a later ALTER TABLE leaves a doubt the"
                    + " run ends. Run: SET GLOBAL binlog_row_metadata = 'MINIMAL';");
        }
        tables.generated().forEach((table, columns) -> warnings.add("Table " + table + " has generated columns ("
                + String.join(", ",
                columns) + "), which MariaDB leaves out of its log when a row is updated or deleted: the first such"
                        + " change ends the run"));
        return warnings;
    }

    /** By the newest transaction of each domain and server; the position has only the newest of a domain. */
    @Override
    boolean hasExecuted(String gtids) {
        BinlogPosition all = new BinlogPosition("", 0, row("SELECT @@global.gtid_binlog_state").get(0));
        return List.of(gtids.split(",")).stream().allMatch(gtid -> gtid.isBlank() || all.contains(gtid));
    }

    /** What was before the first log that is left was purged. */
    @Override
    boolean stillHasAfter(String gtids) {
        BinlogPosition known = new BinlogPosition("", 0, gtids);
        String purged = gtidsAt(new BinlogPosition(logs().keySet().iterator().next(), 4, ""));
        return List.of(purged.split(",")).stream().allMatch(gtid -> gtid.isBlank() || known.contains(gtid));
    }

    @Override
    Map<String, String> withoutGtids() {
        throw Problem.run(name() + " has no transaction in its binary log yet (gtid_binlog_pos is empty), and Debezium"
                + " cannot follow a log without any: make one change, such as CREATE TABLE, then run again");
    }
}
