package postgres;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;
import kind.PostgresKind;

/**
 * Whether the snapshot can be read directly ({@link PostgresSnapshot}) with the rows that Debezium's engine would give.
 * Properties that shape them are its business: with any that is not known to leave them alone the engine reads.
 */
final class DirectSnapshot {

    /** Properties, and with a dot at the end families of them, that shape no row of a snapshot or are honoured. */
    private static final List<String> HARMLESS = List.of("name", "topic.prefix", "connector.class", "database.hostname",
            "database.port", "database.user", "database.password", "database.dbname", "database.ssl.",
            "database.sslmode", "database.sslcert", "database.sslkey", "database.sslpassword", "database.sslrootcert",
            "database.sslfactory", "slot.", "publication.", "table.include.list", "column.include.list",
            "column.exclude.list", "snapshot.mode", "snapshot.fetch.size", "heartbeat.", "message.prefix.",
            "status.update.interval.ms", "lsn.", "offset.", "errors.", "tombstones.on.delete", "poll.interval.ms",
            "max.batch.size", "max.queue.", "schema.refresh.mode", "notification.", "custom.metric.tags",
            "incremental.snapshot.", "read.only", "provide.transaction.metadata", "retriable.restart.connector.wait.ms",
            "record.processing.", "xmin.fetch.");

    private DirectSnapshot() {
    }

    /** Says why not in {@code notice} where there is a snapshot to read. */
    static boolean isPossible(Properties debezium, PostgresServer server, PostgresPublication publication,
            Consumer<String> notice) {
        if (!"initial".equals(debezium.getProperty("snapshot.mode", "initial"))) {
            return false;       // there is nothing to read
        }
        String hindrance = server.isStandby() ? "the server is a standby"
                : !publication.exists() ? "Debezium is to make the publication (publication_autocreate_mode)"
                : hindrance(debezium);
        if (!hindrance.isEmpty()) {
            notice.accept("The snapshot is read through Debezium's engine, which is slower, as " + hindrance
                    + "; snapshot = \"engine\" in [cdc_settings] leaves out this notice");
        }
        return hindrance.isEmpty();
    }

    /** The property that stands in the way, as the end of a sentence; empty if none does. */
    static String hindrance(Properties debezium) {
        Map<String, String> defaults = new HashMap<>(new PostgresKind().defaults());
        defaults.put("converters", PostgresTypes.NAME);
        for (Map.Entry<Object, Object> property : new TreeMap<>(debezium).entrySet()) {
            String name = property.getKey().toString();
            if (!property.getValue().equals(defaults.get(name)) && !isHarmless(name)) {
                return name.replace('.', '_') + " is set in [sources.debezium]";
            }
        }
        return "";
    }

    private static boolean isHarmless(String name) {
        return HARMLESS.stream().anyMatch(each -> each.endsWith(".") ? name.startsWith(each) : name.equals(each));
    }
}
