package watch;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import watch.Status.Phase;

/** Whether a loader is well, as {@code status --check} and the health checks judge it. */
public final class Health {

    /** A running loader writes its status every five seconds at least. */
    public static final Duration SILENT = Duration.ofSeconds(30);

    private Health() {
    }

    /**
     * What is wrong, in a sentence; empty: nothing. A loader that was stopped is well, and so is one that reads its
     * snapshot, however long that takes.
     *
     * @param maxLag how far behind it may be; null: any lag will do
     */
    public static String trouble(Status status, Duration maxLag, Instant now) {
        Phase phase = status.phase();
        if (phase == Phase.DEAD || phase == Phase.FAILED) {
            return "The loader " + (phase == Phase.DEAD ? "is dead" : "has failed") + ": " + status.detail();
        }
        if (phase.isEnd()) {
            return "";
        }
        Duration silent = Duration.between(Instant.parse(status.updatedAt()), now);
        if (silent.compareTo(SILENT) > 0) {
            return "The loader may hang: it has written no status for " + said(silent);
        }
        return maxLag == null || phase == Phase.SNAPSHOT ? "" : behind(status, maxLag, now);
    }

    private static String behind(Status status, Duration maxLag, Instant now) {
        if (status.phase() != Phase.STREAMING && !status.phaseSince().isEmpty()) {
            Duration since = Duration.between(Instant.parse(status.phaseSince()), now);
            return since.compareTo(maxLag) <= 0 ? "" : "The loader is behind: it has been " + status.phase() + " for "
                    + said(since) + allowed(maxLag) + (status.detail().isEmpty() ? "" : ": " + status.detail());
        }
        Duration lag = Duration.ofMillis(status.lagMs() == null || !status.idleSince().isEmpty() ? 0 : status.lagMs());
        return lag.compareTo(maxLag) <= 0 ? "" : "The loader is behind: its newest change was loaded or waits "
                + said(lag) + " after its commit" + allowed(maxLag);
    }

    private static String allowed(Duration maxLag) {
        return ", allowed are " + said(maxLag);
    }

    /** As in {@code 2h5m}, {@code 1m5s}, {@code 350ms}. */
    static String said(Duration time) {
        return time.toSeconds() == 0 ? time.toMillis() + "ms"
                : Duration.ofSeconds(time.toSeconds()).toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
