package watch;

import event.ChangeEvent;
import event.Checkpoint;
import event.TableId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

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

    /**
     * A snapshot is to read these tables, each with the number of rows that the source estimates, -1: not known. A
     * table that was read before begins at 0 again.
     */
    default void reading(Map<TableId, Long> estimates) {
    }

    /** Rows of a snapshot have been decoded. */
    default void read(Map<TableId, Integer> rows) {
    }

    /** All rows of a table of a snapshot are read. */
    default void readDone(TableId table) {
    }

    /** The initial snapshot is complete at the source. */
    default void snapshotDone() {
    }

    /** A table is read again, beside the stream; its rows come as {@link #read}. */
    default void again(TableId table) {
    }

    /** A table's rows are put in place. */
    default void readAgain(TableId table) {
    }

    /** A load is committed. */
    default void loaded(Load load) {
    }

    /** The newest changes of the load that was just told, oldest first; not the rows of a snapshot. */
    default void changed(List<ChangeEvent> newest) {
    }

    /** What the destination holds, as it has just been read or committed. */
    default void reached(Checkpoint committed) {
    }

    /** The source has told of its log; every few seconds while changes stream. */
    default void log(SourceLog log) {
    }

    /** How full the queue between source and loads is, from 0 to 1: to be asked from any thread, from now on. */
    default void queue(DoubleSupplier fill) {
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
     * @param loadId       dlt's load id
     * @param operations   how many changes, by destination table and operation: {@code snapshot}, {@code insert},
     *                     {@code update}, {@code delete}, {@code truncate}
     * @param misfits      how many values went to a variant column because their column's type cannot hold them, by
     *                     {@code table.column} as the source names them
     * @param millis       how long it took
     * @param commitMillis how much of that the destination's commit took
     */
    record Load(String loadId, Map<String, Map<String, Long>> operations, Map<String, Long> misfits, long millis,
            long commitMillis) {

        /** How many changes, by destination table. */
        public Map<String, Long> changes() {
            Map<String, Long> changes = new LinkedHashMap<>();
            operations.forEach((table, counts) -> changes.put(table, sum(counts)));
            return changes;
        }

        public long total() {
            return operations.values().stream().mapToLong(Load::sum).sum();
        }

        private static long sum(Map<String, Long> counts) {
            return counts.values().stream().mapToLong(Long::longValue).sum();
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
