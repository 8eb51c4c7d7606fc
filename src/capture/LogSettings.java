package capture;

import base.Problem;
import event.Exact;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import watch.Watch;

/**
 * What a start makes of the settings where a source follows a log from which the server removes old changes: with
 * {@code snapshot_mode = "when_needed"} the tables are read again once that has happened.
 */
public final class LogSettings {

    private static final List<String> MODES = List.of("initial", "no_data", "when_needed");
    private static final String HEARTBEAT_MS = "1000";

    private final Watch user;
    private final Set<String> warned = new HashSet<>();

    /** @param user is told what the user should see */
    public LogSettings(Watch user) {
        this.user = user;
    }

    /**
     * A copy for the engine, checked. Whether tables are read again is decided here, not by Debezium. How far a quiet
     * log is read is known by heartbeats: without any, a run up to the present would not end, nor the resume point
     * move.
     *
     * @param mode        the snapshot mode
     * @param noHeartbeat what would happen without heartbeats, as part of a sentence
     */
    public Properties engine(Properties given, String mode, String noHeartbeat) {
        Properties properties = new Properties();
        properties.putAll(given);
        properties.setProperty("unavailable.value.placeholder", Exact.PLACEHOLDER);
        properties.setProperty("snapshot.mode", mode.equals("when_needed") ? "initial" : mode);
        if (properties.getProperty("heartbeat.interval.ms", "").matches("0+")) {
            properties.setProperty("heartbeat.interval.ms", HEARTBEAT_MS);
            warnOnce("heartbeat_interval_ms = 0 would " + noHeartbeat + ": it is taken as " + HEARTBEAT_MS + " ms");
        }
        EngineSettings.require(properties);
        return properties;
    }

    /**
     * The snapshot mode.
     *
     * @param gone what the server has done when "when_needed" loads the tables again, as part of a sentence
     * @throws Problem when rows could be doubled or lost in this mode
     */
    public static String snapshotMode(Properties given, String gone) {
        String mode = given.getProperty("snapshot.mode", "initial");
        if (!MODES.contains(mode)) {
            throw Problem.config("snapshot_mode = \"" + mode + "\" could double rows or lose some: set \"initial\","
                    + " \"when_needed\" to load the tables again when the server has " + gone + " that were not"
                    + " loaded, or \"no_data\" to skip the existing rows; `run --snapshot-only` exits after the"
                    + " snapshot");
        }
        return mode;
    }

    /**
     * Whether the stream goes on; else the tables are read again.
     *
     * @param obstacle why it cannot go on; empty: it can
     * @throws Problem when it cannot, and the mode does not have the tables read again
     */
    public boolean goesOn(String obstacle, String mode) {
        if (!obstacle.isEmpty() && !mode.equals("when_needed")) {
            throw Problem.run(obstacle);
        }
        if (!obstacle.isEmpty()) {
            user.warn(obstacle.replaceFirst("\\. To load the tables again.*", ". The tables are loaded again"));
        }
        return obstacle.isEmpty();
    }

    /** Not again at the next attempt of this run. */
    public void warnOnce(String sentence) {
        if (warned.add(sentence)) {
            user.warn(sentence);
        }
    }
}
