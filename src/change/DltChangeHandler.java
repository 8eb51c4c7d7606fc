package change;

import config.CdcConfig.Limits;
import event.ChangeEvent;
import event.ChangeEvent.Found;
import event.ChangeEvent.ReadAll;
import event.ChangeEvent.RowChange;
import event.ChangeEvent.Truncate;
import event.Row;
import event.TableId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import watch.SteadyClock;

/**
 * Change events → table changes: groups by table, keeps the newest change of every key where a primary key is
 * configured (MERGE) and every change where none is (APPEND). Grows until {@link #isFull()}; {@link #take()} empties it.
 */
public final class DltChangeHandler {

    private final PrimaryKeys keys;
    private final Limits limits;
    private final Function<ChangeEvent, Optional<ChangeEvent>> transform;
    private final Map<TableId, ChangesBuilder> open = new LinkedHashMap<>();
    private final List<TableChanges> closed = new ArrayList<>();
    private long seq;
    private long rows;
    private long bytes;
    private long firstAt;

    /**
     * @param transform looks at every change before it is loaded: gives it back, changed or not, or nothing to drop it
     * @param seq       the last {@code __seq} that the destination holds
     */
    public DltChangeHandler(PrimaryKeys keys, Limits limits, Function<ChangeEvent, Optional<ChangeEvent>> transform,
            long seq) {
        this.keys = keys;
        this.limits = limits;
        this.transform = transform;
        this.seq = seq;
    }

    /** Takes change events in, in commit order. */
    public void add(List<ChangeEvent> events) {
        firstAt = firstAt == 0 && !events.isEmpty() ? SteadyClock.now() : firstAt;
        for (ChangeEvent event : events) {
            if (event instanceof ReadAll) {
                collectAll((ReadAll) event);
                continue;
            }
            if (event instanceof Found) {
                open.computeIfAbsent(event.table(), table -> builder(table, ((Found) event).schema()));
                continue;
            }
            seq++;      // also for what the transform drops, so that numbers stay the same whatever it does
            transform.apply(event).ifPresent(this::collect);
        }
    }

    /** Numbers are given out while the rows are loaded; {@link #isFull} lets that begin. */
    private void collectAll(ReadAll all) {
        closed.add(new Bulk(all, keys.of(all.table(), all.schema().columns().stream().map(Row.Column::name).toList()),
                transform, () -> ++seq));
        rows = limits.rows();
    }

    private void collect(ChangeEvent event) {
        rows++;
        if (event instanceof Truncate) {
            ChangesBuilder builder = open.computeIfAbsent(event.table(), t -> builder(t, Row.UNKNOWN.schema()));
            builder.truncate((Truncate) event, seq);
            return;
        }
        RowChange change = (RowChange) event;
        Row row = change.row();
        bytes += row.bytes();
        ChangesBuilder builder = open.get(event.table());
        if (builder == null || builder.schema() != row.schema()) {
            if (builder != null) {
                closed.add(builder.build());
            }
            builder = builder(event.table(), row.schema());
            open.put(event.table(), builder);
        }
        builder.add(change, seq);
    }

    private ChangesBuilder builder(TableId table, Row.Schema schema) {
        List<String> key = schema.columns().isEmpty() ? keys.of(table)
                : keys.of(table, schema.columns().stream().map(Row.Column::name).toList());
        return key.isEmpty() ? new AppendBuilder(table, schema) : new MergeBuilder(table, schema, key);
    }

    /** Whether a bound on rows, bytes or time is reached. */
    public boolean isFull() {
        return rows >= limits.rows() || bytes >= limits.bytes()
                || firstAt > 0 && SteadyClock.now() - firstAt >= limits.millis();
    }

    /** Gives out what has been collected, and starts anew. */
    public Changes take() {
        open.values().forEach(builder -> closed.add(builder.build()));
        Changes changes = new Changes(List.copyOf(closed), seq);
        open.clear();
        closed.clear();
        rows = 0;
        bytes = 0;
        firstAt = 0;
        return changes;
    }
}
