package load;

import base.Problem;
import config.CdcConfig;
import destination.Destination;
import dlt.DltTables;
import event.TableId;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * What several loaders of one dataset hand on to each other: how far each part of a source is loaded, whoever has it.
 * Each mark is a row, which is claimed first and then compared and set in the transaction of each load: a loader whose
 * part another one has claimed since cannot load any more. A table for each: a lake's transactions conflict by tables.
 */
public final class Marks {

    /** Another loader has claimed a mark since. Nothing of the load was written. */
    public static final class Lost extends RuntimeException {

        private Lost(String name) {
            super(name + " is loaded by another task since: nothing of this load was written");
        }
    }

    private static final String PREFIX = "_dlt_mark_";

    private final Destination destination;
    private final DltTables sql;
    private final CdcConfig config;
    private final TableNames names;
    private final Predicate<String> siblings;
    private final String holder = UUID.randomUUID().toString();
    private Map<String, String> next = Map.of();

    /** @param siblings the names of pipelines that may load into the same dataset, as all use its marks */
    public Marks(CdcConfig config, Destination destination, Predicate<String> siblings) {
        this.config = config;
        this.destination = destination;
        this.sql = DltTables.of(destination.catalog(), config.dataset());
        this.names = new TableNames(config.tableNames());
        this.siblings = siblings;
    }

    boolean isSibling(String pipeline) {
        return siblings.test(pipeline);
    }

    /**
     * From now on they are this loader's, whose they were before.
     *
     * @return what was set last of each, empty where nothing was
     * @throws Problem when the destination cannot be reached or written
     */
    public Map<String, String> claim(Collection<String> names) {
        Map<String, String> states = new TreeMap<>();
        alone(() -> {
            for (String each : names) {
                states.put(each, kept(each, holder, ""));
                destination.update("UPDATE " + table(each) + " SET holder = ? WHERE name = ?", holder, each);
            }
        });
        return states;
    }

    /**
     * Two tables of the sources never become one, whoever loads them. To be asked before a load has the first change.
     *
     * @param from the source that the table is of
     * @throws Problem (exit code 2) where another one is loaded under its name
     */
    public void requireOneSource(TableId table, String from) {
        String name = names.of(table);
        String source = table + " of " + from;
        String[] stored = {source};
        alone(() -> stored[0] = kept("table " + name, "", source));
        if (!stored[0].equals(source)) {
            throw Problem.config("Table " + name + " of dataset " + config.dataset() + " is loaded from " + stored[0]
                    + ", and now comes from " + source + ": give one of them another name in"
                    + " cdc_settings.table_names, or load each with another cdc_settings.pipeline_name into another"
                    + " cdc_settings.dataset_name");
        }
    }

    private void alone(Destination.Work work) {
        destination.retrying(true, () -> {
            destination.attach();
            destination.inTransaction(() -> {
                destination.execute("CREATE SCHEMA IF NOT EXISTS " + sql.dataset());
                work.run();
            });
            destination.release();      // so that the next load looks at what others have changed
        });
    }

    /** The state that is there; the first time it is made. */
    private String kept(String name, String firstHolder, String first) throws SQLException {
        String table = table(name);
        destination.execute("CREATE TABLE IF NOT EXISTS " + table + " (name VARCHAR, holder VARCHAR, state VARCHAR)");
        List<List<Object>> rows = destination.query("SELECT state FROM " + table + " WHERE name = ?", name);
        if (rows.isEmpty()) {
            destination.update("INSERT INTO " + table + " VALUES (?, ?, ?)", name, firstHolder, first);
            return first;
        }
        return (String) rows.get(0).get(0);
    }

    /** What the next load is to set, of those that are claimed. */
    public void next(Map<String, String> states) {
        next = Map.copyOf(states);
    }

    /** In the load's transaction. */
    void set() throws SQLException {
        for (Map.Entry<String, String> each : next.entrySet()) {
            if (destination.update("UPDATE " + table(each.getKey()) + " SET state = ? WHERE name = ? AND holder = ?",
                    each.getValue(), each.getKey(), holder) != 1) {
                throw new Lost(each.getKey());
            }
        }
    }

    /** One for each name, also where two differ in case only, which DuckDB's names do not. */
    private String table(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return sql.table(PREFIX + (lower.equals(name) ? name : lower + "-" + UUID.nameUUIDFromBytes(name.getBytes(
                StandardCharsets.UTF_8))));
    }
}
