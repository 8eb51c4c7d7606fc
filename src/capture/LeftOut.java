package capture;

import event.Checkpoint;
import event.Reached;
import event.TableId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Tables that were captured but that the lists no longer let through. The position moves on without their changes,
 * which never come, even if the tables are let through again. Stored with the position, as schema.table.
 */
public final class LeftOut {

    private static final String CAPTURED = "captured";
    /** Tables that joined after the snapshot. */
    private static final String JOINED = "joined";
    private static final String LEFT_OUT = "left_out";

    private LeftOut() {
    }

    /** The tables that were left out for a time, or are still. */
    public static Set<String> of(Checkpoint committed) {
        return names(committed, LEFT_OUT);
    }

    /**
     * The checkpoint with what is left out from now on: what is stored after it has to tell.
     *
     * @param captured the tables that are captured now
     * @param listed   whether the lists let a table through, there or not
     */
    public static Checkpoint noted(Checkpoint committed, Collection<String> captured, Predicate<String> listed) {
        Set<String> joined = new TreeSet<>(captured);
        joined.removeAll(names(committed, CAPTURED));
        Set<String> known = names(committed, CAPTURED);
        known.addAll(names(committed, JOINED));
        known.removeIf(listed);
        known.addAll(of(committed));
        Map<String, Object> position = new HashMap<>(committed.position());
        put(position, JOINED, joined);
        put(position, LEFT_OUT, known);
        return committed.at(new Reached(committed.snapshot(), position));
    }

    /** A position without a table that was read again since. */
    static Map<String, Object> settled(TableId table, Map<String, Object> position) {
        if (!(position.get(LEFT_OUT) instanceof Collection<?> names) || !names.contains(table.toString())) {
            return position;
        }
        Map<String, Object> settled = new HashMap<>(position);
        Set<String> left = new TreeSet<>();
        names.stream().map(Object::toString).filter(name -> !name.equals(table.toString())).forEach(left::add);
        put(settled, LEFT_OUT, left);
        return settled;
    }

    /** The tables that are known to have been captured, in each reading of their names. */
    public static Stream<TableId> captured(Checkpoint committed) {
        Set<String> names = names(committed, CAPTURED);
        names.addAll(names(committed, JOINED));
        return names.stream().flatMap(LeftOut::readings);
    }

    /** What a stored name may mean, since it has a dot between its parts, which may have dots of their own. */
    public static Stream<TableId> readings(String name) {
        return IntStream.range(1, name.length()).filter(i -> name.charAt(i) == '.')
                .mapToObj(i -> new TableId(name.substring(0, i), name.substring(i + 1)));
    }

    private static Set<String> names(Checkpoint committed, String key) {
        Set<String> names = new TreeSet<>();
        if (committed.position().get(key) instanceof Collection<?> stored) {
            stored.forEach(name -> names.add(name.toString()));
        }
        return names;
    }

    private static void put(Map<String, Object> position, String key, Set<String> names) {
        position.remove(key);
        if (!names.isEmpty()) {
            position.put(key, List.copyOf(names));
        }
    }
}
