package cli;

import base.Problem;
import base.SteadyClock;
import capture.SourceDatabase;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for a source that is about to come, as a container may start before its database does. */
final class SourceWait {

    private static final long FIRST_PAUSE_MS = 500;
    private static final long LONGEST_PAUSE_MS = 5_000;

    private SourceWait() {
    }

    /**
     * Returns when the source answers, or the run is to stop.
     *
     * @throws Problem when it has not answered in this time, or with an error that waiting does not mend
     */
    static void until(SourceDatabase source, Duration patience, Session session) {
        long end = SteadyClock.now() + patience.toMillis();
        CountDownLatch stopped = new CountDownLatch(1);
        session.onStop(stopped::countDown);
        for (long pause = FIRST_PAUSE_MS; stopped.getCount() > 0; pause = Math.min(LONGEST_PAUSE_MS, 2 * pause)) {
            try {
                source.waitingFor();
                return;
            }
            catch (Problem problem) {
                long left = end - SteadyClock.now();
                if (problem.getCause() == null || !source.passes(problem.getCause()) || left <= 0) {
                    throw problem;
                }
                if (pause == FIRST_PAUSE_MS) {
                    session.watch().waiting("Waiting for the source, " + patience.toSeconds() + " s at most: "
                            + problem.getMessage(), 0);
                }
                sleep(stopped, Math.min(pause, left));
            }
        }
    }

    private static void sleep(CountDownLatch stopped, long ms) {
        try {
            stopped.await(ms, TimeUnit.MILLISECONDS);
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped.countDown();
        }
    }
}
