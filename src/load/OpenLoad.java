package load;

import base.SteadyClock;
import change.Changes;
import change.TableChanges;
import dlt.Table;
import event.TableId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import watch.Watch;

/**
 * What a load has done so far. One that comes in several parts, as a snapshot in one transaction, is kept between them.
 */
final class OpenLoad {

    final String id;
    /** The destination's tables as they are by now. */
    final Map<String, Table> tables;
    /** Those that got rows. */
    final Map<String, Table> loaded = new LinkedHashMap<>();
    /** Names that were given to columns, see {@link SameNames}. */
    final Map<String, String> columnNames = new LinkedHashMap<>();
    private final Set<String> older;
    private final Map<String, String> atEnd = new LinkedHashMap<>();
    private boolean inParts;
    private final long start = SteadyClock.now();
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private final Map<String, Long> misfits = new LinkedHashMap<>();

    OpenLoad(String id, Map<String, Table> tables) {
        this.id = id;
        this.tables = new LinkedHashMap<>(tables);
        this.older = Set.copyOf(tables.keySet());
    }

    /** Called once a part. */
    void nextPart(boolean last) {
        inParts |= !last;
    }

    /** Whether more parts come, or came, than this one: DDL may follow, so rows of earlier loads stay as they are until
     * the end. */
    boolean inParts() {
        return inParts;
    }

    /** Whether the table was there before the load. */
    boolean isOlder(String table) {
        return older.contains(table);
    }

    /** A statement for the end of the load, in place of the one that an earlier part had for this table. */
    void atEnd(String table, String statement) {
        atEnd.put(table, statement);
    }

    String[] atEnd() {
        return atEnd.values().toArray(String[]::new);
    }

    void loaded(Table table) {
        tables.put(table.name(), table);
        loaded.put(table.name(), table);
    }

    /** Adds what these changes tell to the load's story. */
    void count(Changes changes, Function<TableId, String> names) {
        for (TableChanges each : changes.tables()) {
            counts.merge(names.apply(each.table()), each.events(), Long::sum);
            each.misfitCounts().forEach((column, count) -> misfits.merge(each.table() + "." + column, count,
                    Long::sum));
        }
    }

    /** The load as it is told to those who watch. */
    Watch.Load story() {
        return new Watch.Load(id, counts, misfits, SteadyClock.now() - start);
    }
}
