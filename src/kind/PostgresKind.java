package kind;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** PostgreSQL through pgoutput; property reference: Debezium's PostgreSQL connector page, version 3.6. */
public final class PostgresKind extends ServerKind {

    /** Prefix of the logical messages that mark "everything up to here" in the stream. */
    public static final String HIGH_WATERMARK_PREFIX = "cdc_barrier";

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public String pipeline() {
        return "debezium_cdc";
    }

    @Override
    public String dataset() {
        return "debezium_data";
    }

    @Override
    public Proof proof() {
        return Proof.SERVER;
    }

    @Override
    public List<String> proofSuites() {
        return List.of("kill", "crash");
    }

    @Override
    public String connectorClass() {
        return "io.debezium.connector.postgresql.PostgresConnector";
    }

    @Override
    public List<String> artifacts() {
        return DebeziumVersion.artifacts("postgres");
    }

    @Override
    public List<String> patches() {
        return List.of("io.debezium.connector.postgresql.connection.pgoutput.PgOutputRelationMetaData");
    }

    /** Debezium takes no colon in a host name: {@code PostgresConnections} finds it among the driver's properties. */
    @Override
    public Map<String, String> taken(Map<String, String> properties) {
        String host = properties.getOrDefault("database.hostname", "");
        if (!isAddress6(host)) {
            return properties;
        }
        Map<String, String> taken = new LinkedHashMap<>(properties);
        taken.put("database.hostname", "ipv6");
        taken.put("driver.cdc.hostname", host);
        return taken;
    }

    /** Whether it is an address such as {@code ::1}; {@code localhost:5432} is none. */
    public static boolean isAddress6(String host) {
        return host.matches("(?i)[0-9a-f.]*:[0-9a-f.]*:[0-9a-f.:]*(%.+)?");
    }

    @Override
    public Map<String, String> defaults() {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("database.port", "5432");
        // Built into every PostgreSQL that Debezium supports; the connector's own default is an extension.
        defaults.put("plugin.name", "pgoutput");
        defaults.put("slot.name", "debezium_slot");
        defaults.put("publication.name", "debezium_pub");
        // Only the captured tables; the connector's own default, all_tables, asks for a superuser.
        defaults.put("publication.autocreate.mode", "filtered");
        defaults.put("snapshot.mode", "initial");
        // The connector leaves TRUNCATE out by default, and then out of the publication too.
        defaults.put("skipped.operations", "none");
        // The slot is confirmed up to the offset that our store answers, never beyond what was committed.
        defaults.put("lsn.flush.mode", "connector");
        defaults.put("slot.drop.on.stop", "false");
        // Exact values: BigDecimal; microseconds whatever the column's declared precision, in one form (adaptive
        // would give milliseconds or microseconds by the column); an interval with its months and days; raw bytes.
        defaults.put("decimal.handling.mode", "precise");
        defaults.put("time.precision.mode", "microseconds");
        defaults.put("interval.handling.mode", "string");
        defaults.put("binary.handling.mode", "bytes");
        defaults.put("hstore.handling.mode", "json");
        // Else columns of composite and extension types would be missing silently; they come as their text.
        defaults.put("include.unknown.datatypes", "true");
        // One value form for snapshot and stream: text forms in one spelling whatever the server, database or role
        // says.
        defaults.put("driver.options", "-c IntervalStyle=postgres -c bytea_output=hex -c lc_monetary=C"
                + " -c extra_float_digits=1");
        // The driver's binary forms lack exactly what the text has (a date before 1582, an array's text).
        defaults.put("driver.binaryTransfer", "false");
        defaults.put("cdc_types.type", "postgres.PostgresTypes");
        // A value that cannot be converted ends the run; by default it would become NULL with a line in the log.
        defaults.put("event.converting.failure.handling.mode", "fail");
        // Not columns_diff_exclude_unchanged_toast: before the snapshot it looks up each table's TOAST columns and
        // commits, which ends the transaction that the exported snapshot lives in (PostgresSchema.refresh).
        defaults.put("schema.refresh.mode", "columns_diff");
        defaults.put("snapshot.max.threads", "1");
        // How often PostgreSQL hears our position: bounds the WAL kept for us and how fast write_lsn follows.
        defaults.put("status.update.interval.ms", "1000");
        // Our supervisor starts a new engine with growing pauses and says so; the connector would wait silently.
        defaults.put("slot.max.retries", "0");
        return defaults;
    }

    @Override
    public Map<String, String> fixed() {
        String early = "the slot would be confirmed before the rows are committed in the destination";
        return Map.of(
                "snapshot.max.threads", SNAPSHOT_THREADS,
                "lsn.flush.mode", early,
                "flush.lsn.source", early,
                "schema.refresh.mode", "any other mode reads the snapshot's tables at different times: rows would"
                        + " double",
                "slot.drop.on.stop", "changes made while the loader is stopped would be lost with the slot");
    }

    @Override
    public Map<String, String> patterns() {
        return Map.of("slot.name", "[a-z0-9_]{1,63}", "publication.name", "[a-z0-9_]{1,63}");
    }

    /** A slot of its own, which Debezium makes a temporary one: it ends with the connection, however that ends. */
    @Override
    public Map<String, String> aside(Path folder) {
        return Map.of("slot.name", "cdc_events_" + ProcessHandle.current().pid() + "_" + System.currentTimeMillis(),
                "slot.drop.on.stop", "true");
    }

    @Override
    public Map<String, String> listMembers() {
        // Other programs' messages are of no use to a load, and a heartbeat.action.query may emit any it likes.
        return Map.of("message.prefix.include.list", HIGH_WATERMARK_PREFIX, "converters", "cdc_types");
    }

    @Override
    public boolean keepsSlot() {
        return true;
    }

    @Override
    public boolean copiesTables() {
        return true;
    }

    @Override
    public boolean readsDirectly() {
        return true;
    }

    @Override
    public String place(Map<String, Object> position) {
        long lsn = position.get("lsn") instanceof Number number ? number.longValue() : 0;
        return lsn == 0 ? "" : "%X/%X".formatted(lsn >>> 32, lsn & 0xFFFFFFFFL);
    }

    @Override
    public List<String> ownPrefixes() {
        return List.of("slot.", "publication.", "plugin.", "lsn.", "hstore.", "replica.identity.", "message.prefix.",
                "status.update.", "xmin.", "publish.via.", "schema.refresh.", "schema.include.", "schema.exclude.",
                "offset.mismatch.", "money.fraction.");
    }
}
