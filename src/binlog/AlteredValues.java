package binlog;

import binlog.LoggedStatement.Span;
import event.TableId;
import io.debezium.relational.Column;
import io.debezium.relational.RelationalDatabaseSchema;
import io.debezium.relational.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * ALTER TABLE statements that may change values in rows which the log does not send: another type that does not hold
 * all values of the old one, a column that takes the name of another. Debezium may know a table as it is before the
 * statement or after it, so what it has made of a column is looked at once the next statement is read, and
 * until then the column is remembered as it was.
 */
final class AlteredValues {

    private static final String[] NO_COLUMN = {"INDEX", "KEY", "FULLTEXT", "SPATIAL", "VECTOR", "UNIQUE", "CONSTRAINT",
            "CHECK", "FOREIGN", "PERIOD", "PARTITION", "SYSTEM", "PRIMARY"};

    private static final String UNSENT = ". The log has no rows for that";

    /** @param columns whose type may be another one, in lower case; null: all */
    private record Pending(TableId table, Set<String> columns, BinlogPosition at) {
    }

    private final RelationalDatabaseSchema schema;
    private final BinlogGaps gaps;
    /** The columns as they were before the statements that are pending, by their names in lower case. */
    private final Map<TableId, Map<String, Column>> known = new HashMap<>();
    /** Names of columns that were dropped or renamed. */
    private final Map<TableId, Set<String>> gone = new HashMap<>();
    private final List<Pending> pending = new ArrayList<>();

    /** @param schema Debezium's tables */
    AlteredValues(RelationalDatabaseSchema schema, BinlogGaps gaps) {
        this.schema = schema;
        this.gaps = gaps;
    }

    /** The table is as it is before the next statement. */
    synchronized void know(TableId table) {
        known.put(table, columns(table));
    }

    private Map<String, Column> columns(TableId table) {
        Table now = schema.tableFor(MysqlDdl.id(table));
        Map<String, Column> columns = new HashMap<>();
        if (now != null) {
            now.columns().forEach(column -> columns.put(column.name().toLowerCase(Locale.ROOT), column));
        }
        return columns;
    }

    /** A statement is of this table. */
    synchronized void see(LoggedStatement statement, TableId table, BinlogPosition at) {
        if (!statement.startsWith("ALTER") || !LoggedDdl.of(statement).isOfTable()) {
            pending.add(new Pending(table, Set.of(), at));
            return;
        }
        Set<String> retyped = new HashSet<>();
        Set<String> dropped = new HashSet<>();
        Set<String> named = new HashSet<>();
        boolean all = false;
        for (Span part : statement.parts(LoggedDdl.of(statement).changes())) {
            all |= statement.has(part.from(), "CONVERT") && statement.has(part.from() + 1, "TO");
            change(statement, part, retyped, dropped, named);
        }
        Set<String> before = gone.computeIfAbsent(table, none -> new HashSet<>());
        before.addAll(dropped);
        dropped.forEach(known.getOrDefault(table, new HashMap<>())::remove);
        named.stream().filter(before::remove).sorted()
                .forEach(name -> gaps.tell(table, at, "Column " + name + " of table " + table + " is another one than"
                        + " before: it was dropped and added again, or took the name of another" + UNSENT));
        pending.add(new Pending(table, all ? null : retyped, at));
    }

    /** Notes the names that one change of the statement is about. */
    private static void change(LoggedStatement statement, Span part, Set<String> retyped, Set<String> dropped,
            Set<String> named) {
        int at = part.from();
        if (statement.has(at, "RENAME") && statement.has(at + 1, "COLUMN")) {
            dropped.add(name(statement, at + 2));
            named.add(name(statement, at + 4));
            return;
        }
        if (!statement.has(at, "DROP", "ADD", "MODIFY", "CHANGE") || statement.has(at + 1, NO_COLUMN)) {
            return;
        }
        int column = at + 1;
        while (statement.has(column, "COLUMN", "IF", "NOT", "EXISTS")) {
            column++;
        }
        String name = name(statement, column);
        if (statement.has(at, "DROP")) {
            dropped.add(name);
        }
        else if (statement.has(at, "ADD") && statement.has(column, "(")) {
            statement.parts(column + 1).forEach(each -> named.add(name(statement, each.from())));
        }
        else if (statement.has(at, "ADD")) {
            named.add(name);
        }
        else if (statement.has(at, "CHANGE") && !name.equals(name(statement, column + 1))) {
            dropped.add(name);
            named.add(name(statement, column + 1));
        }
        else {
            retyped.add(name);
        }
    }

    private static String name(LoggedStatement statement, int i) {
        return i < statement.length() ? statement.unquoted(i).toLowerCase(Locale.ROOT) : "";
    }

    /**
     * What Debezium has made of the statements so far.
     *
     * @param certainly whether it has read them; else those of which nothing is seen are looked at again
     */
    synchronized void look(boolean certainly) {
        pending.removeIf(each -> {
            Map<String, Column> now = columns(each.table());
            Map<String, Column> before = known.computeIfAbsent(each.table(), none -> new HashMap<>());
            boolean seen = false;
            for (String name : each.columns() == null ? now.keySet() : each.columns()) {
                seen |= compare(each, before.get(name), now.get(name));
            }
            if (seen || certainly) {
                now.forEach((name, column) -> {
                    if (each.columns() == null || each.columns().contains(name)) {
                        before.put(name, column);
                    }
                    before.putIfAbsent(name, column);
                });
            }
            return seen || certainly;
        });
    }

    /** Whether the column is another one. */
    private boolean compare(Pending statement, Column old, Column now) {
        if (old == null || now == null || old.equals(now)) {
            return false;
        }
        if (!HeldValues.all(old, now)) {
            gaps.tell(statement.table(), statement.at(), "ALTER TABLE may have changed values of column "
                    + now.name() + " in table " + statement.table() + ", as its type does not hold all of the old one"
                    + UNSENT);
        }
        return true;
    }
}
