package replay;

import base.Problem;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.Reached;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pipeline remembers of a recording, in its checkpoint, so that it commits together with the rows.
 *
 * @param name   of the file, {@code -} for the standard input
 * @param lines  that are loaded, from the first on
 * @param sha256 of these, each with a line feed after it
 * @param first  the same of the first line alone
 * @param whole  whether the recording ended there
 */
record Replayed(String name, long lines, String sha256, String first, boolean whole) {

    private static final int KEPT = 1_000;

    /** All that a checkpoint tells, the newest last. */
    static List<Replayed> in(Checkpoint checkpoint) {
        List<Replayed> all = new ArrayList<>();
        for (Object each : (List<?>) checkpoint.position().getOrDefault(Checkpoint.REPLAYED, List.of())) {
            Map<?, ?> map = (Map<?, ?>) each;
            all.add(new Replayed((String) map.get("name"), ((Number) map.get("lines")).longValue(),
                    (String) map.get("sha256"), (String) map.get("first"), (Boolean) map.get("whole")));
        }
        return all;
    }

    /** The checkpoint after these recordings; the oldest are forgotten. */
    static Reached reached(List<Replayed> all) {
        List<Map<String, Object>> maps = new ArrayList<>();
        for (Replayed each : all.subList(Math.max(0, all.size() - KEPT), all.size())) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("name", each.name);
            map.put("lines", each.lines);
            map.put("sha256", each.sha256);
            map.put("first", each.first);
            map.put("whole", each.whole);
            maps.add(map);
        }
        return new Reached(Snapshot.DONE, Map.of(Checkpoint.REPLAYED, maps));
    }

    /** A pipeline is fed by a source or by recordings, never by both: each would overwrite the other's position. */
    static void requireNoSource(Checkpoint committed, String pipeline) {
        if (committed.snapshot() != Snapshot.NONE && !committed.position().containsKey(Checkpoint.REPLAYED)) {
            throw Problem.config("Pipeline " + pipeline + " is loaded from a live source, and its position there is"
                    + " stored with the rows: a replay would overwrite it. Give the replay a project folder of its own"
                    + " with --project DIR (its .dlt/config.toml names the primary keys), or start afresh with `drop"
                    + " --drop-all`");
        }
    }
}
