package cli;

import event.Checkpoint;
import event.Checkpoint.Snapshot;
import java.util.function.Consumer;
import kind.SourceKind;
import watch.Watch;

/** Says once, at a pipeline's first start, how far its kind of source is proven where no real server has shown it. */
final class FirstStart implements Watch {

    private final SourceKind kind;
    private final Consumer<String> warn;
    private boolean known;

    FirstStart(SourceKind kind, Consumer<String> warn) {
        this.kind = kind;
        this.warn = warn;
    }

    /** A destination that this pipeline has loaded into was told to its user before. */
    @Override
    public synchronized void reached(Checkpoint committed) {
        known |= committed.snapshot() != Snapshot.NONE;
    }

    @Override
    public synchronized void starting(boolean endless, boolean snapshot) {
        String warning = kind.proof().warning(kind.name());
        if (!known && !warning.isEmpty()) {
            warn.accept(warning);
        }
        known = true;
    }
}
