package capture;

import base.SteadyClock;
import capture.SourceDatabase.HighWatermark;
import event.Checkpoint.Snapshot;
import java.util.Map;

/** Whether a run that ends by itself has delivered what it was to deliver. */
final class RunEnd {

    private static final long ASK_EVERY_MS = 500;

    private final Until until;
    private HighWatermark mark;
    private boolean seen;
    private long askedAt;

    RunEnd(Until until) {
        this.until = until;
    }

    /** The end of the source's log as it was when the run began. */
    void mark(HighWatermark end) {
        mark = end;
    }

    /** Null as long as there is none. */
    HighWatermark mark() {
        return mark;
    }

    /** A batch is delivered. */
    void see(Batch batch, Feed feed) {
        seen |= switch (until) {
            case STOPPED -> false;
            case SNAPSHOT -> batch.reached().snapshot() == Snapshot.DONE;
            case CURRENT -> mark == null ? batch.reached().snapshot() == Snapshot.DONE
                    : batch.essential() && feed.highWatermarkReached();
        };
    }

    /** Where no records come, the source is asked from time to time. */
    boolean isPassed(Map<String, Object> position) {
        long now = SteadyClock.now();
        if (until == Until.CURRENT && mark != null && !seen && now - askedAt >= ASK_EVERY_MS) {
            askedAt = now;
            seen = mark.reachedAt(position);
        }
        return seen;
    }

    /** What is read again belongs to the run, unless that ends with the snapshot. */
    boolean isReached(Resnapshots resnapshots) {
        return seen && (until == Until.SNAPSHOT || !resnapshots.isBusy());
    }
}
