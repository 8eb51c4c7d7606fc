package change;

import java.util.List;

/**
 * What one load does.
 *
 * @param tables in source order where the same table appears twice
 * @param seq    the last {@code __seq} given out so far; {@link #lastSeq()} also counts rows that are read while loaded
 */
public record Changes(List<TableChanges> tables, long seq) {

    public boolean isEmpty() {
        return tables.isEmpty();
    }

    /** The last {@code __seq} given out, once all is loaded. */
    public long lastSeq() {
        return tables.stream().filter(Bulk.class::isInstance).mapToLong(each -> ((Bulk) each).lastSeq())
                .reduce(seq, Math::max);
    }
}
