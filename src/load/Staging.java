package load;

import change.Bulk;
import change.Changes;
import change.PrimaryKeys;
import change.TableChanges;
import change.TableChanges.Append;
import change.TableChanges.Entry;
import change.TableChanges.Merge;
import change.TableChanges.Shared;
import change.TableChanges.Upsert;
import destination.Destination;
import destination.Stage;
import destination.Stage.StageColumn;
import dlt.DltHash;
import event.ColumnType.Misfit;
import event.ColumnType.Unchanged;
import event.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The rows of a load as temporary tables. Their columns do not depend on what the destination looks like, so they are
 * filled before the file is opened: {@code c<i>} holds source column i, {@code m<i>} the text of its misfits,
 * {@code u<i>} whether its value is unchanged and to be taken from the stored row, {@code k<j>} that row's key; beside
 * them our own columns.
 */
final class Staging {

    /** A temporary table: its name, columns, and what hands its rows out one by one. */
    record Staged(String name, List<StageColumn> columns, Consumer<Consumer<Object[]>> rows) {
    }

    private Staging() {
    }

    /**
     * Fills a temporary table for each that these changes need; the caller closes them.
     *
     * @param first number of the first table's
     */
    static List<Stage> stage(Changes changes, int first, Destination destination) {
        List<Stage> stages = new ArrayList<>();
        int number = first;
        for (TableChanges each : changes.tables()) {
            for (Staged staged : of(each, number)) {
                Stage stage = destination.stage(staged.name(), staged.columns());
                stages.add(stage);
                staged.rows().accept(stage::append);
                stage.flush();
            }
            number++;
        }
        return stages;
    }

    /** What to stage for one table; {@code number} tells its tables from those of the load's other tables. */
    static List<Staged> of(TableChanges changes, int number) {
        if (changes instanceof Bulk) {
            return List.of();       // its rows are read as they are inserted
        }
        List<Staged> stages = new ArrayList<>();
        Shared<?> shared = shared(changes);
        if (changes instanceof Append append) {
            stages.add(append(append, "changes_" + number));
        }
        else {
            Merge merge = (Merge) changes;
            if (!merge.upserts().isEmpty()) {
                stages.add(upserts(merge, "changes_" + number));
            }
            if (!merge.deletes().isEmpty()) {
                stages.add(known(merge, merge.deletes(), "deletes_" + number));
            }
        }
        if (shared != null && !shared.gone().isEmpty()) {
            stages.add(known(changes, shared.gone(), "gone_" + number));
        }
        return stages;
    }

    /** Null for a table whose key tells its rows apart at any time. */
    static Shared<?> shared(TableChanges changes) {
        return changes instanceof Merge merge ? merge.shared() : ((Append) changes).shared();
    }

