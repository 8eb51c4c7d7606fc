package capture;

import java.util.ArrayList;
import java.util.List;

/**
 * A statement of the binary log, as far as it alters tables, and that has to be known beside what Debezium makes of it.
 * Tables are named {@code database.table}.
 */
record LoggedDdl(LoggedStatement statement) {

    private static final String[] ALTERS = {"ALTER", "CREATE", "DROP", "RENAME"};
    private static final String[] TABLES = {"TABLE", "TABLES", "INDEX", "DATABASE", "SCHEMA"};
    private static final String[] OTHERS = {"USER", "VIEW", "TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "ROLE", "SERVER", "SEQUENCE",
        "TABLESPACE", "LOGFILE", "RESOURCE", "REFERENCE", "PACKAGE", "LIBRARY", "TEMPORARY"};
    private static final String[] NO_NAMES = {"IF", "EXISTS", "NOT", "TO", "AS", "CASCADE", "RESTRICT", "WAIT", "NOWAIT"};

    /** A table's old and new name; the new one is empty when the table is dropped. */
    record Move(String from, String to) {
    }

    static LoggedDdl of(LoggedStatement statement) {
        return new LoggedDdl(statement);
    }

    /** Whether columns of some table may be others than before; what cannot be told counts. */
    boolean altersTables() {
        int tables = statement.find(1, TABLES);
        int others = statement.find(1, OTHERS);
        return statement.has(0, ALTERS) && (others < 0 || tables >= 0 && tables < others);
    }

    /** The tables that are renamed or dropped, in order. */
    List<Move> moves() {
        List<Move> moves = new ArrayList<>();
        int table = statement.find(1, "TABLE", "TABLES");
        if (!altersTables() || table < 0) {
            return moves;
        }
        List<String> names = namesBehind(table);
        if (statement.startsWith("DROP")) {
            names.forEach(name -> moves.add(new Move(name, "")));
        }
        else if (statement.startsWith("CREATE", "OR", "REPLACE")) {
            moves.add(new Move(names.get(0), ""));
        }
        else if (statement.startsWith("RENAME")) {
            for (int i = 0; i + 1 < names.size(); i += 2) {
                moves.add(new Move(names.get(i), names.get(i + 1)));
            }
        }
        else if (statement.startsWith("ALTER") && !newName(table).isEmpty()) {
            moves.add(new Move(names.get(0), newName(table)));
        }
        return moves;
    }

    /** In {@code ALTER TABLE … RENAME [TO|AS|=] name}. */
    private String newName(int table) {
        for (int i = statement.find(table, "RENAME"); i > 0; i = statement.find(i + 1, "RENAME")) {
            if (!statement.has(i + 1, "COLUMN", "INDEX", "KEY") && !namesBehind(i).isEmpty()) {
                return namesBehind(i).get(0);
            }
        }
        return "";
    }

    /** The table whose rows come, go or move without a word in the log, with a partition or a tablespace; else empty. */
    String unlogged() {
        int table = statement.startsWith("ALTER") ? statement.find(1, "TABLE") : -1;
        for (int i = table + 2; table > 0 && i < statement.length(); i++) {
            if (statement.has(i, "DROP", "TRUNCATE", "EXCHANGE", "IMPORT", "CONVERT") && statement.has(i + 1, "PARTITION")
                    || statement.has(i, "IMPORT") && statement.has(i + 1, "TABLESPACE")) {
                return namesBehind(table).get(0);
            }
        }
        return "";
    }

    private List<String> namesBehind(int start) {
        List<String> names = new ArrayList<>();
        for (int i = start + 1; i < statement.length(); i++) {
            if (statement.isName(i) && !statement.has(i, NO_NAMES)) {
                names.add(statement.name(i));
            }
        }
        return names;
    }
}
