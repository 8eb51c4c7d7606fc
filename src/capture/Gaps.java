package capture;

import event.TableId;
import java.util.Map;
import java.util.Set;

/**
 * What the log of a source does not tell of its tables: reading a table again brings it. Kept with the position from
 * the moment it was found to the transaction that puts the table's copy in place.
 */
public interface Gaps {

    /** Of a source whose log tells everything. */
    Gaps NONE = () -> Set.of();

    /**
     * Tables that lack something which the copy that is being made, if one is, does not bring. May be asked by any
     * thread.
     */
    Set<TableId> stale();

    /** Those of them that have joined with rows: these are read by themselves in any case. */
    default Set<TableId> joined() {
        return Set.of();
    }

    /** A copy of a table is about to be begun: it brings what is known to be missing now. */
    default void copying(TableId table) {
        // nothing is missing
    }

    /** A position with which a copy is committed, or a later one: without what the copy has brought. */
    default Map<String, Object> settled(TableId table, TableCopy copy, Map<String, Object> position) {
        return position;
    }

    /** A copy is in place. */
    default void copied(TableId table, TableCopy copy) {
        // nothing is missing
    }

    /**
     * Whether the changes of a table that a copy has are not those of the rows that are loaded: they are left out, and
     * later ones wait for the copy, so that the old rows stay as they were until it is in place.
     */
    default boolean holds(TableId table) {
        return false;
    }
}
