package change;

import event.ChangeEvent.Origin;
import event.ColumnType.Misfit;
import event.Row;
import event.TableId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a load does to one table, in source terms. All rows have one schema; a table whose schema changed in the middle
 * of a load appears twice, in order.
 */
public sealed interface TableChanges permits TableChanges.Merge, TableChanges.Append, Bulk {

    TableId table();

    Row.Schema schema();

    /** The configured primary key, source names; empty for a table that is appended to. */
    default List<String> key() {
        return List.of();
    }

    /** Source columns in which some value does not fit its type ({@link event.ColumnType.Misfit}). */
    List<String> misfits();

    /** How many values of each of the {@link #misfits()} are to be loaded that do not fit. */
    default Map<String, Long> misfitCounts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String column : misfits()) {
            counts.put(column, rows().filter(row -> row.get(column) instanceof Misfit).count());
        }
        return counts;
    }

    /** The rows to be loaded. */
    Stream<Row> rows();

    /** How many change events this stands for. */
    long events();

    /**
     * The newest state of every key that changed.
     *
     * @param key       the configured primary key, source names
     * @param truncated whether all rows that are stored so far are gone at the source
     * @param upserts   whole rows; an unchanged value is taken from the stored row of {@link Upsert#storedKey()}
     * @param deletes   rows of which only the key is sure: the stored row is marked, its other values stay
     * @param shared    null unless two rows may share a key
     */
    record Merge(TableId table, Row.Schema schema, List<String> misfits, long events, List<String> key,
            boolean truncated, List<Upsert> upserts, List<Row> deletes, Shared<Upsert> shared) implements TableChanges {

        public Merge(TableId table, Row.Schema schema, List<String> misfits, long events, List<String> key,
                boolean truncated, List<Upsert> upserts, List<Row> deletes) {
            this(table, schema, misfits, events, key, truncated, upserts, deletes, null);
        }

        /** The upserts, and those that wait. */
        public List<Upsert> all() {
            return shared == null ? upserts : Stream.concat(upserts.stream(), shared.waiting().stream()).toList();
        }

        @Override
        public Stream<Row> rows() {
            return Stream.concat(all().stream().map(Upsert::row), deletes.stream());
        }
    }

    /** {@code storedKey}: values of the key under which unchanged values are stored; empty when the row has none. */
    record Upsert(Row row, boolean deleted, List<Object> storedKey) {
    }

    /**
     * What there is to know beside, of a table whose key two rows may share until their transaction ends.
     *
     * @param key       the columns of that key, source names
     * @param compared  the columns of an old row that the source logs: by them a row is told from others of its key
     * @param gone      old values of rows that were removed and had not come in this load: they are stored
     * @param waiting   rows that came and are still there, beside the one that their key shows
     * @param truncated whether all rows that are stored so far are gone at the source
     * @param <T>       how rows are loaded
     */
    record Shared<T>(List<String> key, List<String> compared, List<Row> gone, List<T> waiting, boolean truncated) {

        /** The columns by which a stored row is found that knows what the source left out. */
        public static List<String> storedBy(List<String> key, List<String> compared, Row.Schema schema) {
            return compared.containsAll(key) && compared.size() < schema.columns().size() ? compared : key;
        }
    }

    /**
     * Every change, in order.
     *
     * @param shared null unless two rows may share the source's own key
     */
    record Append(TableId table, Row.Schema schema, List<String> misfits, long events, List<Entry> entries,
            Shared<Entry> shared)
            implements TableChanges {

        public Append(TableId table, Row.Schema schema, List<String> misfits, long events, List<Entry> entries) {
            this(table, schema, misfits, events, entries, null);
        }

        @Override
        public Stream<Row> rows() {
            return entries.stream().map(Entry::row);
        }
    }

    /**
     * One change.
     *
     * @param op        {@code snapshot}, {@code insert}, {@code update}, {@code delete} or {@code truncate}
     * @param row       unknown for a truncate
     * @param key       the source's own key, unknown for a table without one
     * @param storedKey source's own key of the row in which unchanged values are stored; unknown when there are none
     * @param seq       strictly rising over the whole pipeline
     */
    record Entry(String op, Row row, Row key, Row storedKey, Origin origin, long seq) {
    }
}
