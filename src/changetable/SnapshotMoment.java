package changetable;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which changes a snapshot has. The capture job is late: what was committed before the snapshot may be recorded after
 * it, so the place in the log does not tell. The time of commit does, of the same clock, in
 * {@code cdc.lsn_time_mapping}.
 *
 * @param from   what was committed before, by the server's local time, is in the snapshot
 * @param to     what was committed after is not; in between nobody knows
 * @param offset of the server's time zone, in minutes
 */
public record SnapshotMoment(LocalDateTime from, LocalDateTime to, int offset) {

    /** A server's local time, and its zone's offset in minutes. */
    public record Times(LocalDateTime now, int offset) {
    }

    /** How sure it is that a snapshot has a change. */
    enum Holds {
        YES, NO, MAYBE
    }

    /** Times of commit are rounded to a three-hundredth of a second. */
    private static final Duration ROUNDING = Duration.ofMillis(25);
    /** A commit is dated when it is written to the log, and seen when the log is on disk. */
    private static final Duration FLUSH = Duration.ofSeconds(30);
    /** By more than that no zone changes its offset. */
    private static final Duration ZONES = Duration.ofHours(3);
    private static final Map<String, SnapshotMoment> TAKEN = new ConcurrentHashMap<>();

    /** Asks a server. */
    public static Times times(Connection connection) throws SQLException {
        try (Statement ask = connection.createStatement(); ResultSet row = ask.executeQuery(
                "SELECT SYSDATETIME(), DATEPART(TZOFFSET, SYSDATETIMEOFFSET())")) {
            row.next();
            return new Times(row.getTimestamp(1).toLocalDateTime(), row.getInt(2));
        }
    }

    /**
     * A snapshot of one moment between these.
     *
     * @param source the engine's name for its source, {@code topic.prefix}
     */
    public static void between(String source, Times before, Times after) {
        TAKEN.put(source, new SnapshotMoment(before.now().minus(FLUSH), after.now().plus(ROUNDING), after.offset()));
    }

    /** A snapshot with all tables locked since before this time; returns when they were locked long enough to tell. */
    public static void locked(String source, Times times) throws InterruptedException {
        LocalDateTime moment = times.now().plus(ROUNDING);
        TAKEN.put(source, new SnapshotMoment(moment, moment, times.offset()));
        Thread.sleep(ROUNDING.multipliedBy(2).toMillis());
    }

    /** Of the snapshot that an engine took; null where it took none. */
    static SnapshotMoment taken(String source) {
        return TAKEN.remove(source);
    }

    /** As a position has it. */
    Map<String, Object> stored() {
        return Map.of("from", from.toString(), "to", to.toString(), "offset", offset);
    }

    static SnapshotMoment of(Object stored) {
        return stored instanceof Map<?, ?> map ? new SnapshotMoment(LocalDateTime.parse((String) map.get("from")),
                LocalDateTime.parse((String) map.get("to")), ((Number) map.get("offset")).intValue()) : null;
    }

    /**
     * Whether the snapshot has what was committed at a time.
     *
     * @param committed the server's local time, null where it is not known any more
     * @param times     of the server now: whether its clock was set back since
     */
    Holds holds(LocalDateTime committed, Times times) {
        if (committed == null) {
            return Holds.MAYBE;
        }
        boolean sameClock = times.offset() == offset && times.now().isAfter(to);
        if (committed.isAfter(sameClock ? to : to.plus(ZONES))) {
            return Holds.NO;
        }
        return sameClock && !committed.isAfter(from) ? Holds.YES : Holds.MAYBE;
    }
}
