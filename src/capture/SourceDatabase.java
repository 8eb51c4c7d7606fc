package capture;

import base.Problem;
import event.ChangeEvent.Described;
import event.Checkpoint;
import event.Documents;
import event.TableId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import org.apache.kafka.connect.source.SourceRecord;
import watch.Watch;

/** What capture asks of a kind of source; one implementation a kind. */
public interface SourceDatabase {

    /**
     * Checks the source before an engine starts and makes what is missing and may be made.
     *
     * @param store where the pipeline's checkpoint is; an attempt at the snapshot is begun in it where one is needed
     * @return Debezium's properties for this start
     * @throws base.Problem when a start would fail or would lose rows, with the command that mends it
     */
    Properties prepare(CheckpointStore store);

    /**
     * Begins to read the initial snapshot itself, in the engine's place; nothing where the engine is to do all.
     *
     * @param start the checkpoint after {@link #prepare}
     * @param queue takes the batches; the last one's checkpoint says that the snapshot is done
     */
    default Optional<Feed> snapshot(Checkpoint start, BlockingQueue<Batch> queue, Watch watch) {
        return Optional.empty();
    }

    /**
     * The tables that the initial snapshot is to read, as {@link #prepare} found them, each with the number of rows
     * that the source estimates, -1: not known. Nothing where that is not asked.
     */
    default Map<TableId, Long> estimates() {
        return Map.of();
    }

    /**
     * What {@link #prepare} found out of the captured tables' keys; nothing where the source's own key tells rows
     * apart.
     */
    default List<Described> described() {
        return List.of();
    }

    /**
     * Begins to copy a captured table's rows beside the stream.
     *
     * @param file where they are kept until they are loaded
     * @throws base.Problem when that cannot be done
     */
    default TableCopy copy(TableId table, Path file, Watch watch) {
        throw Problem.config("This kind of source cannot read a single table again. To load all tables again run `drop"
                + " --drop-all`, then `run`");
    }

    /** What the log does not tell, as far as the last {@link #prepare} and what came since have shown. */
    default Gaps gaps() {
        return Gaps.NONE;
    }

    /** The captured tables, as the last {@link #prepare} or {@link #look} found them. */
    default Set<TableId> tables() {
        return Set.of();
    }

    /** Those of them that have rows which were never loaded, and will not come by themselves. */
    default Set<TableId> unread() {
        return Set.of();
    }

    /** How its records become change events, where they are documents; for the filter made last. */
    default Optional<Documents> documents() {
        return Optional.empty();
    }

    /** Is handed the engine (Debezium's) once its task has started, before records come. */
    default void started(Object engine) {
        // nothing to look at in it
    }

    /** Whether a table is among those that the last {@link #prepare} found. */
    boolean captures(TableId table);

    /** Whether the source has what is to be captured; if not, a sentence that says what is being waited for. */
    String waitingFor();

    /**
     * Looks after the source while an engine runs, every few seconds: at what would silently end the stream.
     *
     * @throws base.Problem when changes are not seen any more; with a cause that {@link #passes}, a new engine helps
     */
    void look();

    /**
     * Whether its records tell how far a quiet source was read. Otherwise the resume point moves when {@link #look} has
     * moved the filter's; that one may then be asked by any thread.
     */
    default boolean hasHeartbeats() {
        return true;
    }

    /**
     * Is called with each batch of records, on the engine's thread, before any of them is taken.
     *
     * @throws RuntimeException when they may be wrong; where that {@link #passes}, a new engine reads them again
     */
    default void received() {
        // records cannot be wrong
    }

    /** A duplicate filter for an engine that starts from this checkpoint. */
    DuplicateFilter filter(Checkpoint start);

    /** The offset in Debezium's form that makes the engine go on after this checkpoint; empty: start afresh. */
    Map<String, Object> offset(Checkpoint committed);

    /** Marks the present end of the source's log, so that {@code --until-current} knows where to stop. */
    HighWatermark highWatermark();

    /** Whether an error of the engine can pass by itself (a restart of the database, a cut connection). */
    boolean passes(Throwable error);

    /** The engine's error as a sentence. */
    String explain(Throwable error);

    /** Whether the heap was too small; the thread that ran out of it may have told another one. */
    static boolean isOutOfMemory(Throwable error) {
        Throwable e = error;
        while (e != null && !(e instanceof OutOfMemoryError)) {
            e = e.getCause();
        }
        return e != null;
    }

    /** A mark in the source's log. */
    interface HighWatermark {
        /** Whether this record, and with it all that was committed before the mark, has arrived. */
        boolean reachedBy(SourceRecord record);

        /**
         * Whether the source has nothing between this position and the mark. Asked while no records come; some sources
         * send none at all then.
         *
         * @param position that of the last batch that was delivered, or of the start
         */
        default boolean reachedAt(Map<String, Object> position) {
            return false;
        }
    }
}
