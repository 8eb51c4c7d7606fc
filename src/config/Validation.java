package config;

import base.Problem;
import base.Secrets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import kind.SourceKind;

/**
 * Checks a source's settings with the connector itself: names and values first, then, where these are in order, its
 * {@code validate()}, which for most connectors tries the connection. One line a finding, {@code ok}, {@code warn},
 * {@code fail} or {@code skip}; what is wrong is told in the user's spelling, with its place, and all of it at once.
 */
public final class Validation {

    private static final String EXCEPTION = "\\b(?:[a-z]\\w*\\.)+[A-Z]\\w*(?:Exception|Error): ";

    private final SourceKind kind;
    private final LoadedConnector connector;
    private final Consumer<String> out;
    private final Map<String, List<String>> wrong = new LinkedHashMap<>();

    /** @param out hears each line */
    public Validation(SourceKind kind, LoadedConnector connector, Consumer<String> out) {
        this.kind = kind;
        this.connector = connector;
        this.out = out;
    }

    /** A wrong name is told by {@link CdcConfig#of}. */
    private String pipeline(Settings settings) {
        try {
            return CdcConfig.pipeline(settings, kind.pipeline());
        }
        catch (Problem wrong) {
            return kind.pipeline();
        }
    }

    /**
     * Checks what {@code settings} say.
     *
     * @param kinds   all kinds there are
     * @param timeout how long the connection may take
     * @return the exit code: 0 all in order, 1 only the connection failed, 2 something in the configuration is wrong
     */
    public int run(Settings settings, List<SourceKind> kinds, Duration timeout) {
        PropertyNames names = PropertyNames.of(kind, connector);
        DebeziumProperties properties = SourceSection.read(settings, kind, kinds, names,
                pipeline(settings),
                (property, problem) -> wrong(property, problem.getMessage()));
        try {
            CdcConfig.of(settings, properties, kind, kind.pipeline(), kind.dataset());
        }
        catch (Problem problem) {
            wrong("", problem.getMessage());
        }
        Map<String, String> plain = kind.taken(properties.plain());
        Set<String> told = new LinkedHashSet<>(wrong.keySet());
        connector.fieldErrors(plain).forEach((property, errors) -> {
            if (!told.contains(property)) {
                errors.forEach(error -> wrong(property, objection(property, error, properties)));
            }
        });
        if (!wrong.isEmpty()) {
            wrong.values().forEach(sentences -> sentences.forEach(sentence -> out.accept("fail  " + sentence)));
            out.accept("skip  connection: not tried, since the settings above are wrong");
            return 2;
        }
        out.accept("ok    names and values: no objection to these %s properties (%s; %s names known)"
                .formatted(plain.size(), connector.title(), names.size()));
        String warning = kind.proof().warning(kind.name());
        out.accept(warning.isEmpty() ? "ok    proof: " + kind.proof().sentence() : "warn  proof: " + warning);
        return connect(properties, timeout);
    }

    /**
     * Throws for what the connector objects to in single values: in a run it would tell only once something has been
     * made at the source.
     *
     * @throws Problem (exit code 2)
     */
    public static void require(DebeziumProperties properties, SourceKind kind, LoadedConnector connector) {
        Validation validation = new Validation(kind, connector, line -> { });
        connector.fieldErrors(kind.taken(properties.plain())).forEach((property, errors) ->
                errors.forEach(error -> validation.wrong(property, validation.objection(property, error, properties))));
        if (!validation.wrong.isEmpty()) {
            throw Problem.config(validation.wrong.values().iterator().next().get(0));
        }
    }

    private int connect(DebeziumProperties properties, Duration timeout) {
        if (!kind.validateConnects()) {
            out.accept("skip  connection: this connector's own check does not connect");
            return 0;
        }
        if (!kind.taken(properties.plain()).equals(properties.plain())) {
            out.accept("skip  connection: a loader passes this address to Debezium in its own way; use its doctor");
            return 0;
        }
        Map<String, String> asked = new LinkedHashMap<>(kind.impatient((int) Math.max(1, timeout.toSeconds() / 2)));
        asked.putAll(properties.plain());
        Optional<Map<String, List<String>>> errors = connector.errors(asked, timeout);
        if (errors.isEmpty()) {
            String late = "no answer within %s s; --timeout waits longer".formatted(timeout.toSeconds());
            out.accept("fail  connection: " + objection(address(properties), late, properties));
            return 1;
        }
        errors.get().forEach((property, all) -> all.forEach(error ->
                out.accept("fail  connection: " + objection(property, error, properties))));
        if (errors.get().isEmpty()) {
            out.accept("ok    connection: the connector has connected to the source and has no objection");
        }
        return errors.get().isEmpty() ? 0 : 1;
    }

    /** The property that tells where the source is. */
    private String address(DebeziumProperties properties) {
        return kind.required().stream().map(kind.aliases()::get).filter(properties::containsKey).findFirst().orElse("");
    }

    private void wrong(String property, String sentence) {
        wrong.computeIfAbsent(property, each -> new ArrayList<>()).add(sentence);
    }

    /** Debezium's words, after the key that they are about as the user wrote it. */
    private String objection(String property, String error, DebeziumProperties properties) {
        String said = error.replaceFirst("^(?:The )?'[^']*' value is invalid: ", "").replaceAll(EXCEPTION, "")
                .replaceAll("\\s*\\R\\s*", " ").replaceFirst("[\\s:]+$", "");
        if (property.isEmpty()) {
            return withoutSecrets(said, properties);
        }
        String about = properties.given(property)
                .map(value -> "%s: %s (%s)".formatted(value.origin(), value.key(), property))
                .orElseGet(() -> "sources.debezium.%s.%s (%s), which is %s".formatted(kind.name(), key(property),
                        property, properties.containsKey(property) ? "our default here" : "not set"));
        return about + ": " + withoutSecrets(said, properties);
    }

    /** The usual one of our keys for a property; without one, Debezium's name as it is written in TOML. */
    private String key(String property) {
        return kind.aliases().entrySet().stream().filter(alias -> alias.getValue().equals(property))
                .map(Map.Entry::getKey).findFirst().orElse(property.replace('.', '_'));
    }

    private static String withoutSecrets(String text, DebeziumProperties properties) {
        String masked = Secrets.hidden(text);
        for (Map.Entry<String, String> each : properties.plain().entrySet()) {
            if (Secrets.isSecret(each.getKey()) && each.getValue().length() > 2) {
                masked = masked.replace(each.getValue(), Secrets.MASK);
            }
        }
        return masked;
    }
}
