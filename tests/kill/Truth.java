import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What has really happened, told by PostgreSQL alone: everything that a slot of its own with the test_decoding plugin
 * has sent since before the first row (<a href="https://www.postgresql.org/docs/current/test-decoding.html">
 * test_decoding</a>).
 */
final class Truth {

    /** A change in the words of the APPEND mode; the row has the values that are known. */
    record Change(String table, String op, List<String> row) {
    }

    /** A line of test_decoding, with the end of its transaction's COMMIT record in the log. */
    private record Line(SourceTables.Table table, String op, List<String> old, List<String> row, long end) {
    }

    /** Replays the log; what comes after a point is kept as changes. */
    static final class Replay {
        /** By table: the rows at the point, the rows at the end. */
        final Map<String, List<List<String>>> atPoint = new HashMap<>();
        final Map<String, List<List<String>>> atEnd = new HashMap<>();
        /** By table and key: last values of the rows that were there at the point or came later, and are gone. */
        final Map<String, Map<List<String>, List<String>>> gone = new HashMap<>();
        /** By table: all keys that were used before the point. */
        final Map<String, Set<List<String>>> earlier = new HashMap<>();
        final List<Change> changes = new ArrayList<>();
        private final Map<String, Map<List<String>, List<String>>> keyed = new HashMap<>();
        private final Map<String, List<List<String>>> bags = new HashMap<>();
        private boolean passed;

        private void apply(Line line) {
            SourceTables.Table table = line.table;
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

        private void update(SourceTables.Table table, Line line) {
            List<String> old = line.old != null && table.full() ? line.old
                    : keyed.get(table.name()).get(table.key(line.old != null ? line.old : line.row));
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

        private void put(SourceTables.Table table, List<String> row) {
            if (table.key().isEmpty()) {
                bags.computeIfAbsent(table.name(), t -> new ArrayList<>()).add(row);
                return;
            }
            List<String> key = table.key(row);
            if (keyed.computeIfAbsent(table.name(), t -> new HashMap<>()).put(key, row) != null) {
                throw new IllegalStateException("test_decoding sent key " + key + " of " + table.name() + " twice");
            }
            gone(table).remove(key);
            if (!passed) {
                earlier.computeIfAbsent(table.name(), t -> new HashSet<>()).add(key);
            }
        }

        private void remove(SourceTables.Table table, List<String> row) {
            List<String> was = table.key().isEmpty() ? bags.get(table.name()).remove(row) ? row : null
                    : keyed.get(table.name()).remove(table.key(row));
            if (was == null) {
                throw new IllegalStateException("test_decoding removed " + row + " from " + table.name()
                        + ": not there");
            }
            if (passed) {
                gone(table).put(table.key(was), was);
            }
        }

        private Map<List<String>, List<String>> gone(SourceTables.Table table) {
            return gone.computeIfAbsent(table.name(), t -> new HashMap<>());
        }

        private List<List<String>> rows(SourceTables.Table table) {
            return table.key().isEmpty() ? bags.getOrDefault(table.name(), List.of())
                    : List.copyOf(keyed.getOrDefault(table.name(), Map.of()).values());
        }

        private void emit(SourceTables.Table table, String op, List<String> row) {
            if (passed) {
                changes.add(new Change(table.name(), op, row));
            }
        }

        private void keep(Map<String, List<List<String>>> rows) {
            SourceTables.ALL.forEach(table -> rows.put(table.name(), List.copyOf(rows(table))));
        }
    }

    private static final String SLOT = "kill_truth";
    private static final String UNCHANGED = "\0unchanged";
    private final List<Line> lines = new ArrayList<>();

    /** Starts to record. */
    static void start(Connection connection) throws SQLException {
        SourceTables.execute(connection, "SELECT pg_create_logical_replication_slot('" + SLOT + "', 'test_decoding')");
    }

    static void stop(Connection connection) throws SQLException {
        SourceTables.execute(connection, "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                + " WHERE slot_name = '" + SLOT + "'");
    }

    /** Takes over what has been recorded since the last time. */
    void read(Connection connection) throws SQLException {
        List<String> open = new ArrayList<>();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(5_000);
            ResultSet result = statement.executeQuery(
                    "SELECT (lsn - '0/0')::bigint, data FROM pg_logical_slot_get_changes('" + SLOT + "', NULL, NULL)");
            while (result.next()) {
                String text = result.getString(2);
                if (text.startsWith("COMMIT")) {
                    long end = result.getLong(1);
                    open.forEach(each -> parse(each, end));
                    open.clear();
                }
                else if (text.startsWith("table ")) {
                    open.add(text);
                }
            }
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    /** Replays everything; changes of transactions that were committed behind {@code point} are kept. */
    Replay replay(long point) {
        Replay replay = new Replay();
        for (Line line : lines) {
            if (!replay.passed && line.end > point) {
                replay.keep(replay.atPoint);
                replay.passed = true;
            }
            replay.apply(line);
        }
        if (!replay.passed) {
            replay.keep(replay.atPoint);
        }
        replay.keep(replay.atEnd);
        return replay;
    }

    /** {@code table public.a, public.b: OPERATION: rest}. */
    private void parse(String text, long end) {
        int colon = text.indexOf(": ");
        int second = text.indexOf(": ", colon + 2);
        String op = text.substring(colon + 2, second);
        for (String name : text.substring("table ".length(), colon).split(", ")) {
            for (SourceTables.Table table : SourceTables.ALL) {
                if (name.equals("public." + table.name())) {
                    lines.add(line(table, op, text, second + 2, end));
                }
            }
        }
    }

    private static Line line(SourceTables.Table table, String op, String text, int at, long end) {
        String[] old = null;
        String[] row = null;
        int[] place = {at};
        if (text.startsWith("old-key: ", at)) {
            place[0] += "old-key: ".length();
            old = tuple(table, text, place);
            place[0] += "new-tuple: ".length();
        }
        if (!op.equals("TRUNCATE")) {
            row = tuple(table, text, place);
        }
        boolean delete = op.equals("DELETE");
        List<String> before = delete ? Arrays.asList(row) : old == null ? null : Arrays.asList(old);
        return new Line(table, op, before, delete || row == null ? null : Arrays.asList(row), end);
    }

    /** {@code name[type]:value name[type]:'it''s' …}; a column that is left out is NULL. */
    private static String[] tuple(SourceTables.Table table, String text, int[] place) {
        String[] values = new String[table.columns().size()];
        int at = place[0];
        while (at < text.length() && !text.startsWith("new-tuple: ", at)) {
            String name = text.substring(at, text.indexOf('[', at));
            at = text.indexOf("]:", at) + 2;
            int start = at;
            String value;
            if (text.charAt(at) == '\'') {
                do {
                    at = text.indexOf('\'', at + 1) + 1;
                } while (at < text.length() && text.charAt(at) == '\'');
                value = text.substring(start + 1, at - 1).replace("''", "'");
            }
            else {
                at = text.indexOf(' ', at) < 0 ? text.length() : text.indexOf(' ', at);
                value = text.substring(start, at);
                value = value.equals("null") ? null : value.equals("unchanged-toast-datum") ? UNCHANGED : value;
            }
            values[table.columns().indexOf(name)] = value;
            at++;
        }
        place[0] = at;
        return values;
    }
}
