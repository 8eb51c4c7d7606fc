package changetable;

import event.TableId;
import java.util.List;

/**
 * A change table: what the server writes the changes of one table into. A table that was altered has a second one,
 * with its new columns.
 *
 * @param name        of the instance, such as {@code dbo_orders}
 * @param changeTable the table that has the changes, quoted
 * @param startLsn    where its changes begin, after what was removed; empty: nothing was
 * @param columns     those that it has, in the table's order
 */
record CaptureInstance(TableId table, String name, String changeTable, String startLsn,
        List<CapturedColumn> columns) {

    /** @param computed the server writes NULL for it, whatever its value */
    record CapturedColumn(String name, String type, boolean computed) {
    }
}
