package postgres;

import java.util.Properties;

/**
 * Moves the slot on while the captured tables are quiet and others are not: with each heartbeat a message goes into the
 * log, which pgoutput sends even when no captured table has changed. A heartbeat alone does not do it.
 */
final class PostgresHeartbeat {

    private static final int EVERY_MS = 10_000;

    private PostgresHeartbeat() {
    }

    /** @param properties what the engine will be given; what the user has set stays */
    static void set(PostgresServer server, Properties given, Properties properties) {
        boolean mayEmit = server.mayEmitMessages();
        if (!given.containsKey("heartbeat.interval.ms")) {
            properties.setProperty("heartbeat.interval.ms", String.valueOf(mayEmit ? EVERY_MS : EVERY_MS / 10));
        }
        if (!given.containsKey("heartbeat.action.query") && mayEmit) {
            properties.setProperty("heartbeat.action.query", "SELECT pg_logical_emit_message(true,"
                    + " 'cdc_heartbeat', '')");
        }
    }
}
