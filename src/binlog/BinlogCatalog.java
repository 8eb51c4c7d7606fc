package binlog;

import base.Problem;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import io.debezium.relational.Column;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the server's catalogue says of a changed table where the log is silent: system versioning, columns that only the
 * log has, character sets. The catalogue shows the present, the log the past: if an ALTER TABLE in between leaves a
 * doubt, that is reported.
 */
final class BinlogCatalog {

    /**
     * @param type    {@code table_type} of {@code information_schema.tables}; empty: there is no such table now
     * @param columns in order, with their character sets; empty: the column has none
     * @param hashes  how many columns the server keeps for itself, with the hash of a long {@code UNIQUE} key
     */
    record Definition(String type, Map<String, String> columns, int hashes) {

        private boolean has(Table table) {
            return BinlogColumns.sameNames(List.copyOf(columns.keySet()), table.retrieveColumnNames());
        }

        /** Null: there is no such column, or it has none. */
        String charset(String column) {
            return columns.entrySet().stream().filter(e -> e.getKey().equalsIgnoreCase(column)
                    && !e.getValue().isEmpty())
                    .map(Map.Entry::getValue).findFirst().orElse(null);
        }
    }

    static final String VERSIONED = "SYSTEM VERSIONED";
    /** What MariaDB calls the column that has the hash of a text which is UNIQUE. */
    private static final String HASH = "DB_ROW_HASH_";
    private static final int LONG = 8;
    private static final byte[] SEQUENCE = {LONG, LONG, LONG, LONG, LONG, LONG, 1, LONG};
    /** Words of a statement that changes the character sets of existing columns, or replaces the columns. */
    private static final String[] CHARSETS = {"CHARACTER", "CHARSET", "COLLATE", "CONVERT", "MODIFY", "CHANGE",
            "CREATE", "RENAME",
        "DROP"};

    private final Supplier<BinlogServer> connect;
    private final boolean isMariadb;

    BinlogCatalog(Supplier<BinlogServer> connect, boolean isMariadb) {
        this.connect = connect;
        this.isMariadb = isMariadb;
    }

    boolean isMariadb() {
        return isMariadb;
    }

    /** One connection a question. @throws Problem where the server cannot be asked */
    Definition of(TableId table) {
        String where = " WHERE table_schema = ? AND table_name = ?";
        String[] names = {table.catalog(), table.table()};
        try (BinlogServer server = connect.get()) {
            List<String> type = server.row("SELECT table_type, engine FROM information_schema.tables" + where, names);
            Map<String, String> columns = new LinkedHashMap<>();
            server.query("SELECT column_name, COALESCE(character_set_name, '') FROM information_schema.columns" + where
                    + " ORDER BY ordinal_position", r -> columns.put(r.getString(1), r.getString(2)), names);
            String hashes = server.row("SELECT count(DISTINCT index_name) FROM information_schema.statistics" + where
                    + " AND index_type = 'HASH'", names).get(0);
            // InnoDB has no hash index: it is MariaDB's way to keep a text unique. MEMORY has real ones.
            boolean real = type.isEmpty() || "MEMORY".equalsIgnoreCase(type.get(1));
            return new Definition(type.isEmpty() ? "" : type.get(0), columns, real ? 0 : Integer.parseInt(hashes));
        }
    }

    /** Whether it is a sequence of MariaDB, by its eight columns: the catalogue may not have it any more. */
    boolean isSequence(TableId table, TableMapEventData map) {
        return isMariadb && Arrays.equals(map.getColumnTypes(), SEQUENCE)
                && !of(table).type().equalsIgnoreCase("BASE TABLE");
    }

    /** Why a system-versioned table is not loaded. */
    static String versioned(Object table) {
        return "Table " + table + " is system-versioned (WITH SYSTEM VERSIONING): its log has the rows of its history"
                + " among the current ones, and a DELETE as an UPDATE, so that its changes cannot be loaded. Leave it"
                + " out: table_exclude_list, or a table_include_list without it";
    }

    /**
     * Whether the rows have the columns that Debezium expects.
     *
     * @param hidden columns that the log has at the end, and nobody else
     * @return what is wrong with the table, empty when nothing is
     * @throws Problem when it is system-versioned, or the server cannot be asked
     */
    String checked(Table table, TableMapEventData map, int hidden) {
        Definition now = isMariadb ? of(table.id()) : null;
        if (now == null) {
            return "";
        }
        if (now.type().equalsIgnoreCase(VERSIONED)) {
            throw Problem.run(versioned(table.id()));
        }
        int known = table.columns().size();
        List<String> names = map.getEventMetadata() == null ? null : map.getEventMetadata().getColumnNames();
        boolean named = names != null && names.size() == known + hidden;
        boolean hashes = named || now.hashes() == hidden && now.has(table);
        for (int i = known; i < known + hidden; i++) {
            hashes &= (map.getColumnTypes()[i] & 0xff) == LONG && (!named || names.get(i).startsWith(HASH));
        }
        return hidden == 0 || hashes ? "" : "Of table " + table.id() + " the log has " + (known + hidden)
                + " columns and Debezium knows " + known + ". MariaDB keeps the hash of a text that is UNIQUE in one"
                + " that only the log has, but by the server's catalogue this is not one, or the table was altered"
                + " since (SET GLOBAL binlog_row_metadata = 'FULL' makes the log tell names)";
    }

    /** What cannot be told of the character sets, where the log says nothing of them. */
    String doubt(Table table, Definition now, BinlogPosition at) {
        for (Column column : table.columns()) {
            String charset = now.charset(column.name());
            if (charset != null && column.charsetName() != null && !LoggedCharsets.same(charset, column.charsetName())
                    && isAlteredSince(table.id(), at)) {
                return "Table " + table.id() + " was altered since, and its column " + column.name()
                        + " is in character set " + charset + " now; whether it was in " + column.charsetName()
                        + " before, the log does not say (SET GLOBAL binlog_row_metadata = 'MINIMAL' makes it, from"
                        + " then on)";
            }
        }
        return "";
    }

    private boolean isAlteredSince(TableId table, BinlogPosition at) {
        boolean[] altered = new boolean[1];
        try (BinlogServer server = connect.get()) {
            BinlogRepair.statements(server, at, (info, place) -> {
                LoggedStatement statement = BinlogRepair.statement(info);
                altered[0] |= statement.find(0, CHARSETS) >= 0 && LoggedDdl.of(statement).tables().stream().anyMatch(
                        name -> name.schema().equalsIgnoreCase(table.catalog())
                                && name.name().equalsIgnoreCase(table.table()));
            });
        }
        return altered[0];
    }
}
