package load;

import base.Problem;
import capture.LeftOut;
import config.CdcConfig;
import event.Checkpoint;
import event.Reached;
import event.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Which tables are to be read again, in a checkpoint's position: kept until the load that puts a copy in place. */
final class Again {

    /** Key of a position: destination tables that were dropped, and are not to be read by themselves. */
    private static final String DROPPED = "dropped";

    private Again() {
    }

    static boolean isDropped(Checkpoint committed, String name) {
        return committed.position().get(DROPPED) instanceof Collection<?> all && all.contains(name);
    }

    /** What to do where a table's rows cannot stay as they are; the end of a sentence. */
    static String anew(String table) {
        return "or load the table anew: `drop " + table + " --resnapshot`, then `run` (PostgreSQL, MySQL and MariaDB;"
                + " elsewhere all tables: `drop --drop-all`). Nothing was loaded";
    }

    /** After tables were dropped; {@code again}: the next start is to read them. */
    static Checkpoint dropped(Checkpoint stored, Collection<String> names, boolean again,
            Function<TableId, String> named) {
        Checkpoint left = without(stored, Set.copyOf(names), named);
        Set<String> dropped = new TreeSet<>();
        if (left.position().get(DROPPED) instanceof Collection<?> all) {
            all.forEach(each -> dropped.add(each.toString()));
        }
        dropped.removeAll(names);
        if (!again) {
            dropped.addAll(names);
        }
        Map<String, Object> position = new HashMap<>(left.position());
        position.remove(DROPPED);
        if (!dropped.isEmpty()) {
            position.put(DROPPED, List.copyOf(dropped));
        }
        return left.at(new Reached(left.snapshot(), position));
    }

    /**
     * @param dropped tables that dlt has dropped
     * @throws Problem where they cannot be read again, or not by themselves: one that a transform has made
     */
    static void require(CdcConfig config, Checkpoint stored, Set<String> dropped, Function<TableId, String> names) {
        boolean come = config.unasked() && sources(stored, dropped, names).keySet().containsAll(dropped);
        if (!dropped.isEmpty() && !come) {
            throw Dataset.droppedByDlt(config, dropped);
        }
    }

    /** After dlt has dropped tables: they are to be read again. */
    static Checkpoint dropped(Checkpoint stored, Set<String> dropped, Function<TableId, String> names) {
        Checkpoint left = without(stored, dropped, names);
        Set<TableId> again = new LinkedHashSet<>(stored.again());
        again.addAll(sources(stored, dropped, names).values());
        return left.at(new Reached(left.snapshot(), with(left.position(), List.copyOf(again), left.asked())));
    }

    /** Nothing is kept of how the columns of tables that are gone were loaded. */
    private static Checkpoint without(Checkpoint stored, Set<String> dropped, Function<TableId, String> names) {
        Collection<TableId> tables = sources(stored, dropped, names).values();
        Checkpoint left = stored.without(dropped, names);
        return left.at(new Reached(left.snapshot(), SameNames.without(SameNested.without(left.position(), tables),
                tables)));
    }

    static String told(Set<String> dropped, String pipeline) {
        return "dlt has dropped " + (dropped.size() == 1 ? "table " : "tables ") + String.join(", ", dropped)
                + " of pipeline " + pipeline + (dropped.size() == 1 ? ". It is" : ". They are") + " read again";
    }

    private static Map<String, TableId> sources(Checkpoint stored, Set<String> dropped,
            Function<TableId, String> names) {
        Map<String, TableId> sources = new TreeMap<>();
        LeftOut.captured(stored).forEach(table -> sources.put(names.apply(table), table));
        sources.keySet().retainAll(dropped);
        return sources;
    }

    static Map<String, Object> with(Map<String, Object> position, List<TableId> tables, List<String> asked) {
        Map<String, Object> with = new HashMap<>(position);
        with.remove(Checkpoint.AGAIN);
        with.remove(Checkpoint.ASKED);
        if (!tables.isEmpty()) {
            with.put(Checkpoint.AGAIN, tables.stream().map(each -> List.of(each.schema(), each.name())).toList());
        }
        if (!asked.isEmpty()) {
            with.put(Checkpoint.ASKED, asked);
        }
        return with;
    }

    /** The position after a load; the table whose copy it completes has been read. */
    static Map<String, Object> kept(Map<String, Object> position, Checkpoint committed, Reached reached) {
        List<TableId> left = new ArrayList<>(committed.again());
        if (reached.copy() != null && reached.copy().last()) {
            left.remove(reached.copy().table());        // once: it may have been asked for again since
        }
        return with(position, left, committed.asked());
    }
}
