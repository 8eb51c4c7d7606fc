import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The source's own record of what has happened, replayed; what comes after a point is kept as changes. */
final class Replay {

    /** A value that a line leaves out because it has not changed. */
    static final String UNCHANGED = "\0unchanged";

    /** A change in the words of the APPEND mode; the row has the values that are known. */
    record Change(String table, String op, List<String> row) {
    }

    /**
     * A change in the source's record.
     *
     * @param op  INSERT, UPDATE, DELETE or TRUNCATE
     * @param old the old row, or what is known of it; null: nothing
     * @param end a place in the log that is after it, and not after the next transaction's beginning
     */
    record Line(Table table, String op, List<String> old, List<String> row, long end) {
    }

    /** By table: the rows at the point, the rows at the end. */
    final Map<String, List<List<String>>> atPoint = new HashMap<>();
    final Map<String, List<List<String>>> atEnd = new HashMap<>();
    /** By table and key: last values of the rows that were there at the point or came later, and are gone. */
    final Map<String, Map<List<String>, List<String>>> gone = new HashMap<>();
    /** By table: all keys that were used before the point. */
    final Map<String, Set<List<String>>> earlier = new HashMap<>();
    final List<Change> changes = new ArrayList<>();
    /** More rows than one have a key while a transaction is open, where nothing at the source forbids it. */
    private final Map<String, Map<List<String>, List<List<String>>>> keyed = new HashMap<>();
    private final Map<String, List<List<String>>> bags = new HashMap<>();
    private boolean passed;

    /** Replays all lines; changes of transactions that were committed after {@code point} are kept. */
    Replay(List<Table> tables, List<Line> lines, long point) {
        for (Line line : lines) {
            if (!passed && line.end > point) {
                keep(tables, atPoint);
                passed = true;
            }
            apply(line);
        }
        if (!passed) {
            keep(tables, atPoint);
        }
        keep(tables, atEnd);
    }

    private void apply(Line line) {
        Table table = line.table;
        switch (line.op) {
            case "INSERT" -> {
                put(table, line.row);
                emit(table, "insert", line.row);
            }
            case "UPDATE" -> update(table, line);
            case "DELETE" -> {
                remove(table, line.old);
                emit(table, "delete", table.logged(line.old));
            }
            default -> {
                List.copyOf(rows(table)).forEach(row -> remove(table, row));
                emit(table, "truncate", Arrays.asList(new String[table.columns().size()]));
            }
        }
    }

    private void update(Table table, Line line) {
        List<String> old = line.old != null && table.full() ? line.old
                : keyed.get(table.name()).get(table.key(line.old != null ? line.old : line.row)).get(0);
        List<String> row = new ArrayList<>(line.row);
        for (int i = 0; i < row.size(); i++) {
            if (UNCHANGED.equals(row.get(i))) {
                row.set(i, old.get(i));
            }
        }
        remove(table, old);
        put(table, row);
        if (table.declared() && !table.key(old).equals(table.key(row))) {
            emit(table, "delete", table.logged(old));
            emit(table, "insert", row);
        }
        else {
            emit(table, "update", row);
        }
    }

    private void put(Table table, List<String> row) {
        if (table.key().isEmpty()) {
            bags.computeIfAbsent(table.name(), t -> new ArrayList<>()).add(row);
            return;
        }
        List<String> key = table.key(row);
        List<List<String>> rows = keyed.computeIfAbsent(table.name(), t -> new HashMap<>())
                .computeIfAbsent(key, k -> new ArrayList<>(1));
        rows.add(row);
        if (rows.size() > 1 && table.declared()) {
            throw new IllegalStateException("the source's log has key " + key + " of " + table.name() + " twice");
        }
        gone(table).remove(key);
        if (!passed) {
            earlier.computeIfAbsent(table.name(), t -> new HashSet<>()).add(key);
        }
    }

    private void remove(Table table, List<String> row) {
        List<List<String>> rows = table.key().isEmpty() ? bags.get(table.name())
                : keyed.get(table.name()).getOrDefault(table.key(row), new ArrayList<>());
        List<String> was = table.key().isEmpty() || table.full() ? rows.remove(row) ? row : null
                : rows.isEmpty() ? null : rows.remove(0);
        if (was == null) {
            throw new IllegalStateException("the source's log removes " + row + " from " + table.name()
                    + ": not there");
        }
        if (!table.key().isEmpty() && rows.isEmpty()) {
            keyed.get(table.name()).remove(table.key(was));
        }
        if (passed && rows.isEmpty()) {
            gone(table).put(table.key(was), was);
        }
    }

    private Map<List<String>, List<String>> gone(Table table) {
        return gone.computeIfAbsent(table.name(), t -> new HashMap<>());
    }

    private List<List<String>> rows(Table table) {
        return table.key().isEmpty() ? bags.getOrDefault(table.name(), List.of())
                : keyed.getOrDefault(table.name(), Map.of()).values().stream().flatMap(List::stream).toList();
    }

    private void emit(Table table, String op, List<String> row) {
        if (passed) {
            changes.add(new Change(table.name(), op, row));
        }
    }

    private void keep(List<Table> tables, Map<String, List<List<String>>> rows) {
        tables.forEach(table -> rows.put(table.name(), List.copyOf(rows(table))));
    }
}
