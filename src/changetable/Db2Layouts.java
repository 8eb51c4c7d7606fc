package changetable;

import base.Problem;
import event.TableId;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Whether tables have been altered since an engine began. The connector reads a change table as it is now, by the
 * places of the columns that it knows, which it learns anew for one table with each change: with two altered tables it
 * mixes columns. So each batch is compared with the catalogue, after it was read and before it is loaded.
 */
final class Db2Layouts implements AutoCloseable {

    private final Properties given;
    private final Collection<TableId> tables;
    private final Map<String, String> altered;
    private Db2Server server;

    /** @param tables the captured ones and their change tables */
    Db2Layouts(Properties given, Db2Server now, Collection<TableId> tables) {
        this.given = given;
        this.tables = tables;
        this.altered = altered(now);
    }

    private Map<String, String> altered(Db2Server now) {
        Map<String, String> found = new TreeMap<>();
        String one = "TABSCHEMA = ? AND TABNAME = ?";
        now.query("SELECT TABSCHEMA, TABNAME, ALTER_TIME FROM SYSCAT.TABLES WHERE "
                + String.join(" OR ", Collections.nCopies(tables.size(), one)),
                row -> found.put(row.getString(1).strip() + "." + row.getString(2), String.valueOf(row.getString(3))),
                tables.stream().flatMap(id -> Stream.of(id.schema(), id.name()))
                        .toArray(String[]::new));
        return found;
    }

    /** @throws LayoutChanged when one was */
    synchronized void require() {
        Map<String, String> now;
        try {
            server = server == null ? new Db2Server(given) : server;
            now = altered(server);
        }
        catch (Problem problem) {
            close();
            throw problem;
        }
        for (Map.Entry<String, String> each : altered.entrySet()) {
            if (!each.getValue().equals(now.get(each.getKey()))) {
                throw new LayoutChanged("Table " + each.getKey() + " was altered: what was read since is read again,"
                        + " with its columns as they are now");
            }
        }
    }

    @Override
    public synchronized void close() {
        Db2Server open = server;
        server = null;
        if (open != null) {
            try {
                open.close();
            }
            catch (Problem alreadyLost) {
                // it was for looking only
            }
        }
    }
}
