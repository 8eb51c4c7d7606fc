package config;

import static java.util.stream.Collectors.joining;

import base.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The project's settings as dlt looks them up: the environment wins over {@code .dlt/secrets.toml}, which wins over
 * {@code .dlt/config.toml} (dlt documentation, "How dlt looks for values"). The variable of a setting is its path in
 * upper case, joined by two underscores: {@code SOURCES__DEBEZIUM__POSTGRES__HOST}.
 */
public final class Settings {

    private final Path project;
    private final Map<String, String> env;
    private final List<TomlFile> files;

    private Settings(Path project, Map<String, String> env, List<TomlFile> files) {
        this.project = project;
        this.env = env;
        this.files = files;
    }

    /**
     * Reads both files of {@code project} (the folder that holds {@code .dlt}); either may be missing.
     *
     * @throws Problem if a file is not valid TOML, with line and column
     */
    public static Settings of(Path project, Map<String, String> env) {
        Path folder = project.toAbsolutePath().normalize();
        return new Settings(folder, Map.copyOf(env), List.of(
                TomlFile.read(folder.resolve(".dlt/secrets.toml"), ".dlt/secrets.toml"),
                TomlFile.read(folder.resolve(".dlt/config.toml"), ".dlt/config.toml")));
    }

    /**
     * Settings that are given as dotted paths with texts, {@code cdc_settings.pipeline_name}; no file is read.
     *
     * @param name stands for the place in messages
     * @param env  variables that are no settings, such as {@code HOME}
     */
    public static Settings given(Path project, String name, Map<String, String> paths, Map<String, String> env) {
        return new Settings(project.toAbsolutePath().normalize(), Map.copyOf(env), List.of(TomlFile.of(name, paths)));
    }

    /** The absolute folder that holds {@code .dlt}. */
    public Path project() {
        return project;
    }

    /** An environment variable that is no setting; empty if it is not set. */
    Optional<String> environment(String name) {
        return Optional.ofNullable(env.get(name)).filter(text -> !text.isBlank());
    }

    /** The value at exactly this path, from the first place that has it. */
    public Optional<Value> find(String... path) {
        List<String> parts = List.of(path);
        String key = String.join(".", parts);
        String text = env.get(variable(parts));
        if (text != null) {
            return Optional.of(Value.ofEnvironment(key, variable(parts), text));
        }
        for (TomlFile file : files) {
            Optional<Object> value = file.find(parts);
            if (value.isPresent()) {
                return Optional.of(new Value(key, value.get(), file.origin(parts)));
            }
        }
        return Optional.empty();
    }

    /** As {@link #find}, but a missing value is a {@link Problem} that lists every place that was looked at. */
    public Value require(String... path) {
        return find(path).orElseThrow(() -> missing(List.of(List.of(path))));
    }

    /** The entries of the table at {@code path} that are no tables themselves, by key, from all three places. */
    public Map<String, Value> section(String... path) {
        Map<String, Value> section = new LinkedHashMap<>();
        entries(path).forEach((key, value) -> {
            if (key.size() == 1) {
                section.put(key.get(0), value);
            }
        });
        return section;
    }

    /**
     * As {@link #section}, with the entries of inner tables too, by dotted key: {@code a.b = 1} without quotes is an
     * inner table in TOML, even where a name with a dot was meant.
     */
    public Map<String, Value> deepSection(String... path) {
        Map<String, Value> section = new LinkedHashMap<>();
        entries(path).forEach((key, value) -> section.put(String.join(".", key), value));
        return section;
    }

    /** Says that a value is missing, and lists every place at which each of {@code paths} was looked for. */
    public Problem missing(List<List<String>> paths) {
        List<String> places = new ArrayList<>();
        places.add(paths.stream().map(Settings::variable).collect(joining(" or ", "environment variable ", "")));
        for (TomlFile file : files) {
            String where = project.resolve(file.name()) + (file.exists() ? "" : " (no such file)");
            places.add(paths.stream().map(Settings::entry).collect(joining(" or ", where + " ", "")));
        }
        return Problem.config("%s is missing. Looked at: %s. Set it in one of these places; .dlt/example.secrets.toml"
                .formatted(String.join(".", paths.get(0)), String.join("; ", places)) + " shows how.");
    }

    /** The environment variable that sets the value at {@code path}. */
    public static String variable(List<String> path) {
        return String.join("__", path).toUpperCase(Locale.ROOT);
    }

    private static String entry(List<String> path) {
        int last = path.size() - 1;
        return "[%s] %s".formatted(String.join(".", path.subList(0, last)), path.get(last));
    }

    private Map<List<String>, Value> entries(String... path) {
        List<String> table = List.of(path);
        Map<List<String>, Value> entries = new LinkedHashMap<>();
        for (int i = files.size() - 1; i >= 0; i--) {
            TomlFile file = files.get(i);
            file.leaves(table).forEach((key, value) -> {
                List<String> whole = new ArrayList<>(table);
                whole.addAll(key);
                entries.put(key, new Value(String.join(".", whole), value, file.origin(whole)));
            });
        }
        String prefix = variable(table) + "__";
        env.keySet().stream().filter(name -> name.startsWith(prefix)).sorted().forEach(name -> {
            List<String> key = List.of(name.substring(prefix.length()).toLowerCase(Locale.ROOT).split("__"));
            String whole = String.join(".", table) + "." + String.join(".", key);
            List<String> known = entries.keySet().stream()
                    .filter(other -> variable(other).equals(variable(key))).findFirst().orElse(key);
            entries.put(known, Value.ofEnvironment(whole, name, env.get(name)));
        });
        return entries;
    }
}
