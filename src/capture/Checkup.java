package capture;

import base.Problem;
import event.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import watch.Watch;

/** What {@code doctor} finds: one line per check, as soon as it is made. */
public final class Checkup {

    private static final int TABLES_NAMED = 5;

    private final Consumer<String> out;
    private final List<Fix> fixes = new ArrayList<>();
    private boolean failed;

    /**
     * What is known of the pipeline before its source is looked at.
     *
     * @param committed  how far the destination is; null: it cannot be read now
     * @param loaderRuns whether a loader is at work on it
     */
    public record Known(Checkpoint committed, boolean loaderRuns) {

        /** From where a start would go on; none where that cannot be read. */
        public Checkpoint start() {
            return committed == null ? Checkpoint.none() : committed;
        }
    }

    /**
     * What can be done at the source about a finding, without harm, once its owner agrees.
     *
     * @param what    how it is afterwards
     * @param command as the source takes it
     * @param action  does it; throws the {@link Problem} that says why not
     */
    public record Fix(String what, String command, Runnable action) {
    }

    /** @param out takes each line */
    public Checkup(Consumer<String> out) {
        this.out = out;
    }

    /**
     * Makes a check.
     *
     * @param check gives what is in order, empty where that was said or warned of already; throws the {@link Problem}
     *              that
     *              a run would end with
     * @return whether it has not failed
     */
    public boolean check(String about, Supplier<String> check) {
        try {
            String fine = check.get();
            if (!fine.isEmpty()) {
                say("ok", about, fine);
            }
            return true;
        }
        catch (Problem problem) {
            failed = true;
            say("fail", about, problem.getMessage());
            return false;
        }
    }

    /** What is in order about the tables that were found: how many, and the first ones' names. */
    public static String captured(List<String> tables) {
        return tables.size() + " captured: " + String.join(", ", tables.subList(0, Math.min(TABLES_NAMED,
                tables.size()))) + (tables.size() > TABLES_NAMED ? ", …" : "");
    }

    /** A run would go on, but the user should know this. */
    public void warn(String about, String sentence) {
        say("warn", about, sentence);
    }

    /** For checks that are made in a run, too: what they warn of is a line here. */
    public Watch watch(String about) {
        return new Watch() {
            @Override
            public void warn(String sentence) {
                Checkup.this.warn(about, sentence);
            }
        };
    }

    public void offer(Fix fix) {
        fixes.add(fix);
    }

    /** What was offered, in the order in which it is to be done. */
    public List<Fix> fixes() {
        return List.copyOf(fixes);
    }

    public boolean hasFailed() {
        return failed;
    }

    private void say(String level, String about, String sentence) {
        out.accept("%-5s %s: %s".formatted(level, about, sentence));
    }
}
