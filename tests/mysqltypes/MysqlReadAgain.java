import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** Tables that are read twice: what is read directly has the values and types of the engine's snapshot. */
final class MysqlReadAgain {

    /** Of a wide table. */
    private static final int COLUMNS = 45;

    /** Runs the loader. */
    interface Run {
        void run() throws Exception;
    }

    private final MysqlServer server;
    private final List<String> tables = new ArrayList<>();

    /** Puts all types side by side in a few tables: what is read again is compared by the row. */
    MysqlReadAgain(MysqlServer server, List<MysqlCase> cases) throws SQLException {
        this.server = server;
        int rows = cases.stream().mapToInt(each -> each.values().size() + 1).max().orElse(0);
        for (int from = 0; from < cases.size(); from += COLUMNS) {
            List<MysqlCase> some = cases.subList(from, Math.min(cases.size(), from + COLUMNS));
            String table = "w_" + from;
            server.execute("CREATE TABLE " + table + " (n integer PRIMARY KEY" + String.join("", some.stream()
                    .map(each -> ", v_" + each.name() + " " + each.type() + " NULL").toList()) + ")");
            for (int n = 0; n < rows; n++) {
                server.execute("INSERT INTO " + table + " (n) VALUES (" + n + ")");
            }
            for (MysqlCase each : some) {
                server.execute("UPDATE " + table + " w JOIN t_" + each.name() + " t ON w.n = t.n SET w.v_" + each.name()
                        + " = t.v");
            }
            tables.add(table);
        }
        tables.addAll(MysqlTables.READ_AGAIN);
    }

    /** The verb that reads them again. */
    List<String> verb() {
        List<String> verb = new ArrayList<>(List.of("resnapshot"));
        verb.addAll(tables);
        return verb;
    }

    /** Has them read again, and compares. */
    boolean isSame(Callable<MysqlLoaded> open, Run verb) throws Exception {
        Map<String, String> types = new TreeMap<>();
        try (MysqlLoaded loaded = open.call()) {
            types.putAll(loaded.columns(tables));
        }
        long locks = server.count("Com_lock_tables");
        long flushes = server.count("Com_flush");
        verb.run();
        List<String> wrong = new ArrayList<>();
        try (MysqlLoaded loaded = open.call()) {
            for (String table : tables) {
                String copies = loaded.copies(table);
                if (!copies.equals("2 copies, 0 rows differ")) {
                    wrong.add(table + ": " + copies);
                }
            }
            if (!loaded.columns(tables).equals(types)) {
                wrong.add("the columns were " + types + ", are " + loaded.columns(tables));
            }
        }
        if (server.count("Com_lock_tables") - locks < tables.size() || server.count("Com_flush") > flushes) {
            wrong.add("an engine read them");
        }
        System.out.println((wrong.isEmpty() ? "ok " : "not ok ") + "what is read again directly has the values and"
                + " types of the engine's snapshot, in columns of every type" + String.join("; ", wrong));
        return wrong.isEmpty();
    }
}
