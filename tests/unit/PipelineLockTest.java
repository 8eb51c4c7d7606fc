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
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import watch.RunHistory;
import watch.Status;
import watch.Numbers;
import watch.StatusFile;

/**
 * The lock on a pipeline keeps others off, whoever takes and leaves it meanwhile; a wrong setting leaves nothing else.
 */
class PipelineLockTest {

    private static final int LOOKS_ONLY = -1;
    private static final int TAKEN_TIMES = 2_000;

    private static final int PROCESSES = 4;
    private static final int AT_IT_TIMES = 300;

    @TempDir
    Path project;

    @Test
    void aWrongSettingLeavesTheLockAloneAndAFailureItsStatus() throws IOException {
        Path folder = project.resolve(".dlt/pipelines/pipe");
        fail(folder, Problem.config("no such table"));
        assertEquals(Set.of(PipelineLock.FILE), names(folder));
        fail(folder, Problem.run("no such host"));
        assertEquals("failed: no such host", shown(folder));
        fail(folder, Problem.config("no such table"));
        assertEquals("failed: no such table", shown(folder));
        assertEquals(Set.of(PipelineLock.FILE, Status.FILE, RunHistory.FILE), names(folder));
    }

    private static Set<String> names(Path folder) throws IOException {
        try (var left = Files.list(folder)) {
            return left.map(each -> each.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private static void fail(Path folder, Problem problem) {
        StatusFile status = new StatusFile(new Numbers("pipe", position -> ""), folder, warning -> { });
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
        }
    }

    @Test
    void atMostOneHasItWhileManyTakeAndLeaveIt() throws IOException, InterruptedException {
        List<Process> all = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            all.add(another(project.resolve("new/pipe"), AT_IT_TIMES));
        }
        for (Process each : all) {
            assertTrue(each.waitFor(60, TimeUnit.SECONDS), "it hangs");
            String said = new String(each.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, each.exitValue(), said);
        }
    }

    @Test
    void whoLooksWhetherItIsTakenKeepsNobodyFromTakingIt() throws IOException {
        Path folder = project.resolve("looked");
        assertFalse(PipelineLock.isHeld(folder));
        PipelineLock.take(folder, "pipe").close();
        Process looking = another(folder, LOOKS_ONLY);
        try {
            assertEquals('r', looking.getInputStream().read(), "it begins");
            for (int i = 0; i < TAKEN_TIMES; i++) {
                try (PipelineLock lock = PipelineLock.take(folder, "pipe")) {
                    assertTrue(PipelineLock.isHeld(folder));
                }
            }
        }
        finally {
            looking.destroyForcibly();
        }
        assertEquals(ProcessHandle.current().pid() + "\n", Files.readString(folder.resolve(PipelineLock.FILE)));
    }

    private static Process another(Path folder, int times) throws IOException {
        return new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), PipelineLockTest.class.getName(),
                folder.toString(), Integer.toString(times)).redirectErrorStream(true).start();
    }

    /** Tries once, and until it has had the lock that many times; ends with an error where two have it. */
    public static void main(String... args) throws IOException {
        Path folder = Path.of(args[0]);
        Path inside = folder.resolve("inside");
        int times = Integer.parseInt(args[1]);
        if (times == LOOKS_ONLY) {
            System.out.println("runs");
            while (ProcessHandle.current().parent().isPresent()) {
                PipelineLock.isHeld(folder);
                LockSupport.parkNanos(1_000_000);
            }
        }
        int taken = 0;
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
                if (times == 0) {
                    System.out.println(problem.getMessage());
                }
            }
        } while (taken < times);
    }
}
