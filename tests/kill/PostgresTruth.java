import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What has really happened, told by PostgreSQL alone: everything that a slot of its own with the test_decoding plugin
 * has sent since before the first row (<a href="https://www.postgresql.org/docs/current/test-decoding.html">
 * test_decoding</a>).
 */
final class PostgresTruth {

    private static final String SLOT = "kill_truth";
    private final List<Table> tables;
    private final List<Replay.Line> lines = new ArrayList<>();

    PostgresTruth(List<Table> tables) {
        this.tables = tables;
    }

    /** Starts to record. */
    static void start(Connection connection) throws SQLException {
        Sql.execute(connection, "SELECT pg_create_logical_replication_slot('" + SLOT + "', 'test_decoding')");
    }

    static void stop(Connection connection) throws SQLException {
        Sql.execute(connection, "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                + " WHERE slot_name = '" + SLOT + "'");
    }

    /** Everything that has been recorded, also what was read the last time. */
    List<Replay.Line> read(Connection connection) throws SQLException {
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
        return lines;
    }

    /** {@code table public.a, public.b: OPERATION: rest}; partition 0 of a is named {@code a_0}. */
    private void parse(String text, long end) {
        int colon = text.indexOf(": ");
        int second = text.indexOf(": ", colon + 2);
        String op = text.substring(colon + 2, second);
        for (String name : text.substring("table ".length(), colon).split(", ")) {
            String root = Character.isDigit(name.charAt(name.length() - 1)) ? name.substring(0, name.length() - 2)
                    : name;
            for (Table table : tables) {
                if (root.equals("public." + table.name())) {
                    lines.add(line(table, op, text, second + 2, end));
                }
            }
        }
    }

    private static Replay.Line line(Table table, String op, String text, int at, long end) {
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
        return new Replay.Line(table, op, before, delete || row == null ? null : Arrays.asList(row), end);
    }

    /** {@code name[type]:value name[type]:'it''s' …}; a column that is left out is NULL. */
    private static String[] tuple(Table table, String text, int[] place) {
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
                value = value.equals("null") ? null : value.equals("unchanged-toast-datum") ? Replay.UNCHANGED : value;
            }
            values[table.columns().indexOf(name)] = value;
            at++;
        }
        place[0] = at;
        return values;
    }
}
