package capture;

import base.Problem;
import base.SteadyClock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Looks after a source every few seconds while changes stream, on a thread of its own: the server may be slow to
 * answer, or never do.
 */
final class PeriodicLook {

    /** The tests of schema changes look more often. */
    private static final long EVERY_MS = Long.getLong("cdc.look_ms", 5_000);

    private final SourceDatabase source;
    private CompletableFuture<Void> looking;
    private long lookedAt;

    PeriodicLook(SourceDatabase source) {
        this.source = source;
    }

    /** A new engine has started: what an earlier look finds does not concern it. */
    void startOver() {
        lookedAt = SteadyClock.now();
        looking = null;
    }

    /**
     * Starts a look when one is due, and takes what the last one has found; returns at once.
     *
     * @return an error that a new engine gets over, which the running one does not see; null if there is none
     * @throws Problem when changes are not seen any more
     */
    Throwable look() {
        long now = SteadyClock.now();
        if (looking == null && now - lookedAt > EVERY_MS) {
            looking = CompletableFuture.runAsync(source::look, PeriodicLook::onOwnThread);
        }
        if (looking == null || !looking.isDone()) {
            return null;
        }
        CompletableFuture<Void> looked = looking;
        looking = null;
        lookedAt = now;
        try {
            looked.join();
            return null;
        }
        catch (CompletionException e) {
            if (!(e.getCause() instanceof Problem problem)) {
                throw e;
            }
            if (problem.getCause() == null || !source.passes(problem.getCause())) {
                throw problem;
            }
            return problem.getCause();
        }
    }

    private static void onOwnThread(Runnable work) {
        Thread thread = new Thread(work, "look");
        thread.setDaemon(true);
        thread.start();
    }
}
