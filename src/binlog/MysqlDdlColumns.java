package binlog;

import binlog.LoggedStatement.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * What the columns of a table depend on in a CREATE TABLE or ALTER TABLE: their names, types, character sets, places
 * and the primary key. Indexes, partitions, checks, defaults and the table's options are what Debezium's grammar often
 * does not know.
 */
final class MysqlDdlColumns {

    private static final String[] NO_COLUMNS = {"INDEX", "KEY", "FULLTEXT", "SPATIAL", "VECTOR", "UNIQUE", "CONSTRAINT",
            "CHECK",
        "FOREIGN", "PERIOD", "PARTITION", "SYSTEM"};
    /** With these the log has other columns, or other values, than the statement says. */
    private static final String[] BEYOND = {"VERSIONING", "SYSTEM_TIME", "COMPRESSED", "SELECT", "LIKE"};
    private static final String[] ATTRIBUTES = {"NOT", "NULL", "DEFAULT", "GENERATED", "AS", "COMMENT",
            "AUTO_INCREMENT", "PRIMARY",
        "UNIQUE", "KEY", "COLLATE", "CHARSET", "VISIBLE", "INVISIBLE", "CHECK", "REFERENCES", "ON", "WITH", "WITHOUT",
        "STORAGE", "COLUMN_FORMAT", "ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE", "SRID", "REF_SYSTEM_ID", "FIRST",
        "AFTER", "CONSTRAINT", "PARTITION"};

    private final LoggedStatement statement;
    private final int name;

    private MysqlDdlColumns(LoggedStatement statement, int name) {
        this.statement = statement;
        this.name = name;
    }

    /** The statement with these alone; empty when it leaves them as they are; null when that cannot be told. */
    static String of(LoggedStatement statement) {
        LoggedDdl ddl = LoggedDdl.of(statement);
        if (!ddl.altersTables() || statement.startsWith("DROP") || statement.startsWith("RENAME")
                || ddl.tables().isEmpty()) {
            return null;
        }
        if (statement.find(1, "TABLE") < 0) {
            return "";      // an index
        }
        if (statement.find(1, BEYOND) > 0) {
            return null;
        }
        MysqlDdlColumns columns = new MysqlDdlColumns(statement, ddl.tableName());
        return statement.startsWith("ALTER") ? columns.altered() : columns.created(ddl);
    }

    private String table() {
        return statement.text(name, statement.behindName(name));
    }

    private String altered() {
        List<String> kept = new ArrayList<>();
        List<String> statements = new ArrayList<>();
        for (Span part : statement.parts(LoggedDdl.of(statement).changes())) {
            int other = LoggedDdl.convertedTable(statement, part.from());
            String change = other < 0 ? change(part.from(), part.to()) : "";
            if (!change.isEmpty()) {
                kept.add(change);
            }
            else if (other > 0) {       // MariaDB: a partition becomes a table, or a table a partition
                String name = statement.text(other, statement.behindName(other));
                statements.add(statement.has(part.from() + 1, "TABLE") ? "DROP TABLE IF EXISTS " + name
                        : "CREATE TABLE " + name + " LIKE " + table());
            }
        }
        if (!kept.isEmpty()) {
            statements.add(0, "ALTER TABLE " + table() + " " + String.join(", ", kept));
        }
        return String.join(";\n", statements);
    }

    /** One change of an ALTER TABLE, empty when it leaves the columns as they are. */
    private String change(int from, int to) {
        if (statement.has(from, "RENAME", "DROP", "ADD") && statement.has(from + 1, NO_COLUMNS)) {
            return statement.find(from, "PRIMARY") > 0 && statement.find(from, "PRIMARY") < to
                    ? statement.text(from, to) : "";
        }
        boolean primary = statement.has(from, "ADD") && statement.has(from + 1, "PRIMARY");
        boolean charset = isCharset(from) || statement.has(from, "DEFAULT") && isCharset(from + 1);
        if (primary || charset || statement.has(from, "RENAME", "DROP", "CONVERT")) {
            return statement.text(from, to);
        }
        if (!statement.has(from, "ADD", "MODIFY", "CHANGE")) {
            return "";
        }
        int column = from + 1;
        while (statement.has(column, "COLUMN", "IF", "NOT", "EXISTS")) {
            column++;
        }
        if (statement.has(column, "(")) {
            return "ADD (" + String.join(", ", columns(column + 1)) + ")";
        }
        int defined = statement.has(from, "CHANGE") ? column + 1 : column;
        return statement.text(from, defined) + " " + column(defined, to);
    }

    private String created(LoggedDdl ddl) {
        int open = statement.behindName(name);
        if (!statement.has(open, "(")) {
            return null;
        }
        StringBuilder options = new StringBuilder();
        for (int i = statement.closing(open) + 1; i < statement.length() && !statement.has(i, "PARTITION"); i++) {
            int value = isCharset(i) ? i + (statement.has(i + 1, "SET") ? 2 : 1) : -1;
            value += value > 0 && statement.has(value, "=") ? 1 : 0;
            options.append(value < 0 ? "" : " " + statement.text(i, value + 1));
        }
        String create = "CREATE TABLE " + table() + " (" + String.join(", ", columns(open + 1)) + ")" + options;
        return ddl.moves().isEmpty() ? create : "DROP TABLE IF EXISTS " + table() + ";\n" + create;
    }

    private List<String> columns(int first) {
        List<String> columns = new ArrayList<>();
        for (Span part : statement.parts(first)) {
            int primary = statement.find(part.from(), "PRIMARY");
            if (statement.has(part.from(), "PRIMARY")
                    || statement.has(part.from(), "CONSTRAINT") && primary > 0 && primary < part.to()) {
                columns.add(statement.text(primary, behindParentheses(primary, part.to())));
            }
            else if (!statement.has(part.from(), NO_COLUMNS)) {
                columns.add(column(part.from(), part.to()));
            }
        }
        return columns;
    }

    private int behindParentheses(int from, int to) {
        int open = statement.find(from, "(");
        return open > 0 && open < to ? statement.closing(open) + 1 : to;
    }

    /** A column's name, type, and what else is of interest of it. */
    private String column(int from, int to) {
        int type = from + 1;
        while (type < to && !statement.has(type, ATTRIBUTES) && !isCharset(type)) {
            type = statement.has(type, "(") ? statement.closing(type) + 1 : type + 1;
        }
        StringBuilder column = new StringBuilder(statement.text(from, Math.min(type, to)));
        for (int i = type; i < to; i++) {
            int taken = isCharset(i) ? statement.has(i + 1, "SET") ? 3 : 2 : statement.has(i, "NOT")
                    && statement.has(i + 1, "NULL") || statement.has(i, "PRIMARY") || statement.has(i, "AFTER") ? 2
                    : statement.has(i, "FIRST") ? 1 : 0;
            column.append(taken == 0 ? "" : " " + statement.text(i, Math.min(i + taken, to)));
            i = statement.has(i, "(") ? statement.closing(i) : i + Math.max(taken, 1) - 1;
        }
        return column.toString();
    }

    private boolean isCharset(int i) {
        return statement.has(i, "COLLATE", "CHARSET") || statement.has(i, "CHARACTER", "CHAR")
                && statement.has(i + 1, "SET");
    }
}
