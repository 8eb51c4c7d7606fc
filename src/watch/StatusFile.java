package watch;

import base.Problem;
import base.Secrets;
import base.SteadyClock;
import event.Checkpoint;
import event.TableId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import watch.Status.Phase;
import watch.Status.Warning;

/**
 * Writes a {@link Status} beside the DuckDB file, for other processes to read: once a second at most, by a thread of
 * its own, each time the whole file or nothing. A folder that cannot be written is a warning, once, and nothing else.
 */
public final class StatusFile implements Watch {

    private static final long EVERY_MS = 1_000;
    /** Also when nothing has changed, so that a reader sees that the loader is alive. */
    private static final long AT_LEAST_EVERY_MS = 5_000;
    private static final long RATE_OVER_MS = 10_000;
    private static final int WARNINGS_KEPT = 10;

    private record Count(long at, long changes) {
    }

    private final String pipeline;
    private final Path file;
    private final Function<Map<String, Object>, String> place;
    private final Consumer<String> warn;
    private final ProcessHandle process = ProcessHandle.current();
    private final Map<String, Long> read = new TreeMap<>();
    private final Map<String, Long> loaded = new TreeMap<>();
    private final Deque<Warning> warnings = new ArrayDeque<>();
    private final Deque<Count> counts = new ArrayDeque<>();
    private Phase phase = Phase.STARTING;
    private Phase behindWait = Phase.STARTING;
    private String detail = "";
    private String offset = "";
    private SourceLog log = new SourceLog("", null, null);
    private String lastLoadId = "";
    private long loads;
    private long committedAt;
    private long newestCommit;
    private long loadedAt;
    /** Whether changes have come that are not loaded yet. */
    private boolean waits;
    private boolean changed = true;
    private boolean warned;
    private long writtenAt;

    /**
     * @param pipelineDir where the file is to be; it need not exist
     * @param place       a checkpoint's position as people read it
     * @param warn        takes the sentence that says that the file cannot be written
     */
    public StatusFile(String pipeline, Path pipelineDir, Function<Map<String, Object>, String> place,
            Consumer<String> warn) {
        this.pipeline = pipeline;
        this.file = pipelineDir.resolve(Status.FILE);
        this.place = place;
        this.warn = warn;
    }

    /**
     * Does the run, and writes how it is getting on and how it ended; where a wrong setting ended it before a load,
     * none is made.
     */
    public void during(Runnable run) {
        boolean wasThere = Files.exists(file);
        boolean leave = true;
        Timer timer = new Timer("status", true);
        timer.schedule(new TimerTask() {
            @Override
            public void run() {
                write(false);
            }
        }, 0, EVERY_MS);
        try {
            run.run();
            phase(Phase.STOPPED, "");
        }
        catch (RuntimeException | Error e) {
            phase(Phase.FAILED, Secrets.shown("", e instanceof Problem ? e.getMessage() : e.toString()));
            leave = wasThere || loads > 0 || !(e instanceof Problem problem) || problem.exitCode() != 2;
            throw e;
        }
        finally {
            timer.cancel();
            if (leave) {
                write(true);
            }
            else {
                remove();
            }
        }
    }

    private void remove() {
        synchronized (file) {
            try {
                Files.deleteIfExists(file);
            }
            catch (IOException e) {
                // it says what was wrong
            }
        }
    }

    private synchronized void phase(Phase now, String why) {
        if (now == Phase.WAITING && phase != Phase.WAITING) {
            behindWait = phase;
        }
        phase = now;
        detail = why;
        changed = true;
    }

    @Override
    public synchronized void starting(boolean endless, boolean snapshot) {
        if (snapshot) {
            read.clear();       // an attempt begins afresh
        }
        counts.clear();
        phase(snapshot ? Phase.SNAPSHOT : Phase.STREAMING, "");
    }

    @Override
    public synchronized void captured(int events, long newestCommitMicros) {
        newestCommit = newestCommitMicros / 1000;
        waits = true;
        changed = true;
    }

