package binlog;

import event.TableId;
import io.debezium.DebeziumException;
import io.debezium.relational.Tables;
import io.debezium.relational.Tables.TableFilter;
import io.debezium.relational.ddl.DdlChanges;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;

/** A statement as the server has it → as Debezium can read it. */
public final class MysqlDdl {

    private static final String JSON_VALUE = "JSON_VALUE";

    private MysqlDdl() {
    }

    /** Whether a statement may be of interest for the tables' definitions, or empties a table. */
    public static boolean isOfTables(String ddl) {
        return LoggedDdl.of(LoggedStatement.of("", ddl, false)).isForParser();
    }

    /**
     * Lets Debezium read a statement. One that it cannot read is skipped, but never one about a captured table, whose
     * columns would silently be taken for others: of that one the parser gets only what the columns depend on.
     *
     * @param database that names without one are in
     * @param fold     whether the server takes names of tables in any case for the same
     * @param tables   as they are before the statement
     * @param parser   Debezium's
     * @param rest     takes from the parser what it has left of a statement that it has given up
     */
    public static DdlChanges parse(String ddl, String database, boolean fold, TableFilter captured, Tables tables,
            Function<String, DdlChanges> parser, Supplier<DdlChanges> rest) {
        LoggedStatement statement = AlterOrder.of(ConditionalDdl.of(LoggedStatement.of(database, ddl, fold), tables));
        if (!LoggedDdl.of(statement).isForParser()) {
            return new DdlChanges();
        }
        TableId versioned = LoggedDdl.of(statement).versioned();
        if (versioned != null && isCaptured(captured, versioned)) {
            throw new DebeziumException(BinlogCatalog.versioned(versioned));
        }
        try {
            return parser.apply(readable(MariadbPeriods.without(replacing(foldedDatabase(statement)))));
        }
        catch (RuntimeException unreadable) {
            rest.get();
            return columnsOnly(statement, captured, parser, rest, unreadable);
        }
    }

    private static DdlChanges columnsOnly(LoggedStatement statement, TableFilter captured,
            Function<String, DdlChanges> parser, Supplier<DdlChanges> rest, RuntimeException unreadable) {
        try {
            String columns = MysqlDdlColumns.of(statement);
            if (columns != null) {
                return columns.isEmpty() ? new DdlChanges() : parser.apply(readable(columns));
            }
        }
        catch (RuntimeException again) {
            rest.get();
        }
        for (TableId table : LoggedDdl.of(statement).tables()) {
            if (isCaptured(captured, table)) {
                throw new DebeziumException("Debezium cannot read a statement about table " + table
                        + ", so its columns are not known from there on: " + LoggedStatement.brief(statement.text())
                        + ". Load the tables again: `drop --drop-all`, then `run`; where that ends so too, leave the"
                        + " table out of table_include_list");
            }
        }
        return new DdlChanges();
    }

    private static boolean isCaptured(TableFilter captured, TableId table) {
        return captured.isIncluded(id(table));
    }

    /** As Debezium's parser has it. */
    static io.debezium.relational.TableId id(TableId table) {
        return new io.debezium.relational.TableId(table.schema(), null, table.name());
    }

    /** Debezium compares the names of databases as they are. */
    private static LoggedStatement foldedDatabase(LoggedStatement statement) {
        int name = statement.fold() ? LoggedDdl.of(statement).databaseName() : -1;
        return name < 0 ? statement : statement.with(statement.text(0, name) + " "
                + BinlogServer.quoted(TableId.folded(statement.unquoted(name))) + " "
                + statement.text(name + 1, statement.length()));
    }

    /** {@code CREATE OR REPLACE TABLE}, which is MariaDB's, as the two statements that it stands for. */
    static String replacing(LoggedStatement statement) {
        if (!statement.startsWith("CREATE", "OR", "REPLACE", "TABLE")) {
            return statement.text();
        }
        int name = LoggedDdl.of(statement).tableName();
        return "DROP TABLE IF EXISTS " + statement.text(name, statement.behindName(name)) + ";\nCREATE "
                + statement.text(3, statement.length());
    }

    /**
     * The statement with calls of {@code JSON_VALUE} that have nothing between their parentheses. Debezium reads past
     * what a generated column, an index or a check is made of, but its grammar lets {@code RETURNING} be followed only
     * by {@code ON EMPTY} or {@code ON ERROR}, and takes texts alone for their {@code DEFAULT}.
     */
    public static String readable(String ddl) {
        if (!ddl.toUpperCase(Locale.ROOT).contains(JSON_VALUE)) {
            return ddl;
        }
        StringBuilder readable = new StringBuilder(ddl.length());
        boolean called = false;
        int depth = 0;
        for (int start = 0, end; start < ddl.length(); start = end) {
            end = SqlTokens.end(ddl, start);
            String token = ddl.substring(start, end);
            depth += token.equals("(") && (depth > 0 || called) ? 1 : token.equals(")") && depth > 0 ? -1 : 0;
            if (depth == 0 || depth == 1 && called) {
                readable.append(token);
            }
            called = SqlTokens.isNothing(token) ? called : token.equalsIgnoreCase(JSON_VALUE);
        }
        return readable.toString();
    }
}
