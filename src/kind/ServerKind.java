package kind;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A database server that is reached by host, port, user and password: what these kinds have in common. */
abstract class ServerKind implements SourceKind {

    private static final String NAME = "database.dbname";

    /** The property that our key {@code database} stands for. */
    String databaseProperty() {
        return NAME;
    }

    /** Keys that only this kind has. */
    Map<String, String> moreAliases() {
        return Map.of();
    }

    @Override
    public final Map<String, String> aliases() {
        Map<String, String> aliases = new LinkedHashMap<>();
        aliases.put("host", "database.hostname");
        aliases.put("port", "database.port");
        aliases.put("user", "database.user");
        aliases.put("username", "database.user");
        aliases.put("password", "database.password");
        aliases.put("database", databaseProperty());
        if (databaseProperty().equals(NAME)) {
            aliases.put("dbname", NAME);
        }
        aliases.putAll(moreAliases());
        return aliases;
    }

    @Override
    public List<String> required() {
        return List.of("host", "user", "password", "database");
    }

    /** The defaults of connectors that keep a schema history and read changes by polling, to be added to. */
    static Map<String, String> polled(String port) {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("database.port", port);
        defaults.put("snapshot.mode", "initial");
        defaults.put("include.schema.changes", "false");
        defaults.put(HistoryFile.PROPERTY, HistoryFile.CLASS);
        defaults.put("skipped.operations", "none");
        // Exact values: BigDecimal, raw bytes; times as text, because microseconds cut datetime2(7) and TIMESTAMP(9),
        // and a count of nanoseconds ends in the year 2262.
        defaults.put("decimal.handling.mode", "precise");
        defaults.put("time.precision.mode", "isostring");
        // The type as the source declares it: how many digits a timestamp has, and which text is a uniqueidentifier.
        defaults.put("column.propagate.source.type", ".*");
        defaults.put("binary.handling.mode", "bytes");
        defaults.put("event.converting.failure.handling.mode", "fail");
        defaults.put("heartbeat.interval.ms", "10000");
        return defaults;
    }
}
