package load;

import base.Problem;
import config.CdcConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Keeps a second loader off a pipeline: two would load every change twice. It is the system's lock on a file that holds
 * the process's number, and ends with the process, however that ends. A clean end removes the file, and the folders
 * that were made for it and are still empty: a start that fails leaves nothing.
 */
public final class PipelineLock implements AutoCloseable {

    static final String FILE = "loader.lock";
    /** After everything in the file, so that others can read it where a lock forbids that (Windows). */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
    /** Each time another loader has ended at this very moment. */
    private static final int TRIES = 1_000;

    /** @param made folders that were not there, the innermost first */
    private record Held(Path file, FileChannel channel, Set<Path> made) {
    }

    private final Deque<Held> held = new ArrayDeque<>();

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

    private void hold(Path file, String what, String instead) {
        Set<Path> made = new LinkedHashSet<>();
        try {
            FileChannel channel = null;
            for (int i = 1; channel == null; i++) {
                try {
                    channel = lock(file, made);
                    if (channel == null) {
                        throw Problem.run(what + " is being loaded by process " + Files.readString(file).strip()
                                + ": stop that one first, or give this one " + instead);
                    }
                }
                catch (NoSuchFileException | FileAlreadyExistsException changing) {
                    if (i == TRIES) {
                        throw changing;
                    }
                }
            }
            held.push(new Held(file, channel, made));
        }
        catch (IOException e) {
            remove(made);
            throw Problem.run("Cannot write into the pipeline's folder " + file.getParent() + ": " + Problem.why(e), e);
        }
    }

    /**
     * A lock on a file that its last holder has just removed would keep nobody off: so the name leads to the same file
     * before it is opened and after it is locked.
     *
     * @return null where it is locked, by whomever
     * @throws NoSuchFileException where it or its folder has just been removed; likewise FileAlreadyExistsException
     */
    private static FileChannel lock(Path file, Set<Path> made) throws IOException {
        for (Path folder = file.getParent(); folder != null && !Files.exists(folder); folder = folder.getParent()) {
            made.add(folder);
        }
        Files.createDirectories(file.getParent());
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        Object before = inode(file);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            if (channel.tryLock(LOCKED_BYTE, 1, false) == null) {
                return null;
            }
            if (!Objects.equals(before, inode(file))) {
                throw new NoSuchFileException(file.toString());
            }
            String pid = ProcessHandle.current().pid() + "\n";
            channel.truncate(0).write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.UTF_8)), 0);
            locked = true;
            return channel;
        }
        catch (OverlappingFileLockException thisProcess) {
            return null;
        }
        finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    /** Null on Windows, which does not let a file be made under the name of one that is open. */
    private static Object inode(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    @Override
    public void close() {
        while (!held.isEmpty()) {
            Held each = held.pop();
            remove(List.of(each.file));
            try {
                each.channel.close();
            }
            catch (IOException e) {
                throw Problem.run("Cannot let go of the pipeline's lock: " + e, e);
            }
            remove(each.made);
        }
    }

    /** What the system does not remove, such as a folder with something in it, stays, and so does what is around it. */
    private static void remove(Collection<Path> paths) {
        try {
            for (Path path : paths) {
                Files.deleteIfExists(path);
            }
        }
        catch (IOException stays) {
            // as said
        }
    }
}
