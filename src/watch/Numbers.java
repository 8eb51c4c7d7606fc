package watch;

import base.Secrets;
import base.SteadyClock;
import event.Checkpoint;
import event.TableId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import watch.Status.Phase;
import watch.Status.Reading;
import watch.Status.Warning;

/**
 * Counts what a run does: in, what the flow tells; out, at any moment and for any thread, a {@link Status}. Whatever
 * shows a run (terminal, status file, metrics) takes its numbers from here.
 */
public final class Numbers implements Watch {

    private static final int WARNINGS_KEPT = 10;
    /** A table that gets a change now and then is not idle in between. */
    private static final long IDLE_AFTER_MS = 2_000;

    /** A table of a snapshot. */
    private static final class Table {
        private final long estimate;
        private final Rate rate;
        private long rows;
        private boolean done;

        Table(long estimate, long now) {
            this.estimate = estimate;
            this.rate = new Rate(now);
        }
    }

    private final String pipeline;
    private final Function<Map<String, Object>, String> place;
    private final LongSupplier clock;
    private final ProcessHandle process = ProcessHandle.current();
    private final Map<String, Table> tables = new TreeMap<>();
    private final Map<String, Map<String, Long>> operations = new TreeMap<>();
    private final Map<String, Long> misfits = new TreeMap<>();
    private final Deque<Warning> warnings = new ArrayDeque<>();
    private Rate rate;
    private Phase phase = Phase.STARTING;
    private Phase beforeWait = Phase.STARTING;
    private String detail = "";
    private long phaseSince = System.currentTimeMillis();
    private String offset = "";
    private SourceLog log = new SourceLog("", null, null);
    private DoubleSupplier queue = () -> 0;
    private String lastLoadId = "";
    private long loads;
    private long loadMillis;
    private long commitMillis;
    private long retries;
    private long committedAt;
    private long newestCommit;
    private long loadedAt;
    /** When something was told of a change last, by both clocks. */
    private long activeAt;
    private long active;
    /** Whether changes have come that are not loaded yet. */
    private boolean waits;
    private long version;

    /** @param place a checkpoint's position as people read it */
    public Numbers(String pipeline, Function<Map<String, Object>, String> place) {
        this(pipeline, place, SteadyClock::now);
    }

    Numbers(String pipeline, Function<Map<String, Object>, String> place, LongSupplier clock) {
        this.pipeline = pipeline;
        this.place = place;
        this.clock = clock;
        this.rate = new Rate(clock.getAsLong());
    }

    /** Rises whenever something has been told. */
    synchronized long version() {
        return version;
    }

    synchronized Phase phase() {
        return phase;
    }

    synchronized void phase(Phase now, String why) {
        if (now == Phase.WAITING && phase != Phase.WAITING) {
            beforeWait = phase;
        }
        phaseSince = phase == now ? phaseSince : System.currentTimeMillis();
        phase = now;
        detail = Secrets.shown("", why);
        version++;
    }

    private void active() {
        activeAt = System.currentTimeMillis();
        active = clock.getAsLong();
    }

    @Override
    public synchronized void starting(boolean endless, boolean snapshot) {
        if (snapshot) {
            tables.clear();     // an attempt begins afresh
        }
        rate = new Rate(clock.getAsLong());
        active();
        phase(snapshot ? Phase.SNAPSHOT : Phase.STREAMING, "");
    }

    @Override
    public synchronized void captured(int events, long newestCommitMicros) {
        newestCommit = newestCommitMicros / 1000;
        waits = true;
        active();
        version++;
    }

    @Override
    public synchronized void reading(Map<TableId, Long> estimates) {
        estimates.forEach((table, rows) -> tables.put(table.toString(), new Table(rows, clock.getAsLong())));
        version++;
    }

    @Override
    public synchronized void read(Map<TableId, Integer> rows) {
        long now = clock.getAsLong();
        rows.forEach((id, count) -> {
            Table table = tables.computeIfAbsent(id.toString(), name -> new Table(-1, now));
            table.rows += count;
            table.rate.add(count, now);
            if (phase == Phase.SNAPSHOT) {
                rate.add(count, now);
            }
        });
        version++;
    }

