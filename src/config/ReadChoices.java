package config;

import base.Problem;
import java.util.List;
import java.util.Map;
import kind.SourceKind;

/** What {@code [cdc_settings]} says of how tables are read. */
final class ReadChoices {

    private ReadChoices() {
    }

    /** Whether the initial snapshot is read directly. */
    static boolean direct(Map<String, Value> section, SourceKind kind) {
        Value given = section.get("snapshot");
        boolean direct = given == null ? kind.readsDirectly() : isSecond(given, "engine", "direct");
        if (direct && !kind.readsDirectly()) {
            throw Problem.config("%s: snapshot = \"direct\" is for PostgreSQL only: the snapshot of %s is read through"
                    .formatted(given.origin(), kind.name()) + " Debezium's engine. Leave it out, or set \"engine\".");
        }
        return direct;
    }

    /** Whether a table whose log lacks something is read again by itself. */
    static boolean unasked(Map<String, Value> section, SourceKind kind) {
        Value given = section.get("resnapshot");
        boolean unasked = given != null && isSecond(given, "ask", "auto");
        if (unasked && !kind.copiesTables()) {
            throw Problem.config("%s: resnapshot = \"auto\" is for PostgreSQL, MySQL and MariaDB: a single table of %s"
                    .formatted(given.origin(), kind.name()) + " cannot be read again. Leave it out, or set \"ask\".");
        }
        return unasked;
    }

    private static boolean isSecond(Value given, String first, String second) {
        if (!List.of(first, second).contains(given.text())) {
            throw given.wrong("\"%s\" or \"%s\"".formatted(first, second));
        }
        return given.text().equals(second);
    }
}
