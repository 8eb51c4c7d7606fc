package load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import watch.Status;
import watch.StatusFile;

/**
 * The lock on a pipeline keeps others off, whoever takes and leaves it meanwhile, and a failed start leaves nothing.
 */
class PipelineLockTest {

    private static final int PROCESSES = 4;
    private static final int AT_IT_MS = 2_500;

    @TempDir
    Path project;

    @Test
    void itGoesWithTheFoldersThatWereMadeForIt() {
        Path folder = project.resolve("new/.dlt/pipelines/pipe");
        try (PipelineLock lock = PipelineLock.take(folder, "pipe")) {
            assertTrue(Files.exists(folder.resolve(PipelineLock.FILE)));
        }
        assertFalse(Files.exists(project.resolve("new")));
        assertTrue(Files.exists(project));
    }

    @Test
    void whatWasLoadedAndFoldersThatWereThereStay() throws IOException {
        Path loaded = Files.createDirectories(project.resolve("loaded"));
        Path empty = Files.createDirectories(project.resolve("empty"));
        PipelineLock.take(empty, "pipe").close();
        try (PipelineLock lock = PipelineLock.take(loaded.resolve("pipe"), "pipe")) {
            Files.writeString(loaded.resolve("pipe/pipe.duckdb"), "rows");
        }
        assertTrue(Files.exists(empty));
        assertEquals("rows", Files.readString(loaded.resolve("pipe/pipe.duckdb")));
        assertFalse(Files.exists(loaded.resolve("pipe").resolve(PipelineLock.FILE)));
    }

    @Test
    void aWrongSettingLeavesNothingAndAFailureItsStatus() throws IOException {
        Path folder = project.resolve(".dlt/pipelines/pipe");
        fail(folder, Problem.config("no such table"));
        assertFalse(Files.exists(project.resolve(".dlt")), "a wrong setting has left something");
        fail(folder, Problem.run("no such host"));
        assertEquals("failed: no such host", shown(folder));
        fail(folder, Problem.config("no such table"));
        assertEquals("failed: no such table", shown(folder));
        try (var left = Files.list(folder)) {
            assertEquals(List.of(folder.resolve(Status.FILE)), left.toList());
        }
    }

    private static void fail(Path folder, Problem problem) {
        StatusFile status = new StatusFile("pipe", folder, position -> "", warning -> { });
        assertThrows(Problem.class, () -> {
            try (PipelineLock lock = PipelineLock.take(folder, "pipe")) {
                status.during(() -> {
                    throw problem;
                });
            }
        });
    }

    private static String shown(Path folder) {
        Status status = Status.read(folder).orElseThrow();
        return status.phase() + ": " + status.detail();
    }

    @Test
    void aSecondProcessIsToldTheFirstOnesNumber() throws IOException, InterruptedException {
        Path folder = project.resolve("pipe");
        try (PipelineLock lock = PipelineLock.take(folder, "pipe")) {
            Process second = another(folder, 0);
            String said = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, second.waitFor(), said);
            assertTrue(said.contains("process " + ProcessHandle.current().pid() + ":"), said);
            assertTrue(Files.exists(folder.resolve(PipelineLock.FILE)), "the second has removed it");
        }
    }

    @Test
    void atMostOneHasItWhileManyTakeAndLeaveIt() throws IOException, InterruptedException {
        List<Process> all = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            all.add(another(project.resolve("new/pipe"), AT_IT_MS));
        }
        for (Process each : all) {
            assertTrue(each.waitFor(60, TimeUnit.SECONDS), "it hangs");
            String said = new String(each.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, each.exitValue(), said);
            assertTrue(said.matches("(?s).*taken [1-9]\\d* times.*"), said);
        }
        assertFalse(Files.exists(project.resolve("new/pipe").resolve(PipelineLock.FILE)), "it is left");
    }

    private static Process another(Path folder, int ms) throws IOException {
        return new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), PipelineLockTest.class.getName(),
                folder.toString(), Integer.toString(ms)).redirectErrorStream(true).start();
    }

    /** Takes and leaves the lock for some milliseconds, once at least; ends with an error where two have it. */
    public static void main(String... args) throws IOException {
        Path folder = Path.of(args[0]);
        Path inside = folder.getParent().resolveSibling("inside");
        long end = System.nanoTime() + Long.parseLong(args[1]) * 1_000_000;
        int taken = 0;
        String refused = "";
        do {
            try (PipelineLock lock = PipelineLock.take(folder, "pipe")) {
                Files.createFile(inside);       // fails where another is
                Files.delete(inside);
                taken++;
            }
            catch (Problem problem) {
                if (!problem.getMessage().contains("is being loaded")) {
                    throw problem;
                }
                refused = problem.getMessage();
            }
        } while (System.nanoTime() < end);
        System.out.println("taken " + taken + " times; " + refused);
    }
}
