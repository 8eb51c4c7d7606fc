package load;

import base.Problem;
import config.CdcConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/**
 * Keeps a second loader off a pipeline: two would load every change twice. It is the system's lock on a file that has
 * the number of the process, and ends with the process, however that ends. At the end the file goes, and so do the
 * folders that were made for it and are empty: a start that fails leaves nothing.
 *
 * <p>Who locks a file that another has just removed would keep nobody off. So only who has the lock removes the file,
 * and who has locked one looks whether its name still leads to it. Where locks are POSIX's, they end when the process
 * closes any channel to the file; so the one that looks stays open, too.
 */
public final class PipelineLock implements AutoCloseable {

    static final String FILE = "loader.lock";
    /** Behind all that stands in the file, so that it can be read where a lock forbids that. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
    /** Each time another loader has ended in the very moment. */
    private static final int TRIES = 1_000;
    private static final int LONGEST_TEXT = 200;

    private final Path file;
    /** The lock of the dataset, where the DuckDB file is not in the pipeline's folder; else null. */
    private final PipelineLock more;
    /** Folders that were not there, the innermost first. */
    private final Set<Path> made;
    private final FileLock lock;
    private final FileChannel named;

    private PipelineLock(Path file, Set<Path> made, FileLock lock, FileChannel named) {
        this(file, made, lock, named, null);
    }

    private PipelineLock(Path file, Set<Path> made, FileLock lock, FileChannel named, PipelineLock more) {
        this.file = file;
        this.more = more;
        this.made = made;
        this.lock = lock;
        this.named = named;
    }

    /**
     * Of the pipeline, and of its dataset: the same may be loaded from another project's folder, which has a lock of
     * its own.
     *
     * @throws Problem when another process has one of them
     */
    public static PipelineLock take(CdcConfig config) {
        PipelineLock own = take(config.pipelineDir(), config.pipeline());
        Path folder = config.target().file().getParent();
        if (folder.equals(config.pipelineDir())) {
            return own;
        }
        try {
            return new PipelineLock(own.file, own.made, own.lock, own.named,
                    take(folder.resolve(config.target().file().getFileName() + "."
                    + config.dataset() + ".lock"), "Dataset " + config.dataset() + " of " + config.target(),
                    "a dataset_name of its own in [cdc_settings]"));
        }
        catch (Problem problem) {
            if (problem.getCause() != null) {       // the folder cannot be written: DuckDB tells, or can do with that
                return own;
            }
            own.close();
            throw problem;
        }
    }

    /** @throws Problem when another process has it */
    static PipelineLock take(Path pipelineDir, String pipeline) {
        return take(pipelineDir.resolve(FILE), "Pipeline " + pipeline, "a project folder of its own");
    }

    /**
     * @param what    is loaded
     * @param instead what a second loader could have
     */
    private static PipelineLock take(Path file, String what, String instead) {
        Set<Path> made = new LinkedHashSet<>();
        try {
            for (int i = 1;; i++) {
                try {
                    return attempt(file, what, instead, made);
                }
                // the second where a folder was being removed
                catch (NoSuchFileException | FileAlreadyExistsException removed) {
                    if (i == TRIES) {
                        throw removed;
                    }
                }
            }
        }
        catch (IOException e) {
            remove(made);
            throw Problem.run("Cannot write into the pipeline's folder " + file.getParent() + ": " + Problem.why(e), e);
        }
    }

    /** @throws NoSuchFileException where another loader has just removed the file or its folder */
    private static PipelineLock attempt(Path file, String what, String instead, Set<Path> made) throws IOException {
        for (Path folder = file.getParent(); folder != null && !Files.exists(folder); folder = folder.getParent()) {
            made.add(folder);
        }
        Files.createDirectories(file.getParent());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        FileLock lock = tryLock(channel);
        if (lock == null) {
            String holder = text(channel).lines().findFirst().orElse("?");
            channel.close();
            throw Problem.run(what + " is being loaded by process " + holder
                    + ": stop that one first, or give this one " + instead);
        }
        String text = ProcessHandle.current().pid() + "\n" + UUID.randomUUID() + "\n";
        channel.truncate(0).write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
        try {
            return new PipelineLock(file, made, lock, named(file, text));
        }
        catch (NoSuchFileException removed) {
            channel.close();
            throw removed;
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(LOCKED_BYTE, 1, false);
        }
        catch (OverlappingFileLockException thisProcess) {
            return null;
        }
    }

    /** The file that has the name now, which is the one with this text. */
    private static FileChannel named(Path file, String text) throws IOException {
        FileChannel named = FileChannel.open(file, StandardOpenOption.READ);
        if (!text(named).equals(text)) {
            named.close();
            throw new NoSuchFileException(file.toString());
        }
        return named;
    }

    private static String text(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST_TEXT);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        if (more != null) {
            more.close();
        }
        try {
            Files.deleteIfExists(file);
        }
        catch (IOException e) {
            // it stays, and keeps nobody off: some systems do not remove a file that is open
        }
        try {
            lock.acquiredBy().close();
            named.close();
        }
        catch (IOException e) {
            throw Problem.run("Cannot let go of the pipeline's lock: " + e, e);
        }
        remove(made);
    }

    /** The system refuses where something is in one. */
    private static void remove(Set<Path> folders) {
        try {
            for (Path folder : folders) {
                Files.delete(folder);
            }
        }
        catch (IOException somethingIsInIt) {
            // so it stays, and so do those around it
        }
    }
}