    @Override
    public synchronized void readDone(TableId id) {
        tables.computeIfAbsent(id.toString(), name -> new Table(-1, clock.getAsLong())).done = true;
        version++;
    }

    @Override
    public synchronized void snapshotDone() {
        tables.values().forEach(table -> table.done = true);
        rate = new Rate(clock.getAsLong());
        active();
        if (phase == Phase.WAITING) {
            beforeWait = Phase.STREAMING;
        }
        else {
            phase(Phase.STREAMING, "");
        }
    }

    @Override
    public void again(TableId table) {
        reading(Map.of(table, -1L));
    }

    @Override
    public void readAgain(TableId table) {
        readDone(table);
    }

    @Override
    public synchronized void loaded(Load load) {
        if (phase == Phase.WAITING) {       // for the file: it is closed again
            phase(beforeWait, "");
        }
        loads++;
        loadMillis += load.millis();
        commitMillis += load.commitMillis();
        committedAt = System.currentTimeMillis();
        lastLoadId = load.loadId();
        if (load.total() > 0 || waits) {
            loadedAt = committedAt;
            active();
        }
        waits = false;
        if (phase != Phase.SNAPSHOT) {
            load.operations().values().forEach(counts -> counts.forEach((operation, count) ->
                    rate.add(operation.equals("snapshot") ? 0 : count, clock.getAsLong())));
        }
        load.operations().forEach((table, counts) -> counts.forEach((operation, count) -> operations
                .computeIfAbsent(table, name -> new TreeMap<>()).merge(operation, count, Long::sum)));
        load.misfits().forEach((column, count) -> misfits.merge(column, count, Long::sum));
        version++;
    }

    @Override
    public synchronized void reached(Checkpoint committed) {
        offset = place.apply(committed.position());
        version++;
    }

    @Override
    public synchronized void log(SourceLog told) {
        log = told;
        version++;
    }

    @Override
    public synchronized void queue(DoubleSupplier fill) {
        queue = fill;
    }

    @Override
    public synchronized void waiting(String sentence, long pauseMs) {
        retries++;
        phase(Phase.WAITING, sentence);
    }

    @Override
    public synchronized void warn(String sentence) {
        warnings.add(new Warning(moment(System.currentTimeMillis()), Secrets.shown("", sentence)));
        if (warnings.size() > WARNINGS_KEPT) {
            warnings.remove();
        }
        version++;
    }

    /** The run as it is now. */
    public synchronized Status status() {
        long now = clock.getAsLong();
        long wall = System.currentTimeMillis();
        Map<String, Long> rows = new TreeMap<>();
        Map<String, Reading> snapshot = new TreeMap<>();
        tables.forEach((name, table) -> {
            rows.put(name, table.rows);
            snapshot.put(name, new Reading(table.rows, table.estimate < 0 ? null : table.estimate,
                    table.done ? 0 : table.rate.perSecond(now), table.done));
        });
        Map<String, Long> loaded = new TreeMap<>();
        Map<String, Map<String, Long>> counts = new TreeMap<>();
        operations.forEach((table, each) -> {
            counts.put(table, new TreeMap<>(each));
            loaded.put(table, each.values().stream().mapToLong(Long::longValue).sum());
        });
        boolean idle = phase == Phase.STREAMING && !waits && now - active >= IDLE_AFTER_MS;
        return new Status(pipeline, phase, detail, moment(phaseSince), process.pid(),
                process.info().startInstant().map(Instant::toString).orElse(""), moment(wall), moment(committedAt),
                lastLoadId, loads, loadMillis / 1000.0, commitMillis / 1000.0,
                phase.isEnd() ? 0 : rate.perSecond(now), newestCommit == 0 ? null
                        : Long.valueOf(Math.max(0, (waits ? wall : loadedAt) - newestCommit)),
                log.behind(), log.retained(), offset, log.end(), phase.isEnd() ? 0 : queue.getAsDouble(), retries,
                idle ? moment(activeAt) : "", rows, snapshot, loaded, counts, new TreeMap<>(misfits),
                List.copyOf(warnings));
    }

    private static String moment(long ms) {
        return ms == 0 ? "" : Instant.ofEpochMilli(ms).truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
