package capture;

import base.Problem;
import event.Checkpoint;
import java.util.function.Consumer;
import java.util.function.Supplier;
import watch.Watch;

/** What {@code doctor} finds: one line per check, as soon as it is made. */
public final class Checkup {

    private final Consumer<String> out;
    private boolean failed;

    /**
     * What is known of the pipeline before its source is looked at.
     *
     * @param committed  how far the destination is; null: it cannot be read now
     * @param loaderRuns whether a loader is at work on it
     */
    public record Known(Checkpoint committed, boolean loaderRuns) {
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

    public boolean hasFailed() {
        return failed;
    }

    private void say(String level, String about, String sentence) {
        out.accept("%-5s %s: %s".formatted(level, about, sentence));
    }
}
