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
 * How far the destination is: all that capture needs to go on without losing or doubling a change. It is committed in
 * the same DuckDB transaction as the rows that it speaks of, inside dlt's pipeline state.
 *
 * @param snapshot whether the initial snapshot is in the destination
 * @param since    load id of the first attempt at the snapshot; what was loaded since then and before {@code attempt} is
 *                 the work of attempts that were interrupted
 * @param attempt  load id of the newest attempt at the snapshot
 * @param position the source kind's own position, plain JSON values only
 * @param seq      the last {@code __seq} given out
 * @param tables   the destination tables that this pipeline has loaded into
 */
public record Checkpoint(Snapshot snapshot, String since, String attempt, Map<String, Object> position, long seq,
        Set<String> tables) {

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

    /** Key of a position: the partitions of PostgreSQL's tables, as lists that begin with the table's schema and name. */
    public static final String PARTITIONS = "partitions";
    /** Key of a position: what rows PostgreSQL's log has not told of, as lists of schema, name and sentence. */
    public static final String STALE = "stale";

    public Checkpoint {
        position = Map.copyOf(position);
        tables = Collections.unmodifiableSet(new TreeSet<>(tables));
    }

    /** A pipeline that has never run. */
    public static Checkpoint none() {
        return new Checkpoint(Snapshot.NONE, "", "", Map.of(), 0, Set.of());
    }

    /** The start of an attempt at the snapshot, before anything is created at the source. */
    public Checkpoint begin(String loadId, Map<String, Object> start) {
        return new Checkpoint(Snapshot.RUNNING, snapshot == Snapshot.RUNNING ? since : loadId, loadId, start, seq, tables);
    }

    /** Whether an attempt runs whose rows are to be committed with its last one only. */
    public boolean unfinishedWhole() {
        return snapshot == Snapshot.RUNNING && Boolean.TRUE.equals(position.get(WHOLE));
    }

    public Checkpoint at(Snapshot reached, Map<String, Object> newPosition) {
        return new Checkpoint(reached, since, attempt, newPosition, seq, tables);
    }

    public Checkpoint loaded(long newSeq, Set<String> newTables) {
        Set<String> all = new TreeSet<>(tables);
        all.addAll(newTables);
        return new Checkpoint(snapshot, since, attempt, position, newSeq, all);
    }

    /**
     * Without tables that were dropped from the destination.
     *
     * @param names of the destination's tables, by those of the source
     */
    public Checkpoint without(Collection<String> dropped, Function<TableId, String> names) {
        Set<String> left = new TreeSet<>(tables);
        left.removeAll(dropped);
        Map<String, Object> rest = new HashMap<>(position);
        rest.remove("captured");
        for (String key : List.of(OIDS, PARTITIONS, STALE)) {
            if (rest.get(key) instanceof List<?> all) {
                rest.put(key, all.stream().map(each -> (List<?>) each).filter(each -> !dropped.contains(
                        names.apply(new TableId(each.get(0).toString(), each.get(1).toString())))).toList());
            }
        }
        return new Checkpoint(snapshot, since, attempt, rest, seq, left);
    }

    /** As stored in dlt's state. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("snapshot", snapshot.name().toLowerCase(Locale.ROOT));
        map.put("since", since);
        map.put("attempt", attempt);
        map.put("offset", position);
        map.put("seq", seq);
        map.put("tables", List.copyOf(tables));
        return map;
    }

    @SuppressWarnings("unchecked")
    public static Checkpoint fromMap(Map<String, ?> map) {
        return map.isEmpty() ? none()
                : new Checkpoint(Snapshot.valueOf(map.get("snapshot").toString().toUpperCase(Locale.ROOT)),
                        map.get("since").toString(), map.get("attempt").toString(),
                        (Map<String, Object>) map.get("offset"), ((Number) map.get("seq")).longValue(),
                        Set.copyOf((List<String>) map.get("tables")));
    }
}
