package capture;

/**
 * Whether a load should linger until the next batch comes. A load costs the same some tens of milliseconds whatever is
 * in it, so where changes come fast it grows until it is worth that; where they come one by one it is made at once. All
 * times in milliseconds.
 */
final class Linger {

    /** A batch of this many events is part of a stream that goes on. */
    private static final int LARGE_BATCH = 1_000;
    /** This many events within a window are a stream, too, however small its batches are. */
    private static final int ENOUGH = 1_000;
    private static final long WINDOW_MS = 500;
    /** A load may take a ninth of the time: it waits eight times as long as the last one took. */
    private static final int WORTH = 8;
    /** What takes less is no load. */
    private static final long LEAST_LOAD_MS = 5;

    private long windowBegan;
    private long inWindow;
    private long inLast;
    private long deliveredAt;
    private long loadedAt;
    private long loadTook;

    /** The next batch is asked for: the last one has been dealt with. */
    void asked(long now) {
        long took = now - deliveredAt;
        if (deliveredAt > 0 && took >= LEAST_LOAD_MS) {
            loadTook = took;
            loadedAt = now;
        }
        deliveredAt = 0;
    }

    /** A batch is handed out; whether it pays to wait for another before the load. */
    boolean expectsMore(int events, long now) {
        deliveredAt = now;
        if (now - windowBegan >= WINDOW_MS) {
            inLast = now - windowBegan < 2 * WINDOW_MS ? inWindow : 0;
            inWindow = 0;
            windowBegan = now;
        }
        inWindow += events;
        return events >= LARGE_BATCH || Math.max(inWindow, inLast) >= ENOUGH && now - loadedAt < WORTH * loadTook;
    }
}
