package postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static postgres.SampleRecords.change;
import static postgres.SampleRecords.heartbeat;
import static postgres.SampleRecords.load;
import static postgres.SampleRecords.message;
import static postgres.SampleRecords.other;

import base.Problem;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.RecordKind;
import event.Reached;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** Random streams, cut anywhere and sent again as PostgreSQL does: every change comes exactly once. */
class DuplicateFilterCutTest {

    @Test
    void everyCutOfARandomStreamLosesAndDoublesNothing() {
        int cuts = 0;
        for (int seed = 0; seed < 60; seed++) {
            Log log = new Log(new Random(seed));
            List<SourceRecord> all = log.from(Log.START, true);
            for (int cut = 0; cut <= all.size(); cut++) {
                assertExactlyOnce(log, List.of(cut), "seed " + seed + ", cut after " + cut + " records");
                cuts++;
            }
        }
        assertTrue(cuts > 2_000, cuts + " cuts");
    }

    @Test
    void severalCutsInARowLoseAndDoubleNothing() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            Log log = new Log(new Random(seed % 60));
            List<Integer> cuts = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                cuts.add(random.nextInt(12));
            }
            assertExactlyOnce(log, cuts, "seed " + seed + ", cuts " + cuts);
        }
    }

    /** Each cut: so many records of an engine's life are seen, then it starts anew from the stored state. */
    private static void assertExactlyOnce(Log log, List<Integer> cuts, String what) {
        List<String> loaded = new ArrayList<>();
        Checkpoint stored = Checkpoint.none().at(new Reached(Snapshot.DONE, Map.of("lsn", Log.START)));
        for (int life = 0; life <= cuts.size(); life++) {
            PostgresDuplicateFilter filter = new PostgresDuplicateFilter(stored);
            List<SourceRecord> sent = log.from(PostgresDuplicateFilter.resumePoint(stored), life == 0);
            int seen = life < cuts.size() ? Math.min(cuts.get(life), sent.size()) : sent.size();
            sent.subList(0, seen).forEach(record -> load(filter, record, loaded));
            stored = Checkpoint.fromMap(stored.at(new Reached(filter.snapshot(), filter.state())).toMap());
        }
        assertEquals(log.data(), loaded, what);
    }

    /** The slot lags behind the file, as after a crash of the server, so more is sent again. */
    @Test
    void aStreamThatBeginsBeforeTheResumePointLosesAndDoublesNothing() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            Log log = new Log(new Random(seed % 60));
            List<String> loaded = new ArrayList<>();
            List<Long> flushed = new ArrayList<>(List.of(Log.START));
            Checkpoint stored = Checkpoint.none().at(new Reached(Snapshot.DONE, Map.of("lsn", Log.START)));
            for (int life = 0; life <= 5; life++) {
                long from = flushed.get(Math.max(0, flushed.size() - 1 - random.nextInt(3)));
                PostgresDuplicateFilter filter = new PostgresDuplicateFilter(stored, from, Set.of("public.t"));
                List<SourceRecord> sent = log.from(from, life == 0);
                int seen = life < 5 ? Math.min(random.nextInt(20), sent.size()) : sent.size();
                for (SourceRecord record : sent.subList(0, seen)) {
                    load(filter, record, loaded);
                    stored = Checkpoint.fromMap(stored.at(new Reached(filter.snapshot(), filter.state())).toMap());
                    flushed.add(PostgresDuplicateFilter.resumePoint(stored));
                }
            }
            assertEquals(log.data(), loaded, "seed " + seed);
        }
    }

    /** A server that was put back to an older state has other transactions at the same places. */
    @Test
    void anotherHistoryIsNeverTakenForTheOneThatWasLoaded() {
        int told = 0;
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            List<String> loaded = new ArrayList<>();
            Checkpoint stored = Checkpoint.none().at(new Reached(Snapshot.DONE, Map.of("lsn", Log.START)));
            PostgresDuplicateFilter filter = new PostgresDuplicateFilter(stored);
            List<SourceRecord> first = new Log(new Random(seed), 700).from(Log.START, true);
            first.subList(0, 1 + random.nextInt(first.size())).forEach(record -> load(filter, record, loaded));
            stored = Checkpoint.fromMap(stored.at(new Reached(filter.snapshot(), filter.state())).toMap());
            if (!filter.state().containsKey("last_txid")) {
                continue;       // nothing but messages was loaded
            }
            PostgresDuplicateFilter after = new PostgresDuplicateFilter(stored, Log.START, Set.of("public.t"));
            List<String> wrong = new ArrayList<>();
            List<SourceRecord> other = new Log(new Random(seed + 5_000), 900).from(Log.START, false);
            try {
                other.stream().filter(record -> RecordKind.of(record) != RecordKind.MESSAGE).forEach(record ->
                        load(after, record,
                        wrong));
            }
            catch (Problem problem) {
                told++;
            }
            assertEquals(List.of(), wrong, "seed " + seed);
        }
        assertTrue(told > 1_000, told + " told");
    }

    /** A log with overlapping transactions, as PostgreSQL sends it: by commit, from a resume point on, always whole. */
    private static final class Log {
        static final long START = 1_000;

        /** Something that is sent at once: a transaction, or (txId null) a message outside of any. */
        private record Unit(Long txId, long end, List<Object[]> events) {
        }

        private final Random random;
        private final List<Unit> units = new ArrayList<>();
        private final int chatter;
        private long lsn = START;
        private int names;

        Log(Random random) {
            this(random, 700);
        }

        Log(Random random, long firstTxId) {
            this.random = random;
            this.chatter = random.nextInt();
            List<Unit> open = new ArrayList<>();
            long txId = firstTxId;
            for (int step = 0; step < 60; step++) {
                int dice = random.nextInt(10);
                if (open.isEmpty() || dice == 0 && open.size() < 4) {
                    open.add(new Unit(++txId, 0, new ArrayList<>()));
                }
                else if (dice == 1) {
                    lsn += 10;
                    units.add(new Unit(null, lsn, List.<Object[]>of(new Object[] {"m", name(), lsn})));
                }
                else if (dice <= 3) {
                    commit(open.remove(random.nextInt(open.size())));
                }
                else {
                    write(open.get(random.nextInt(open.size())));
                }
            }
            open.forEach(this::commit);
        }

        private String name() {
            return "e" + names++;
        }

        private void commit(Unit unit) {
            lsn += 10;
            if (!unit.events.isEmpty()) {
                units.add(new Unit(unit.txId, lsn, unit.events));
            }
        }

        /** One WAL record: one row, the two halves of a key change, a COPY, a truncate of two tables, a message. */
        private void write(Unit unit) {
            lsn += 10;
            int kind = random.nextInt(5);
            int events = kind == 0 ? 2 + random.nextInt(6) : kind == 1 ? 2 : 1;
            for (int i = 0; i < events; i++) {
                unit.events.add(new Object[] {kind == 4 ? "m" : kind == 1 ? i == 0 ? "d" : "c" : "u", name(), lsn});
            }
        }

        List<String> data() {
            return units.stream().flatMap(u -> u.events.stream()).map(e -> (String) e[1]).toList();
        }

        /** {@code afterSnapshot}: no restart yet, so the first transaction has no lsn_commit. */
        List<SourceRecord> from(long resume, boolean afterSnapshot) {
            Random heartbeats = new Random(chatter);
            List<SourceRecord> records = new ArrayList<>();
            Long commit = afterSnapshot ? null : Long.valueOf(resume);
            long last = resume;
            for (Unit unit : units) {
                if (unit.end <= resume) {
                    continue;
                }
                if (unit.txId == null) {
                    commit = unit.end;
                    records.add(heartbeat(unit.end, unit.end));
                }
                else if (heartbeats.nextInt(3) == 0) {
                    records.add(at(last, commit));       // BEGIN of the transaction metadata
                }
                for (Object[] event : unit.events) {
                    last = (Long) event[2];
                    records.add(event[0].equals("m") ? message((String) event[1], unit.txId, last, commit)
                            : change((String) event[0], (String) event[1], unit.txId, last, commit));
                    if (heartbeats.nextInt(6) == 0) {
                        records.add(commit == null ? at(last, null) : heartbeat(last, commit));
                    }
                }
                commit = unit.end;
                if (heartbeats.nextInt(3) == 0) {
                    records.add(at(last, commit));       // END of the transaction metadata
                }
            }
            return records;
        }

        private static SourceRecord at(long lsn, Long commit) {
            Map<String, Object> offset = new HashMap<>(Map.of("lsn", lsn));
            if (commit != null) {
                offset.put("lsn_commit", commit);
            }
            return other(offset);
        }
    }
}
