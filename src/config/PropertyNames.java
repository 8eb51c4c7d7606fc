package config;

import capture.SourceKind;
import io.debezium.config.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.connect.connector.Connector;

/**
 * The properties that a source kind's connector and the engine know, asked from their classes. The connector's
 * {@code config()} alone is not enough: it leaves out some that it reads (read.only, offset.mismatch.strategy).
 */
final class PropertyNames {

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
    private final Map<String, Field> fields = new HashMap<>();
    private final String connector;

    private PropertyNames(String connector) {
        this.connector = connector;
    }

    static PropertyNames of(SourceKind kind) {
        PropertyNames names = new PropertyNames(kind.name());
        try {
            Connector connector = (Connector) Class.forName(kind.connectorClass()).getDeclaredConstructor()
                    .newInstance();
            connector.config().configKeys().keySet().forEach(names::add);
        } catch (ReflectiveOperationException e) {
            throw Problem.config("The %s connector (%s) is not on the classpath; add it to the script's //DEPS."
                    .formatted(kind.name(), kind.connectorClass()), e);
        }
        names.addFieldsOf(kind.connectorClass() + "Config");
        ENGINE.forEach(names::addFieldsOf);
        names.add("offset.storage");
        EngineDefaults.fixed().keySet().forEach(names::add);
        kind.fixed().keySet().forEach(names::add);
        return names;
    }

    /** The property that a user's key means: {@code _} may stand for {@code .}, letters may be of any case. */
    Optional<String> find(String key, Set<String> extensions) {
        String name = known.get(normal(key));
        if (name != null) {
            return Optional.of(name);
        }
        String dotted = key.indexOf('.') >= 0 ? key : key.replace('_', '.');
        List<String> families = new ArrayList<>(FAMILIES);
        extensions.forEach(extension -> families.add(extension + "."));
        return families.stream().anyMatch(dotted::startsWith) ? Optional.of(dotted) : Optional.empty();
    }

    /** Throws if a value is not of the type that the connector wants, or not one of the words it allows. */
    void check(String name, Value value) {
        Field field = fields.get(name);
        if (field == null || value.property().isBlank()) {
            return;
        }
        switch (field.type()) {
            case INT, LONG, SHORT -> value.integer();
            case BOOLEAN -> value.bool();
            default -> checkWord(field, value);
        }
    }

    private static void checkWord(Field field, Value value) {
        Set<String> words = new TreeSet<>();
        field.allowedValues().forEach(word -> words.add(word.toString()));
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

    /** The name of the source kind, for messages. */
    String connector() {
        return connector;
    }

    static String normal(String key) {
        return key.toLowerCase(Locale.ROOT).replace('_', '.');
    }

    private void add(String name) {
        known.putIfAbsent(normal(name), name);
    }

    /** Names of the constants of type {@link Field}; a class that this version of Debezium lacks has none. */
    private void addFieldsOf(String className) {
        try {
            for (java.lang.reflect.Field constant : Class.forName(className).getFields()) {
                if (Modifier.isStatic(constant.getModifiers()) && constant.getType() == Field.class) {
                    Field field = (Field) constant.get(null);
                    add(field.name());
                    // A connector's own constant hides the general one of the same name.
                    boolean own = constant.getDeclaringClass().getName().equals(className);
                    fields.merge(field.name(), field, (first, second) -> own ? second : first);
                }
            }
        } catch (ClassNotFoundException e) {
            return;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("public constants of " + className, e);
        }
    }
}