    @Override
    public synchronized void read(Map<TableId, Integer> rows) {
        rows.forEach((table, count) -> read.merge(table.toString(), (long) count, Long::sum));
        changed = true;
    }

    @Override
    public synchronized void snapshotDone() {
        counts.clear();
        if (phase == Phase.WAITING) {
            behindWait = Phase.STREAMING;
        }
        else {
            phase(Phase.STREAMING, "");
        }
    }

    @Override
    public synchronized void loaded(Load load) {
        long now = System.currentTimeMillis();
        if (phase == Phase.WAITING) {       // for the file: it is closed again
            phase(behindWait, "");
        }
        loads++;
        committedAt = now;
        lastLoadId = load.loadId();
        loadedAt = load.total() > 0 || waits ? now : loadedAt;
        waits = false;
        load.changes().forEach((table, count) -> loaded.merge(table, count, Long::sum));
        changed = true;
    }

    @Override
    public synchronized void reached(Checkpoint committed) {
        offset = place.apply(committed.position());
        changed = true;
    }

    @Override
    public synchronized void log(SourceLog told) {
        log = told;
        changed = true;
    }

    @Override
    public synchronized void waiting(String sentence, long pauseMs) {
        phase(Phase.WAITING, Secrets.shown("", sentence));
    }

    @Override
    public synchronized void warn(String sentence) {
        warnings.add(new Warning(moment(System.currentTimeMillis()), Secrets.shown("", sentence)));
        if (warnings.size() > WARNINGS_KEPT) {
            warnings.remove();
        }
        changed = true;
    }

    private synchronized Status status(long now) {
        return new Status(pipeline, phase, detail, process.pid(),
                process.info().startInstant().map(Instant::toString).orElse(""), moment(now), moment(committedAt),
                lastLoadId,
                loads, rate(SteadyClock.now()), newestCommit == 0 ? null
                        : Long.valueOf(Math.max(0, (waits ? now : loadedAt) - newestCommit)),
                log.behind(), log.retained(), offset, log.end(), new TreeMap<>(read), new TreeMap<>(loaded),
                List.copyOf(warnings));
    }

    /** Over the last seconds, by what was counted each time the file was written. */
    private double rate(long now) {
        long changes = (phase == Phase.SNAPSHOT ? read : loaded).values().stream().mapToLong(Long::longValue).sum();
        counts.add(new Count(now, changes));
        while (counts.size() > 2 && now - counts.peek().at() > RATE_OVER_MS) {
            counts.remove();
        }
        Count first = counts.peek();
        long ms = Math.max(EVERY_MS, now - first.at());
        return phase.isEnd() ? 0 : Math.round((changes - first.changes()) * 10_000.0 / ms) / 10.0;
    }

    private static String moment(long ms) {
        return ms == 0 ? "" : Instant.ofEpochMilli(ms).truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** @param last whether to write it whatever has changed: nothing is written afterwards */
    private void write(boolean last) {
        synchronized (file) {
            if (!isDue(SteadyClock.now(), last)) {
                return;
            }
            try {
                Files.createDirectories(file.getParent());
                Path written = file.resolveSibling(Status.FILE + ".new");
                Files.writeString(written, status(System.currentTimeMillis()).toJson() + "\n");
                Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            catch (IOException | RuntimeException e) {
                if (!warned) {
                    warned = true;
                    warn.accept("Cannot write the status file " + file
                            + ", so that `status` does not know of this run: " + (e instanceof IOException io
                                    ? Problem.why(io) : e.toString()));
                }
            }
        }
    }

    private synchronized boolean isDue(long now, boolean last) {
        boolean due = !phase.isEnd() && (changed || now - writtenAt >= AT_LEAST_EVERY_MS);
        if (due || last) {
            changed = false;
            writtenAt = now;
        }
        return due || last;
    }
}
