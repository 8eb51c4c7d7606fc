package capture;

import event.Checkpoint;
import event.TableId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Where the committed {@link Checkpoint} lives: the destination. */
public interface CheckpointStore {

    /** The checkpoint committed last; cheap, may be asked from any thread. */
    Checkpoint committed();

    /** Commits what a run sets right in the destination before it asks the source for anything. */
    default void mend() {
    }

    /** Where others ask for tables to be read again. */
    default Requests requests() {
        return Requests.NONE;
    }

    /** Whether a table is read again by itself when its log lacks something. */
    default boolean readsUnasked() {
        return requests().unasked();
    }

    /** A folder for files that need not outlive the process. */
    default Path scratch() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /**
     * Commits which tables are to be read again; not while a load is half done.
     *
     * @param asked names of the requests that were taken in, newest last
     */
    default void again(List<TableId> tables, List<String> asked) {
    }

    /** Commits the start of an attempt at the initial snapshot, before anything is created at the source. */
    Checkpoint begin(Map<String, Object> start);
}
