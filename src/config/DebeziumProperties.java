package config;

import base.Secrets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The properties for {@code DebeziumEngine.Builder.using(Properties)}. They hold the password, so the printed forms
 * ({@link #masked()}, {@link #toString()}) put {@link Secrets#MASK} in its place.
 */
public final class DebeziumProperties extends Properties {

    private static final long serialVersionUID = 1L;

    /** Debezium's hashes of columns have their salt in the property's name. */
    private static final Pattern SALT = Pattern.compile("(\\.with\\.salt\\.).+");

    private final transient Map<String, Value> given = new TreeMap<>();

    /** Sets a property to what the user gave for it. */
    void set(String name, Value value) {
        given.put(name, value);
        setProperty(name, value.property());
    }

    /** What the user gave for a property, with its place; nothing for a value of ours. */
    public Optional<Value> given(String name) {
        return Optional.ofNullable(given.get(name));
    }

    /** Sorted by name, secrets masked. */
    public Map<String, String> masked() {
        Map<String, String> masked = new TreeMap<>();
        plain().forEach((name, value) -> masked.put(SALT.matcher(name).replaceFirst("$1" + Secrets.MASK),
                Secrets.shown(name, value)));
        return masked;
    }

    /** Sorted by name, secrets as they are: not for logs. */
    public Map<String, String> plain() {
        Map<String, String> plain = new TreeMap<>();
        stringPropertyNames().forEach(name -> plain.put(name, getProperty(name)));
        return plain;
    }

    @Override
    public synchronized String toString() {
        return masked().toString();
    }
}
