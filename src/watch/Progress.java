package watch;

import event.TableId;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Tells people what the loader is doing: one live line on a terminal, a line every few seconds in a log. */
public final class Progress implements Watch, AutoCloseable {

    /** How progress is shown. */
    public enum Style {
        BAR, LOG, OFF
    }

    private static final long LOG_EVERY_MS = 5_000;
    private static final long BAR_EVERY_MS = 200;

    private final Style style;
    private final String pipeline;
    private final String dataset;
    private final Path file;
    private final PrintWriter out;
    private final long start = System.currentTimeMillis();
    private final Map<TableId, Long> read = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    private final Map<String, Long> loaded = new TreeMap<>();
    private ProgressBar bar;
    private long phaseSince = start;
    private long phaseChanges;
    private long loads;
    private String lastLoad = "";
    private long newestCommitMicros;
    private long lastLine;
    private boolean snapshot;

    public Progress(Style style, String pipeline, String dataset, Path file, PrintWriter out) {
        this.style = style;
        this.pipeline = pipeline;
        this.dataset = dataset;
        this.file = file;
        this.out = out;
    }

    @Override
    public synchronized void starting(String source, boolean withSnapshot) {
        snapshot = withSnapshot;
        phase(withSnapshot ? "Snapshot" : "Streaming");
    }

    private void phase(String name) {
        phaseSince = System.currentTimeMillis();
        phaseChanges = 0;
        if (style == Style.BAR) {
            closeBar();
            bar = new ProgressBarBuilder().setTaskName(name).setInitialMax(-1).setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis((int) BAR_EVERY_MS).hideEta().build();
        }
        say(name + (name.equals("Streaming") ? ": waiting for changes (Ctrl+C to stop)" : " started"));
    }

    @Override
    public synchronized void read(Map<TableId, Integer> rows) {
        rows.forEach((table, count) -> read.merge(table, (long) count, Long::sum));
    }

    @Override
    public synchronized void captured(int events, long newest) {
        newestCommitMicros = newest;
    }

    @Override
    public synchronized void snapshotDone() {
        snapshot = false;
        say("Snapshot read: " + (read.isEmpty() ? "no rows" : rows(read)));
        phase("Streaming");
    }

    @Override
    public synchronized void loaded(Load load) {
        loads++;
        lastLoad = load.loadId();
        load.changes().forEach((table, count) -> loaded.merge(table, count, Long::sum));
        phaseChanges += load.total();
        if (bar != null) {
            bar.stepBy(load.total());
            bar.setExtraMessage(detail());
        }
        long now = System.currentTimeMillis();
        if (load.total() > 0 && style == Style.LOG && now - lastLine >= LOG_EVERY_MS) {
            lastLine = now;
            say((snapshot ? "Snapshot: " : "Loaded: ") + detail());
        }
    }

    private String detail() {
        double seconds = Math.max(0.001, (System.currentTimeMillis() - phaseSince) / 1000.0);
        String rate = String.format(Locale.ROOT, "%,d %s, %,.0f/s", phaseChanges, snapshot ? "rows" : "changes",
                phaseChanges / seconds);
        return snapshot ? rate + " (" + rows(read) + ")" : rate + ", lag " + lag();
    }

    private String lag() {
        long ms = Math.max(0, System.currentTimeMillis() - newestCommitMicros / 1000);
        return ms < 10_000 ? ms + " ms" : Duration.ofSeconds(ms / 1000).toString().substring(2).toLowerCase(Locale.ROOT);
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
        if (style == Style.OFF && !sentence.startsWith("Warning") && bar == null) {
            return;
        }
        if (bar != null) {
            out.print("\r\033[K");
        }
        out.println(sentence);
        out.flush();
    }

    /** The closing lines, in the words of dlt's load info. */
    public synchronized void summary() {
        closeBar();
        if (style == Style.OFF) {
            return;
        }
        double seconds = (System.currentTimeMillis() - start) / 1000.0;
        out.printf(Locale.ROOT, "Pipeline %s load step finished in %.2f seconds%n", pipeline, seconds);
        out.printf(Locale.ROOT, "%d load package(s) were loaded to destination duckdb and into dataset %s%n", loads, dataset);
        out.println("The duckdb destination used duckdb:///" + file + " location to store data");
        loaded.forEach((table, count) -> out.printf(Locale.ROOT, "  %s: %,d changes%n", table, count));
        if (!lastLoad.isEmpty()) {
            out.println("Load package " + lastLoad + " is LOADED and contains no failed jobs");
        }
        out.flush();
    }

    private void closeBar() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    @Override
    public synchronized void close() {
        closeBar();
    }
}
