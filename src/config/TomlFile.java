package config;

import base.Problem;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One TOML file: its values by path and the line of each. In: a path, the file may be missing. Errors: {@link Problem}
 * with file, line and column of a syntax error; the text of the file is never part of a message, it holds passwords.
 */
final class TomlFile {

    private static final String PART = "(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')";
    private static final String PATH = PART + "(?:\\s*\\.\\s*" + PART + ")*";
    private static final Pattern HEADER = Pattern.compile("\\s*\\[\\s*(" + PATH + ")\\s*].*");
    private static final Pattern ENTRY = Pattern.compile("\\s*(" + PATH + ")\\s*=(.*)");
    private static final Pattern ONE_PART = Pattern.compile(PART);

    private final String name;
    private final boolean exists;
    private final Map<String, Object> tree;
    private final Map<List<String>, Integer> lines;

    private TomlFile(String name, boolean exists, Map<String, Object> tree, Map<List<String>, Integer> lines) {
        this.name = name;
        this.exists = exists;
        this.tree = tree;
        this.lines = lines;
    }

    /** Reads {@code file}; {@code name} stands for it in messages. */
    static TomlFile read(Path file, String name) {
        if (!Files.exists(file)) {
            return new TomlFile(name, false, Map.of(), Map.of());
        }
        try {
            String text = Files.readString(file);
            return new TomlFile(name, true, parse(text, name), linesOf(text));
        }
        catch (IOException e) {
            throw Problem.config("%s cannot be read (%s); expected a UTF-8 text file that this user may read."
                    .formatted(file, e.getClass().getSimpleName()));
        }
    }

    /** Dotted paths with texts, in a file's place. */
    @SuppressWarnings("unchecked")
    static TomlFile of(String name, Map<String, String> paths) {
        Map<String, Object> tree = new LinkedHashMap<>();
        new TreeMap<>(paths).forEach((path, text) -> {
            Map<String, Object> table = tree;
            String[] parts = path.split("\\.", -1);
            for (int i = 0; i < parts.length - 1; i++) {
                Object inner = table.computeIfAbsent(parts[i], part -> new LinkedHashMap<String, Object>());
                if (inner instanceof String) {
                    throw Problem.config("%s: %s and %s cannot both be set: the first is a text, not a table."
                            .formatted(name, String.join(".", List.of(parts).subList(0, i + 1)), path));
                }
                table = (Map<String, Object>) inner;
            }
            table.put(parts[parts.length - 1], text);
        });
        return new TomlFile(name, true, tree, Map.of());
    }

    String name() {
        return name;
    }

    boolean exists() {
        return exists;
    }

    /** The value at {@code path}: a scalar, a List, or a Map for a table. */
    Optional<Object> find(List<String> path) {
        Object node = tree;
        for (String part : path) {
            node = node instanceof Map<?, ?> table ? table.get(part) : null;
        }
        return Optional.ofNullable(node);
    }

    /** Everything below the table at {@code path} that is no table itself, by relative path. */
    Map<List<String>, Object> leaves(List<String> path) {
        Object node = find(path).orElse(Map.of());
        if (!(node instanceof Map<?, ?> table)) {
            throw Problem.config("%s: %s must be a table, written as [%s] with the settings below it."
                    .formatted(origin(path), String.join(".", path), String.join(".", path)));
        }
        Map<List<String>, Object> leaves = new LinkedHashMap<>();
        collect(table, List.of(), leaves);
        return leaves;
    }

    /** {@code .dlt/secrets.toml line 7}; without the line where the scan does not know it. */
    String origin(List<String> path) {
        for (int length = path.size(); length > 0; length--) {
            Integer line = lines.get(path.subList(0, length));
            if (line != null) {
                return name + " line " + line;
            }
        }
        return name;
    }

    private static void collect(Map<?, ?> table, List<String> path, Map<List<String>, Object> leaves) {
        table.forEach((key, value) -> {
            List<String> here = with(path, (String) key);
            if (value instanceof Map<?, ?> inner) {
                collect(inner, here, leaves);
            }
            else {
                leaves.put(here, value);
            }
        });
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> parse(String text, String name) {
        try {
            return new TomlMapper().readValue(text, Map.class);
        }
        catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            // Only the words before any quotation: the parser may quote what it stumbled over, and that may be a
            // password. For the same reason the parser's exception is not kept as the cause.
            String what = e.getOriginalMessage().split("[:'\"(\\n]", 2)[0].strip();
            throw Problem.config("%s line %s column %s: not valid TOML (%s). Texts need quotes: key = \"value\"."
                    .formatted(name, at == null ? 0 : at.getLineNr(), at == null ? 0 : at.getColumnNr(), what));
        }
    }

    /**
     * A light scan, for messages only: headers and keys at the start of a line, multi-line texts skipped. Jackson keeps
     * no places of values; tomlj does, but needs another ANTLR than Debezium, and whichever of them has the wrong one
     * says so on standard error at each start.
     */
    private static Map<List<String>, Integer> linesOf(String text) {
        Map<List<String>, Integer> lines = new LinkedHashMap<>();
        List<String> table = List.of();
        String closing = null;
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            Matcher header = HEADER.matcher(line);
            Matcher entry = ENTRY.matcher(line);
            if (closing != null) {
                closing = line.contains(closing) ? null : closing;
            }
            else if (header.matches()) {
                table = parts(List.of(), header.group(1));
                lines.put(table, number);
            }
            else if (entry.matches()) {
                lines.put(parts(table, entry.group(1)), number);
                closing = opened(entry.group(2));
            }
        }
        return lines;
    }

    private static String opened(String value) {
        for (String quotes : List.of("\"\"\"", "'''")) {
            int start = value.indexOf(quotes);
            if (start >= 0 && value.indexOf(quotes, start + 3) < 0) {
                return quotes;
            }
        }
        return null;
    }

    private static List<String> parts(List<String> table, String path) {
        List<String> parts = table;
        Matcher part = ONE_PART.matcher(path);
        while (part.find()) {
            String text = part.group();
            boolean quoted = text.startsWith("\"") || text.startsWith("'");
            parts = with(parts, quoted ? text.substring(1, text.length() - 1) : text);
        }
        return parts;
    }

    private static List<String> with(List<String> path, String part) {
        List<String> longer = new ArrayList<>(path);
        longer.add(part);
        return List.copyOf(longer);
    }
}
