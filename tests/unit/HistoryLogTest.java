package binlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schema history ends where the checkpoint is, and its loss is noticed. */
class HistoryLogTest {

    @TempDir
    Path folder;
    private Path file;
    private HistoryLog log;

    @BeforeEach
    void snapshot() {
        file = folder.resolve("deep/history");
        log = new HistoryLog(file);
        log.clear();
        log.append("tables", null, false);
    }

    // ------------------------------------------------------------------------------- before which resume point

    @Test
    void linesOfTheSnapshotAreBeforeEverything() {
        assertEquals(List.of("tables"), cutAt(at(4, "")));
    }

    @Test
    void withoutGtidsDdlEndsWhereItsOffsetIs() {
        log.append("first", at(500, ""), false);
        log.append("second", at(700, ""), false);
        assertEquals(List.of("tables", "first"), cutAt(at(500, "")));
    }

    @Test
    void ddlInsideATransactionIsSentAgainFromTheTransactionsBeginning() {
        log.append("CREATE … SELECT", at(500, ""), true);
        assertEquals(List.of("tables"), cutAt(at(500, "")));
        log.append("CREATE … SELECT", at(500, ""), true);
        assertEquals(List.of("tables", "CREATE … SELECT"), cutAt(at(900, "")));
    }

    @Test
    void withGtidsDdlIsSentAgainUntilTheSetHasIt() {
        log.append("ALTER", at(500, "aaaa:1-7"), false);
        assertEquals(List.of("tables"), cutAt(at(500, "aaaa:1-7")));
        log.append("ALTER", at(500, "aaaa:1-7"), false);
        assertEquals(List.of("tables", "ALTER"), cutAt(at(579, "aaaa:1-8")));
    }

    @Test
    void withGtidsANewFileOfTheLogAloneDoesNotMoveBehindDdl() {
        log.append("RENAME", at(500, "aaaa:1-7,bbbb:1"), false);
        assertEquals(List.of("tables"), cutAt(new BinlogPosition("binlog.000003", 4, "bbbb:1,aaaa:1-7")));
    }

    @Test
    void nothingIsAsLongAsNothingWasReached() {
        log.append("ALTER", at(500, "aaaa:1-7"), false);
        assertEquals(List.of("tables"), cutAt(null));
    }

    @Test
    void anotherDdlAheadOfTheResumePointWaitsForIt() {
        log.append("first", at(500, "aaaa:1-7"), false);
        log.append("second", at(900, "aaaa:1-9"), false);
        Map<String, Object> first = log.before(at(600, "aaaa:1-8"));
        Map<String, Object> both = log.before(at(1000, "aaaa:1-10"));
        log.cut(both);
        assertEquals(List.of("tables", "first", "second"), log.read());
        log.cut(first);
        assertEquals(List.of("tables", "first"), log.read());
    }

    // ------------------------------------------------------------------------------------------ loss, damage

    @Test
    void itHoldsWhatWasStoredAndGoesOnBehindTheCut() {
        Map<String, Object> stored = log.before(at(4, ""));
        log.append("unknown to the checkpoint", at(500, ""), false);
        HistoryLog next = new HistoryLog(file);
        assertTrue(next.holds(stored));
        next.cut(stored);
        next.append("first", at(500, ""), false);
        assertEquals(List.of("tables", "first"), next.read());
        assertTrue(next.holds(next.before(at(900, ""))));
        assertFalse(next.isEmpty());
    }

    @Test
    void aLostAShortAndAChangedFileAreNoticed() throws IOException {
        log.append("first", at(500, ""), false);
        Map<String, Object> stored = log.before(at(900, ""));
        String whole = Files.readString(file);
        assertTrue(log.holds(stored));
        Files.writeString(file, whole.substring(0, whole.length() - 1));
        assertFalse(log.holds(stored), "cut short");
        Files.writeString(file, whole.replace("first", "worst"));
        assertFalse(log.holds(stored), "changed");
        Files.delete(file);
        assertFalse(log.holds(stored), "lost");
        assertFalse(log.holds(Map.of()), "never stored");
    }

    @Test
    void aNewAttemptBeginsEmptyAndKeepsTheOldFileBeside() throws IOException {
        log.clear();
        assertTrue(log.isEmpty());
        assertEquals(List.of(), log.read());
        assertEquals("tables\n", Files.readString(folder.resolve("deep/history.old")));
    }

    // ------------------------------------------------------------------------------------------------ material

    private static BinlogPosition at(long pos, String gtids) {
        return new BinlogPosition("binlog.000002", pos, gtids);
    }

    /** What is left after a restart from there. */
    private List<String> cutAt(BinlogPosition resume) {
        log.cut(log.before(resume));
        return log.read();
    }
}
