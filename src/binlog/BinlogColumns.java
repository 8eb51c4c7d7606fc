package binlog;

import binlog.BinlogCatalog.Definition;
import capture.ObjectSearch;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import io.debezium.connector.binlog.event.RowDeserializers;
import io.debezium.relational.Column;
import io.debezium.relational.RelationalDatabaseSchema;
import io.debezium.relational.Table;
import io.debezium.relational.TableEditor;
import io.debezium.relational.TableId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Holds what Debezium has made of the DDL against what the log says of a table's columns ahead of its rows
 * ({@code binlog_row_metadata}): MINIMAL, MySQL's default, tells the character sets, and FULL the names too. Debezium
 * skips {@code ALTER TABLE … DEFAULT CHARACTER SET}, and would read columns that are added later in the old one.
 * What the log does not tell, the server's catalogue has to.
 *
 * @see <a
 * href="https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html#sysvar_binlog_row_metadata">MySQL:
 *      binlog_row_metadata</a>
 */
final class BinlogColumns implements BinlogObserver {

    private final LoggedCharsets charsets;
    private final BinlogCatalog catalog;
    private final Consumer<String> sequence;
    /** As they were when they were found right. */
    private final Map<TableId, Seen> right = new HashMap<>();
    private RelationalDatabaseSchema schema;

    /** Debezium's definition, and how many columns more the log has at the end of a row. */
    private record Seen(Table table, int hidden) {
    }

    /**
     * @param sequence is told of each sequence, as database.sequence, that Debezium would take for a table which it has
     *                 to know
     */
    BinlogColumns(LoggedCharsets charsets, BinlogCatalog catalog, Consumer<String> sequence) {
        this.charsets = charsets;
        this.catalog = catalog;
        this.sequence = sequence;
    }

    @Override
    public void listen(Object engine) {
        schema = ObjectSearch.find(engine, RelationalDatabaseSchema.class);
    }

    @Override
    public String see(TableMapEventData map, BinlogPosition at) {
        TableId id = new TableId(map.getDatabase(), null, map.getTable());
        Table table = schema == null ? null : schema.tableFor(id);
        if (schema != null && table == null && catalog.isSequence(id, map)) {
            sequence.accept(id.catalog() + "." + id.table());
        }
        int hidden = table == null ? -1 : map.getColumnTypes().length - table.columns().size();
        if (hidden < 0 || hidden > 0 && !catalog.isMariadb()) {
            return "";      // where columns are missing or too many, Debezium itself ends the stream
        }
        Seen seen = right.get(id);
        String wrong = seen != null && seen.table() == table && seen.hidden() == hidden ? ""
                : look(table, map, hidden, at);
        if (wrong.isEmpty() && hidden > 0) {
            RowDeserializers.hide(map, hidden);
        }
        return wrong;
    }

    /** What is wrong with the table; where nothing is, it is right from now on. */
    private String look(Table table, TableMapEventData map, int hidden, BinlogPosition at) {
        List<String> names = map.getEventMetadata() == null ? null : map.getEventMetadata().getColumnNames();
        boolean named = names != null && names.size() == map.getColumnTypes().length;
        List<String> known = table.retrieveColumnNames();
        String wrong = named && !sameNames(names.subList(0, known.size()), known) ? "Table " + table.id()
                + " has the columns " + String.join(", ", names) + ", and Debezium, which has misread a statement that"
                + " altered it, takes them for " + String.join(", ", known) : catalog.checked(table, map, hidden);
        if (!wrong.isEmpty()) {
            return wrong;
        }
        String[] logged = charsets.of(map);
        Definition now = logged == null ? catalog.of(table.id()) : null;
        wrong = now == null ? "" : catalog.doubt(table, now, at);
        if (wrong.isEmpty()) {
            right.put(table.id(), new Seen(mended(table, c -> now == null ? logged[c.position() - 1]
                    : now.charset(c.name())), hidden));
        }
        return wrong;
    }

    static boolean sameNames(List<String> names, List<String> others) {
        return String.join("\n", names).equalsIgnoreCase(String.join("\n", others));
    }

    /** @param sure a column's character set; null: it has none */
    private Table mended(Table table, Function<Column, String> sure) {
        TableEditor editor = table.edit();
        boolean differs = false;
        for (Column column : table.columns()) {
            String charset = sure.apply(column);
            if (charset != null && column.charsetName() != null && !LoggedCharsets.same(charset,
                    column.charsetName())) {
                editor.updateColumn(column.edit().charsetName(charset).create());
                differs = true;
            }
        }
        if (differs) {
            schema.refresh(editor.create());
        }
        return schema.tableFor(table.id());
    }
}
