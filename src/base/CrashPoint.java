package base;

/**
 * A place where a test lets the process end as if its power were cut. Off, and free, unless the environment variable
 * {@code CDC_CRASH_AT} names a place, {@code before-commit} or {@code before-commit:3} for the third time that it is
 * reached. {@code tests/crash/CrashTest.java} goes through all of them.
 */
public final class CrashPoint {

    /** The exit code that tells a test that the place was reached. */
    public static final int EXIT_CODE = 86;

    private static final String WANTED = System.getenv("CDC_CRASH_AT");
    private static int left = WANTED == null || !WANTED.contains(":") ? 1
            : Integer.parseInt(WANTED.substring(WANTED.indexOf(':') + 1));

    private CrashPoint() {
    }

    /** Ends the process here, without closing anything, if this is the place that is wanted. */
    public static void at(String place) {
        if (WANTED != null && WANTED.replaceFirst(":.*", "").equals(place)) {
            halt();
        }
    }

    private static synchronized void halt() {
        if (--left == 0) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
