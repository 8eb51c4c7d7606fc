package capture;

import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.TableMapEventMetadata;
import com.github.shyiko.mysql.binlog.event.TableMapEventMetadata.DefaultCharset;
import com.github.shyiko.mysql.binlog.event.deserialization.ColumnType;
import io.debezium.relational.Column;
import io.debezium.relational.RelationalDatabaseSchema;
import io.debezium.relational.Table;
import io.debezium.relational.TableEditor;
import io.debezium.relational.TableId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Holds what Debezium has made of the DDL against what the log says of a table's columns ahead of its rows
 * ({@code binlog_row_metadata}): MINIMAL, MySQL's default, tells the character sets, and FULL the names too. Debezium
 * passes over {@code ALTER TABLE … DEFAULT CHARACTER SET}, and would read columns that are added later in the old one.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html#sysvar_binlog_row_metadata">MySQL:
 *      binlog_row_metadata</a>
 */
final class BinlogColumns implements BinlogWatch.Observer {

    /** Of a collation's number. */
    private final Map<Integer, String> charsets;
    /** As they were when they were found right. */
    private final Map<TableId, Table> right = new HashMap<>();
    private RelationalDatabaseSchema schema;

    BinlogColumns(Map<Integer, String> charsets) {
        this.charsets = charsets;
    }

    @Override
    public void listen(Object engine) {
        schema = ObjectSearch.find(engine, RelationalDatabaseSchema.class);
    }

    @Override
    public String see(TableMapEventData map) {
        if (schema == null || map.getEventMetadata() == null) {
            return "";
        }
        TableId id = new TableId(map.getDatabase(), null, map.getTable());
        Table table = schema.tableFor(id);
        if (table == null || table == right.get(id) || table.columns().size() != map.getColumnTypes().length) {
            return "";      // where columns are missing, Debezium itself ends the stream
        }
        List<String> names = map.getEventMetadata().getColumnNames();
        if (names != null && !names.isEmpty() && !sameNames(names, table.retrieveColumnNames())) {
            return "Table " + id + " has the columns " + String.join(", ", names) + ", and Debezium, which has misread a statement"
                    + " that altered it, takes them for " + String.join(", ", table.retrieveColumnNames());
        }
        right.put(id, mended(table, map));
        return "";
    }

    private static boolean sameNames(List<String> names, List<String> others) {
        return String.join("\n", names).equalsIgnoreCase(String.join("\n", others));
    }

    /** The table with the character sets that the log says. */
    private Table mended(Table table, TableMapEventData map) {
        TableEditor editor = table.edit();
        boolean differs = false;
        int text = 0;
        for (Column column : table.columns()) {
            int place = column.position() - 1;
            if (!isText(map.getColumnTypes()[place] & 0xff, map.getColumnMetadata()[place])) {
                continue;
            }
            String charset = charset(map.getEventMetadata(), text++);
            if (charset != null && column.charsetName() != null && !sameCharset(charset, column.charsetName())) {
                editor.updateColumn(column.edit().charsetName(charset).create());
                differs = true;
            }
        }
        if (differs) {
            schema.refresh(editor.create());
        }
        return schema.tableFor(table.id());
    }

    /** Char, binary, varchar, text, blob: all that have a collation. Enum and set look like char and have theirs elsewhere. */
    private static boolean isText(int type, int meta) {
        boolean member = type == ColumnType.STRING.getCode() && (meta >> 8 == ColumnType.ENUM.getCode()
                || meta >> 8 == ColumnType.SET.getCode());
        return !member && (type == ColumnType.STRING.getCode() || type == ColumnType.VAR_STRING.getCode()
                || type == ColumnType.VARCHAR.getCode() || type == ColumnType.BLOB.getCode());
    }

    /** @param place among the columns that have one; the log gives all, or the most frequent one and the others */
    private String charset(TableMapEventMetadata metadata, int place) {
        List<Integer> all = metadata.getColumnCharsets();
        if (all != null && place < all.size()) {
            return charsets.get(all.get(place));
        }
        DefaultCharset most = metadata.getDefaultCharset();
        if (most == null) {
            return null;
        }
        Map<Integer, Integer> others = most.getCharsetCollations();
        Integer collation = others == null ? null : others.get(place);
        return charsets.get(collation == null ? most.getDefaultCharsetCollation() : collation);
    }

    private static boolean sameCharset(String charset, String other) {
        return charset.equalsIgnoreCase(other) || charset.startsWith("utf8") && other.toLowerCase(Locale.ROOT).startsWith("utf8");
    }
}
