package event;

import event.Checkpoint.Snapshot;
import java.util.Map;

/**
 * How far the source is: what capture says with the changes that it hands over, and what it needs to go on after them.
 *
 * @param snapshot whether the initial snapshot is read
 * @param position the source kind's own position in its log, plain JSON values only
 */
public record Reached(Snapshot snapshot, Map<String, Object> position) {

    public Reached {
        position = Map.copyOf(position);
    }

    /** Whether an attempt at the snapshot runs whose rows are to be committed with its last one only. */
    public boolean unfinishedWhole() {
        return snapshot == Snapshot.RUNNING && Boolean.TRUE.equals(position.get(Checkpoint.WHOLE));
    }
}
