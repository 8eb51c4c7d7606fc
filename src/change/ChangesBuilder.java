package change;

import event.ChangeEvent.RowChange;
import event.ChangeEvent.Truncate;
import event.Row;

/** Collects the changes of one table as long as its schema stays the same. */
interface ChangesBuilder {

    /** The schema of the rows; without columns as long as only truncates have come. */
    Row.Schema schema();

    void add(RowChange change, long seq);

    void truncate(Truncate truncate, long seq);

    TableChanges build();
}
