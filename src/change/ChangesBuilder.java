package change;

import event.ChangeEvent.RowChange;
import event.ChangeEvent.Truncate;
import event.Row;

/** Collects the changes of one table as long as its schema stays the same. */
interface ChangesBuilder {

    /** The schema of the rows; without columns as long as only truncates have come. */
    Row.Schema schema();

    /** @param source the change as it was before the script's transform */
    void add(RowChange change, RowChange source, long seq);

    void truncate(Truncate truncate, long seq);

    /** Whether it tells rows of one key apart. */
    default boolean isShared() {
        return false;
    }

    TableChanges build();
}
