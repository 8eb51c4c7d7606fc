package change;

import change.TableChanges.Merge;
import change.TableChanges.Shared;
import change.TableChanges.Upsert;
import event.ChangeEvent.Delete;
import event.ChangeEvent.Insert;
import event.ChangeEvent.RowChange;
import event.ChangeEvent.Truncate;
import event.ChangeEvent.Update;
import event.Row;
import event.TableId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the changes of a merged table whose key two rows may share until their transaction ends. What becomes of a
 * key is a sum: the stored rows, less those that were removed, and those that came and stayed.
 */
final class SharedMergeBuilder implements ChangesBuilder {

    /** A row, and the values under which those that the source left out of it are stored. */
    private record Came(Row row, List<Object> stored) {
    }

    private final TableId table;
    private final Row.Schema schema;
    private final MergeKey key;
    private final List<String> compared;
    private final int[] storedPlaces;
    private final boolean whole;
    private final Misfits misfits;
    private final SharedRows<Came> came;
    /** What is known of the row that was removed last, of each key; as a {@link Came} when all of it is. */
    private final Map<Object, Object> removed = new LinkedHashMap<>();
    private final List<Row> gone = new ArrayList<>();
    /** The row that the last delete removed: a change of the key is a delete and an insert. */
    private Came left;
    private Row leftOld = Row.UNKNOWN;
    private boolean truncated;
    private long events;

    /**
     * @param compared columns of an old row that the source logs
     * @param whole    whether it is sure to log all of them
     */
    SharedMergeBuilder(TableId table, Row.Schema schema, List<String> key, List<String> compared,
            boolean whole) {
        this.table = table;
        this.schema = schema;
        this.key = new MergeKey(table, schema, key);
        this.compared = compared;
        this.whole = whole;
        this.storedPlaces = PrimaryKeys.places(Shared.storedBy(key, compared, schema), schema);
        this.misfits = new Misfits(schema);
        this.came = new SharedRows<>(schema, compared, whole);
    }

    @Override
    public void add(RowChange change, RowChange source, long seq) {
        events++;
        misfits.look(change.row());
        if (change instanceof Delete) {
            Object id = key.identity(change.row());
            removed(id, change.row(), came.take(id, source.row()));
        }
        else if (change instanceof Update update) {
            update(update, source);
        }
        else {
            Row row = change.row();
            put(change instanceof Insert insert && !insert.movedFrom().isEmpty() && row.hasUnchanged()
                    ? filled(row, insert.movedFrom()) : new Came(row, List.of()), source.row());
        }
    }

    private void update(Update update, RowChange source) {
        boolean known = !update.before().isEmpty();     // else no column of those that the source logs has changed
        Row old = known ? update.before() : update.row();
        misfits.look(old);
        Object id = key.identity(old);
        removed(id, old, known ? came.take(id, source instanceof Update asLogged ? asLogged.before() : old)
                : came.takeChanged(id, source.row()));
        put(update.row().hasUnchanged() ? filled(update.row(), Row.UNKNOWN) : new Came(update.row(), List.of()),
                source.row());
    }

    /** @param row what had come of it in this load, null if it is a stored one */
    private void removed(Object id, Row old, Came row) {
        left = row;
        leftOld = old;
        removed.remove(id);
        removed.put(id, left == null ? old : left);
        if (left == null) {
            gone.add(old);
        }
    }

    private void put(Came row, Row sourceRow) {
        Object id = key.identity(row.row());
        came.put(id, sourceRow, row);
        removed.putIfAbsent(id, row);
    }

    /**
     * With the values that the source left out, where the removed row is known; they are the same.
     *
     * @param oldKey where a load ended between the halves of a change of the key, all that is known of the removed row
     */
    private Came filled(Row row, Row oldKey) {
        if (left != null) {
            Row filled = row.fillUnchangedFrom(left.row());
            return new Came(filled, filled.hasUnchanged() ? left.stored() : List.of());
        }
        Row filled = whole ? row.fillUnchangedFrom(leftOld) : row;
        List<Object> stored = new ArrayList<>();
        for (int place : storedPlaces) {
            String column = schema.columns().get(place).name();
            stored.add(!leftOld.isEmpty() ? leftOld.at(place) : oldKey.has(column) ? oldKey.get(column)
                    : row.at(place));
        }
        return new Came(filled, filled.hasUnchanged() ? stored : List.of());
    }

    @Override
    public void truncate(Truncate truncate, long seq) {
        events++;
        truncated = true;
        removed.replaceAll((id, row) -> came.of(id).isEmpty() ? row : came.of(id).get(came.of(id).size() - 1));
        came.clear();
        gone.clear();
    }

    @Override
    public Row.Schema schema() {
        return schema;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public TableChanges build() {
        List<Upsert> upserts = new ArrayList<>();
        List<Upsert> waiting = new ArrayList<>();
        List<Row> deletes = new ArrayList<>();
        removed.forEach((id, row) -> {
            List<Came> rows = came.of(id);
            for (int i = 0; i < rows.size(); i++) {
                (i == rows.size() - 1 ? upserts : waiting).add(new Upsert(rows.get(i).row(), false,
                        rows.get(i).stored()));
            }
            if (rows.isEmpty() && row instanceof Came last) {
                upserts.add(new Upsert(last.row(), true, last.stored()));
            }
            else if (rows.isEmpty()) {
                deletes.add((Row) row);
            }
        });
        return new Merge(table, schema, misfits.columns(), events, key.columns(), truncated, upserts, deletes,
                new Shared<>(key.columns(), compared, gone, waiting, truncated));
    }
}
