package change;

import change.TableChanges.Append;
import change.TableChanges.Entry;
import event.ChangeEvent.Delete;
import event.ChangeEvent.Insert;
import event.ChangeEvent.Read;
import event.ChangeEvent.RowChange;
import event.ChangeEvent.Truncate;
import event.ChangeEvent.Update;
import event.Row;
import event.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects every change of one table, in source order. */
final class AppendBuilder implements ChangesBuilder {

    private final TableId table;
    private final Row.Schema schema;
    private final Misfits misfits;
    private final List<Entry> entries = new ArrayList<>();
    /**
     * The newest entry of each source key, for values that the source left out; kept only once such a value has come.
     */
    private final Map<Row, Entry> newest = new HashMap<>();
    private boolean remembering;

    AppendBuilder(TableId table, Row.Schema schema) {
        this.table = table;
        this.schema = schema;
        this.misfits = new Misfits(schema);
    }

    @Override
    public void add(RowChange change, RowChange source, long seq) {
        misfits.look(change.row());
        Row row = change.row();
        Row storedKey = Row.UNKNOWN;
        if (row.hasUnchanged()) {
            rememberEarlier();
            Row moved = change instanceof Insert insert ? insert.movedFrom() : Row.UNKNOWN;
            Row from = moved.isEmpty() ? change.key() : moved;
            Entry earlier = newest.get(from);
            row = earlier == null ? row : row.fillUnchangedFrom(earlier.row());
            storedKey = !row.hasUnchanged() ? Row.UNKNOWN
                    : earlier == null || earlier.storedKey().isEmpty() ? from : earlier.storedKey();
        }
        Entry entry = new Entry(op(change), row, change.key(), storedKey, change.origin(), seq);
        entries.add(entry);
        remember(entry);
    }

    private void rememberEarlier() {
        if (!remembering) {
            remembering = true;
            entries.forEach(this::remember);
        }
    }

    private void remember(Entry entry) {
        if (remembering && !entry.key().isEmpty() && !entry.op().equals("delete")) {
            newest.put(entry.key(), entry);
        }
    }

    static String op(RowChange change) {
        return change instanceof Read ? "snapshot" : change instanceof Insert ? "insert"
                : change instanceof Update ? "update" : "delete";
    }

    @Override
    public void truncate(Truncate truncate, long seq) {
        entries.add(new Entry("truncate", Row.UNKNOWN, Row.UNKNOWN, Row.UNKNOWN, truncate.origin(), seq));
    }

    @Override
    public Row.Schema schema() {
        return schema;
    }

    @Override
    public TableChanges build() {
        return new Append(table, schema, misfits.columns(), entries.size(), entries);
    }
}
