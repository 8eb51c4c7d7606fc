package capture;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A statement of the binary log, as far as has to be known beside what Debezium makes of it. Tables are named
 * {@code database.table}.
 *
 * @param words    {@link SqlWords}
 * @param database that names without one belong to
 */
record BinlogStatement(List<String> words, String database) {

    private static final String[] CHANGES = {"INSERT", "UPDATE", "DELETE", "REPLACE", "LOAD", "WITH"};
    /** A function that changes tables is logged as its call. */
    private static final String[] CALLS = {"SELECT", "DO"};
    private static final String[] BEHIND_TABLES = {"SET", "VALUES", "SELECT", "WHERE"};
    private static final String[] ALTERS = {"ALTER", "CREATE", "DROP", "RENAME"};
    private static final String[] TABLES = {"TABLE", "TABLES", "INDEX", "DATABASE", "SCHEMA"};
    private static final String[] OTHERS = {"USER", "VIEW", "TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "ROLE", "SERVER", "SEQUENCE",
            "TABLESPACE", "LOGFILE", "RESOURCE", "REFERENCE", "PACKAGE", "LIBRARY", "TEMPORARY"};
    private static final String[] NO_NAMES = {"IF", "EXISTS", "NOT", "TO", "AS", "CASCADE", "RESTRICT", "WAIT", "NOWAIT"};

    /** A table's old and new name; the new one is empty when the table is dropped. */
    record Move(String from, String to) {
    }

    /** @param database the session's, empty if it has none */
    static BinlogStatement of(String sql, String database) {
        BinlogStatement statement = new BinlogStatement(SqlWords.of(sql), database);
        if (statement.is(0, "USE") && statement.is(2, ";")) {       // as SHOW BINLOG EVENTS has it
            return new BinlogStatement(statement.behind(2), bare(statement.words.get(1)));
        }
        int body = statement.is(0, "SET") && statement.is(1, "STATEMENT") ? statement.find(0, "FOR") : -1;
        return body < 0 ? statement : new BinlogStatement(statement.behind(body), database);
    }

    private List<String> behind(int i) {
        return words.subList(i + 1, words.size());
    }

    private boolean is(int i, String... keywords) {
        for (String keyword : keywords) {
            if (i >= 0 && i < words.size() && words.get(i).equalsIgnoreCase(keyword)) {
                return true;
            }
        }
        return false;
    }

    /** The place of the first of these keywords, -1 if there is none. */
    private int find(int start, String... keywords) {
        for (int i = start; i < words.size(); i++) {
            if (is(i, keywords)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether it changes rows of one of these tables, or of one that cannot be told. */
    boolean changesRows(Predicate<String> tables) {
        if (is(0, CALLS)) {
            return true;
        }
        int behind = is(0, "WITH") ? -1 : find(1, BEHIND_TABLES);
        for (int i = 1; is(0, CHANGES) && i < (behind < 0 ? words.size() : behind); i++) {
            if (isName(i) && tables.test(name(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether columns of some table may be others than before; what cannot be told counts. */
    boolean altersTables() {
        int tables = find(1, TABLES);
        int others = find(1, OTHERS);
        return is(0, ALTERS) && (others < 0 || tables >= 0 && tables < others);
    }

    /** The tables that are renamed or dropped, in order. */
    List<Move> moves() {
        List<Move> moves = new ArrayList<>();
        int table = find(1, "TABLE", "TABLES");
        if (!altersTables() || table < 0) {
            return moves;
        }
        List<String> names = namesBehind(table);
        if (is(0, "DROP")) {
            names.forEach(name -> moves.add(new Move(name, "")));
        }
        else if (is(0, "RENAME")) {
            for (int i = 0; i + 1 < names.size(); i += 2) {
                moves.add(new Move(names.get(i), names.get(i + 1)));
            }
        }
        else if (is(0, "ALTER") && !newName(table).isEmpty()) {
            moves.add(new Move(names.get(0), newName(table)));
        }
        return moves;
    }

    /** In {@code ALTER TABLE … RENAME [TO|AS|=] name}. */
    private String newName(int start) {
        for (int i = find(start, "RENAME"); i > 0; i = find(i + 1, "RENAME")) {
            if (!is(i + 1, "COLUMN", "INDEX", "KEY") && !namesBehind(i).isEmpty()) {
                return namesBehind(i).get(0);
            }
        }
        return "";
    }

    /**
     * The table whose rows come, go or move without a word in the log, with a partition or a tablespace; empty if there is
     * none.
     */
    String unlogged() {
        int table = is(0, "ALTER") ? find(1, "TABLE") : -1;
        for (int i = table + 2; table > 0 && i < words.size(); i++) {
            if (is(i, "DROP", "TRUNCATE", "EXCHANGE", "IMPORT", "CONVERT") && is(i + 1, "PARTITION")
                    || is(i, "IMPORT") && is(i + 1, "TABLESPACE")) {
                return namesBehind(table).get(0);
            }
        }
        return "";
    }

    private List<String> namesBehind(int start) {
        List<String> names = new ArrayList<>();
        for (int i = start + 1; i < words.size(); i++) {
            if (isName(i)) {
                names.add(name(i));
            }
        }
        return names;
    }

    /** A word that may be a table's, and is not the second part of a name. */
    private boolean isName(int i) {
        String word = words.get(i);
        return !is(i - 1, ".") && !is(i, NO_NAMES)
                && (word.charAt(0) == '`' || Character.isLetterOrDigit(word.charAt(0)) || word.charAt(0) == '_' || word.charAt(0) >= 0x80);
    }

    private String name(int i) {
        return is(i + 1, ".") && i + 2 < words.size() ? bare(words.get(i)) + "." + bare(words.get(i + 2))
                : database + "." + bare(words.get(i));
    }

    private static String bare(String name) {
        return name.startsWith("`") ? name.substring(1) : name;
    }
}
