package binlog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * MariaDB's application-time periods in a statement, which Debezium cannot read: {@code PERIOD FOR p (s, e)} says
 * nothing of the columns and is left out, and in a key {@code p WITHOUT OVERLAPS} stands for the columns of the period.
 *
 * @see <a
 * href="https://mariadb.com/docs/server/reference/sql-structure/temporal-tables/application-time-periods">MariaDB:
 *      Application-Time Periods</a>
 */
final class MariadbPeriods {

    private final List<String> tokens = new ArrayList<>();
    /** A period's name, in small letters and without quotes, to its columns. */
    private final Map<String, String> columns = new HashMap<>();

    private MariadbPeriods(String ddl) {
        for (int start = 0, end; start < ddl.length(); start = end) {
            end = SqlTokens.end(ddl, start);
            tokens.add(ddl.substring(start, end));
        }
    }

    /** The statement without them. */
    static String without(String ddl) {
        String upper = ddl.toUpperCase(Locale.ROOT);
        if (!upper.contains("PERIOD") && !upper.contains("OVERLAPS")) {
            return ddl;
        }
        MariadbPeriods periods = new MariadbPeriods(ddl);
        for (int i = 0; i < periods.tokens.size(); i++) {
            if (periods.is(i, "PERIOD") && periods.is(periods.next(i), "FOR") && !periods.is(periods.next(i, 2),
                    "SYSTEM_TIME")) {
                periods.leaveOut(i);
            }
        }
        for (int i = 0; i < periods.tokens.size(); i++) {
            if (periods.is(i, "WITHOUT") && periods.is(periods.next(i), "OVERLAPS")) {
                periods.putColumns(i);
            }
        }
        return String.join("", periods.tokens);
    }

    /** The clause, from its ADD or DROP on, and the comma that separated it from the others. */
    private void leaveOut(int period) {
        int name = next(period, 2);
        int end = name;
        if (is(next(name), "(")) {
            end = next(name);
            while (end < tokens.size() && !is(end, ")")) {
                end++;
            }
            columns.put(plain(name), String.join("", tokens.subList(next(name) + 1, Math.min(end, tokens.size()))));
        }
        int start = is(before(period), "ADD") || is(before(period), "DROP") ? before(period) : period;
        if (is(before(start), ",")) {
            start = before(start);
        }
        else if (is(next(end), ",")) {
            end = next(end);
        }
        clear(start, end);
    }

    private void putColumns(int without) {
        int name = before(without);
        String own = columns.getOrDefault(plain(name), "");
        int start = own.isEmpty() && is(before(name), ",") ? before(name) : name;
        clear(start, next(without));
        tokens.set(start, own);
    }

    private void clear(int start, int end) {
        for (int i = Math.max(0, start); i <= Math.min(end, tokens.size() - 1); i++) {
            tokens.set(i, "");
        }
    }

    private String plain(int i) {
        return i < 0 || i >= tokens.size() ? "" : tokens.get(i).replaceAll("^[`\"]|[`\"]$", "")
                .toLowerCase(Locale.ROOT);
    }

    private boolean is(int i, String word) {
        return i >= 0 && i < tokens.size() && tokens.get(i).equalsIgnoreCase(word);
    }

    private int next(int i, int words) {
        return words == 0 ? i : next(next(i), words - 1);
    }

    /** The next token that says something. */
    private int next(int i) {
        int next = i + 1;
        while (next < tokens.size() && isNothing(next)) {
            next++;
        }
        return next;
    }

    private int before(int i) {
        int before = i - 1;
        while (before >= 0 && isNothing(before)) {
            before--;
        }
        return before;
    }

    private boolean isNothing(int i) {
        return tokens.get(i).isEmpty() || SqlTokens.isNothing(tokens.get(i));
    }
}
