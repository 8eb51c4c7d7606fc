package config;

import base.Problem;
import base.Secrets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import kind.SourceKind;

/**
 * {@code [sources.debezium]}, {@code [sources.debezium.<kind>]} and {@code [sources.debezium.properties]}, each
 * winning over the one before, turned into Debezium's properties over our defaults.
 */
public final class SourceSection {

    private static final String RAW = "properties";
    private static final Map<String, String> COMMON_ALIASES = Map.of("server_name", "topic.prefix");

    private final Settings settings;
    private final SourceKind kind;
    private final List<SourceKind> kinds;
    private final Set<String> tables;
    private final PropertyNames names;
    private final BiConsumer<String, Problem> refuse;
    private final Map<String, Value> chosen = new LinkedHashMap<>();
    private final Set<String> refused = new LinkedHashSet<>();

    private SourceSection(Settings settings, SourceKind kind, List<SourceKind> kinds, PropertyNames names,
            BiConsumer<String, Problem> refuse) {
        this.settings = settings;
        this.kind = kind;
        this.kinds = kinds;
        this.tables = new LinkedHashSet<>();
        kinds.forEach(each -> tables.add(each.name()));
        this.tables.add(kind.name());
        this.names = names;
        this.refuse = refuse;
    }

    /**
     * Reads the tables for {@code kind}.
     *
     * @param kinds the kinds there are: their tables and their own properties in the shared table are passed over
     * @param names the properties that the connector knows
     * @throws Problem for unknown names, fixed properties and missing values, with the place
     */
    public static DebeziumProperties read(Settings settings, SourceKind kind, List<SourceKind> kinds,
            PropertyNames names, String pipeline) {
        return read(settings, kind, kinds, names, pipeline, (property, problem) -> {
            throw problem;
        });
    }

    /** The same, but {@code refuse} hears of every problem, with the property that it is about ("": unknown). */
    static DebeziumProperties read(Settings settings, SourceKind kind, List<SourceKind> kinds, PropertyNames names,
            String pipeline, BiConsumer<String, Problem> refuse) {
        SourceSection section = new SourceSection(settings, kind, kinds, names, refuse);
        section.readTables();
        section.checkRequired();
        return section.properties(pipeline);
    }

    private void readTables() {
        Map<String, Value> shared = settings.deepSection("sources", "debezium");
        Map<String, Value> own = settings.deepSection("sources", "debezium", kind.name());
        Map<String, Value> raw = settings.deepSection("sources", "debezium", RAW);
        shared.keySet().removeIf(key -> isTable(key));
        Set<String> extensions = extensions(shared, own, raw);
        shared.forEach((key, value) -> choose(key, value, extensions, true));
        own.forEach((key, value) -> choose(key, value, extensions, false));
        raw.forEach((key, value) -> choose(key, value, extensions, false));
    }

    private boolean isTable(String key) {
        int dot = key.indexOf('.');
        return dot > 0 && (tables.contains(key.substring(0, dot)) || key.startsWith(RAW + "."));
    }

    /** Names that {@code converters} and {@code post.processors} introduce: each is a family of properties. */
    @SafeVarargs
    private static Set<String> extensions(Map<String, Value>... sections) {
        Set<String> extensions = new LinkedHashSet<>();
        for (Map<String, Value> section : sections) {
            section.forEach((key, value) -> {
                if (List.of("converters", "post.processors").contains(PropertyNames.normal(key))) {
                    Arrays.stream(value.property().split(",")).map(String::strip).forEach(extensions::add);
                }
            });
        }
        return extensions;
    }

    private void choose(String key, Value value, Set<String> extensions, boolean shared) {
        String alias = aliases().get(key);
        Optional<String> property = alias != null ? Optional.of(alias) : names.find(key, extensions);
        if (property.isPresent()) {
            take(property.get(), value);
        }
        else if (!shared || !belongsToAnotherKind(key)) {
            names.guess(key).ifPresentOrElse(guessed -> take(guessed, value),
                    () -> refuse.accept("", unknown(key, value)));
        }
    }

    private void take(String property, Value value) {
        try {
            value.property();
            checkTwice(property, value);
            checkFixed(property, value);
            names.check(property, value);
        }
        catch (Problem problem) {
            refuse.accept(property, problem);
            refused.add(property);
        }
        if (!keepsEnvironment(property, value)) {
            chosen.put(property, value);
        }
    }

    /** Two spellings of one setting in one table (user and username): which one wins would be chance. */
    private void checkTwice(String property, Value value) {
        Value other = chosen.get(property);
        if (other != null && table(other).equals(table(value)) && !other.key().equals(value.key())
                && !other.property().equals(value.property()) && other.fromEnvironment() == value.fromEnvironment()) {
            throw Problem.config("%s and %s both set %s, to different values (%s, %s); keep one.".formatted(
                    other.key(), value.key(), property, other.origin(), value.origin()));
        }
    }

