package destination;

import base.Problem;
import base.SteadyClock;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import watch.Watch;

/** A file of DuckDB's, which one process can have open for writing: opens it as soon as no other one has it. */
public final class HeldFile {

    /** What opens it. */
    public interface Opening {
        void run() throws SQLException;
    }

    private static final Pattern HOLDER = Pattern.compile("Conflicting lock is held in (\\S*) \\(PID (\\d+)\\)");
    private static final long SAY_WHO_AFTER_MS = 1_000;
    /**
     * Between tries while another process has the file open, in milliseconds: readers mostly have it for a moment only.
     */
    private static final int FIRST_RETRY_MS = 2;
    private static final int LAST_RETRY_MS = 15;

    private final Path file;
    private final Watch watch;
    private final BooleanSupplier givingUp;

    /** @param givingUp asked while another process has it: whether to stop waiting */
    public HeldFile(Path file, Watch watch, BooleanSupplier givingUp) {
        this.file = file;
        this.watch = watch;
        this.givingUp = givingUp;
    }

    /**
     * Opens it; waits as long as another process has it open.
     *
     * @param otherwise the sentence for any other reason why it cannot be opened
     */
    public void open(Opening opening, Function<SQLException, Problem> otherwise) {
        long since = SteadyClock.now();
        boolean said = false;
        for (int tries = 0;; tries++) {
            try {
                opening.run();
                return;
            }
            catch (SQLException e) {
                String holder = holder(e);
                if (holder == null) {
                    throw otherwise.apply(e);
                }
                if (givingUp.getAsBoolean()) {
                    throw Problem.run("Stopped while " + holder + " had " + file + " open: what was not loaded yet"
                            + " will be captured again at the next run");
                }
                if (!said && SteadyClock.now() - since > SAY_WHO_AFTER_MS) {
                    said = true;
                    watch.waiting(holder + " has " + file + " open: waiting until it is closed", LAST_RETRY_MS);
                }
            }
            LockSupport.parkNanos(Math.min(LAST_RETRY_MS, FIRST_RETRY_MS + tries) * 1_000_000L);
        }
    }

    /** Who has the file open; null if that is not why it cannot be opened. */
    public static String holder(SQLException e) {
        Matcher lock = HOLDER.matcher(e.getMessage());
        return !e.getMessage().contains("Could not set lock on file") ? null
                : lock.find() ? lock.group(1) + " (process " + lock.group(2) + ")" : "another process";
    }
}
