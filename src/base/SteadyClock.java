package base;

/** Time that goes on evenly, whatever becomes of the time of day. */
public final class SteadyClock {

    private SteadyClock() {
    }

    /** Milliseconds since some moment: a difference is a duration. */
    public static long now() {
        return System.nanoTime() / 1_000_000;
    }
}
