package change;

import base.SteadyClock;
import config.CdcConfig;
import config.CdcConfig.Limits;
import config.TableChoices;
import event.ChangeEvent;
import event.ChangeEvent.CopyLoaded;
import event.ChangeEvent.CopyPoint;
import event.ChangeEvent.Delete;
import event.ChangeEvent.Described;
import event.ChangeEvent.Found;
import event.ChangeEvent.Insert;
import event.ChangeEvent.Read;
import event.ChangeEvent.ReadAll;
import event.ChangeEvent.RowChange;
import event.ChangeEvent.Truncate;
import event.ChangeEvent.Update;
import event.Row;
import event.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Change events → table changes: groups by table, keeps the newest change of every key where a primary key is
 * configured (MERGE) and every change where none is (APPEND). Grows until {@link #isFull()}; {@link #take()} empties
 * it.
 */
public final class DltChangeHandler {

    private final PrimaryKeys keys;
    private final ColumnChoices choices;
    private final History histories;
    private final NestedChoices nested;
    private final Set<String> versioned;
    private final Limits limits;
    private final Builders builders;
    private final Function<ChangeEvent, Optional<ChangeEvent>> transform;
    private final Map<TableId, ChangesBuilder> open = new LinkedHashMap<>();
    private final List<TableChanges> closed = new ArrayList<>();
    /** Tables of which the changes collected last are rows that a snapshot read: those replace what is stored. */
    private final Set<TableId> reading = new HashSet<>();
    private final Set<TableId> unkeyed = new HashSet<>();
    private final Map<TableId, Map<String, Long>> operations = new LinkedHashMap<>();
    private final SeqNumbers numbers;
    /** Whether changes come a second time. */
    private boolean onTop;
    /** That of the change at hand. */
    private long number;
    private final Newest newest = new Newest();
    private long rows;
    private long bytes;
    private long firstAt;
    private boolean half;

    /**
     * @param transform looks at every change before it is loaded: gives it back, changed or not, or nothing to drop it
     * @param seq       the last {@code __seq} that the destination holds
     */
    public DltChangeHandler(PrimaryKeys keys, Limits limits, Function<ChangeEvent, Optional<ChangeEvent>> transform,
            long seq) {
        this(keys, limits, TableChoices.NONE, transform, seq, true);
    }

    /** @param config says when a load is full, and what becomes of columns */
    public DltChangeHandler(PrimaryKeys keys, CdcConfig config, Function<ChangeEvent, Optional<ChangeEvent>> transform,
            long seq) {
        this(keys, config.limits(), config.choices(), transform, seq, true);
    }

    /**
     * @param sourceTellsKeys whether a change without a key is of a table that has none; a recording may just lack it
     */
    public DltChangeHandler(PrimaryKeys keys, Limits limits, TableChoices choices,
            Function<ChangeEvent, Optional<ChangeEvent>> transform, long seq, boolean sourceTellsKeys) {
        this.choices = new ColumnChoices(choices, keys);
        this.histories = new History(choices.history());
        this.nested = new NestedChoices(choices.nested());
        this.versioned = choices.versioned();
        this.builders = new Builders(keys, sourceTellsKeys);
        this.keys = keys;
        this.limits = limits;
        this.transform = transform;
        this.numbers = new SeqNumbers(seq);
    }

    /** Takes change events in, in commit order. */
    public void add(List<ChangeEvent> events) {
        firstAt = firstAt == 0 && !events.isEmpty() ? SteadyClock.now() : firstAt;
        for (ChangeEvent each : events) {
            ChangeEvent event = choices.apply(each);
            half = event instanceof Delete delete && delete.moves();
            if (event instanceof ReadAll all) {
                collectAll(all);
                continue;
            }
            if (event instanceof Found found) {
                found(event.table(), found.schema());
                continue;
            }
            if (event instanceof Described keys) {
                builders.describe(keys);
                continue;
            }
            if (event instanceof CopyPoint) {
                numbers.begin(event.table());
            }
            else if (event instanceof CopyLoaded loaded) {
                onTop(numbers.end(event.table(), loaded.whole()));
            }
            else {
                // also for what the transform drops, so that numbers stay the same whatever it does
                number = numbers.next(event);
                changed(event);
            }
        }
    }

    /** The number of the next change, where it has one of its own. */
    public void number(long next) {
        numbers.goOnAt(next);
    }

    private void changed(ChangeEvent event) {
        ChangeEvent changed = transform.apply(event).orElse(null);
        if (changed instanceof Update update && !update.before().isEmpty()) {
            update(update, event);
        }
        else if (changed != null) {
            collect(changed, event);
        }
    }

    /** What has been loaded into the rows that a copy has replaced comes again, on top of the copy. */
    private void onTop(List<ChangeEvent> held) {
        onTop = true;
        for (ChangeEvent each : held) {
            number = numbers.next();
            changed(each);
        }
        onTop = false;
    }

    /**
     * SeqNumbers are given out while the rows are loaded; {@link #isFull} lets that begin. Documents that are unpacked
     * come singly: what columns they need is known when they are read.
     */
    private void collectAll(ReadAll all) {
        if (histories.of(all.table()) != null || nested.any(all.table(), names(all.schema()))
                || numbers.isCopied(all.table()) && all.table().isIn(versioned)) {
            found(all.table(), all.schema());
            all.rows().singly();        // into two tables or more
            return;
        }
        Bulk bulk = new Bulk(all, keys.of(all.table(), names(all.schema())), transform, numbers.of(all.table()),
                (change, read, seq) -> { number = seq; collect(change, read); });
        if (bulk.begin()) {
            closed.add(bulk);
            rows = limits.rows();
        }
        else {
            for (Read read : bulk.first()) {
                number = numbers.next(read);
                collect(read, read);
            }
            bulk.close();
        }
    }

    /** The old row as the transform has it, too: as it is stored. It may be in another table, or have other columns. */
    private void update(Update update, ChangeEvent source) {
        RowChange old = transform.apply(new Delete(source.table(), update.key(), update.before(), update.origin()))
                .filter(RowChange.class::isInstance).map(RowChange.class::cast).orElse(null);
        if (old != null && (!old.table().equals(update.table()) || !sameColumns(old.row(), update.row()))) {
            collect(old, source);
            number = numbers.next();
            collect(new Insert(update.table(), update.key(), update.row(), Row.UNKNOWN, update.origin()), source);
            return;
        }
        Row known = old != null ? old.row()
                : sameColumns(update.before(), update.row()) ? update.before() : Row.UNKNOWN;
        collect(known == update.before() ? update
                : new Update(update.table(), update.key(), known, update.row(), update.origin()), source);
        newest.hideBefore(old == null);
    }

    private static boolean sameColumns(Row row, Row other) {
        return row.schema() == other.schema() || row.schema().equals(other.schema());
    }

    private void collect(ChangeEvent event, ChangeEvent source) {
        TableId history = histories.of(event.table());
        if (!event.table().equals(source.table()) && event instanceof RowChange) {
            made(event.table(), source.table());
        }
        if (onTop && keys.of(event.table()).isEmpty()) {
            return;     // a row of its own, which has its place
        }
        newest.add(event, onTop);
        collectOne(event, source);
        if (history != null && !onTop) {
            builders.made(history, source.table());
            collectOne(event instanceof RowChange change ? change.withTable(history)
                    : new Truncate(history, event.origin()), source);
        }
    }

    private void collectOne(ChangeEvent event, ChangeEvent source) {
        rows++;
        if (!onTop) {
            operations.computeIfAbsent(event.table(), t -> new LinkedHashMap<>()).merge(operation(event), 1L,
                    Long::sum);
        }
        if (event instanceof Truncate truncate) {
            ChangesBuilder builder = open.computeIfAbsent(event.table(), t -> builders.of(t, Row.UNKNOWN.schema(),
                    null));
            builder.truncate(truncate, number);
            return;
        }
        RowChange change = (RowChange) event;
        Row row = change.row();
        bytes += row.bytes();
        ChangesBuilder builder = open.get(event.table());
        boolean readsEnd = !(change instanceof Read) && reading.remove(event.table()) && builders.mayShare(change);
        if (builder == null || builder.schema() != row.schema() || builder.isShared() && change instanceof Read
                || readsEnd) {
            if (builder != null) {
                closed.add(builder.build());
            }
            if (change instanceof Read) {
                reading.add(event.table());
            }
            builder = builders.of(event.table(), row.schema(), change);
            open.put(event.table(), builder);
        }
        boolean same = event == source || source.getClass() != event.getClass()
                || ((RowChange) source).row().schema() != row.schema();
        builder.add(change, same ? change : (RowChange) source, number);
    }

    private static String operation(ChangeEvent event) {
        return event instanceof Truncate ? "truncate" : AppendBuilder.op((RowChange) event);
    }

    private void made(TableId table, TableId from) {
        builders.made(table, from);
        if (keys.of(table).isEmpty() && !keys.of(from).isEmpty()) {
            unkeyed.add(table);
        }
    }

    /** A table that a snapshot has come to, before its rows. */
    private void found(TableId table, Row.Schema schema) {
        TableId history = histories.of(table);
        for (TableId each : history == null ? List.of(table) : List.of(table, history)) {
            open.computeIfAbsent(each, t -> {
                reading.add(t);
                return builders.of(t, schema, null);
            });
        }
    }

    private static List<String> names(Row.Schema schema) {
        return schema.columns().stream().map(Row.Column::name).toList();
    }

    /** Whether the last event is the first half of a change of the key: the second needs its row, in the same load. */
    public boolean isHalf() {
        return half;
    }

    /** Whether a bound on rows, bytes or time is reached. */
    public boolean isFull() {
        return rows >= limits.rows() || bytes >= limits.bytes()
                || firstAt > 0 && SteadyClock.now() - firstAt >= limits.millis();
    }

    /** Gives out what has been collected, and starts over. */
    public Changes take() {
        open.values().forEach(builder -> closed.add(builder.build()));
        Changes changes = new Changes(List.copyOf(closed), numbers.last(), Set.copyOf(unkeyed), Map.copyOf(operations),
                newest.take());
        operations.clear();
        open.clear();
        reading.clear();
        closed.clear();
        rows = 0;
        bytes = 0;
        firstAt = 0;
        return changes;
    }
}
