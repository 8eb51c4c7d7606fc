package change;

import base.SteadyClock;
import config.CdcConfig.Limits;
import event.ChangeEvent;
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
    private final Limits limits;
    private final boolean sourceTellsKeys;
    private final Function<ChangeEvent, Optional<ChangeEvent>> transform;
    private final Map<TableId, ChangesBuilder> open = new LinkedHashMap<>();
    private final List<TableChanges> closed = new ArrayList<>();
    private final Map<TableId, Described> described = new HashMap<>();
    /** Tables of which the changes collected last are rows that a snapshot read: those replace what is stored. */
    private final Set<TableId> reading = new HashSet<>();
    /** Tables that the transform has made, each with the one that its rows are of. */
    private final Map<TableId, TableId> madeOf = new HashMap<>();
    private final Set<TableId> unkeyed = new HashSet<>();
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
        this(keys, limits, transform, seq, true);
    }

    /**
     * @param sourceTellsKeys whether a change without a key is of a table that has none; a recording may just lack it
     */
    public DltChangeHandler(PrimaryKeys keys, Limits limits, Function<ChangeEvent, Optional<ChangeEvent>> transform,
            long seq, boolean sourceTellsKeys) {
        this.sourceTellsKeys = sourceTellsKeys;
        this.keys = keys;
        this.limits = limits;
        this.transform = transform;
        this.seq = seq;
    }

    /** Takes change events in, in commit order. */
    public void add(List<ChangeEvent> events) {
        firstAt = firstAt == 0 && !events.isEmpty() ? SteadyClock.now() : firstAt;
        for (ChangeEvent event : events) {
            if (event instanceof ReadAll all) {
                collectAll(all);
                continue;
            }
            if (event instanceof Found found) {
                open.computeIfAbsent(event.table(), table -> found(table, found.schema()));
                continue;
            }
            if (event instanceof Described keys) {
                described.put(event.table(), keys);
                continue;
            }
            seq++;      // also for what the transform drops, so that numbers stay the same whatever it does
            ChangeEvent changed = transform.apply(event).orElse(null);
            if (changed instanceof Update update && !update.before().isEmpty()) {
                update(update, event);
            }
            else if (changed != null) {
                collect(changed, event);
            }
        }
    }

    /** Numbers are given out while the rows are loaded; {@link #isFull} lets that begin. */
    private void collectAll(ReadAll all) {
        Bulk bulk = new Bulk(all, keys.of(all.table(), names(all.schema())), transform, () -> ++seq, this::collect);
        if (bulk.begin()) {
            closed.add(bulk);
            rows = limits.rows();
        }
        else {
            for (Read read : bulk.first()) {
                seq++;
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
            seq++;
            collect(new Insert(update.table(), update.key(), update.row(), Row.UNKNOWN, update.origin()), source);
            return;
        }
        Row known = old != null ? old.row()
                : sameColumns(update.before(), update.row()) ? update.before() : Row.UNKNOWN;
        collect(known == update.before() ? update
                : new Update(update.table(), update.key(), known, update.row(), update.origin()), source);
    }

    private static boolean sameColumns(Row row, Row other) {
        return row.schema() == other.schema() || row.schema().equals(other.schema());
    }

    private void collect(ChangeEvent event, ChangeEvent source) {
        rows++;
        if (event instanceof Truncate truncate) {
            ChangesBuilder builder = open.computeIfAbsent(event.table(), t -> builder(t, Row.UNKNOWN.schema(), null));
            builder.truncate(truncate, seq);
            return;
        }
        RowChange change = (RowChange) event;
        Row row = change.row();
        bytes += row.bytes();
        ChangesBuilder builder = open.get(event.table());
        boolean readsEnd = !(change instanceof Read) && reading.remove(event.table()) && mayShare(change);
        if (builder == null || builder.schema() != row.schema() || builder.isShared() && change instanceof Read
                || readsEnd) {
            if (builder != null) {
                closed.add(builder.build());
            }
            if (!event.table().equals(source.table())) {
                made(event.table(), source.table());
            }
            builder = builder(event.table(), row.schema(), change);
            open.put(event.table(), builder);
        }
        boolean same = event == source || source.getClass() != event.getClass()
                || ((RowChange) source).row().schema() != row.schema();
        builder.add(change, same ? change : (RowChange) source, seq);
    }

    private void made(TableId table, TableId from) {
        madeOf.put(table, from);
        if (keys.of(table).isEmpty() && !keys.of(from).isEmpty()) {
            unkeyed.add(table);
        }
    }

    private ChangesBuilder found(TableId table, Row.Schema schema) {
        reading.add(table);
        return builder(table, schema, null);
    }

    /** @param first null for a truncate */
    private ChangesBuilder builder(TableId table, Row.Schema schema, RowChange first) {
        List<String> key = schema.columns().isEmpty() ? keys.of(table) : keys.of(table, names(schema));
        if (first == null || first instanceof Read || !mayShare(first)) {
            if (first instanceof Read) {
                reading.add(table);
            }
            return key.isEmpty() ? new AppendBuilder(table, schema) : new MergeBuilder(table, schema, key);
        }
        Described known = described.get(madeOf.getOrDefault(table, table));
        List<String> told = key.isEmpty() ? names(first.key().schema()) : key;
        List<String> logged = names(schema).stream().filter(c -> known == null || known.logged().contains(c)).toList();
        List<String> compared = told.containsAll(logged) ? names(schema) : logged;
        boolean whole = known != null && logged.size() == schema.columns().size();
        return key.isEmpty() ? new SharedAppendBuilder(table, schema, told, compared, whole)
                : new SharedMergeBuilder(table, schema, key, compared, whole);
    }

    /** Whether two rows may have one key for a while. A source that does not tell checks its own key with each row. */
    private boolean mayShare(RowChange change) {
        List<String> columns = names(change.row().schema());
        List<String> own = names(change.key().schema());
        List<String> key = keys.of(change.table(), columns);
        List<String> told = key.isEmpty() ? own : key;
        Described known = described.get(madeOf.getOrDefault(change.table(), change.table()));
        return !told.isEmpty() && columns.containsAll(told) && (known == null ? own.isEmpty() ? sourceTellsKeys
                : !told.containsAll(own)
                : known.unique().stream().noneMatch(told::containsAll));
    }

    private static List<String> names(Row.Schema schema) {
        return schema.columns().stream().map(Row.Column::name).toList();
    }

    /** Whether a bound on rows, bytes or time is reached. */
    public boolean isFull() {
        return rows >= limits.rows() || bytes >= limits.bytes()
                || firstAt > 0 && SteadyClock.now() - firstAt >= limits.millis();
    }

    /** Gives out what has been collected, and starts over. */
    public Changes take() {
        open.values().forEach(builder -> closed.add(builder.build()));
        Changes changes = new Changes(List.copyOf(closed), seq, Set.copyOf(unkeyed));
        open.clear();
        reading.clear();
        closed.clear();
        rows = 0;
        bytes = 0;
        firstAt = 0;
        return changes;
    }
}
