package kind;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32;

/** What MySQL and MariaDB have in common: both are read as a replica reads them, from the binary log. */
abstract class BinlogKind extends ServerKind {

    private static final String SERVER_ID = "database.server.id";
    // From here on Debezium's documentation has its examples; small numbers are what people give their servers.
    private static final long LEAST_SERVER_ID = 5400;
    private static final long SERVER_IDS = (1L << 32) - LEAST_SERVER_ID;

    /** @param own the connector's own, beside those that both have */
    static List<String> patches(String own) {
        return List.of("com.github.shyiko.mysql.binlog.event.deserialization.QueryEventDataDeserializer",
                "io.debezium.connector.binlog.event.RowDeserializers",
                "io.debezium.connector.binlog.jdbc.BinlogFieldReader",
                "io.debezium.relational.TableEditorImpl", own);
    }

    @Override
    String databaseProperty() {
        return "database.include.list";
    }

    @Override
    Map<String, String> moreAliases() {
        return Map.of("server_id", SERVER_ID);
    }

    @Override
    public Map<String, String> defaults() {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("database.port", "3306");
        defaults.put("snapshot.mode", "initial");
        defaults.put("snapshot.max.threads", "1");
        // One short global read lock at the start of the snapshot, so that all tables are of one moment.
        defaults.put("snapshot.locking.mode", "minimal");
        // DDL shows in the schema of the rows that follow it; records of its own would only be thrown away.
        defaults.put("include.schema.changes", "false");
        defaults.put(HistoryFile.PROPERTY, HistoryFile.CLASS);
        // The connector leaves TRUNCATE out by default.
        defaults.put("skipped.operations", "none");
        // Exact values: BigDecimal, also for bigint unsigned, whose upper half a long cannot hold; microseconds
        // whatever the column's declared precision; raw bytes.
        defaults.put("decimal.handling.mode", "precise");
        defaults.put("bigint.unsigned.handling.mode", "precise");
        defaults.put("time.precision.mode", "microseconds");
        defaults.put("binary.handling.mode", "bytes");
        // The server has completed years of two digits already; doing it again would turn the year 20 into 2020.
        defaults.put("enable.time.adjuster", "false");
        defaults.put("cdc_types.type", "binlog.MysqlTypes");
        // What cannot be read or converted ends the run; nothing is left out with a line in the log.
        defaults.put("event.converting.failure.handling.mode", "fail");
        defaults.put("event.deserialization.failure.handling.mode", "fail");
        defaults.put("inconsistent.schema.handling.mode", "fail");
        // How often our position follows the log while the captured tables are quiet: the server purges its log by age.
        defaults.put("heartbeat.interval.ms", "500");
        // A client that connects again by itself begins its transaction again, unseen: a new engine does it instead.
        // The server says that it is there after 0.8 of the interval, so that a dead connection is noticed.
        defaults.put("connect.keep.alive", "false");
        defaults.put("connect.keep.alive.interval.ms", "625");
        return defaults;
    }

    @Override
    public Map<String, String> derived(Map<String, String> properties, Path folder) {
        Map<String, String> derived = new LinkedHashMap<>(HistoryFile.in(folder, properties));
        if (!properties.containsKey(SERVER_ID)) {
            derived.put(SERVER_ID, Long.toString(serverId(properties, folder)));
        }
        return derived;
    }

    @Override
    public Map<String, String> fixed() {
        return Map.of(
                "snapshot.max.threads", SNAPSHOT_THREADS,
                "connect.keep.alive", "a client that connects again by itself sends rows again, unseen",
                HistoryFile.PROPERTY, "the schema history ends where the destination is",
                "include.schema.changes", "records of DDL are no rows of a table",
                "event.deserialization.failure.handling.mode", "changes would be left out with only a line in the log",
                "inconsistent.schema.handling.mode", "changes would be left out with only a line in the log");
    }

    /** A number of its own: the server ends the connection of a replica when another comes with the same one. */
    @Override
    public Map<String, String> aside(Path folder) {
        Map<String, String> aside = new LinkedHashMap<>(HistoryFile.in(folder, Map.of(HistoryFile.PROPERTY,
                HistoryFile.CLASS)));
        aside.put(SERVER_ID, Long.toString(LEAST_SERVER_ID + ThreadLocalRandom.current().nextLong(SERVER_IDS)));
        return aside;
    }

    @Override
    public Map<String, String> listMembers() {
        return Map.of("converters", "cdc_types");
    }

    @Override
    public String place(Map<String, Object> position) {
        Object gtids = position.getOrDefault("gtids", "");
        return !position.containsKey("file") ? "" : position.get("file") + ":" + position.get("pos")
                + (gtids.equals("") ? "" : " (GTIDs " + gtids + ")");
    }

    @Override
    public List<String> ownPrefixes() {
        return List.of("server.id.", "database.server.id.", "database.include.list.", "database.exclude.list.",
                "database.ssl.", "database.protocol.", "database.jdbc.", "binlog.", "gtid.", "connect.keep.alive.",
                "connect.timeout.", "bigint.unsigned.", "enable.time.adjuster.", "inconsistent.schema.",
                "include.query.", "event.deserialization.", "min.row.count.to.stream.", "snapshot.tables.order.",
                "table.ignore.builtin.", "use.nongraceful.disconnect.", "ddl.parser.", "schema.history.");
    }

    /**
     * 5400 to 2^32-1, the same for the same pipeline in its folder and the same source, so that a server that has not
     * yet noticed that we are gone ends our old connection instead of feeding two.
     */
    private static long serverId(Map<String, String> properties, Path folder) {
        CRC32 sum = new CRC32();
        sum.update((folder.toAbsolutePath().normalize() + "\n").getBytes(StandardCharsets.UTF_8));
        for (String name : List.of("name", "database.hostname", "database.port", "database.include.list")) {
            sum.update((properties.getOrDefault(name, "") + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return LEAST_SERVER_ID + sum.getValue() % SERVER_IDS;
    }

    @Override
    public boolean copiesTables() {
        return true;
    }
}
