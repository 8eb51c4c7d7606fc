package watch;

import event.Checkpoint;
import event.TableId;
import java.util.Map;

/**
 * Is told what happens; nothing in the data flow depends on what it does with it. All methods may be called from any
 * thread and must return at once.
 */
public interface Watch {

    /** An engine starts; {@code snapshot}: with the initial snapshot; {@code endless}: until it is stopped. */
    default void starting(boolean endless, boolean snapshot) {
    }

    /**
     * Change events have arrived: how many, and when the newest of them was committed (microseconds since 1970 UTC).
     */
    default void captured(int events, long newestCommitMicros) {
    }

    /** A row of the snapshot has been decoded. */
    default void read(Map<TableId, Integer> rows) {
    }

    /** The initial snapshot is complete at the source. */
    default void snapshotDone() {
    }

    /** A load is committed. */
    default void loaded(Load load) {
    }

    /** What the destination holds, as it has just been read or committed. */
    default void reached(Checkpoint committed) {
    }

    /** The source has told of its log; every few seconds while changes stream. */
    default void log(SourceLog log) {
    }

    /** Something stands in the way that can pass by itself; {@code pauseMs} until the next try. */
    default void waiting(String sentence, long pauseMs) {
    }

    /** The user should know this; the flow goes on. */
    default void warn(String sentence) {
    }

    /**
     * One committed load.
     *
     * @param loadId  dlt's load id
     * @param changes how many, by destination table
     * @param misfits how many values went to a variant column because their column's type cannot hold them, by
     *                {@code table.column} as the source names them
     * @param millis  how long it took
     */
    record Load(String loadId, Map<String, Long> changes, Map<String, Long> misfits, long millis) {
        public long total() {
            return changes.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * The source's log, in bytes of it; null: not known.
     *
     * @param end      the last place in it that is known of
     * @param behind   from the place where the destination would go on to that end
     * @param retained what the source keeps for the pipeline
     */
    record SourceLog(String end, Long behind, Long retained) {
    }
}
