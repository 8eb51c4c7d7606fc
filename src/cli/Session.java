package cli;

import base.SteadyClock;
import capture.Until;
import java.util.ArrayList;
import java.util.List;
import watch.Watch;

/**
 * One run of the data flow, as the command line asked for it.
 */
public final class Session {

    private static final long PATIENCE_MS = 10_000;

    private final Until until;
    private final boolean recreateSlot;
    private final Watch watch;
    private final List<Runnable> onStop = new ArrayList<>();
    private long stoppedAt;

    public Session(Until until, boolean recreateSlot, Watch watch) {
        this.until = until;
        this.recreateSlot = recreateSlot;
        this.watch = watch;
    }

    /** When the run ends by itself. */
    public Until until() {
        return until;
    }

    /** Whether to drop a replication slot that the pipeline has no record of. */
    public boolean recreateSlot() {
        return recreateSlot;
    }

    /** Is told what happens. */
    public Watch watch() {
        return watch;
    }

    /** What to do when the run is asked to stop, at once if it has been already. */
    public synchronized void onStop(Runnable action) {
        onStop.add(action);
        if (stoppedAt > 0) {
            action.run();
        }
    }

    /** Asks the run to load what it has received and to end. */
    public synchronized void stop() {
        if (stoppedAt == 0) {
            stoppedAt = SteadyClock.now();
            onStop.forEach(Runnable::run);
        }
    }

    /** Whether it is time to give up on what does not come: some seconds after the stop. */
    public synchronized boolean givingUp() {
        return stoppedAt > 0 && SteadyClock.now() - stoppedAt > PATIENCE_MS;
    }
}
