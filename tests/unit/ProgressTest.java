package watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import event.TableId;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jline.terminal.Size;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import watch.Status.Phase;
import watch.Watch.Load;

/** What a person sees of a run: on a terminal lines that change, below the sentences; in a log sentences alone. */
class ProgressTest {

    private static final TableId T = new TableId("public", "t");

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    private long now = 1_000_000;
    private final Numbers numbers = new Numbers("pipe", position -> "", () -> now);

    private String said() {
        return said.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    @Test
    void aTerminalHasLinesThatChangeBelowTheSentences() {
        Screen screen = new Screen(out, false, () -> new Size(40, 24));
        screen.say(Output.Level.INFO, "first");
        screen.live(List.of(new AttributedString("one"), new AttributedString("two")));
        screen.say(Output.Level.WARN, "something");
        screen.live(List.of(new AttributedString("one")));
        screen.close();
        String live = "\033[?7l\rone\033[K\r\ntwo\033[K\r\033[1A\033[?7h";
        assertEquals("first\r\n" + live + "\r\033[JWarning: something\r\n" + live
                + "\r\033[J\033[?7l\rone\033[K\r\033[?7h\r\033[J", said());
    }

    @Test
    void aLogHasSentencesAlone() {
        try (Progress progress = progress(false)) {
            Watch watch = new Watches(numbers, progress);
            watch.starting(true, true);
            watch.read(Map.of(T, 1234));
            watch.snapshotDone();
        }
        assertEquals("Snapshot started\nSnapshot read: public.t 1,234\nStreaming: waiting for changes (Ctrl+C to"
                + " stop)\n", said());
    }

    @Test
    void aSilentRunSaysItsWarnings() {
        try (Progress progress = progress(true)) {
            progress.starting(true, true);
            progress.warn("something");
            progress.summary();
        }
        assertEquals("Warning: something\n", said());
    }

    @Test
    void aWarningThatTheLastStartGaveIsNotRepeatedAtTheNext() {
        try (Progress progress = progress(false)) {
            Watch watch = new Watches(numbers, progress);
            progress.known(Set.of("old", "gone", "jdbc://u:********@h"));
            watch.warn("old");
            watch.warn("new");
            watch.warn("jdbc://u:secret@h");
            watch.starting(false, false);
            watch.warn("old");
        }
        assertEquals("Warning: new\n2 warnings of the last start still hold: `doctor` or `status` shows them\n"
                + "Streaming up to the present\nWarning: old\n", said());
        assertEquals(List.of("old", "new", "jdbc://u:********@h", "old"),
                numbers.status().warnings().stream().map(Status.Warning::sentence).toList());
    }

    @Test
    void theClosingLinesTellWhatWasLoadedAndHowLongThatTook() {
        try (Progress progress = progress(false)) {
            Watch watch = new Watches(numbers, progress);
            now += 3_600_000;       // an hour in which nothing came
            watch.loaded(new Load("1.5", Map.of("t", Map.of("snapshot", 2L)), Map.of(), 200, 10));
            watch.loaded(new Load("2.5", Map.of("t", Map.of("insert", 1L, "delete", 3L), "u", Map.of("snapshot", 0L,
                    "insert", 1L)), Map.of(), 300, 10));
            progress.summary();
        }
        assertEquals("""
                Pipeline pipe load step finished in 0.50 seconds
                2 load package(s) were loaded to the file
                  t: 6 changes (2 snapshot rows, 1 insert, 3 deletes)
                  u: 1 change (1 insert)
                Load package 2.5 is LOADED and contains no failed jobs
                """, said());
    }

    @Test
    void aSnapshotOfManyTablesIsToldAsAWhole() {
        Map<TableId, Integer> rows = new LinkedHashMap<>();
        for (int i = 0; i < 1000; i++) {
            rows.put(new TableId("public", "t" + i), 3);
        }
        try (Progress progress = progress(false)) {
            Watch watch = new Watches(numbers, progress);
            watch.starting(false, true);
            watch.read(rows);
            watch.snapshotDone();
        }
        assertEquals("Snapshot started\nSnapshot read: 3,000 rows of 1,000 tables\n", said());
    }

    @Test
    void aTableOfTheSnapshotHasALineAndTheWholeAnother() {
        numbers.starting(true, true);
        numbers.reading(new LinkedHashMap<>(Map.of(T, 4_000L, new TableId("public", "long_name"), 100L)));
        for (int i = 0; i < 10; i++) {
            numbers.read(Map.of(T, 200));
            now += 1_000;
        }
        assertEquals(List.of("  public.long_name               0 rows  waiting, about 100",
                "  public.t                   2,000 rows  50% of about 4,000, 200/s, 10 s left",
                "Snapshot: 2,000 rows, 48% of about 4,100, 200/s, 11 s left, 0 of 2 tables done"), lines(20));
        numbers.readDone(T);
        assertTrue(lines(20).get(1).endsWith("2,000 rows  done"), lines(20).toString());
        numbers.read(Map.of(new TableId("public", "long_name"), 100));
        numbers.readDone(new TableId("public", "long_name"));
        assertTrue(lines(20).get(2).contains("all read, being committed, 2 of 2"), lines(20).toString());
    }

    @Test
    void ofManyTablesThoseAreShownThatAreBeingRead() {
        Map<TableId, Long> estimates = new LinkedHashMap<>();
        for (int i = 0; i < 1000; i++) {
            estimates.put(new TableId("public", "t" + i), -1L);
        }
        numbers.starting(true, true);
        numbers.reading(estimates);
        numbers.read(Map.of(new TableId("public", "t500"), 7, new TableId("public", "t7"), 1));
        numbers.readDone(new TableId("public", "t7"));
        assertEquals(2, lines(20).size());
        assertTrue(lines(20).get(0).startsWith("  public.t500"), lines(20).toString());
        assertTrue(lines(20).get(1).startsWith("Snapshot: 8 rows, "), lines(20).toString());
        assertTrue(lines(20).get(1).endsWith(", 1 of 1,000 tables done"), lines(20).toString());
    }

    @Test
    void aStreamSaysItsRateAndThenSinceWhenItIsIdle() {
        numbers.starting(true, false);
        numbers.captured(20, 1_000_000);
        numbers.loaded(new Load("1.5", Map.of("t", Map.of("insert", 20L)), Map.of(), 200, 10));
        assertTrue(lines(20).get(0).matches("Streaming: 20 changes/s, lag .*, 1 table loaded, last commit .* UTC"),
                lines(20).toString());
        now += 60_000;
        assertTrue(lines(20).get(0).matches("Streaming: idle since ..:..:.. UTC, 1 table loaded, last .*"),
                lines(20).toString());
        numbers.waiting("The database restarts", 1_000);
        assertEquals(List.of("Waiting: The database restarts"), lines(20));
        assertEquals(Phase.WAITING, numbers.status().phase());
    }

    private List<String> lines(int most) {
        return LiveLines.of(numbers.status(), most).stream().map(AttributedString::toString).toList();
    }

    private Progress progress(boolean silent) {
        return new Progress(numbers, TextLines.plain(out), silent, "the file");
    }
}
