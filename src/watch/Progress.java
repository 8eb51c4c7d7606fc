package watch;

import base.Secrets;
import base.SteadyClock;
import event.TableId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import watch.Output.Level;

/**
 * Tells people what the loader is doing: in sentences, and on a terminal in lines that change, else in a line every few
 * seconds. The numbers are those of {@link Numbers}, which has to be told first.
 */
public final class Progress implements Watch, AutoCloseable {

    private static final long LOG_EVERY_MS = 5_000;
    private static final int DRAW_EVERY_MS = 200;
    /** A snapshot of more tables is told of as a whole. */
    private static final int MOST_TABLES = 10;

    private final Numbers numbers;
    private final Output output;
    private final boolean silent;
    private final String destination;
    private final Timer timer = new Timer("progress", true);
    private final Set<String> misfits = new TreeSet<>();
    private boolean snapshot;
    private boolean endless;
    private long said;
    /** Whether rows were read, or changes loaded, that no line has told of. */
    private boolean unsaid;
    private boolean ended;
    private Set<String> known = Set.of();
    private int unrepeated;

    /**
     * @param silent      whether to tell of nothing but warnings
     * @param destination where the rows go, as the closing lines say it
     */
    public Progress(Numbers numbers, Output output, boolean silent, String destination) {
        this.numbers = numbers;
        this.output = output;
        this.silent = silent;
        this.destination = destination;
        long every = output.lines() > 0 ? DRAW_EVERY_MS : LOG_EVERY_MS / 5;
        timer.schedule(new TimerTask() {
            @Override
            public void run() {
                tick();
            }
        }, 0, every);
    }

    /** Warnings of the last start: those that this start gives again are told as a number. */
    public synchronized void known(Set<String> warnings) {
        known = warnings;
    }

    private synchronized void tick() {
        if (ended || silent) {
            return;
        }
        if (output.lines() > 0) {
            output.live(LiveLines.of(numbers.status(), output.lines()));
        }
        else if (unsaid && SteadyClock.now() - said >= LOG_EVERY_MS) {
            said = SteadyClock.now();
            unsaid = false;
            say(snapshot ? LiveLines.snapshot(numbers.status()) : "Loaded: " + loaded(numbers.status()));
        }
    }

    private static String loaded(Status status) {
        long changes = status.operations().values().stream().flatMap(counts -> counts.entrySet().stream())
                .filter(count -> !count.getKey().equals("snapshot")).mapToLong(Map.Entry::getValue).sum();
        return String.format(Locale.ROOT, "%,d change%s, %,.0f/s, lag %s", changes, changes == 1 ? "" : "s",
                status.changesPerS(), status.lagMs() == null ? "unknown" : LiveLines.lag(status.lagMs()));
    }

    @Override
    public synchronized void starting(boolean untilStopped, boolean withSnapshot) {
        endless = untilStopped;
        snapshot = withSnapshot;
        said = SteadyClock.now();
        known = Set.of();
        if (unrepeated > 0) {
            say((unrepeated == 1 ? "A warning of the last start still holds" : unrepeated
                    + " warnings of the last start still hold") + ": `doctor` or `status` shows "
                    + (unrepeated == 1 ? "it" : "them"));
            unrepeated = 0;
        }
        say(withSnapshot ? "Snapshot started" : streaming());
    }

    private String streaming() {
        return "Streaming" + (endless ? ": waiting for changes (Ctrl+C to stop)" : " up to the present");
    }

    @Override
    public synchronized void read(Map<TableId, Integer> rows) {
        unsaid = true;
    }

    @Override
    public synchronized void snapshotDone() {
        snapshot = false;
        unsaid = false;
        say("Snapshot read: " + rows(numbers.status().snapshotRows()));
        if (endless) {
            say(streaming());
        }
    }

    private static String rows(Map<String, Long> rows) {
        Map<String, Long> some = new TreeMap<>(rows);
        some.values().removeIf(count -> count == 0);
        long sum = some.values().stream().mapToLong(Long::longValue).sum();
        return some.isEmpty() ? "no rows" : some.size() > MOST_TABLES ? LiveLines.number(sum) + " rows of "
                + LiveLines.tables(rows.size()) : some.entrySet().stream().map(each -> each.getKey() + " "
                        + LiveLines.number(each.getValue())).collect(Collectors.joining(", "));
    }

    @Override
    public synchronized void loaded(Load load) {
        unsaid |= load.total() > 0;
        load.misfits().keySet().stream().filter(misfits::add).forEach(column -> warn("column " + column + " has values"
                + " that do not fit its type in DuckDB: they are in the column of that name with __v_text"));
    }

    @Override
    public synchronized void waiting(String sentence, long pauseMs) {
        say(sentence + (pauseMs >= 1000 ? " (next try in " + pauseMs / 1000 + " s)" : ""));
    }

    @Override
    public synchronized void warn(String sentence) {
        if (known.contains(Secrets.shown("", sentence))) {
            unrepeated++;
            return;
        }
        output.say(Level.WARN, sentence);
    }

    @Override
    public synchronized void again(TableId table) {
        say("Reading table " + table + ", beside the stream");
    }

    @Override
    public synchronized void readAgain(TableId table) {
        say("Table " + table + " is read, and in place");
    }

    /** A sentence that stays. */
    public synchronized void say(String sentence) {
        if (!silent) {
            output.say(Level.INFO, sentence);
        }
    }

    /** The closing lines: what was loaded in this run, in the words of dlt's load info. */
    public synchronized void summary() {
        end();
        Status status = numbers.status();
        say(String.format(Locale.ROOT, "Pipeline %s load step finished in %.2f seconds", status.pipeline(),
                status.loadSeconds()));
        (status.loads() + " load package(s) were loaded to " + destination).lines().forEach(this::say);
        status.operations().forEach((table, counts) -> say("  " + table + ": " + operations(counts)));
        status.misfits().forEach((column, count) -> say("  " + column + ": " + LiveLines.number(count)
                + (count == 1 ? " value" : " values") + " in its __v_text column"));
        if (!status.lastLoadId().isEmpty()) {
            say("Load package " + status.lastLoadId() + " is LOADED and contains no failed jobs");
        }
    }

    /** Such as {@code 4 changes (2 inserts, 1 update, 1 delete)}, in the order in which they come. */
    private static String operations(Map<String, Long> counts) {
        boolean some = counts.values().stream().anyMatch(count -> count > 0);
        String each = List.of("snapshot", "insert", "update", "delete", "truncate").stream()
                .filter(operation -> counts.containsKey(operation) && (!some || counts.get(operation) > 0))
                .map(operation -> LiveLines.number(counts.get(operation)) + " "
                        + (operation.equals("snapshot") ? "snapshot row" : operation)
                        + (counts.get(operation) == 1 ? "" : "s")).collect(Collectors.joining(", "));
        long sum = counts.values().stream().mapToLong(Long::longValue).sum();
        return counts.keySet().equals(Set.of("snapshot")) ? each
                : LiveLines.number(sum) + (sum == 1 ? " change (" : " changes (") + each + ")";
    }

    private void end() {
        ended = true;
        output.live(List.of());
    }

    @Override
    public synchronized void close() {
        timer.cancel();
        end();
        output.close();
    }
}
