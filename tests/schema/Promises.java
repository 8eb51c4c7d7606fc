import java.util.regex.Pattern;

/** What the tests promise: a line a promise, {@code ok NAME} or {@code not ok NAME}. */
final class Promises {

    private final Pattern pattern;
    private final boolean all;
    private boolean kept = true;

    /** @param pattern which tests are asked for */
    Promises(String pattern) {
        this(pattern, true);
    }

    /** @param all also those that are much like others, or take long */
    Promises(String pattern, boolean all) {
        this.pattern = Pattern.compile(pattern, Pattern.CASE_INSENSITIVE);
        this.all = all;
    }

    boolean all() {
        return all;
    }

    /** Whether a test of this name is asked for. */
    boolean wants(String name) {
        return pattern.matcher(name).find();
    }

    void verdict(boolean holds, String promise) {
        kept &= holds;
        System.out.println((holds ? "ok " : "not ok ") + promise.replaceAll("\\R", " "));
    }

    /** @param wrong what is wrong, empty when nothing is */
    void verdict(String promise, String wrong) {
        verdict(wrong.isEmpty(), promise);
        if (!wrong.isEmpty()) {
            System.out.println("    " + wrong.replaceAll("\\R", " "));
        }
    }

    boolean allKept() {
        return kept;
    }
}
