package change;

import change.TableChanges.Merge;
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

/** Collects the newest change of every key of one table, in source order. */
final class MergeBuilder implements ChangesBuilder {

    /** The newest state of a key; {@code certain}: the whole row is known, else only that it is deleted. */
    private record Newest(Row row, boolean deleted, boolean certain, List<Object> storedKey) {
    }

    private final TableId table;
    private final Row.Schema schema;
    private final MergeKey key;
    private final Misfits misfits;
    private final Map<Object, Newest> newest = new LinkedHashMap<>();
    private boolean truncated;
    private long events;

    MergeBuilder(TableId table, Row.Schema schema, List<String> key) {
        this.table = table;
        this.schema = schema;
        this.key = new MergeKey(table, schema, key);
        this.misfits = new Misfits(schema);
    }

    @Override
    public void add(RowChange change, RowChange source, long seq) {
        events++;
        misfits.look(change.row());
        if (change instanceof Delete) {
            delete(change.row());
        }
        else if (change instanceof Update update) {
            update(update);
        }
        else if (change instanceof Insert insert && !insert.movedFrom().isEmpty() && change.row().hasUnchanged()) {
            moved(change.row(), insert.movedFrom());
        }
        else {
            newest.put(key.identity(change.row()), new Newest(change.row(), false, true, List.of()));
        }
    }

    private void update(Update update) {
        Row row = update.row();
        Object id = key.identity(row);
        if (!update.before().isEmpty() && !key.identity(update.before()).equals(id)) {
            delete(update.before());
            if (row.hasUnchanged()) {
                moved(row, update.before());
                return;
            }
        }
        Newest earlier = newest.get(id);
        List<Object> storedKey = key.values(row);
        if (row.hasUnchanged() && earlier != null && earlier.certain) {
            row = row.fillUnchangedFrom(earlier.row);
            storedKey = earlier.storedKey;
        }
        newest.put(id, new Newest(row, false, true, row.hasUnchanged() ? storedKey : List.of()));
    }

    /** An insert that is the second half of a change of the key: values left out are those of the old key's row. */
    private void moved(Row row, Row oldKey) {
        Row old = row;
        for (int i = 0; i < oldKey.schema().columns().size(); i++) {
            String column = oldKey.schema().columns().get(i).name();
            old = schema.indexOf(column) < 0 ? old : old.with(column, oldKey.at(i));
        }
        Newest earlier = newest.get(key.identity(old));
        List<Object> storedKey = key.values(old);
        if (earlier != null && earlier.certain) {
            row = row.fillUnchangedFrom(earlier.row);
            storedKey = earlier.storedKey;
        }
        newest.put(key.identity(row), new Newest(row, false, true, row.hasUnchanged() ? storedKey : List.of()));
    }

    private void delete(Row known) {
        Object id = key.identity(known);
        Newest earlier = newest.get(id);
        newest.put(id, earlier != null && earlier.certain ? new Newest(earlier.row, true, true, earlier.storedKey)
                : new Newest(known, true, false, List.of()));
    }

    @Override
    public void truncate(Truncate truncate, long seq) {
        events++;
        truncated = true;
        newest.replaceAll((id, state) -> new Newest(state.row, true, state.certain, state.storedKey));
    }

    @Override
    public Row.Schema schema() {
        return schema;
    }

    @Override
    public TableChanges build() {
        List<Upsert> upserts = new ArrayList<>(newest.size());
        List<Row> deletes = new ArrayList<>();
        for (Newest state : newest.values()) {
            if (state.certain) {
                upserts.add(new Upsert(state.row, state.deleted, state.storedKey));
            }
            else {
                deletes.add(state.row);
            }
        }
        return new Merge(table, schema, misfits.columns(), events, key.columns(), truncated, upserts, deletes);
    }
}
