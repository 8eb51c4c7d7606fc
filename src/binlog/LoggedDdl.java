package binlog;

import event.TableId;
import java.util.ArrayList;
import java.util.List;

/**
 * What a statement of the binary log alters, as far as Debezium does not tell.
 */
record LoggedDdl(LoggedStatement statement) {

    private static final String[] ALTERS = {"ALTER", "CREATE", "DROP", "RENAME"};
    private static final String[] OBJECTS = {"TABLE", "TABLES", "INDEX", "DATABASE", "SCHEMA"};
    /** What may stand between the first word and what is altered; TEMPORARY is not among them. */
    private static final String[] BETWEEN = {"OR", "REPLACE", "ONLINE", "OFFLINE", "IGNORE", "UNIQUE", "FULLTEXT",
            "SPATIAL", "VECTOR",
        "EXTERNAL"};
    private static final String[] NO_NAMES = {"IF", "EXISTS", "NOT", "TO", "AS", "CASCADE", "RESTRICT", "WAIT",
            "NOWAIT"};

    /** A table's old and new name; the new one is null when the table is dropped. */
    record Move(TableId from, TableId to) {
    }

    static LoggedDdl of(LoggedStatement statement) {
        return new LoggedDdl(statement);
    }

    /**
     * The place of the word that says what is altered: TABLE, INDEX, DATABASE … -1: nothing of a table, or a temporary
     * one.
     */
    private int object() {
        int i = 1;
        while (statement.has(i, BETWEEN)) {
            i++;
        }
        return statement.has(0, ALTERS) && statement.has(i, OBJECTS) ? i : -1;
    }

    /** Whether it makes, alters or drops a table that is not a temporary one. */
    boolean isOfTable() {
        return isOf("TABLE");
    }

    private boolean isOf(String... objects) {
        return object() > 0 && statement.has(object(), objects);
    }

    /** Whether columns of some table may be others than before, or there may be other tables. */
    boolean altersTables() {
        return object() > 0;
    }

    /**
     * Whether it may be of interest for the tables' definitions, or empties a table: settings and names of databases
     * are, too.
     */
    boolean isForParser() {
        return altersTables() || truncates() || statement.has(0, "SET", "USE");
    }

    boolean truncates() {
        return statement.startsWith("TRUNCATE");
    }

    /** The tables whose columns or rows are others afterwards; empty: it is about none, or about a database. */
    List<TableId> tables() {
        if (truncates()) {
            return namesBehind(statement.has(1, "TABLE") ? 1 : 0, true);
        }
        int index = isOf("INDEX") ? statement.find(object(), "ON") : -1;
        if (index > 0) {
            return namesBehind(index, true);
        }
        if (!isOf("TABLE", "TABLES")) {
            return List.of();
        }
        List<TableId> tables = namesBehind(object(), !statement.startsWith("DROP") && !statement.startsWith("RENAME"));
        moves().stream().map(Move::to).filter(to -> to != null && !tables.contains(to)).forEach(tables::add);
        tables.addAll(detached());
        return tables.stream().distinct().toList();
    }

    /** The database that is dropped, with all of its tables; else empty. */
    String droppedDatabase() {
        int name = statement.startsWith("DROP") ? databaseName() : -1;
        String database = name < 0 ? "" : statement.unquoted(name);
        return statement.fold() ? TableId.folded(database) : database;
    }

    /** The place of the name of the database that is made, altered or dropped, -1 if none is. */
    int databaseName() {
        return isOf("DATABASE", "SCHEMA") ? nameBehind(object()) : -1;
    }

    /** The tables that are renamed or dropped, in order. */
    List<Move> moves() {
        List<Move> moves = new ArrayList<>();
        if (!isOf("TABLE", "TABLES")) {
            return moves;
        }
        List<TableId> names = namesBehind(object(), false);
        if (statement.startsWith("DROP")) {
            names.forEach(name -> moves.add(new Move(name, null)));
        }
        else if (statement.startsWith("CREATE", "OR", "REPLACE")) {
            moves.add(new Move(names.get(0), null));
        }
        else if (statement.startsWith("RENAME")) {
            for (int i = 0; i + 1 < names.size(); i += 2) {
                moves.add(new Move(names.get(i), names.get(i + 1)));
            }
        }
        else if (statement.startsWith("ALTER") && newName() != null) {
            moves.add(new Move(names.get(0), newName()));
        }
        converted("TABLE").forEach(name -> moves.add(new Move(name, null)));
        return moves;
    }

