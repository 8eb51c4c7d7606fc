package cli;

import config.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second loader off a pipeline: two would load every change twice. Ends with the process, however it ends. */
final class PipelineLock implements AutoCloseable {

    private final FileChannel channel;
    private final FileLock lock;

    private PipelineLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    static PipelineLock take(Path pipelineDir, String pipeline) {
        Path file = pipelineDir.resolve("loader.lock");
        Path pid = pipelineDir.resolve("loader.pid");
        try {
            Files.createDirectories(pipelineDir);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw Problem.run("Pipeline " + pipeline + " is being loaded by process "
                        + (Files.exists(pid) ? Files.readString(pid).strip() : "?")
                        + ": stop that one first, or give this one a project folder of its own");
            }
            Files.writeString(pid, ProcessHandle.current().pid() + "\n");
            return new PipelineLock(channel, lock);
        }
        catch (IOException e) {
            throw Problem.run("Cannot write into the pipeline's folder " + pipelineDir + ": " + Problem.why(e), e);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        }
        catch (OverlappingFileLockException thisProcess) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        }
        catch (IOException e) {
            throw Problem.run("Cannot let go of the pipeline's lock: " + e, e);
        }
    }
}
