package capture;

import event.Checkpoint;
import java.util.Map;

/** Where the committed {@link Checkpoint} lives: the destination. */
public interface CheckpointStore {

    /** The checkpoint committed last; cheap, may be asked from any thread. */
    Checkpoint committed();

    /** Commits the start of an attempt at the initial snapshot, before anything is created at the source. */
    Checkpoint begin(Map<String, Object> start);
}