    /** In {@code ALTER TABLE … RENAME [TO|AS|=] name}. */
    private TableId newName() {
        for (int i = statement.find(object(), "RENAME"); i > 0; i = statement.find(i + 1, "RENAME")) {
            if (!statement.has(i + 1, "COLUMN", "INDEX", "KEY") && !namesBehind(i, true).isEmpty()) {
                return namesBehind(i, true).get(0);
            }
        }
        return null;
    }

    /** The table whose rows come, go or move unseen in the log, with a partition or a tablespace; else null. */
    TableId unlogged() {
        int table = statement.startsWith("ALTER") && isOf("TABLE") ? object() : -1;
        for (int i = table + 2; table > 0 && i < statement.length(); i++) {
            if (statement.has(i, "DROP", "TRUNCATE", "EXCHANGE", "IMPORT", "CONVERT")
                    && statement.has(i + 1, "PARTITION") || statement.has(i, "IMPORT")
                    && statement.has(i + 1, "TABLESPACE") || statement.has(i, "CONVERT")
                    && statement.has(i + 1, "TABLE")) {
                return namesBehind(table, true).get(0);
            }
        }
        return null;
    }

    /** Tables that are made of partitions, in MariaDB's {@code ALTER TABLE … CONVERT PARTITION … TO TABLE}. */
    List<TableId> detached() {
        return converted("PARTITION");
    }

    /** @param what PARTITION: tables that partitions become; TABLE: those that become partitions */
    private List<TableId> converted(String what) {
        List<TableId> names = new ArrayList<>();
        if (statement.startsWith("ALTER") && isOf("TABLE")) {
            for (LoggedStatement.Span part : statement.parts(changes())) {
                int name = convertedTable(statement, part.from());
                if (name > 0 && statement.has(part.from() + 1, what)) {
                    names.add(statement.name(name));
                }
            }
        }
        return names;
    }

    /** The place of the name of the table that a change makes of a partition, or a partition of; else -1. */
    static int convertedTable(LoggedStatement statement, int change) {
        return !statement.has(change, "CONVERT") || !statement.has(change + 1, "PARTITION", "TABLE") ? -1
                : statement.find(change, "TABLE") + 1;
    }

    /** The table that loses the duplicate rows of a new unique key, which the log does not mention; else null. */
    TableId thinned() {
        boolean ignores = statement.startsWith("ALTER") && isOf("TABLE") && statement.find(1, "IGNORE") > 0
                && statement.find(1, "IGNORE") < object();
        return ignores && statement.find(object(), "UNIQUE", "PRIMARY") > 0 ? namesBehind(object(), true).get(0) : null;
    }

    /** The table that is given system versioning, MariaDB's history of its rows; else null. */
    TableId versioned() {
        int table = statement.has(0, "ALTER", "CREATE") && isOf("TABLE") ? object() : -1;
        for (int i = table + 2; table > 0 && i + 2 < statement.length(); i++) {
            if (statement.has(i, "ADD", "WITH") && statement.has(i + 1, "SYSTEM")
                    && statement.has(i + 2, "VERSIONING")) {
                return namesBehind(table, true).get(0);
            }
        }
        return null;
    }

    /** The place of the name of the table that is made or altered. */
    int tableName() {
        return nameBehind(object());
    }

    /** The place of the first change in an ALTER TABLE. */
    int changes() {
        int i = statement.behindName(tableName());
        return statement.has(i, "WAIT") ? i + 2 : statement.has(i, "NOWAIT") ? i + 1 : i;
    }

    private int nameBehind(int start) {
        int i = start + 1;
        while (i < statement.length() && (!statement.isName(i) || statement.has(i, NO_NAMES))) {
            i++;
        }
        return i < statement.length() ? i : -1;
    }

    private List<TableId> namesBehind(int start, boolean first) {
        List<TableId> names = new ArrayList<>();
        for (int i = nameBehind(start); i > 0 && (names.isEmpty() || !first);
                i = nameBehind(statement.behindName(i) - 1)) {
            names.add(statement.name(i));
        }
        return names;
    }
}
