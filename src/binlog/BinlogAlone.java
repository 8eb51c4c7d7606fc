package binlog;

import capture.NameList;
import event.TableId;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** What a second engine is given that reads one table while the first one streams: nothing that both would use. */
final class BinlogAlone {

    private static final String SUFFIX = "_copy";
    private static final long LEAST_SERVER_ID = 1L << 31;

    private BinlogAlone() {
    }

    /** @param file of the copy, beside which the engine keeps its schema history */
    static Properties properties(Properties given, TableId table, Path file) {
        Properties alone = new Properties();
        alone.putAll(given);
        alone.setProperty("table.include.list", NameList.exactly(Set.of(table.toString())));
        for (String name : new String[] {"name", "topic.prefix"}) {
            alone.setProperty(name, given.getProperty(name) + SUFFIX);
        }
        alone.setProperty("snapshot.mode", "initial");
        alone.setProperty("schema.history.internal.file.filename", file + ".history");
        // the server ends the connection of a replica when another comes with the same number
        alone.setProperty("database.server.id", Long.toString(LEAST_SERVER_ID
                + ThreadLocalRandom.current().nextLong(LEAST_SERVER_ID - 1)));
        return alone;
    }
}
