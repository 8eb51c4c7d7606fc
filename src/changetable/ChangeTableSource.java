package changetable;

import base.Problem;
import capture.DuplicateFilter;
import capture.LeftOut;
import capture.LogSettings;
import capture.LostConnection;
import capture.NameList;
import capture.ServerConnection;
import capture.SourceDatabase;
import capture.SourceTable;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.Reached;
import event.TableId;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Predicate;
import org.apache.kafka.connect.source.SourceRecord;
import watch.Watch;

/**
 * A database whose server writes changes into change tables, as a source: where a stream goes on, what of it is new,
 * and how far the tables are read. The checks before a start are the server's own.
 */
abstract class ChangeTableSource implements SourceDatabase {

    final Properties given;
    final SourceTable.Check check;
    final Watch user;
    final LogSettings settings;
    private List<String> captured = List.of();
    private List<CaptureInstance> instances = List.of();
    private Map<String, ?> noted = Map.of();
    private volatile ChangeTableDuplicateFilter filter;

    /**
     * @param debezium Debezium's properties
     * @param check    looks at the captured tables before each start
     * @param user     is told what the user should see
     */
    ChangeTableSource(Properties debezium, SourceTable.Check check, Watch user) {
        this.given = debezium;
        this.check = check;
        this.user = user;
        this.settings = new LogSettings(user);
    }

    abstract ChangeTableServer connect();

    /** As sentences name the server. */
    abstract String server();

    /** The server's error codes of what passes by itself; a lost connection has SQL state 08. */
    abstract List<Integer> passing();

    abstract ChangeTableDuplicateFilter newFilter(Checkpoint start);

    /** @throws Problem when rows could be doubled or lost in this mode */
    static String snapshotMode(Properties given) {
        return LogSettings.snapshotMode(given, "removed changes");
    }

    /**
     * What a start has found.
     *
     * @param tables   their names
     * @param position what it notes of them in the position
     */
    void found(List<String> tables, List<CaptureInstance> changeTables, Map<String, ?> position) {
        captured = tables;
        instances = changeTables;
        noted = position;
    }

    @Override
    public boolean captures(TableId table) {
        return captured.contains(table.toString());
    }

    /** While there are no changes, the resume point follows the server's log, from which old changes are removed. */
    @Override
    public void look() {
        try (ChangeTableServer server = connect()) {
            Map<String, Object> state = filter.state();
            String at = server.now();
            String end = server.end();
            if (isIdle(server, state, end)) {
                filter.nothingUpTo(end, state, at);
            }
        }
        catch (Problem problem) {
            // what keeps us from asking keeps the engine from reading, and that tells it
        }
    }

    /** Whether the change tables have nothing up to this place that is not in the state. */
    private boolean isIdle(ChangeTableServer server, Map<String, Object> state, String end) {
        String resume = ChangeTableDuplicateFilter.commit(state);
        Map<String, Long> loaded = ChangeTableDuplicateFilter.loaded(state);
        boolean complete = Boolean.TRUE.equals(state.get(ChangeTableDuplicateFilter.COMPLETE));
        return instances.stream().noneMatch(each -> server.hasBetween(each, resume, end)
                || !complete && server.records(each, resume) > loaded.getOrDefault(each.table().toString(), 0L));
    }

    @Override
    public DuplicateFilter filter(Checkpoint start) {
        Predicate<String> listed = NameList.kept(given, "table");
        Checkpoint from = LeftOut.noted(start, captured, listed);
        Map<String, Object> position = new HashMap<>(from.position());
        position.putAll(noted);
        filter = newFilter(from.at(new Reached(from.snapshot(), position)));
        return filter;
    }

    /** Without a place inside it, the whole transaction comes again, in the same order. */
    @Override
    public Map<String, Object> offset(Checkpoint committed) {
        if (committed.snapshot() != Snapshot.DONE) {
            return Map.of();
        }
        String resume = ChangeTableDuplicateFilter.commit(committed.position());
        Map<String, Object> offset = new HashMap<>();
        offset.put(ChangeTableDuplicateFilter.COMMIT, resume.isEmpty() ? null : resume);
        offset.put("change_lsn", null);
        offset.put("event_serial_no", 0L);
        return offset;
    }

    /** What the change tables are filled up to now: the server is a few seconds late. */
    @Override
    public HighWatermark highWatermark() {
        String end;
        try (ChangeTableServer server = connect()) {
            end = server.end();
        }
        return new HighWatermark() {
            @Override
            public boolean reachedBy(SourceRecord record) {
                return filter.isPast(end);
            }

            @Override
            public boolean reachedAt(Map<String, Object> position) {
                try (ChangeTableServer server = connect()) {
                    return isIdle(server, position, end);
                }
            }
        };
    }

    @Override
    public boolean passes(Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            if (e instanceof SQLException sql && (String.valueOf(sql.getSQLState()).startsWith("08")
                    || passing().contains(sql.getErrorCode()))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String explain(Throwable error) {
        String why = ServerConnection.innermost(error);
        return SourceDatabase.isOutOfMemory(error) ? Problem.tooWide(why) + ", or set a small max_queue_size_in_bytes"
                + " in [sources.debezium]"
                : passes(error) ? LostConnection.told(server(), why) : LostConnection.ended(server(), why);
    }
}
