package watch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import watch.Status.Phase;
import watch.Status.Reading;

/** What a terminal shows of a run at a moment: a line for each table that is being read, and one for the whole. */
final class LiveLines {

    private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
    private static final AttributedStyle DONE = PLAIN.foreground(AttributedStyle.GREEN);
    private static final AttributedStyle WAITING = PLAIN.foreground(AttributedStyle.YELLOW);
    private static final AttributedStyle LATER = PLAIN.faint();
    /** More tables than this are shown while they are read only. */
    private static final int MOST_TABLES = 20;
    private static final int LONGEST_NAME = 40;

    private LiveLines() {
    }

    /** @param most how many lines there is room for */
    static List<AttributedString> of(Status status, int most) {
        List<AttributedString> lines = new ArrayList<>();
        if (status.phase() == Phase.SNAPSHOT || status.snapshot().values().stream().anyMatch(table -> !table.done())) {
            lines.addAll(tables(status, Math.min(MOST_TABLES, most - 1)));
        }
        lines.add(status.phase() == Phase.WAITING ? new AttributedString("Waiting: " + status.detail(), WAITING)
                : new AttributedString(whole(status)));
        return lines;
    }

    private static List<AttributedString> tables(Status status, int most) {
        boolean all = status.phase() == Phase.SNAPSHOT && status.snapshot().size() <= most;
        List<Map.Entry<String, Reading>> shown = status.snapshot().entrySet().stream()
                .filter(each -> all || !each.getValue().done() && each.getValue().rows() > 0).limit(Math.max(0, most))
                .toList();
        int width = Math.min(LONGEST_NAME, shown.stream().mapToInt(each -> each.getKey().length()).max().orElse(0));
        return shown.stream().map(each -> table(cut(each.getKey(), width), width, each.getValue())).toList();
    }

    private static String cut(String name, int width) {
        return name.length() <= width ? name : name.substring(0, width - 1) + "…";
    }

    private static AttributedString table(String name, int width, Reading table) {
        String line = String.format(Locale.ROOT, "  %-" + width + "s %,15d %s", name, table.rows(),
                table.rows() == 1 ? "row " : "rows");
        if (table.done()) {
            return new AttributedString(line + "  done", DONE);
        }
        if (table.rows() == 0) {
            return new AttributedString(line + "  waiting" + estimate(table), LATER);
        }
        return new AttributedString(line + "  " + progress(table.rows(), table.estimate(), table.rowsPerS()));
    }

    private static String estimate(Reading table) {
        return table.estimate() == null ? "" : ", about " + number(table.estimate());
    }

    /** Such as {@code 61% of about 2,000,000, 98,000/s, 8 s left}: what the source's estimate allows to say. */
    private static String progress(long rows, Long estimate, double rate) {
        boolean known = estimate != null && estimate >= rows && estimate > 0;
        return (known ? rows * 100 / estimate + "% of about " + number(estimate) + ", " : "")
                + number(Math.round(rate)) + "/s"
                + (known && rate >= 1 && rows >= estimate / 100
                        ? ", " + span(Math.round((estimate - rows) / rate)) + " left" : "");
    }

    /** The snapshot as a whole, or the stream. */
    static String whole(Status status) {
        return switch (status.phase()) {
            case SNAPSHOT -> snapshot(status);
            case STREAMING -> streaming(status);
            case STARTING -> "Starting …";
            case WAITING, STOPPED, FAILED, DEAD -> status.phase() + ": " + status.detail();
        };
    }

    static String snapshot(Status status) {
        long rows = 0;
        long expected = 0;
        boolean known = true;
        long done = 0;
        for (Reading table : status.snapshot().values()) {
            rows += table.rows();
            known &= table.done() || table.estimate() != null && table.estimate() >= table.rows();
            expected += table.done() || table.estimate() == null ? table.rows() : table.estimate();
            done += table.done() ? 1 : 0;
        }
        int tables = status.snapshot().size();
        return "Snapshot: " + number(rows) + (rows == 1 ? " row, " : " rows, ")
                + (done == tables && tables > 0 ? "all read, being committed"
                        : progress(rows, known && expected > 0 ? expected : null, status.changesPerS()))
                + (tables == 0 ? "" : ", " + number(done) + " of " + tables(tables) + " done");
    }

    private static String streaming(Status status) {
        boolean idle = !status.idleSince().isEmpty();
        return "Streaming: " + (idle ? "idle since " + time(status.idleSince()) : rate(status))
                + (idle || status.lagMs() == null ? "" : ", lag " + lag(status.lagMs()))
                + (status.loaded().isEmpty() ? "" : ", " + tables(status.loaded().size()) + " loaded")
                + (status.lastCommitAt().isEmpty() ? "" : ", last commit " + time(status.lastCommitAt()));
    }

    private static String rate(Status status) {
        return String.format(Locale.ROOT, status.changesPerS() < 10 ? "%,.1f" : "%,.0f", status.changesPerS())
                + " changes/s";
    }

    static String tables(long count) {
        return number(count) + (count == 1 ? " table" : " tables");
    }

    static String lag(long ms) {
        return ms < 10_000 ? ms + " ms" : span(ms / 1_000);
    }

    /** Such as {@code 5 s}, {@code 2m10s}, {@code 1h2m}. */
    private static String span(long seconds) {
        return seconds < 60 ? seconds + " s" : Duration.ofSeconds(seconds < 3_600 ? seconds : seconds / 60 * 60)
                .toString().substring(2).toLowerCase(Locale.ROOT);
    }

    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** The time of day in a moment of ISO 8601. */
    private static String time(String moment) {
        return moment.substring(11, 19) + " UTC";
    }
}
