package kindevents;

import io.debezium.relational.Column;
import io.debezium.relational.ColumnEditor;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import java.util.ArrayList;
import java.util.List;

/** A table as the catalogue has it, whose first column is its key, and two rows as the driver gives them. */
public final class Columns {

    private final List<Column> columns = new ArrayList<>();
    private final List<Object> first = new ArrayList<>();
    private final List<Object> second = new ArrayList<>();

    /** A column, and its value in each of the two rows. */
    public void add(String name, String type, int jdbc, int length, Integer scale, Object one, Object two) {
        ColumnEditor column = Column.editor().name(name).type(type, type).jdbcType(jdbc).length(length)
                .position(columns.size() + 1).optional(!columns.isEmpty());
        columns.add((scale == null ? column : column.scale(scale)).create());
        first.add(one);
        second.add(two);
    }

    public Table table(TableId id) {
        return Table.editor().tableId(id).addColumns(columns).setPrimaryKeyNames(columns.get(0).name()).create();
    }

    public Object[] first() {
        return first.toArray();
    }

    public Object[] second() {
        return second.toArray();
    }
}
