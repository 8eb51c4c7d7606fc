package change;

import event.ChangeEvent.Described;
import event.ChangeEvent.Read;
import event.ChangeEvent.RowChange;
import event.Row;
import event.TableId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which builder collects the changes of a table: as it has a key or not, and as two rows may share that key. */
final class Builders {

    private final PrimaryKeys keys;
    private final boolean sourceTellsKeys;
    private final Map<TableId, Described> described = new HashMap<>();
    /** Tables that the transform has made, each with the one that its rows are of. */
    private final Map<TableId, TableId> madeOf = new HashMap<>();

    /** @param sourceTellsKeys whether a change without a key is of a table that has none */
    Builders(PrimaryKeys keys, boolean sourceTellsKeys) {
        this.keys = keys;
        this.sourceTellsKeys = sourceTellsKeys;
    }

    void describe(Described table) {
        described.put(table.table(), table);
    }

    /** A table gets rows of another one. */
    void made(TableId table, TableId from) {
        madeOf.put(table, from);
    }

    /** @param first null for a truncate */
    ChangesBuilder of(TableId table, Row.Schema schema, RowChange first) {
        List<String> key = schema.columns().isEmpty() ? keys.of(table) : keys.of(table, names(schema));
        if (first == null || first instanceof Read || !mayShare(first)) {
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
    boolean mayShare(RowChange change) {
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
}
