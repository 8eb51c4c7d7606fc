package watch;

import base.Problem;
import base.SteadyClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Consumer;
import watch.Status.Phase;

/**
 * Writes a {@link Status} beside the DuckDB file, for other processes to read: once a second at most, by a thread of
 * its own, each time the whole file or nothing. A folder that cannot be written is a warning, once, and nothing else.
 */
public final class StatusFile {

    private static final long EVERY_MS = 1_000;
    /** Also when nothing has changed, so that a reader sees that the loader is alive. */
    private static final long AT_LEAST_EVERY_MS = 5_000;

    private final Numbers numbers;
    private final Path file;
    private final Consumer<String> warn;
    private boolean warned;
    private long written = -1;
    private long writtenAt;

    /**
     * @param numbers     what to write
     * @param pipelineDir where the file is to be; it need not exist
     * @param warn        takes the sentence that says that the file cannot be written
     */
    public StatusFile(Numbers numbers, Path pipelineDir, Consumer<String> warn) {
        this.numbers = numbers;
        this.file = pipelineDir.resolve(Status.FILE);
        this.warn = warn;
    }

    /**
     * Does the run, and writes how it is getting on and how it ended; where a wrong setting ended it before a load,
     * none is made.
     */
    public void during(Runnable run) {
        boolean wasThere = Files.exists(file);
        boolean leave = true;
        RunHistory.keep(file.getParent(), warn);
        Timer timer = new Timer("status", true);
        timer.schedule(new TimerTask() {
            @Override
            public void run() {
                write(false);
            }
        }, 0, EVERY_MS);
        try {
            run.run();
            numbers.phase(Phase.STOPPED, "");
        }
        catch (RuntimeException | Error e) {
            numbers.phase(Phase.FAILED, e instanceof Problem ? e.getMessage() : e.toString());
            leave = wasThere || numbers.status().loads() > 0 || !(e instanceof Problem problem)
                    || problem.exitCode() != 2;
            throw e;
        }
        finally {
            timer.cancel();
            if (leave) {
                write(true);
            }
            else {
                remove();
            }
        }
    }

    /**
     * A start that a wrong setting has ended before the run: what the last run has left no longer tells how the
     * pipeline is. Where there is nothing, nothing is made; a loader that is at work goes on to tell of itself.
     */
    public void refused(Problem mistake) {
        try {
            if (Status.read(file.getParent()).filter(last -> !last.isRunning()).isPresent()) {
                RunHistory.keep(file.getParent(), warn);
                numbers.phase(Phase.FAILED, mistake.getMessage());
                write(true);
            }
        }
        catch (Problem damaged) {
            // the sentence is printed, and `status` says what is wrong with the file
        }
    }

    private void remove() {
        synchronized (file) {
            try {
                Files.deleteIfExists(file);
            }
            catch (IOException e) {
                // it says what was wrong
            }
        }
    }

    /** @param last whether to write it whatever has changed: nothing is written afterwards */
    private void write(boolean last) {
        synchronized (file) {
            long now = SteadyClock.now();
            long version = numbers.version();
            boolean due = !numbers.phase().isEnd() && (version != written || now - writtenAt >= AT_LEAST_EVERY_MS);
            if (!due && !last) {
                return;
            }
            written = version;
            writtenAt = now;
            try {
                Files.createDirectories(file.getParent());
                Path part = file.resolveSibling(Status.FILE + ".new");
                Files.writeString(part, numbers.status().toJson() + "\n");
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            catch (IOException | RuntimeException e) {
                if (!warned) {
                    warned = true;
                    warn.accept("Cannot write the status file " + file
                            + ", so that `status` does not know of this run: " + (e instanceof IOException io
                                    ? Problem.why(io) : e.toString()));
                }
            }
        }
    }
}
