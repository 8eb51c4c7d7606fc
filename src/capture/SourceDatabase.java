package capture;

import event.ChangeEvent.Described;
import event.Checkpoint;
import event.TableId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
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
     * What {@link #prepare} found out of the captured tables' keys; nothing where the source's own key tells rows
     * apart.
     */
    default List<Described> described() {
        return List.of();
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
    }
}
