package event;

import event.Checkpoint.Snapshot;
import java.util.Map;

/**
 * How far the source is: what capture says with the changes that it hands over, and what it needs to go on after them.
 *
 * @param snapshot whether the initial snapshot is read
 * @param position the source kind's own position in its log, plain JSON values only
 * @param copy     what the changes are of a table that is read again; null for those of the log
 */
public record Reached(Snapshot snapshot, Map<String, Object> position, Copy copy) {

    /**
     * A part of a table's copy, all of which is to be put in place at once.
     *
     * @param last whether all rows came in parts before: what follows are the table's own changes since then
     */
    public record Copy(TableId table, boolean last) {
    }

    public Reached {
        position = Map.copyOf(position);
    }

    public Reached(Snapshot snapshot, Map<String, Object> position) {
        this(snapshot, position, null);
    }

    /** Whether this is to be committed with a later part only: of a copy, or of a snapshot that is one transaction. */
    public boolean unfinishedWhole() {
        return copy != null && !copy.last()
                || snapshot == Snapshot.RUNNING && Boolean.TRUE.equals(position.get(Checkpoint.WHOLE));
    }
}
