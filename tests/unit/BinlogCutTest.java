package binlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.RecordKind;
import event.Reached;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random binary logs, cut anywhere and sent again: every change comes exactly once, read with the schema of its time.
 */
class BinlogCutTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void everyCutOfARandomLogLosesAndDoublesNothing(BinlogLog.Mode mode) {
        int cuts = 0;
        for (int seed = 0; seed < 12; seed++) {
            BinlogLog log = new BinlogLog(mode, new Random(seed));
            int steps = log.from(BinlogPosition.of(log.start())).size();
            for (int cut = 0; cut <= steps; cut++) {
                assertExactlyOnce(log, List.of(cut), new Random(cut), mode + ", seed " + seed + ", cut after " + cut);
                cuts++;
            }
        }
        assertTrue(cuts > 500, cuts + " cuts");
    }

    @ParameterizedTest
    @EnumSource
    void severalCutsInARowLoseAndDoubleNothing(BinlogLog.Mode mode) {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<Integer> cuts = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                cuts.add(random.nextInt(25));
            }
            assertExactlyOnce(new BinlogLog(mode, new Random(seed % 40)), cuts, random, mode + ", seed " + seed
                    + ", cuts " + cuts);
        }
    }

    /** Each cut: so many steps of an engine's life are seen, then it starts anew from the stored state. */
    private void assertExactlyOnce(BinlogLog log, List<Integer> cuts, Random random, String what) {
        HistoryLog history = new HistoryLog(folder.resolve("history"));
        history.clear();
        history.append(BinlogLog.BEFORE, null, false);
        Map<String, Object> state = new HashMap<>(log.start());
        state.putAll(history.before(null));
        List<String> loaded = new ArrayList<>();
        for (int life = 0; life <= cuts.size(); life++) {
            assertTrue(history.holds(state), what);
            history.cut(state);
            state = live(log, history, state, life < cuts.size() ? cuts.get(life) : Integer.MAX_VALUE, random,
                    loaded, what);
        }
        assertEquals(log.changes(), loaded, what);
    }

    /**
     * The thread that reads the log is ahead of the one that loads, so a part's DDL is in the history before its
     * records.
     */
    private static Map<String, Object> live(BinlogLog log, HistoryLog history, Map<String, Object> state, int cut,
            Random random, List<String> loaded, String what) {
        BinlogPosition resume = BinlogPosition.of(state);
        BinlogDuplicateFilter filter = new BinlogDuplicateFilter(Checkpoint.none().at(new Reached(Snapshot.DONE,
                state)), "x", resume, history, new BinlogWatch(t -> true, false), false);
        List<BinlogLog.Step> steps = log.from(resume);
        steps = steps.subList(0, Math.min(cut, steps.size()));
        List<String> schemas = new ArrayList<>(history.read());
        for (int i = 0; i < steps.size();) {
            List<BinlogLog.Step> part = steps.subList(i, Math.min(steps.size(), i + 1 + random.nextInt(8)));
            i += part.size();
            for (BinlogLog.Step step : part) {
                if (step.ddl() != null) {
                    history.append(step.ddl(), step.at(), step.inside());
                    schemas.add(step.ddl());
                }
                else if (RecordKind.of(step.record()) == RecordKind.CHANGE) {
                    assertEquals(log.historyAt(BinlogSample.id(step.record())), schemas, what);
                }
            }
            for (BinlogLog.Step step : part) {
                if (step.record() != null && filter.accept(step.record(), RecordKind.of(step.record()))) {
                    loaded.add(BinlogSample.id(step.record()));
                }
                filter.state();      // as an engine does after every batch
            }
        }
        return Checkpoint.fromMap(Checkpoint.none().at(new Reached(filter.snapshot(), filter.state())).toMap())
                .position();
    }
}
