package base;

/** Time that passes evenly, even if somebody sets the clock. */
public final class SteadyClock {

    private SteadyClock() {
    }

    /** Milliseconds since some moment: a difference is a duration. */
    public static long now() {
        return System.nanoTime() / 1_000_000;
    }
}
