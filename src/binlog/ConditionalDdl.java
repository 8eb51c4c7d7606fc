package binlog;

import event.TableId;
import io.debezium.relational.Column;
import io.debezium.relational.Table;
import io.debezium.relational.Tables;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code IF EXISTS} and {@code IF NOT EXISTS} in a statement: what the server skips because of them. The log has the
 * statement as it was written, and Debezium's parser executes such parts: an existing column moves to another place,
 * and an existing table gets the columns of the one in its {@code LIKE}.
 */
final class ConditionalDdl {

    private static final String[] NO_COLUMNS = {"INDEX", "KEY", "FULLTEXT", "SPATIAL", "VECTOR", "UNIQUE", "CONSTRAINT",
            "CHECK", "FOREIGN", "PRIMARY", "PERIOD"};

    private final LoggedStatement statement;
    /** Of the table as it is before the statement, in small letters. */
    private final Set<String> columns;

    private ConditionalDdl(LoggedStatement statement, Table table) {
        this.statement = statement;
        columns = table.columns().stream().map(Column::name).map(ConditionalDdl::lower).collect(Collectors.toSet());
    }

    /**
     * The statement without what the server skips; its text is empty where it skips all of it.
     *
     * @param tables as they are before it
     */
    static LoggedStatement of(LoggedStatement statement, Tables tables) {
        LoggedDdl ddl = LoggedDdl.of(statement);
        if (!statement.has(0, "ALTER", "CREATE") || statement.find(1, "IF") < 0 || !ddl.isOfTable()) {
            return statement;
        }
        TableId name = statement.name(ddl.tableName());
        Table table = tables.forTable(MysqlDdl.id(name));
        if (table == null) {
            return statement;
        }
        if (statement.startsWith("CREATE")) {
            return statement.find(1, "IF") < ddl.tableName() ? statement.with("") : statement;
        }
        return statement.with(new ConditionalDdl(statement, table).altered(ddl.changes()));
    }

    private String altered(int first) {
        List<String> kept = statement.parts(first).stream().map(part -> part(part.from(), part.to()))
                .filter(part -> !part.isEmpty()).toList();
        return kept.isEmpty() ? "" : statement.text(0, first) + " " + String.join(", ", kept);
    }

    /** One change of an ALTER TABLE, without its condition; empty when the server skips it. */
    private String part(int from, int to) {
        int condition = from + (statement.has(from + 1, "COLUMN") ? 2 : 1);
        if (!statement.has(condition, "IF")) {
            return statement.text(from, to);
        }
        int name = condition + (statement.has(condition + 1, "NOT") ? 3 : 2);
        String change = statement.text(from, condition) + " ";
        if (statement.has(name, "(")) {
            String list = added(name + 1);
            return list.isEmpty() ? "" : change + "(" + list + ")";
        }
        return isThere(name) == statement.has(from, "ADD") ? "" : change + statement.text(name, to);
    }

    private String added(int first) {
        return statement.parts(first).stream()
                .filter(part -> statement.has(part.from(), NO_COLUMNS) || !isThere(part.from()))
                .map(part -> statement.text(part.from(), part.to())).collect(Collectors.joining(", "));
    }

    private boolean isThere(int column) {
        return columns.contains(lower(statement.unquoted(column)));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