    /** As in dlt, a file never wins over the environment, however special its table; the raw names excepted. */
    private boolean keepsEnvironment(String property, Value value) {
        Value other = chosen.get(property);
        return other != null && other.fromEnvironment() && !value.fromEnvironment()
                && !value.key().startsWith("sources.debezium." + RAW + ".");
    }

    private static String table(Value value) {
        return value.key().substring(0, value.key().lastIndexOf('.'));
    }

    private void checkFixed(String property, Value value) {
        Map<String, String> fixed = new LinkedHashMap<>(EngineDefaults.fixed());
        fixed.putAll(kind.fixed());
        for (Map.Entry<String, String> entry : fixed.entrySet()) {
            String name = entry.getKey();
            boolean same = name.endsWith(".") ? property.startsWith(name) : property.equals(name);
            if (same && !value.property().equals(defaults("").get(property))) {
                throw Problem.config("%s: %s cannot be changed, because %s; remove it.".formatted(
                        value.origin(), value.key(), entry.getValue()));
            }
        }
    }

    private boolean belongsToAnotherKind(String key) {
        String normal = PropertyNames.normal(key) + ".";
        return kinds.stream().filter(other -> !other.name().equals(kind.name())).anyMatch(other ->
                other.aliases().containsKey(key) || other.ownPrefixes().stream().anyMatch(normal::startsWith));
    }

    private Problem unknown(String key, Value value) {
        Set<String> candidates = names.underscored();
        candidates.addAll(aliases().keySet());
        int dot = key.indexOf('.');
        String hint = dot < 0 ? "" : Spelling.nearest(key.substring(0, dot), tables)
                .map(table -> " Did you mean the table [sources.debezium." + table + "]?").orElse("");
        if (hint.isEmpty()) {
            hint = Spelling.hint(key.replace('.', '_'), candidates);
        }
        if (hint.isEmpty() && PropertyNames.normal(key).startsWith("database.")) {
            hint = " A parameter of the JDBC driver starts with driver_ instead of database_.";
        }
        return Problem.config("%s: %s is neither a setting of this loader nor a property of Debezium's %s connector.%s"
                .formatted(value.origin(), value.key(), names.connector(), hint));
    }

    private void checkRequired() {
        Map<String, String> aliases = aliases();
        for (String key : kind.required()) {
            Value value = chosen.get(aliases.get(key));
            if (value == null && chosen.containsKey(aliases.get(kind.substitutes().get(key)))) {
                continue;
            }
            if (value == null) {
                refuse.accept(aliases.get(key), settings.missing(places(key)));
            }
            else if (!refused.contains(aliases.get(key)) && value.property().isBlank() && !Secrets.isSecret(key)) {
                refuse.accept(aliases.get(key), value.wrong("the %s of the %s server".formatted(key, kind.name())));
            }
        }
    }

    private List<List<String>> places(String key) {
        String property = aliases().get(key);
        List<List<String>> places = new ArrayList<>();
        kind.aliases().forEach((alias, target) -> {
            if (target.equals(property) || alias.equals(kind.substitutes().get(key))) {
                places.add(List.of("sources", "debezium", kind.name(), alias));
            }
        });
        places.add(List.of("sources", "debezium", key));
        return places;
    }

    private Map<String, String> aliases() {
        Map<String, String> aliases = new LinkedHashMap<>(COMMON_ALIASES);
        aliases.putAll(kind.aliases());
        return aliases;
    }

    private Map<String, String> defaults(String pipeline) {
        Map<String, String> defaults = EngineDefaults.of(pipeline, Runtime.getRuntime().maxMemory());
        defaults.putAll(kind.defaults());
        defaults.put("connector.class", kind.connectorClass());
        return defaults;
    }

    private DebeziumProperties properties(String pipeline) {
        DebeziumProperties properties = new DebeziumProperties();
        properties.putAll(defaults(pipeline));
        chosen.keySet().removeAll(refused);
        chosen.forEach(properties::set);
        Path folder = CdcConfig.pipelineDir(settings.project(), pipeline);
        kind.derived(properties.plain(), folder).forEach(properties::putIfAbsent);
        kind.listMembers().forEach((name, member) -> {
            String given = properties.getProperty(name, "");
            if (!chosen.containsKey(name.replace(".include.", ".exclude.")) && !given.contains(member)) {
                properties.setProperty(name, given.isBlank() ? member : given + "," + member);
            }
        });
        return properties;
    }
}
