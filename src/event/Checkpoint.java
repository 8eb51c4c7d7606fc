package event;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * How far the destination is: all that capture needs to go on without losing or doubling a change, and what the load
 * has to know. It is committed in the same transaction as the rows that it speaks of, inside dlt's pipeline state.
 *
 * @param source how far the source was read
 * @param loads  what was loaded
 */
public record Checkpoint(Reached source, Loads loads) {

    /**
     * What the load says.
     *
     * @param since   load id of the first attempt at the snapshot; what was loaded since then and before
     *                {@code attempt} is the work of attempts that were interrupted
     * @param attempt load id of the newest attempt at the snapshot
     * @param seq     the last {@code __seq} given out
     * @param tables  the destination tables that this pipeline has loaded into
     */
    public record Loads(String since, String attempt, long seq, Set<String> tables) {

        public Loads {
            tables = Collections.unmodifiableSet(new TreeSet<>(tables));
        }
    }

    /** State of the initial snapshot. */
    public enum Snapshot {
        NONE, RUNNING, DONE
    }

    /** Key of a position: the snapshot is loaded in one transaction, so that an interrupted one leaves nothing. */
    public static final String WHOLE = "whole";
    /** Key of a position: the rows are from recordings, not from a source; what of them is loaded. */
    public static final String REPLAYED = "replayed";

    /** Key of a position: which tables the names of PostgreSQL's tables mean, as lists of schema, name and OID. */
    public static final String OIDS = "oids";

    /**
     * Key of a position: the partitions of PostgreSQL's tables, as lists that begin with the table's schema and name.
     */
    public static final String PARTITIONS = "partitions";
    /** Key of a position: the tables that are to be read again, as lists of schema and name. */
    public static final String AGAIN = "again";
    /** Key of a position: the names of the requests for that which were taken in. */
    public static final String ASKED = "asked";
    /** Key of a position: what rows PostgreSQL's log has not told of, as lists of schema, name and sentence. */
    public static final String STALE = "stale";

    public Snapshot snapshot() {
        return source.snapshot();
    }

    public Map<String, Object> position() {
        return source.position();
    }

    public String since() {
        return loads.since();
    }

    public String attempt() {
        return loads.attempt();
    }

    public long seq() {
        return loads.seq();
    }

    public Set<String> tables() {
        return loads.tables();
    }

    /** The tables that are to be read again, in the order in which that was asked for. */
    public List<TableId> again() {
        return position().get(AGAIN) instanceof Collection<?> all ? all.stream().map(each -> (List<?>) each)
                .map(each -> new TableId(each.get(0).toString(), each.get(1).toString())).toList() : List.of();
    }

    /** Names of the requests for that which were taken in. */
    public List<String> asked() {
        return position().get(ASKED) instanceof Collection<?> all ? all.stream().map(Object::toString).toList()
                : List.of();
    }

    /** A pipeline that has never run. */
    public static Checkpoint none() {
        return new Checkpoint(new Reached(Snapshot.NONE, Map.of()), new Loads("", "", 0, Set.of()));
    }

    /** The start of an attempt at the snapshot, before anything is created at the source. */
    public Checkpoint begin(String loadId, Map<String, Object> start) {
        return new Checkpoint(new Reached(Snapshot.RUNNING, start), new Loads(
                snapshot() == Snapshot.RUNNING ? since() : loadId, loadId, seq(), tables()));
    }

    /** The same with another place at the source. */
    public Checkpoint at(Reached reached) {
        return new Checkpoint(reached, loads);
    }

    /** The same after all attempts at the snapshot but the newest are cleared away. */
    public Checkpoint cleared() {
        return new Checkpoint(source, new Loads(attempt(), attempt(), seq(), tables()));
    }

    public Checkpoint loaded(long newSeq, Set<String> newTables) {
        Set<String> all = new TreeSet<>(tables());
        all.addAll(newTables);
        return new Checkpoint(source, new Loads(since(), attempt(), newSeq, all));
    }

    /**
     * Without tables that were dropped from the destination.
     *
     * @param names of the destination's tables, by those of the source
     */
    public Checkpoint without(Collection<String> dropped, Function<TableId, String> names) {
        Set<String> left = new TreeSet<>(tables());
        left.removeAll(dropped);
        Map<String, Object> rest = new HashMap<>(position());
        rest.remove("captured");
        for (String key : List.of(OIDS, PARTITIONS, STALE)) {
            if (rest.get(key) instanceof List<?> all) {
                rest.put(key, all.stream().map(each -> (List<?>) each).filter(each -> !dropped.contains(
                        names.apply(new TableId(each.get(0).toString(), each.get(1).toString())))).toList());
            }
        }
        return new Checkpoint(new Reached(snapshot(), rest), new Loads(since(), attempt(), seq(), left));
    }

    /** As stored in dlt's state. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("snapshot", snapshot().name().toLowerCase(Locale.ROOT));
        map.put("since", since());
        map.put("attempt", attempt());
        map.put("offset", position());
        map.put("seq", seq());
        map.put("tables", List.copyOf(tables()));
        return map;
    }

    @SuppressWarnings("unchecked")
    public static Checkpoint fromMap(Map<String, ?> map) {
        return map.isEmpty() ? none()
                : new Checkpoint(new Reached(Snapshot.valueOf(map.get("snapshot").toString().toUpperCase(Locale.ROOT)),
                        (Map<String, Object>) map.get("offset")), new Loads(map.get("since").toString(),
                        map.get("attempt").toString(), ((Number) map.get("seq")).longValue(),
                        Set.copyOf((List<String>) map.get("tables"))));
    }
}
