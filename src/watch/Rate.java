package watch;

/** How many a second, over the last ten seconds. Moments are milliseconds of a clock that is not set. */
final class Rate {

    static final int SECONDS = 10;

    private final long[] counts = new long[SECONDS];
    /** The second that each count is of. */
    private final long[] seconds = new long[SECONDS];
    private final long begun;

    Rate(long now) {
        begun = now;
    }

    void add(long count, long now) {
        long second = now / 1_000;
        int at = (int) Math.floorMod(second, (long) SECONDS);
        counts[at] = seconds[at] == second ? counts[at] + count : count;
        seconds[at] = second;
    }

    /** Rounded to tenths. */
    double perSecond(long now) {
        long second = now / 1_000;
        long sum = 0;
        for (int i = 0; i < SECONDS; i++) {
            sum += seconds[i] > second - SECONDS ? counts[i] : 0;
        }
        // the oldest second counts as a whole, the newest as far as it has come
        long from = Math.max(begun, (second - SECONDS + 1) * 1_000);
        return Math.round(sum * 10_000.0 / Math.max(1_000, now - from)) / 10.0;
    }
}
