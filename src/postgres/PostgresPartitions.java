package postgres;

import capture.KnownGaps;
import event.Checkpoint;
import event.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.connect.data.Struct;
import postgres.PartitionCatalog.Look;
import postgres.PartitionCatalog.Part;

/**
 * What becomes of the partitions of captured tables. A publication by the root has the rows' changes, and not that a
 * partition with rows was attached, nor that one was detached, dropped or emptied. So the partitions are remembered
 * with the position, and the catalog is held against them; what rows that has cost is remembered, too, until they are
 * loaded again.
 */
final class PostgresPartitions {

    private static final String LOOKED = "looked";
    private static final String TRUNCATED = "truncated";
    private static final int TRUNCATIONS_KEPT = 20;
    private static final String UNSENT = ". PostgreSQL does not send that";

    /**
     * A partition with another file; whether its root was emptied will have come once the log has been read up to
     * there.
     */
    private record Pending(TableId root, Part part, long end) {
    }

    private final KnownGaps findings;
    private final Map<TableId, Map<Long, Part>> known = new HashMap<>();
    private final List<List<String>> truncated = new ArrayList<>();
    private final Map<Long, Pending> pending = new HashMap<>();
    private String looked;

    /** @param findings takes what is found */
    PostgresPartitions(Checkpoint start, KnownGaps findings) {
        this.findings = findings;
        looked = start.position().getOrDefault(LOOKED, "").toString();
        each(start, Checkpoint.PARTITIONS, one -> {
            Map<Long, Part> parts = known.computeIfAbsent(new TableId(one.get(0), one.get(1)), none -> new TreeMap<>());
            if (one.size() > 2) {
                parts.put(Long.valueOf(one.get(3)), new Part(Long.parseLong(one.get(3)), one.get(2), one.get(4),
                        one.get(5), 0, "", "", true, Boolean.parseBoolean(one.get(6)), one.get(7)));
            }
        });
        each(start, TRUNCATED, truncated::add);
    }

    private static void each(Checkpoint start, String key, Consumer<List<String>> take) {
        if (start.position().get(key) instanceof Collection<?> all) {
            all.forEach(one -> take.accept(((Collection<?>) one).stream().map(Object::toString).toList()));
        }
    }

    /** As they are before the first rows are loaded. */
    static PostgresPartitions before(PostgresServer server, Collection<PostgresTable> tables) {
        PostgresPartitions before = new PostgresPartitions(Checkpoint.none(), new KnownGaps(Checkpoint.none(), false,
                sentence -> { }));
        before.look(server, tables);
        return before;
    }

    /** Holds the catalog against what is known. */
    void look(PostgresServer server, Collection<PostgresTable> tables) {
        Look now = PartitionCatalog.read(server, tables);
        if (now == null) {
            return;
        }
        now.parts().forEach((root, parts) -> look(server, now, root, parts));
        synchronized (this) {
            looked = now.xid().isEmpty() ? looked : now.xid();
        }
    }

    private void look(PostgresServer server, Look now, TableId root, Map<Long, Part> parts) {
        Map<Long, Part> before;
        synchronized (this) {
            before = known.containsKey(root) ? new TreeMap<>(known.get(root)) : null;
        }
        Map<Long, Part> after = new TreeMap<>();
        for (Part part : parts.values()) {
            Part old = before == null ? part : before.get(part.oid());
            logged(root, part);
            Part remembered = old == null ? attached(server, root, part) : changed(server, now, root, old, part);
            if (remembered != null) {
                after.put(part.oid(), remembered);
            }
        }
        if (before != null) {
            before.values().stream().filter(old -> !parts.containsKey(old.oid())).forEach(old -> tell(root, "Partition "
                    + old.name() + " was detached from table " + root + ", or dropped: its loaded rows stay"));
        }
        synchronized (this) {
            known.put(root, after);
            pending.values().removeIf(each -> each.root().equals(root) && !parts.containsKey(each.part().oid()));
        }
    }

