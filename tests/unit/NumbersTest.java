package watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import event.TableId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import watch.Status.Phase;
import watch.Status.Reading;
import watch.Watch.Load;

/** The numbers of a run, at moments that the test sets. */
class NumbersTest {

    private static final TableId A = new TableId("public", "a");
    private static final TableId B = new TableId("public", "b");

    private long now = 1_000_000;
    private final Numbers numbers = new Numbers("pipe", position -> "", () -> now);

    @Test
    void aTableOfASnapshotHasItsRowsItsEstimateItsRateAndItsEnd() {
        numbers.starting(true, true);
        numbers.reading(Map.of(A, 4_000L, B, -1L));
        for (int i = 0; i < 20; i++) {
            numbers.read(Map.of(A, 100));
            now += 1_000;
        }
        assertEquals(new Reading(2_000, 4_000L, 100, false), rounded(numbers.status().snapshot().get("public.a")));
        assertEquals(new Reading(0, null, 0, false), numbers.status().snapshot().get("public.b"));
        numbers.readDone(A);
        numbers.read(Map.of(B, 7));
        assertEquals(new Reading(2_000, 4_000L, 0, true), numbers.status().snapshot().get("public.a"));
        assertEquals(Map.of("public.a", 2_000L, "public.b", 7L), numbers.status().snapshotRows());
        numbers.snapshotDone();
        assertTrue(numbers.status().snapshot().get("public.b").done());
        assertEquals(Phase.STREAMING, numbers.status().phase());
    }

    /** The newest second has just begun. */
    private static Reading rounded(Reading reading) {
        return new Reading(reading.rows(), reading.estimate(), Math.round(reading.rowsPerS() / 10) * 10,
                reading.done());
    }

    @Test
    void aTableThatIsReadAgainBeginsAtZeroBesideTheOthersWhileChangesStream() {
        numbers.starting(true, true);
        numbers.read(Map.of(A, 5, B, 6));
        numbers.snapshotDone();
        numbers.reading(Map.of(A, 10L));
        numbers.read(Map.of(A, 2));
        assertEquals(new Reading(2, 10L, 2, false), numbers.status().snapshot().get("public.a"));
        assertEquals(6L, numbers.status().snapshotRows().get("public.b"));
        assertEquals(0, numbers.status().changesPerS(), "rows of a snapshot are no changes");
        assertEquals(Phase.STREAMING, numbers.status().phase());
    }

    @Test
    void changesASecondAreThoseOfTheLastSecondsAndNotTheSnapshots() {
        numbers.starting(true, true);
        numbers.read(Map.of(A, 1_000_000));
        numbers.loaded(load(Map.of("a", Map.of("snapshot", 1_000_000L)), 10));
        numbers.snapshotDone();
        now += 1_000;
        assertEquals(0, numbers.status().changesPerS());
        for (int i = 0; i < 60; i++) {
            now += 500;
            numbers.loaded(load(Map.of("a", Map.of("insert", 3L, "delete", 2L)), 10));
        }
        assertEquals(10, numbers.status().changesPerS(), 0.6);
        now += Rate.SECONDS * 1_000;
        assertEquals(0, numbers.status().changesPerS(), "and it does not freeze");
    }

    @Test
    void changesAreCountedByTableAndOperationAndLoadsByTheirSeconds() {
        numbers.loaded(load(Map.of("a", Map.of("insert", 3L), "b", Map.of("update", 1L)), 250));
        numbers.loaded(load(Map.of("a", Map.of("insert", 1L, "truncate", 1L)), 250));
        Status status = numbers.status();
        assertEquals(Map.of("a", Map.of("insert", 4L, "truncate", 1L), "b", Map.of("update", 1L)), status.operations());
        assertEquals(Map.of("a", 5L, "b", 1L), status.loaded());
        assertEquals(2, status.loads());
        assertEquals(2.0, status.loadSeconds());
        assertEquals(0.5, status.commitSeconds());
        assertEquals(Map.of("public.a.x", 2L), status.misfits());
    }

    @Test
    void idleIsSinceTheNewestChangeAndNotWhileOneWaits() {
        numbers.starting(true, false);
        assertEquals("", numbers.status().idleSince());
        now += 60_000;
        assertFalse(numbers.status().idleSince().isEmpty());
        numbers.captured(1, 0);
        now += 60_000;
        assertEquals("", numbers.status().idleSince(), "a change waits to be loaded");
        numbers.loaded(load(Map.of("a", Map.of("insert", 1L)), 1));
        assertEquals("", numbers.status().idleSince());
        now += 2_000;
        assertFalse(numbers.status().idleSince().isEmpty());
        numbers.loaded(load(Map.of(), 1));
        assertFalse(numbers.status().idleSince().isEmpty(), "a position is no change");
    }

    @Test
    void itCountsWhatItWaitedForAndAsksTheQueue() {
        numbers.starting(true, false);
        numbers.queue(() -> 0.5);
        numbers.waiting("The database restarts", 1_000);
        numbers.waiting("The database restarts", 2_000);
        assertEquals(Phase.WAITING, numbers.status().phase());
        assertEquals(2, numbers.status().retries());
        assertEquals(0.5, numbers.status().queueFill());
    }

    private static Load load(Map<String, Map<String, Long>> operations, long commitMillis) {
        return new Load("1.5", operations, Map.of("public.a.x", 1L), 1_000, commitMillis);
    }
}
