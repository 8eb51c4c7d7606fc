package change;

import event.ColumnType.Unchanged;
import event.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The rows that came under each key in a load, where the source lets two rows share a key until their transaction ends.
 * A delete removes the row that it was: the one with its old values, not the one that has come last.
 *
 * @param <T> what belongs to a row
 */
final class SharedRows<T> {

    private record Held<T>(Row row, T what) {
    }

    private final Map<Object, List<Held<T>>> rows = new HashMap<>();
    private final int[] compared;
    private final boolean whole;

    /**
     * @param compared columns of an old row that the source logs
     * @param whole    whether it is sure to log all of them; else NULL may stand for a value that is not logged
     */
    SharedRows(Row.Schema schema, List<String> compared, boolean whole) {
        this.compared = PrimaryKeys.places(compared, schema);
        this.whole = whole;
    }

    /** @param row as the source has it */
    void put(Object key, Row row, T what) {
        rows.computeIfAbsent(key, k -> new ArrayList<>(1)).add(new Held<>(row, what));
    }

    /** Takes out what belongs to the row with these old values; null when none of the key's rows has them. */
    T take(Object key, Row old) {
        T taken = take(key, old, false);
        return taken != null || whole ? taken : take(key, old, true);
    }

    /** Takes out what belongs to a row that has changed to this one, where no old values came. */
    T takeChanged(Object key, Row now) {
        List<Held<T>> held = rows.getOrDefault(key, List.of());
        boolean told = compared.length < now.schema().columns().size();     // else one that logs no old rows at all
        return told ? take(key, now) : held.isEmpty() ? null : held.remove(held.size() - 1).what();
    }

    private T take(Object key, Row old, boolean known) {
        List<Held<T>> held = rows.getOrDefault(key, List.of());
        for (int i = held.size() - 1; i >= 0; i--) {
            if (isSame(held.get(i).row(), old, known)) {
                return held.remove(i).what();
            }
        }
        return null;
    }

    /** @param known whether to compare only what is known of the old row */
    private boolean isSame(Row row, Row old, boolean known) {
        for (int place : compared) {
            Object value = row.at(place);
            Object was = old.at(place);
            if (value != Unchanged.VALUE && was != Unchanged.VALUE && !(known && was == null) && !isSame(value, was)) {
                return false;
            }
        }
        return true;
    }

    /** A list of bytes equals no other by itself. */
    private static boolean isSame(Object one, Object other) {
        if (!(one instanceof List<?> list) || !(other instanceof List<?> elements) || list.size() != elements.size()) {
            return Objects.deepEquals(one, other);
        }
        Iterator<?> others = elements.iterator();
        return list.stream().allMatch(each -> isSame(each, others.next()));
    }

    /** What belongs to the rows of a key, the newest last. */
    List<T> of(Object key) {
        return rows.getOrDefault(key, List.of()).stream().map(Held::what).toList();
    }

    void clear() {
        rows.clear();
    }
}
