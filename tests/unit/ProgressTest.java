package watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import event.TableId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a person sees of a run: on a terminal one live line, below the sentences; in a log sentences alone. */
class ProgressTest {

    private static final String LINE = "\r\033[K\033[?7l%s\033[?7h";
    private static final int PATIENCE_MS = 20_000;

    private final StringWriter said = new StringWriter();

    @Test
    void aTerminalHasALiveLineBelowTheSentences() throws InterruptedException {
        try (Progress progress = progress(Progress.Style.BAR)) {
            progress.starting(true, true);
            await(LINE.formatted("Snapshot: …"));
            progress.read(Map.of(new TableId("public", "t"), 1234));
            await(LINE.formatted("Snapshot: public.t 1,234"));
            synchronized (progress) {       // else it may draw in between
                progress.warn("something");
                progress.read(Map.of(new TableId("public", "t"), 1));
            }
            await(LINE.formatted("Snapshot: public.t 1,235"));
        }
        assertEquals("Snapshot started\n" + LINE.formatted("Snapshot: …") + LINE.formatted("Snapshot: public.t 1,234")
                + "\r\033[KWarning: something\n" + LINE.formatted("Snapshot: public.t 1,235") + LINE.formatted(""),
                said.toString().replace(System.lineSeparator(), "\n"));
    }

    @Test
    void aLogHasSentencesAlone() {
        try (Progress progress = progress(Progress.Style.LOG)) {
            progress.starting(true, true);
            progress.read(Map.of(new TableId("public", "t"), 1234));
            progress.snapshotDone();
        }
        assertEquals("Snapshot started\nSnapshot read: public.t 1,234\nStreaming: waiting for changes (Ctrl+C to"
                + " stop)\n",
                said.toString().replace(System.lineSeparator(), "\n"));
    }

    @Test
    void aSilentRunSaysItsWarnings() {
        try (Progress progress = progress(Progress.Style.OFF)) {
            progress.starting(true, true);
            progress.warn("something");
            progress.summary();
        }
        assertEquals("Warning: something" + System.lineSeparator(), said.toString());
    }

    private Progress progress(Progress.Style style) {
        return new Progress(style, "pipe", "data", "duckdb", "duckdb:///pipe.duckdb", new PrintWriter(said));
    }

    private void await(String text) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_MS * 1_000_000L;
        while (!said.toString().contains(text) && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        assertTrue(said.toString().contains(text), said.toString());
    }
}