    private void logged(TableId root, Part part) {
        String unlogged = "Partition " + part.name() + " of table " + root + " is UNLOGGED: its changes are missing"
                + UNSENT + ". Make it LOGGED, then run `resnapshot " + root + "`";
        if (!part.logged()) {
            findings.tellLasting(root, unlogged);
        }
        else if (findings.ended(root, unlogged)) {
            tell(root, "Partition " + part.name() + " of table " + root + " was UNLOGGED: what changed in it meanwhile"
                    + " is missing");
        }
    }

    private void tell(TableId root, String what) {
        findings.tell(root, what + UNSENT);
    }

    /** The partition as it is to be remembered; null: it is looked at once more, the next time. */
    private Part attached(PostgresServer server, TableId root, Part part) {
        Boolean had = PartitionCatalog.cameWithRows(server, part);
        if (had == null) {
            return null;
        }
        if (had) {
            tell(root, "Partition " + part.name() + " was attached to table " + root + " with rows: they are missing");
        }
        return part;
    }

    /** The partition as it is to be remembered. */
    private Part changed(PostgresServer server, Look now, TableId root, Part old, Part part) {
        if (!old.link().equals(part.link())) {
            tell(root, "Partition " + part.name() + " was detached from table " + root + " for a time: what changed"
                    + " in it meanwhile is missing");
            return part;
        }
        boolean untouched = old.empty() && part.empty() && old.inserted().equals(part.inserted());
        if (old.file().equals(part.file()) || untouched) {
            return part;
        }
        Boolean stayed = looked.isEmpty() ? Boolean.FALSE : PartitionCatalog.hasStayed(server, part, looked);
        if (stayed != null && stayed) {
            return part;
        }
        synchronized (this) {
            if (stayed != null) {
                pending.putIfAbsent(part.oid(), new Pending(root, part, now.end()));
            }
        }
        return old;
    }

    /** Sees a change: a root that is emptied takes its partitions along. */
    synchronized void see(Struct change, Struct source) {
        if ("t".equals(change.getString("op"))) {
            truncated.add(List.of(source.getString("schema"), source.getString("table"),
                    String.valueOf(source.getWithoutDefault("txId"))));
            if (truncated.size() > TRUNCATIONS_KEPT) {
                truncated.remove(0);
            }
        }
    }

    /** All that was committed before this place in the log has come. */
    synchronized void reached(long lsn) {
        if (pending.isEmpty()) {
            return;
        }
        for (Pending each : List.copyOf(pending.values())) {
            if (lsn >= each.end()) {
                pending.remove(each.part().oid());
                known.get(each.root()).put(each.part().oid(), each.part());
                if (!truncated.contains(List.of(each.root().schema(), each.root().name(), each.part().changed()))) {
                    tell(each.root(), "Partition " + each.part().name() + " of table " + each.root() + " was emptied"
                            + " (TRUNCATE), or rewritten: rows that it lost stay here");
                }
            }
        }
    }

    /** Adds what is known to a position. */
    synchronized void addTo(Map<String, Object> position) {
        List<List<String>> parts = new ArrayList<>();
        known.forEach((root, all) -> {
            parts.add(List.of(root.schema(), root.name()));
            all.values().forEach(part -> parts.add(List.of(root.schema(), root.name(), part.name(),
                    String.valueOf(part.oid()),
                    part.file(), part.link(), String.valueOf(part.empty()), part.inserted())));
        });
        put(position, Checkpoint.PARTITIONS, parts);
        put(position, TRUNCATED, List.copyOf(truncated));
        position.remove(LOOKED);
        if (!parts.isEmpty()) {
            position.put(LOOKED, looked);
        }
    }

    private static void put(Map<String, Object> position, String key, List<List<String>> all) {
        position.remove(key);
        if (!all.isEmpty()) {
            position.put(key, all);
        }
    }
}
