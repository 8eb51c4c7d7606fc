package change;

import java.util.List;

/**
 * What one load does.
 *
 * @param tables in source order where the same table appears twice
 * @param seq    the last {@code __seq} given out
 */
public record Changes(List<TableChanges> tables, long seq) {

    public boolean isEmpty() {
        return tables.isEmpty();
    }
}
