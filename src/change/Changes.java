package change;

import event.ChangeEvent;
import event.TableId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one load does.
 *
 * @param tables in source order where the same table appears twice
 * @param seq    the last {@code __seq} given out so far; {@link #lastSeq()} also counts rows that are read while loaded
 * @param unkeyed tables that a transform makes of merged ones, and that are appended to because no key was given
 * @param operations how many changes, by table and {@code __op}, apart from rows that are read while loaded
 * @param newest the last changes, as they are loaded, oldest first
 */
public record Changes(List<TableChanges> tables, long seq, Set<TableId> unkeyed,
        Map<TableId, Map<String, Long>> operations, List<ChangeEvent> newest) {

    public Changes(List<TableChanges> tables, long seq) {
        this(tables, seq, Set.of(), Map.of(), List.of());
    }

    public boolean isEmpty() {
        return tables.isEmpty();
    }

    /** The last {@code __seq} given out, once all is loaded. */
    public long lastSeq() {
        return tables.stream().filter(Bulk.class::isInstance).mapToLong(each -> ((Bulk) each).lastSeq())
                .reduce(seq, Math::max);
    }
}
