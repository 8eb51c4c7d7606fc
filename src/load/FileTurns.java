package load;

import base.SteadyClock;
import destination.Destination;
import java.util.concurrent.locks.LockSupport;

/** How loader and readers take turns with a file that only one of them can have open. */
final class FileTurns {

    /**
     * How long the file is held under load: two seconds, or longer if closing it, which checkpoints DuckDB's log, takes
     * long.
     */
    private static final long HOLD_MS = 2_000;
    private static final long LONGEST_HOLD_MS = 15_000;
    private static final int HOLD_WORTH = 5;
    /**
     * How long the file stays closed at least, in milliseconds, so that a reader that keeps trying gets in. Twice as
     * long as it was open is enough, so that single changes are not kept waiting.
     */
    private static final long READERS_TURN_MS = 100;
    private static final long LEAST_TURN_MS = 20;

    private long heldSince;
    private long releaseTook;
    private long readersUntil;

    /** The file is open from now on. */
    void begin() {
        heldSince = SteadyClock.now();
    }

    /** Whether readers should have a turn although more is to be loaded. */
    boolean areDue() {
        long hold = Math.max(HOLD_MS, Math.min(LONGEST_HOLD_MS, HOLD_WORTH * releaseTook));
        return SteadyClock.now() - heldSince > hold;
    }

    /** Closes it, unless it is closed. */
    void release(Destination destination) {
        long began = SteadyClock.now();
        if (destination.release()) {
            long now = SteadyClock.now();
            releaseTook = now - began;
            readersUntil = now + Math.max(LEAST_TURN_MS, Math.min(READERS_TURN_MS, 2 * (now - heldSince)));
        }
    }

    /** Until the readers' turn is over: under a steady stream they would never find the file closed. */
    void await() {
        long turn = Math.min(READERS_TURN_MS, readersUntil - SteadyClock.now());
        if (turn > 0) {
            LockSupport.parkNanos(turn * 1_000_000);
        }
    }
}
