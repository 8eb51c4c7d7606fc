package config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import kind.SourceKind;

/** The properties that a source kind's connector and the engine know, asked from their classes. */
public final class PropertyNames {

    private static final List<String> ENGINE = List.of(
            "io.debezium.embedded.EmbeddedEngineConfig", "io.debezium.embedded.async.AsyncEngineConfig",
            "io.debezium.schema.AbstractTopicNamingStrategy", "io.debezium.schema.AbstractRegexTopicNamingStrategy");
    // Families with free parts in their names. "database." is none: JDBC parameters have "driver.", and a typing
    // error in a database.* name would pass unseen.
    private static final List<String> FAMILIES = List.of("transforms.", "predicates.", "driver.", "signal.",
            "notification.", "custom.metric.", "column.mask.", "column.truncate.to.", "schema.history.internal.",
            "snapshot.select.statement.overrides.", "openlineage.", "internal.", "offset.storage.", "key.converter.",
            "value.converter.", "header.converter.", "converter.");

    private final Map<String, String> known = new TreeMap<>();
    private final Map<String, List<String>> types = new HashMap<>();
    private final String connector;
    private final boolean open;

    private PropertyNames(String connector, boolean open) {
        this.connector = connector;
        this.open = open;
    }

    /** What {@code connector}, of this kind, and the engine know. */
    public static PropertyNames of(SourceKind kind, LoadedConnector connector) {
        PropertyNames names = new PropertyNames(kind.name(), false);
        names.addAll(connector.properties());
        ENGINE.forEach(each -> names.addAll(connector.fields(each)));
        names.addOurs(kind);
        return names;
    }

    /** For a connector that cannot be had: any name may be one of its own. */
    public static PropertyNames unchecked(SourceKind kind) {
        PropertyNames names = new PropertyNames(kind.name(), true);
        names.addOurs(kind);
        kind.defaults().keySet().forEach(names::add);
        return names;
    }

    private void addOurs(SourceKind kind) {
        add("offset.storage");
        Stream.of(EngineDefaults.fixed(), kind.fixed()).flatMap(fixed -> fixed.keySet().stream())
                .filter(name -> !name.endsWith(".")).forEach(this::add);
    }

    /** The property that a user's key means: {@code _} may stand for {@code .}, letters may be of any case. */
    Optional<String> find(String key, Set<String> extensions) {
        String name = known.get(normal(key));
        if (name != null) {
            return Optional.of(name);
        }
        List<String> families = new ArrayList<>(FAMILIES);
        extensions.forEach(extension -> families.add(extension + "."));
        return families.stream().anyMatch(dotted(key)::startsWith) ? Optional.of(dotted(key)) : Optional.empty();
    }

    /** The property that an unknown key may mean, where names cannot be checked. */
    Optional<String> guess(String key) {
        return open ? Optional.of(dotted(key)) : Optional.empty();
    }

    /** Throws if a value is not of the type that the connector wants, or not one of the words it allows. */
    void check(String name, Value value) {
        List<String> type = types.get(name);
        if (type == null || value.property().isBlank()) {
            return;
        }
        switch (type.get(0)) {
            case "INT", "LONG", "SHORT" -> value.integer();
            case "BOOLEAN" -> value.bool();
            default -> checkWord(type.subList(1, type.size()), value);
        }
    }

    private static void checkWord(List<String> words, Value value) {
        if (!words.isEmpty() && words.stream().noneMatch(value.property().strip()::equalsIgnoreCase)) {
            throw value.wrong("one of " + String.join(", ", words));
        }
    }

    /** All names, with {@code _} for {@code .}: as a user writes them in TOML. */
    Set<String> underscored() {
        Set<String> names = new TreeSet<>();
        known.values().stream().filter(name -> !name.startsWith("internal.") && name.matches("[A-Za-z.]+"))
                .forEach(name -> names.add(name.replace('.', '_')));
        return names;
    }

    /** How many there are. */
    int size() {
        return known.size();
    }

    /** The name of the source kind, for messages. */
    String connector() {
        return connector;
    }

    static String normal(String key) {
        return key.toLowerCase(Locale.ROOT).replace('_', '.');
    }

    private static String dotted(String key) {
        return key.indexOf('.') >= 0 ? key : key.replace('_', '.');
    }

    private void addAll(Map<String, List<String>> properties) {
        properties.forEach((name, type) -> {
            add(name);
            types.putIfAbsent(name, type);
        });
    }

    private void add(String name) {
        known.putIfAbsent(normal(name), name);
    }
}
