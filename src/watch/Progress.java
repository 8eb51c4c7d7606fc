package watch;

import base.SteadyClock;
import event.TableId;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.TreeMap;

/** Tells people what the loader is doing: one live line on a terminal, a line every few seconds in a log. */
public final class Progress implements Watch, AutoCloseable {

    /** How progress is shown. */
    public enum Style {
        BAR, LOG, OFF
    }

    private static final long LOG_EVERY_MS = 5_000;
    private static final int DRAW_EVERY_MS = 200;
    private static final String CLEAR = "\r\033[K";
    /** The terminal cuts what is longer than a line of it: DECAWM, as in xterm. */
    private static final String CUT = "\033[?7l";
    private static final String WRAP = "\033[?7h";

    private final Style style;
    private final String pipeline;
    private final String dataset;
    private final String destination;
    private final String location;
    private final PrintWriter out;
    private final long start = SteadyClock.now();
    private final Map<TableId, Long> read = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    private final Map<String, Long> loaded = new TreeMap<>();
    private final Map<String, Long> misfits = new TreeMap<>();
    private String phase = "";
    /** The live line, and what of it the terminal shows; both empty: there is none. */
    private String live = "";
    private String shown = "";
    private long phaseSince = start;
    private long phaseChanges;
    private long loads;
    private String lastLoad = "";
    private long newestCommitMicros;
    private long loadedAt;
    private long lastLine;
    private boolean unsaid;
    private final Timer timer = new Timer("progress", true);
    private boolean snapshot;
    private boolean endless;

    public Progress(Style style, String pipeline, String dataset, String destination, String location,
            PrintWriter out) {
        this.style = style;
        this.pipeline = pipeline;
        this.dataset = dataset;
        this.destination = destination;
        this.location = location;
        this.out = out;
        long every = style == Style.BAR ? DRAW_EVERY_MS : LOG_EVERY_MS / 5;
        timer.schedule(new TimerTask() {
            @Override
            public void run() {
                draw();
                sayLoaded();
            }
        }, every, every);
    }

    @Override
    public synchronized void starting(boolean untilStopped, boolean withSnapshot) {
        endless = untilStopped;
        snapshot = withSnapshot;
        read.clear();
        lastLine = withSnapshot ? SteadyClock.now() : lastLine;
        phase(withSnapshot ? "Snapshot" : "Streaming");
    }

    private void phase(String name) {
        phaseSince = SteadyClock.now();
        phaseChanges = 0;
        phase = name;
        live("…");
        say(name + (snapshot ? " started" : endless ? ": waiting for changes (Ctrl+C to stop)" : " up to the present"));
    }

    private void live(String detail) {
        live = style == Style.BAR ? phase + ": " + detail : "";
    }

    private synchronized void draw() {
        if (!live.equals(shown)) {
            shown = live;
            out.print(CLEAR + CUT + live + WRAP);
            out.flush();
        }
    }

    @Override
    public synchronized void read(Map<TableId, Integer> rows) {
        rows.forEach((table, count) -> read.merge(table, (long) count, Long::sum));
        if (phaseChanges == 0) {        // a snapshot in one transaction: nothing is loaded until all is
            sayRead();
        }
    }

    @Override
    public synchronized void captured(int events, long newest) {
        newestCommitMicros = newest;
    }

    @Override
    public synchronized void snapshotDone() {
        snapshot = false;
        say("Snapshot read: " + (read.isEmpty() ? "no rows" : rows(read)));
        if (endless) {
            phase("Streaming");
        }
    }

    @Override
    public synchronized void loaded(Load load) {
        loads++;
        loadedAt = load.total() > 0 ? System.currentTimeMillis() : loadedAt;
        lastLoad = load.loadId();
        load.changes().forEach((table, count) -> loaded.merge(table, count, Long::sum));
        phaseSince = phaseChanges == 0 ? SteadyClock.now() - load.millis() : phaseSince;
        phaseChanges += load.total();
        live(detail());
        unsaid |= load.total() > 0;
        sayLoaded();
        load.misfits().forEach(this::misfit);
    }

    private void misfit(String column, long count) {
        if (misfits.merge(column, count, Long::sum) == count) {
            say("Warning: column " + column + " has values that do not fit its type in DuckDB: they are in the column"
                    + " of that name with __v_text");
        }
    }

    private void sayRead() {
        long now = SteadyClock.now();
        live(rows(read));
        if (style == Style.LOG && now - lastLine >= LOG_EVERY_MS) {
            lastLine = now;
            say("Snapshot: " + rows(read));
        }
    }

    /** In a log: what has been loaded, at most every few seconds. */
    private synchronized void sayLoaded() {
        long now = SteadyClock.now();
        if (unsaid && style == Style.LOG && now - lastLine >= LOG_EVERY_MS) {
            lastLine = now;
            unsaid = false;
            say((snapshot ? "Snapshot: " : "Loaded: ") + detail());
        }
    }

    private String detail() {
        double seconds = Math.max(0.001, (SteadyClock.now() - phaseSince) / 1000.0);
        String rate = String.format(Locale.ROOT, "%,d %s, %,.0f/s", phaseChanges,
                (snapshot ? "row" : "change") + (phaseChanges == 1 ? "" : "s"), phaseChanges / seconds);
        return snapshot ? rate + " (" + rows(read) + ")" : rate + ", lag " + lag();
    }

    private String lag() {
        long ms = Math.max(0, loadedAt - newestCommitMicros / 1000);
        return ms < 10_000 ? ms + " ms" : Duration.ofSeconds(ms / 1000).toString().substring(2)
                .toLowerCase(Locale.ROOT);
    }

    private static String rows(Map<TableId, Long> read) {
        StringBuilder text = new StringBuilder();
        read.forEach((table, count) -> text.append(text.length() == 0 ? "" : ", ").append(table).append(' ')
                .append(String.format(Locale.ROOT, "%,d", count)));
        return text.toString();
    }

    @Override
    public synchronized void waiting(String sentence, long pauseMs) {
        say(sentence + (pauseMs >= 1000 ? " (next try in " + pauseMs / 1000 + " s)" : ""));
    }

    @Override
    public synchronized void warn(String sentence) {
        say("Warning: " + sentence);
    }

    private void say(String sentence) {
        if (style == Style.OFF && !sentence.startsWith("Warning")) {
            return;
        }
        out.print(shown.isEmpty() ? "" : CLEAR);
        shown = "";
        out.println(sentence);
        out.flush();
    }

    /** The closing lines, in the words of dlt's load info. */
    public synchronized void summary() {
        endLive();
        if (style == Style.OFF) {
            return;
        }
        double seconds = (SteadyClock.now() - start) / 1000.0;
        out.printf(Locale.ROOT, "Pipeline %s load step finished in %.2f seconds%n", pipeline, seconds);
        out.printf(Locale.ROOT, "%d load package(s) were loaded to destination %s and into dataset %s%n", loads,
                destination, dataset);
        out.println("The " + destination + " destination used " + location + " location to store data");
        loaded.forEach((table, count) -> out.printf(Locale.ROOT, "  %s: %,d change%s%n", table, count, count == 1 ? ""
                : "s"));
        misfits.forEach((column, count) -> out.printf(Locale.ROOT, "  %s: %,d value%s in its __v_text column%n",
                column, count, count == 1 ? "" : "s"));
        if (!lastLoad.isEmpty()) {
            out.println("Load package " + lastLoad + " is LOADED and contains no failed jobs");
        }
        out.flush();
    }

    private void endLive() {
        live = "";
        draw();
    }

    @Override
    public synchronized void close() {
        timer.cancel();
        endLive();
    }
}
