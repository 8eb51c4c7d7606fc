package change;

import change.TableChanges.Append;
import change.TableChanges.Entry;
import change.TableChanges.Shared;
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
 * Collects every change of a table whose own key two rows may share until their transaction ends. A delete that leaves
 * another row under the key is an update to that row: so the newest change of a key says what the key is.
 */
final class SharedAppendBuilder implements ChangesBuilder {

    private final TableId table;
    private final Row.Schema schema;
    private final List<String> key;
    private final List<String> compared;
    private final boolean whole;
    private final Misfits misfits;
    private final SharedRows<Entry> came;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Row> gone = new ArrayList<>();
    /** Of each key the entry whose row its last change shows. */
    private final Map<Row, Entry> shown = new LinkedHashMap<>();
    private Entry left;
    private Row leftOld = Row.UNKNOWN;
    private boolean truncated;

    /**
     * @param key      the source's own key
     * @param compared columns of an old row that the source logs
     * @param whole    whether it is sure to log all of them
     */
    SharedAppendBuilder(TableId table, Row.Schema schema, List<String> key, List<String> compared,
            boolean whole) {
        this.table = table;
        this.schema = schema;
        this.key = key;
        this.compared = compared;
        this.whole = whole;
        this.misfits = new Misfits(schema);
        this.came = new SharedRows<>(schema, compared, whole);
    }

    @Override
    public void add(RowChange change, RowChange source, long seq) {
        misfits.look(change.row());
        if (change instanceof Delete delete) {
            delete(delete, source, seq);
            return;
        }
        Row movedFrom = change instanceof Insert insert ? insert.movedFrom() : Row.UNKNOWN;
        if (change instanceof Update update) {
            Row before = update.before();
            Row old = before.isEmpty() ? change.row() : before;
            misfits.look(old);
            removed(old, before.isEmpty() ? came.takeChanged(change.key(), source.row())
                    : came.take(change.key(), source instanceof Update asLogged ? asLogged.before() : old));
        }
        Row row = change.row();
        Row stored = Row.UNKNOWN;
        if (row.hasUnchanged() && (!movedFrom.isEmpty() || change instanceof Update)) {
            row = left != null ? row.fillUnchangedFrom(left.row()) : whole ? row.fillUnchangedFrom(leftOld) : row;
            stored = !row.hasUnchanged() ? Row.UNKNOWN : left != null ? left.storedKey()
                    : movedFrom.isEmpty() ? change.key() : movedFrom;
        }
        Entry entry = new Entry(change instanceof Update ? "update" : "insert", row, change.key(), stored,
                change.origin(), seq);
        entries.add(entry);
        came.put(change.key(), source.row(), entry);
        shown.put(change.key(), entry);
    }

    private void delete(Delete delete, RowChange source, long seq) {
        removed(delete.row(), came.take(delete.key(), source.row()));
        List<Entry> rest = came.of(delete.key());
        Entry last = rest.isEmpty() ? null : rest.get(rest.size() - 1);
        shown.remove(delete.key());
        if (last == null) {
            entries.add(new Entry("delete", delete.row(), delete.key(), Row.UNKNOWN, delete.origin(), seq));
            return;
        }
        entries.add(new Entry("update", last.row(), delete.key(), last.storedKey(), delete.origin(), seq));
        shown.put(delete.key(), last);
    }

    /** @param entry what had come of it in this load, null if it is a stored one */
    private void removed(Row old, Entry entry) {
        left = entry;
        leftOld = old;
        if (left == null) {
            gone.add(old);
        }
    }

    @Override
    public void truncate(Truncate truncate, long seq) {
        entries.add(new Entry("truncate", Row.UNKNOWN, Row.UNKNOWN, Row.UNKNOWN, truncate.origin(), seq));
        truncated = true;
        came.clear();
        gone.clear();
        shown.clear();
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
        List<Entry> waiting = new ArrayList<>();
        shown.forEach((id, last) -> came.of(id).stream().filter(entry -> entry != last).forEach(waiting::add));
        return new Append(table, schema, misfits.columns(), entries.size(), entries,
                new Shared<>(key, compared, gone, waiting, truncated));
    }
}
