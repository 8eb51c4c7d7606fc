package binlog;

import event.TableId;
import io.debezium.DebeziumException;
import io.debezium.relational.Table;
import io.debezium.relational.Tables;
import io.debezium.relational.Tables.TableFilter;
import java.util.List;

/**
 * The invisible key that MySQL gives a table without one ({@code sql_generate_invisible_primary_key}). It stays the
 * first column, also where a statement puts another one {@code FIRST}, and one that was made visible does not: the log
 * does not say which of them it is.
 */
public final class GeneratedKey {

    private static final String NAME = "my_row_id";

    private GeneratedKey() {
    }

    /**
     * @param tables as they are before the statement
     * @throws DebeziumException when the order of a captured table's columns cannot be told
     */
    public static void require(String ddl, String database, boolean fold, TableFilter captured, Tables tables) {
        LoggedStatement statement = LoggedStatement.of(database, ddl, fold);
        LoggedDdl logged = LoggedDdl.of(statement);
        if (!statement.startsWith("ALTER") || !logged.isOfTable() || statement.find(1, "FIRST") < 0) {
            return;
        }
        TableId name = statement.name(logged.tableName());
        Table table = captured.isIncluded(MysqlDdl.id(name)) ? tables.forTable(MysqlDdl.id(name)) : null;
        if (table != null && List.of(NAME).equals(table.primaryKeyColumnNames())
                && table.columns().get(0).name().equals(NAME) && !drops(statement)) {
            throw new DebeziumException("A column of table " + name + " was put FIRST, and the table has a " + NAME
                    + ": MySQL keeps that one first, if it is the invisible key that MySQL generates, and the log does"
                    + " not say whether it is: " + LoggedStatement.brief(statement.text())
                    + ". Load the tables again: `drop --drop-all`, then `run`");
        }
    }

    private static boolean drops(LoggedStatement statement) {
        for (int i = statement.find(1, "DROP"); i > 0; i = statement.find(i + 1, "DROP")) {
            int name = statement.has(i + 1, "COLUMN") ? i + 2 : i + 1;
            if (name < statement.length() && statement.unquoted(name).equalsIgnoreCase(NAME)) {
                return true;
            }
        }
        return false;
    }
}
