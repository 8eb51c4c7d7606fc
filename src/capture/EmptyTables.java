package capture;

import event.ChangeEvent;
import event.ChangeEvent.Found;
import event.ChangeEvent.Origin;
import event.ChangeEvent.Position;
import event.Decoder;
import event.TableId;
import io.debezium.relational.RelationalDatabaseSchema;
import io.debezium.relational.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Tables of which a snapshot of Debezium's has brought no row. */
final class EmptyTables {

    private EmptyTables() {
    }

    /**
     * @param engine   Debezium's, which knows the columns
     * @param wanted   which of its tables are meant
     * @param position where the snapshot is
     */
    static List<ChangeEvent> of(Object engine, Predicate<TableId> wanted, Decoder decoder, Position position) {
        List<ChangeEvent> empty = new ArrayList<>();
        RelationalDatabaseSchema schema = ObjectSearch.find(engine, RelationalDatabaseSchema.class);
        for (io.debezium.relational.TableId id : schema == null ? Set.<io.debezium.relational.TableId>of()
                : schema.tableIds()) {
            TableId table = new TableId(id.schema() == null ? id.catalog() : id.schema(), id.table());
            TableSchema columns = schema.schemaFor(id);
            if (columns != null && wanted.test(table)) {
                empty.add(new Found(table, decoder.columns(table, columns.valueSchema()), new Origin(position, 0)));
            }
        }
        return empty;
    }
}