    /** Places of the columns in which some row leaves its value to the stored row. */
    static List<Integer> unchanged(TableChanges changes) {
        boolean[] seen = new boolean[changes.schema().columns().size()];
        Consumer<Row> look = row -> {
            for (int i = 0; i < row.schema().columns().size(); i++) {
                seen[i] |= row.at(i) == Unchanged.VALUE;
            }
        };
        if (changes instanceof Merge merge) {
            merge.all().stream().filter(u -> !u.storedKey().isEmpty()).forEach(u -> look.accept(u.row()));
        }
        else {
            ((Append) changes).entries().stream().filter(e -> !e.storedKey().isEmpty())
                    .forEach(e -> look.accept(e.row()));
        }
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < seen.length; i++) {
            if (seen[i]) {
                places.add(i);
            }
        }
        return places;
    }

    /** The source columns of the key under which unchanged values are stored; empty when nothing is unchanged. */
    static List<String> storedKey(TableChanges changes) {
        if (unchanged(changes).isEmpty()) {
            return List.of();
        }
        if (changes instanceof Merge merge) {
            return merge.shared() == null ? merge.key()
                    : Shared.storedBy(merge.key(), merge.shared().compared(), merge.schema());
        }
        return ((Append) changes).entries().stream().filter(e -> !e.storedKey().isEmpty()).findFirst()
                .map(e -> e.storedKey().schema().columns().stream().map(Row.Column::name).toList()).orElse(List.of());
    }

    private static Staged upserts(Merge merge, String name) {
        Layout layout = new Layout(merge);
        layout.own("deleted", "BOOLEAN");
        layout.own("waits", "BOOLEAN");
        return new Staged(name, layout.columns, sink -> {
            for (Upsert upsert : merge.upserts()) {
                sink.accept(layout.row(upsert.row(), upsert.storedKey(), upsert.deleted(), false));
            }
            for (Upsert upsert : merge.shared() == null ? List.<Upsert>of() : merge.shared().waiting()) {
                sink.accept(layout.row(upsert.row(), upsert.storedKey(), false, true));
            }
        });
    }

    private static Staged known(TableChanges changes, List<Row> rows, String name) {
        Layout layout = new Layout(changes.schema(), changes.misfits(), List.of(), List.of());
        return new Staged(name, layout.columns, sink -> rows.forEach(row -> sink.accept(layout.row(row, List.of()))));
    }

    private static Staged append(Append append, String name) {
        Layout layout = new Layout(append);
        layout.own("op", "VARCHAR");
        layout.own("source_ts", "TIMESTAMPTZ");
        layout.own("position", "VARCHAR");
        layout.own("seq", "BIGINT");
        layout.own("waits", "BOOLEAN");
        return new Staged(name, layout.columns, sink -> {
            append.entries().forEach(entry -> sink.accept(layout.entry(entry, false)));
            if (append.shared() != null) {
                append.shared().waiting().forEach(entry -> sink.accept(layout.entry(entry, true)));
            }
        });
    }

    /** Which value goes to which place of a staged row. */
    private static final class Layout {
        private final List<StageColumn> columns = new ArrayList<>();
        private final int sourceColumns;
        private final List<Integer> misfits = new ArrayList<>();
        private final List<Integer> unchanged;
        private final List<String> keys;

        Layout(TableChanges changes) {
            this(changes.schema(), changes.misfits(), unchanged(changes), storedKey(changes));
        }

        Layout(Row.Schema schema, List<String> misfitColumns, List<Integer> unchanged, List<String> keys) {
            this.unchanged = unchanged;
            this.keys = keys;
            sourceColumns = schema.columns().size();
            for (int i = 0; i < sourceColumns; i++) {
                columns.add(new StageColumn("c" + i, schema.columns().get(i).type().duckdb()));
            }
            for (String misfit : misfitColumns) {
                misfits.add(schema.indexOf(misfit));
                columns.add(new StageColumn("m" + schema.indexOf(misfit), "VARCHAR"));
            }
            unchanged.forEach(i -> columns.add(new StageColumn("u" + i, "BOOLEAN")));
            for (int j = 0; j < keys.size(); j++) {
                columns.add(new StageColumn("k" + j, schema.columns().get(schema.indexOf(keys.get(j))).type()
                        .duckdb()));
            }
            own("row_id", "VARCHAR");
        }

        void own(String name, String type) {
            columns.add(new StageColumn(name, type));
        }

        Object[] entry(Entry entry, boolean waits) {
            List<Object> storedKey = new ArrayList<>();
            for (int i = 0; i < keys.size() && !entry.storedKey().isEmpty(); i++) {
                storedKey.add(entry.storedKey().at(i));
            }
            return row(entry.row(), storedKey, entry.op(), entry.origin().commitMicros(), entry.origin().position()
                    .text(),
                    entry.seq(), waits);
        }

        Object[] row(Row row, List<Object> storedKey, Object... own) {
            Object[] values = new Object[columns.size()];
            int at = 0;
            boolean known = !row.isEmpty();
            for (int i = 0; i < sourceColumns; i++) {
                values[at++] = known ? row.at(i) : null;
            }
            for (int i : misfits) {
                values[at++] = known && row.at(i) instanceof Misfit ? ((Misfit) row.at(i)).text() : null;
            }
            for (int i : unchanged) {
                values[at++] = known && row.at(i) == Unchanged.VALUE;
            }
            for (int j = 0; j < keys.size(); j++) {
                values[at++] = storedKey.isEmpty() ? null : storedKey.get(j);
            }
            values[at++] = DltHash.rowId();
            for (Object value : own) {
                values[at++] = value;
            }
            return values;
        }
    }

    /** The source places of a merge's key columns. */
    static int[] keyPlaces(Merge merge) {
        return PrimaryKeys.places(merge.key(), merge.schema());
    }
}
