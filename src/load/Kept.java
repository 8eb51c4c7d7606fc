package load;

import change.GivenNames;
import event.TableId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What tables were loaded with, kept with the checkpoint: maps of text in its position, each under a name. */
final class Kept {

    private Kept() {
    }

    /** Empty where the position has none of this name. */
    static Map<String, String> in(Map<String, Object> position, String name) {
        Map<String, String> kept = new HashMap<>();
        if (position.get(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> kept.put((String) key, (String) value));
        }
        return kept;
    }

    /** A copy of the position without what is kept under the name for columns of these tables. */
    static Map<String, Object> without(Map<String, Object> position, String name, Collection<TableId> tables) {
        Map<String, String> kept = in(position, name);
        kept.keySet().removeIf(key -> tables.stream().anyMatch(table -> GivenNames.isOf(table, key)));
        return with(position, name, kept);
    }

    /** A copy of the position that has this map under the name, or nothing if it is empty. */
    static Map<String, Object> with(Map<String, Object> position, String name, Map<String, String> kept) {
        Map<String, Object> copy = new HashMap<>(position);
        copy.remove(name);
        if (!kept.isEmpty()) {
            copy.put(name, new TreeMap<>(kept));
        }
        return copy;
    }
}
