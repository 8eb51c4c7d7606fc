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
     */
    record Merge(TableId table, Row.Schema schema, List<String> misfits, long events, List<String> key, boolean truncated,
            List<Upsert> upserts, List<Row> deletes) implements TableChanges {
        @Override
        public Stream<Row> rows() {
            return Stream.concat(upserts.stream().map(Upsert::row), deletes.stream());
        }
    }

    /** {@code storedKey}: values of the key under which unchanged values are stored; empty when the row has none. */
    record Upsert(Row row, boolean deleted, List<Object> storedKey) {
    }

    /** Every change, in order. */
    record Append(TableId table, Row.Schema schema, List<String> misfits, long events, List<Entry> entries)
            implements TableChanges {
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
