package watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import watch.RunHistory.Run;
import watch.Status.Phase;
import watch.Watch.Load;

/** What {@code history} and {@code status --check} say of runs, by the files that those leave. */
class RunHistoryTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private Numbers numbers = new Numbers("p", position -> "");

    private StatusFile run() {
        return new StatusFile(numbers, folder, sentence -> { });
    }

    @Test
    void everyRunTellsWhatItLoadedAndHowItEnded() {
        run().during(() -> numbers.loaded(new Load("1", Map.of("a", Map.of("insert", 2L), "b", Map.of("update", 3L)),
                Map.of(), 1, 1)));
        numbers = new Numbers("p", position -> "");
        assertThrows(Problem.class, () -> run().during(() -> {
            throw Problem.run("the slot is gone");
        }));
        List<Run> runs = RunHistory.read(folder);
        assertEquals(List.of("stopped 1 5 ", "failed 0 0 the slot is gone"), runs.stream().map(run -> run.phase() + " "
                + run.loads() + " " + run.rows() + " " + run.detail()).toList());
        assertFalse(runs.get(0).endedAt().isEmpty());
    }

    /** Nothing is written at its end: the file says that it streams, and the process is gone. */
    @Test
    void aKilledRunSaysSo() throws IOException {
        run().during(() -> { });
        kill();
        run().during(() -> { });
        List<Run> runs = RunHistory.read(folder);
        assertEquals(List.of(Phase.DEAD, Phase.STOPPED), runs.stream().map(Run::phase).toList());
        assertTrue(runs.get(0).detail().contains("has not said how it ended"), runs.get(0).detail());
    }

    private void kill() throws IOException {
        Path file = folder.resolve(Status.FILE);
        Files.writeString(file, Files.readString(file).replaceFirst("\"stopped\"", "\"streaming\"")
                .replaceFirst("\"pid\" : \\d+", "\"pid\" : 999999999"));
    }

    @Test
    void aHundredRunsAreKeptAndALineThatIsDamagedIsNone() throws IOException {
        for (int i = 0; i < RunHistory.KEPT + 5; i++) {
            Path history = folder.resolve(RunHistory.FILE);
            if (i == 3) {
                Files.writeString(history, Files.readString(history) + "garbage\nnull\n{}\n");
            }
            run().during(() -> { });
        }
        assertEquals(RunHistory.KEPT + 1, RunHistory.read(folder).size());
        assertEquals(RunHistory.KEPT, Files.readAllLines(folder.resolve(RunHistory.FILE)).size());
    }

    @Test
    void aStartThatAWrongSettingEndedIsTheLastRunUnlessALoaderIsAtWork() {
        run().refused(Problem.config("unknown key pasword"));
        assertTrue(Status.read(folder).isEmpty(), "where nothing has run, nothing is left");
        run().during(() -> {
            until(() -> Status.read(folder).isPresent());
            run().refused(Problem.config("unknown key pasword"));
            assertTrue(Status.read(folder).orElseThrow().isRunning());
        });
        run().refused(Problem.config("unknown key pasword"));
        Status last = Status.read(folder).orElseThrow();
        assertEquals("failed: unknown key pasword", last.phase() + ": " + last.detail());
        assertEquals(2, RunHistory.read(folder).size());
    }

    @Test
    void aLoaderIsWellUnlessItIsDeadFailedSilentOrBehind() throws IOException {
        run().during(() -> { });
        Instant now = Instant.now();
        assertEquals("", Health.trouble(Status.read(folder).orElseThrow(), MINUTE, now), "it was stopped");
        kill();
        assertTrue(Health.trouble(Status.read(folder).orElseThrow(), null, now).startsWith("The loader is dead: "));
        assertThrows(Problem.class, () -> run().during(() -> {
            throw Problem.run("the slot is gone");
        }));
        assertEquals("The loader has failed: the slot is gone",
                Health.trouble(Status.read(folder).orElseThrow(), null, now));
    }

    @Test
    void behindIsWhatWaitsOrWasJustLoadedLate() {
        run().during(() -> {
            numbers.starting(true, false);
            numbers.captured(1, (System.currentTimeMillis() - 90_000) * 1_000);
            until(() -> Status.read(folder).filter(s -> s.lagMs() != null).isPresent());
            Status behind = Status.read(folder).orElseThrow();
            Instant now = Instant.now();
            assertEquals("", Health.trouble(behind, Duration.ofMinutes(2), now));
            assertTrue(Health.trouble(behind, MINUTE, now).contains("1m30s after its commit, allowed are 1m"),
                    Health.trouble(behind, MINUTE, now));
            numbers.waiting("The source is away", 1_000);
            until(() -> Status.read(folder).filter(s -> s.phase() == Phase.WAITING).isPresent());
            Status waiting = Status.read(folder).orElseThrow();
            assertEquals("", Health.trouble(waiting, MINUTE, now));
            assertTrue(Health.trouble(waiting, Duration.ZERO, now.plusSeconds(20)).contains("waiting for"),
                    Health.trouble(waiting, Duration.ZERO, now.plusSeconds(20)));
            assertTrue(Health.trouble(waiting, null, now.plusSeconds(60)).contains("may hang"));
        });
    }

    private static void until(BooleanSupplier done) {
        for (int i = 0; i < 1_000 && !done.getAsBoolean(); i++) {
            LockSupport.parkNanos(10_000_000);
        }
        assertTrue(done.getAsBoolean(), "waited for ten seconds");
    }
}
