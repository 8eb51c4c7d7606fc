package change;

import event.ColumnType.Misfit;
import event.Row;
import java.util.BitSet;
import java.util.List;

/** Notes in which columns values have come that do not fit the column's type. */
final class Misfits {

    private final Row.Schema schema;
    private final BitSet seen = new BitSet();

    Misfits(Row.Schema schema) {
        this.schema = schema;
    }

    void look(Row row) {
        for (int i = 0; i < row.schema().columns().size(); i++) {
            if (row.at(i) instanceof Misfit) {
                seen.set(i);
            }
        }
    }

    List<String> columns() {
        return seen.stream().mapToObj(i -> schema.columns().get(i).name()).toList();
    }
}
