package event;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table at the source. {@code schema} is PostgreSQL's schema or MySQL's database; it is empty for sources without
 * one.
 */
public record TableId(String schema, String name) {

    /** For people, and for patterns: dots in the names make two tables read the same. */
    @Override
    public String toString() {
        return schema.isEmpty() ? name : schema + "." + name;
    }

    /**
     * What a map has for this table, by {@code schema.table} or by its name alone; null where it has nothing. A table
     * whose names are in lower case is also meant by a name in another case: the server may take one for the other.
     */
    public <T> T in(Map<String, T> named) {
        T exact = named.getOrDefault(toString(), named.get(name));
        if (exact != null || !equals(folded())) {
            return exact;
        }
        Map<String, T> folded = new HashMap<>();
        named.forEach((key, value) -> folded.putIfAbsent(folded(key), value));
        return folded.getOrDefault(toString(), folded.get(name));
    }

    /** Whether one of these names means this table, as in {@link #in(Map)}. */
    public boolean isIn(Set<String> names) {
        return !names.isEmpty() && in(names.stream().collect(Collectors.toMap(name -> name, name -> name))) != null;
    }

    /** The same table for a server that compares names in lower case, letter by letter. */
    public TableId folded() {
        return new TableId(folded(schema), folded(name));
    }

    /** A name in lower case, as MySQL and MariaDB make it: letter by letter, in no language. */
    public static String folded(String name) {
        return name.codePoints().map(Character::toLowerCase)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }
}
