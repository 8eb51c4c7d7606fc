package replay;

import base.Problem;
import capture.SourceTable;
import change.DltChangeHandler;
import change.PrimaryKeys;
import config.CdcConfig;
import destination.Destination;
import event.ChangeEvent;
import event.ChangeEvent.RowChange;
import event.Checkpoint;
import event.Reached;
import event.Row;
import event.TableId;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import load.Pipeline;
import load.StartCheck;
import mongodb.MongoDocuments;
import watch.Watch;

/**
 * A recording in a capture's place: its change events go through the same handler and pipeline. How many of its lines
 * are loaded is committed with their rows, as a source's position is: a replay that was interrupted goes on after them.
 */
public final class Replay {

    private final CdcConfig config;
    private final Function<ChangeEvent, Optional<ChangeEvent>> transform;
    private final PrimaryKeys keys;
    private final Watch watch;
    private final BooleanSupplier stopped;
    private final EventReader reader;
    private final StartCheck check;
    private final Map<TableId, Row.Schema> schemas = new HashMap<>();
    private final Map<TableId, SourceTable> tables = new LinkedHashMap<>();
    /** Taken in since the last load. */
    private final List<ChangeEvent> pending = new ArrayList<>();
    private DltChangeHandler handler;
    /** The number of the last line that is loaded. */
    private long loaded;

    /** @param stopped asked between lines: whether to load what was read, and end */
    public Replay(CdcConfig config, PrimaryKeys keys, Function<ChangeEvent, Optional<ChangeEvent>> transform,
            Watch watch, BooleanSupplier stopped) {
        this.config = config;
        this.keys = keys;
        this.transform = transform;
        this.watch = watch;
        this.stopped = stopped;
        this.reader = new EventReader(watch::warn, new MongoDocuments());
        this.check = new StartCheck(config, keys, watch);
    }

    /**
     * Loads what is not loaded yet.
     *
     * @param name of the recording, {@code -} for the standard input
     * @throws Problem where a line cannot be loaded, with its number; what stands before it is loaded
     */
    public void run(String name, InputStream in, Destination destination) {
        Recording recording = new Recording(name, in, stopped);
        Pipeline pipeline = new Pipeline(config, destination, watch);
        Replayed.requireNoSource(pipeline.committed(), config.pipeline());
        pipeline.mend();
        List<Replayed> before = before(recording, pipeline.committed());
        handler = handler(pipeline.committed().seq());
        long taken = recording.number();
        loaded = taken;
        Problem problem = null;
        boolean ended = false;
        while (problem == null && !ended && !stopped.getAsBoolean()) {
            try {
                ended = !takeNext(recording, pipeline);
                taken = recording.number();
            }
            catch (Problem wrong) {
                problem = wrong;
            }
            if (problem == null && !handler.isHalf()
                    && (handler.isFull() || !pending.isEmpty() && recording.isPausing())) {
                load(pipeline, recording, before, taken, false);
            }
        }
        boolean whole = problem == null && ended && !stopped.getAsBoolean();
        if (taken > recording.skipped() || whole && taken > 0) {
            load(pipeline, recording, before, taken, whole);
        }
        if (problem != null) {
            throw at("", problem, taken);
        }
    }

    /**
     * Takes the next line in; false where there is none. What was taken before stays, also where this one cannot be.
     */
    private boolean takeNext(Recording recording, Pipeline pipeline) {
        String line = recording.next();
        if (line == null) {
            return false;
        }
        try {
            reader.read(line).ifPresent(this::add);
            recording.taken(line);
            return true;
        }
        catch (Problem wrong) {
            restore(pipeline.committed().seq());
            throw as(wrong, recording.place(recording.number()) + " cannot be loaded: " + wrong.getMessage());
        }
    }

    private static Problem at(String place, Problem problem, long taken) {
        return as(problem, place + problem.getMessage() + (taken == 0 ? ". Nothing was loaded"
                : ". The lines before it are loaded: fix the line, and replay again to continue"));
    }

    private static Problem as(Problem problem, String sentence) {
        return problem.exitCode() == 2 ? Problem.config(sentence, problem.getCause())
                : Problem.run(sentence, problem.getCause());
    }

    /** What was replayed before this recording. */
    private List<Replayed> before(Recording recording, Checkpoint committed) {
        List<Replayed> all = new ArrayList<>(Replayed.in(committed));
        recording.skip(all);
        Replayed last = all.isEmpty() ? null : all.get(all.size() - 1);
        boolean goesOn = last != null && recording.skipped() > 0
                && recording.loadedSoFar(recording.skipped(), last.whole()).sha256().equals(last.sha256());
        if (last != null && !last.whole() && !goesOn) {
            throw Problem.config("The replay of " + (last.name().equals("-") ? "the standard input" : last.name())
                    + " stopped after line " + last.lines() + ", and this recording does not begin with these lines:"
                    + " replay that one"
                    + " to its end first, or start afresh with `drop --drop-all`");
        }
        if (recording.skipped() > 0) {
            watch.waiting(recording.skipped() + " line" + (recording.skipped() == 1 ? " is" : "s are")
                    + " loaded already, by an earlier replay", 0);
        }
        return goesOn ? all.subList(0, all.size() - 1) : all;
    }

    private DltChangeHandler handler(long seq) {
        return new DltChangeHandler(keys, config.limits(), config.choices(), transform, seq, false);
    }

    private void add(ChangeEvent event) {
        if (event instanceof RowChange change && schemas.put(event.table(), change.row().schema()) != change.row()
                .schema()) {
            List<String> columns = change.row().schema().columns().stream().map(Row.Column::name).toList();
            tables.put(event.table(), new SourceTable(event.table(), columns, columns, "", () -> false));
            check.checkSome(List.copyOf(tables.values()), Checkpoint.none());
        }
        handler.add(List.of(event));
        pending.add(event);
    }

    /** The handler as it was before the event that it did not take. */
    private void restore(long seq) {
        handler = handler(seq);
        handler.add(pending);
    }

    private void load(Pipeline pipeline, Recording recording, List<Replayed> before, long taken, boolean whole) {
        List<Replayed> all = new ArrayList<>(before);
        all.add(recording.loadedSoFar(taken, whole));
        Reached reached = Replayed.reached(all);
        if (!pending.isEmpty() || !reached.position().equals(pipeline.committed().position())) {
            // when they were recorded is no lag of ours
            watch.captured(pending.size(), System.currentTimeMillis() * 1000);
            try {
                pipeline.load(handler.take(), reached);
            }
            catch (Problem wrong) {
                throw at(recording.place(loaded + 1) + " to " + taken + " cannot be loaded: ", wrong, loaded);
            }
            pending.clear();
            loaded = taken;
        }
        if (recording.isPausing() || pipeline.heldLong()) {
            pipeline.release();
        }
    }
}
