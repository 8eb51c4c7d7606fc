package config;

import base.Problem;
import base.Secrets;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One configured value with the place it was found in. What is read from the environment is text and is parsed by the
 * accessor; what is read from a TOML file already has its type. Every accessor throws {@link Problem} (exit code 2)
 * naming origin, key, value and what was expected; the value of a {@link Secrets secret} is never shown.
 *
 * @param key    dotted path, such as {@code sources.debezium.postgres.port}
 * @param value  String, Boolean, Number, List, or Map for an inline table
 * @param origin such as {@code environment variable X} or {@code .dlt/secrets.toml line 7}
 */
public record Value(String key, Object value, String origin) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_SHOWN = 200;
    private static final String ENVIRONMENT = "environment variable ";

    static Value ofEnvironment(String key, String variable, String text) {
        return new Value(key, text, ENVIRONMENT + variable);
    }

    /** True if the value comes from the environment and so was typed as plain text. */
    public boolean fromEnvironment() {
        return origin.startsWith(ENVIRONMENT);
    }

    /** Text; in TOML it has to stand in quotes. */
    public String text() {
        if (value instanceof String text) {
            return text;
        }
        throw wrong("text in quotes");
    }

    /** A whole number; underscores between digits are allowed as in TOML. */
    public long integer() {
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        if (value instanceof String text && text.strip().matches("[+-]?\\d{1,18}(_\\d+)*")) {
            return Long.parseLong(text.strip().replace("_", ""));
        }
        throw wrong("a whole number");
    }

    /** A whole number that is at least {@code least}. */
    public long integerFrom(long least) {
        long number = integer();
        if (number < least) {
            throw wrong("a whole number of at least " + least);
        }
        return number;
    }

    /** {@code true} or {@code false}, in any case of letters when it is text. */
    public boolean bool() {
        if (value instanceof Boolean bool) {
            return bool;
        }
        if (value instanceof String text && text.strip().equalsIgnoreCase("true")) {
            return true;
        }
        if (value instanceof String text && text.strip().equalsIgnoreCase("false")) {
            return false;
        }
        throw wrong("true or false");
    }

    /** A list of texts: a TOML list, {@code a,b}, or a JSON list; never empty and without empty members. */
    public List<String> texts() {
        List<?> members = value instanceof List<?> list ? list : split(text("text or a list of texts"));
        List<String> texts = new ArrayList<>();
        for (Object member : members) {
            if (!(member instanceof String text) || text.isBlank()) {
                throw wrong("text or a list of texts, none of them empty");
            }
            texts.add(text.strip());
        }
        if (texts.isEmpty()) {
            throw wrong("at least one text");
        }
        return List.copyOf(texts);
    }

    /** As Debezium's properties want it: lists joined by commas, numbers and booleans in their plain form. */
    public String property() {
        if (value instanceof List<?> list && list.stream().noneMatch(m -> m instanceof List || m instanceof Map)) {
            return list.stream().map(Value::plain).collect(Collectors.joining(","));
        }
        if (value instanceof List || value instanceof Map) {
            throw wrong("text, a number, true, false or a plain list");
        }
        return plain(value);
    }

    /** Says that this value does not do: origin, key, the value unless it is secret, and what was expected. */
    public Problem wrong(String expected) {
        return Problem.config("%s: %s is %s, expected %s.".formatted(origin, key, shown(), expected));
    }

    /** Never shows a secret. */
    @Override
    public String toString() {
        return "%s = %s (%s)".formatted(key, shown(), origin);
    }

    private String text(String expected) {
        if (value instanceof String text) {
            return text;
        }
        throw wrong(expected);
    }

    private List<?> split(String text) {
        if (!text.strip().startsWith("[")) {
            return List.of(text.split(",", -1));
        }
        try {
            return JSON.readValue(text, List.class);
        }
        catch (JsonProcessingException e) {
            throw wrong("a,b or a JSON list such as [\"a\", \"b\"]");
        }
    }

    private String shown() {
        if (Secrets.isSecret(key)) {
            return "a secret of type " + (value instanceof String ? "text" : kind());
        }
        return value instanceof String text ? "\"" + brief(Secrets.hidden(text)) + "\"" : value instanceof Map
                ? "a table" : plain(value);
    }

    private static String brief(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }

    private String kind() {
        return value instanceof Boolean ? "boolean" : value instanceof Number ? "number"
                : value instanceof List ? "list" : "table";
    }

    private static String plain(Object scalar) {
        return scalar instanceof BigDecimal number ? number.toPlainString() : String.valueOf(scalar);
    }
}
