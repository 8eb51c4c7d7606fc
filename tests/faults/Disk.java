import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A small disk of its own, a tmpfs; a test is skipped where this user may not mount one. */
final class Disk implements AutoCloseable {

    private final Path folder;

    private Disk(Path folder) {
        this.folder = folder;
    }

    static Disk mount(Path folder, int megabytes) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        if (run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString()) != 0) {
            throw new FaultsTest.Skipped("this user may not mount a disk");
        }
        return new Disk(folder);
    }

    private static int run(String... line) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(line).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        return process.waitFor(20, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    /** Moves a file or folder here; a link is left in its place. */
    void with(Path moved) throws IOException, InterruptedException {
        Path here = folder.resolve(moved.getFileName());
        List<String> line = new ArrayList<>(List.of("mv", moved.toString(), here.toString()));
        Scene.check(run(line.toArray(String[]::new)) == 0, "moved to the disk");
        Files.createSymbolicLink(moved, here);
    }

    /** Until nothing goes on it. */
    void fill() {
        for (int size = 65_536; size > 0; size /= 16) {
            fill(folder.resolve("filler"), size);
        }
    }

    private static void fill(Path filler, int size) {
        try {
            while (true) {
                Files.write(filler, new byte[size], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        }
        catch (IOException full) {
            // not a piece of this size more
        }
    }

    /** So many bytes of room, after {@link #fill}. */
    void leave(long bytes) throws IOException {
        Path filler = folder.resolve("filler");
        try (FileChannel file = FileChannel.open(filler, StandardOpenOption.WRITE)) {
            file.truncate(Files.size(filler) - bytes);
        }
    }

    void clear() throws IOException {
        Files.deleteIfExists(folder.resolve("filler"));
    }

    /** Mounts it again, such as {@code remount,ro}. */
    void option(String option) throws IOException, InterruptedException {
        Scene.check(run("mount", "-o", option, folder.toString()) == 0, "mount -o " + option);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run("umount", "-l", folder.toString());
    }
}
