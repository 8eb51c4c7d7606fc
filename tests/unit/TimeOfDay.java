/** Stands for {@link System} in a class whose clock a test sets. */
public final class TimeOfDay {

    static long millis = 1_000_000;
    static long nanos;

    private TimeOfDay() {
    }

    public static long currentTimeMillis() {
        return millis;
    }

    public static long nanoTime() {
        return nanos;
    }
}
