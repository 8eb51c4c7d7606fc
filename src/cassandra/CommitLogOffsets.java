package cassandra;

import base.Problem;
import cassandra.CommitLogFolder.Segment;
import event.Checkpoint;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How far each commit log is read; travels with the rows. */
final class CommitLogOffsets {

    private static final String KEY = "commit_logs";
    /** In place of an offset: the whole file is read, and the node has ended it. */
    private static final long ALL = -1;

    private final Map<Long, Long> read = new TreeMap<>();

    CommitLogOffsets() {
    }

    static CommitLogOffsets of(Checkpoint committed) {
        CommitLogOffsets offsets = new CommitLogOffsets();
        if (committed.position().get(KEY) instanceof Map<?, ?> logs) {
            logs.forEach((id, offset) -> offsets.read.put(Long.valueOf(id.toString()),
                    ((Number) offset).longValue()));
        }
        return offsets;
    }

    /** Notes that a log is read as far as it went when its index was read. */
    void reached(Segment segment) {
        read.put(segment.id(), segment.completed() ? ALL : segment.end());
    }

    /** Where to go on in a log, in bytes; negative if there is nothing more in it. */
    int from(Segment segment) {
        long offset = read.getOrDefault(segment.id(), 0L);
        return offset == ALL || offset >= segment.end() && !segment.completed() ? -1 : (int) offset;
    }

    /** Logs of which all is read. */
    Set<Long> finished() {
        return read.entrySet().stream().filter(each -> each.getValue() == ALL).map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Forgets finished logs that are not there any more. */
    void forget(List<Segment> there) {
        Set<Long> ids = there.stream().map(Segment::id).collect(Collectors.toSet());
        read.entrySet().removeIf(each -> each.getValue() == ALL && !ids.contains(each.getKey()));
    }

    /** @throws Problem where a log that is not read to its end is gone */
    void require(List<Segment> there, String folder) {
        Set<Long> ids = there.stream().map(Segment::id).collect(Collectors.toSet());
        read.forEach((id, offset) -> {
            if (offset != ALL && !ids.contains(id)) {
                throw Problem.run("Commit log " + id + " is not in " + folder + " any more, and was read up to byte "
                        + offset + " only: changes may be missing. Something else deletes files there; let only this"
                        + " loader do so. To load the tables again run `drop --drop-all`, then `run`");
            }
        });
    }

    /** As stored. */
    Map<String, Object> state() {
        Map<String, Object> logs = new TreeMap<>();
        read.forEach((id, offset) -> logs.put(Long.toString(id), offset));
        return Map.of(KEY, logs);
    }
}
