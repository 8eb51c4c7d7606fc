package load;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import base.Problem;
import config.CdcConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a second loader off a pipeline: two would load every change twice. It is the system's lock on a file that holds
 * the process's number, and ends with the process, however that ends. The file stays: if the last holder removed it,
 * one process could lock the removed file and another the next file of that name.
 */
public final class PipelineLock implements AutoCloseable {

    static final String FILE = "loader.lock";
    /** After everything in the file, so that others can read it where a lock forbids that (Windows). */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private static final int LOOKS = 3;
    private static final long LOOK_AGAIN_NANOS = 20_000_000;

    private final Deque<FileChannel> held = new ArrayDeque<>();

    private PipelineLock() {
    }

    /**
     * Of the pipeline, and of its dataset where that is loaded into a file outside the pipeline's folder: another
     * project's folder, with a lock of its own, may lead to the same dataset.
     *
     * @throws Problem when another process has one of them
     */
    public static PipelineLock take(CdcConfig config) {
        PipelineLock lock = take(config.pipelineDir(), config.pipeline());
        Path loaded = config.target().file();
        try {
            if (!loaded.getParent().equals(config.pipelineDir())) {
                lock.hold(loaded.resolveSibling(loaded.getFileName() + "." + config.dataset() + ".lock"), "Dataset "
                        + config.dataset() + " of " + config.target(), "a dataset_name of its own in [cdc_settings]");
            }
        }
        catch (Problem problem) {
            if (problem.getCause() == null) {   // else the folder cannot be written: DuckDB says so, or can do without
                lock.close();
                throw problem;
            }
        }
        return lock;
    }

    /** @throws Problem when another process has it */
    static PipelineLock take(Path pipelineDir, String pipeline) {
        PipelineLock lock = new PipelineLock();
        lock.hold(pipelineDir.resolve(FILE), "Pipeline " + pipeline, "a project folder of its own");
        return lock;
    }

    /** Whether a process has the pipeline; who takes it just now is not refused because of that question. */
    public static boolean isHeld(CdcConfig config) {
        return isHeld(config.pipelineDir());
    }

    static boolean isHeld(Path pipelineDir) {
        Path file = pipelineDir.resolve(FILE);
        try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
            return !locks(channel);
        }
        catch (NoSuchFileException neverTaken) {
            return false;
        }
        catch (IOException e) {
            throw Problem.run("Cannot read " + file + ": " + Problem.why(e), e);
        }
    }

    private void hold(Path file, String what, String instead) {
        try {
            Files.createDirectories(file.getParent());
            FileChannel channel = FileChannel.open(file, READ, WRITE, CREATE);
            for (int looks = 1; !locks(channel); looks++) {
                if (looks < LOOKS) {        // somebody may only have looked whether it is taken
                    LockSupport.parkNanos(LOOK_AGAIN_NANOS);
                    continue;
                }
                channel.close();
                String process = Files.readString(file).lines().findFirst().orElse("that has just started");
                throw Problem.run(what + " is being loaded by process " + process + ": stop that one first, or give"
                        + " this one " + instead);
            }
            held.push(channel);
            byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8);
            channel.write(ByteBuffer.wrap(pid), 0);
            channel.truncate(pid.length);
        }
        catch (IOException e) {
            throw Problem.run("Cannot write into the pipeline's folder " + file.getParent() + ": " + Problem.why(e), e);
        }
    }

    private static boolean locks(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(LOCKED_BYTE, 1, false) != null;
        }
        catch (OverlappingFileLockException thisProcess) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            while (!held.isEmpty()) {
                held.pop().close();
            }
        }
        catch (IOException e) {
            throw Problem.run("Cannot let go of the pipeline's lock: " + e, e);
        }
    }
}
