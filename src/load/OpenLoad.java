package load;

import base.SteadyClock;
import change.Bulk;
import change.Changes;
import change.TableChanges;
import destination.Destination;
import dlt.DltTables;
import dlt.Table;
import event.Reached.Copy;
import event.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import load.Parts.LoadPart;
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
    /** How tables are kept, see {@link Modes}. */
    final Map<String, String> modes = new LinkedHashMap<>();
    /** How columns are unpacked, see {@link SameNested}. */
    final Map<String, String> unpacked = new LinkedHashMap<>();
    private final Map<String, Table> nested = new LinkedHashMap<>();
    private final Set<String> older;
    private final Map<String, String> atEnd = new LinkedHashMap<>();
    private List<String> before = List.of();
    private boolean inParts;
    private TableId copied;
    private LoadPart part;
    private Orphans orphans;
    private final long start = SteadyClock.now();
    private long worked;
    private long committed;
    private final Map<String, Map<String, Long>> operations = new LinkedHashMap<>();
    private final Map<String, Long> misfits = new LinkedHashMap<>();

    OpenLoad(String id, Map<String, Table> tables) {
        this.id = id;
        this.tables = new LinkedHashMap<>(tables);
        this.older = Set.copyOf(tables.keySet());
    }

    /** What is set right before anything is loaded. */
    void before(Mending mending) {
        before(mending.ddl());
        mending.renamed().forEach(this::loaded);
    }

    void before(List<String> statements) {
        before = statements;
    }

    /** Statements for the load's begin. */
    String[] before() {
        return before.toArray(String[]::new);
    }

    /** Called once a part. */
    void nextPart(LoadPart next) {
        Copy copy = next.reached().copy();
        inParts |= next.reached().unfinishedWhole();
        copied = copy == null ? null : copy.table();
        part = next;
    }

    /** The part at hand. */
    LoadPart part() {
        return part;
    }

    /** The table that is read again; null where none is. */
    TableId copied() {
        return copied;
    }

    /** Whether rows of this load replace all that are stored of a table, as those of a snapshot do. */
    boolean reads(TableId table) {
        return inParts && table.equals(copied);
    }

    /** All rows of the copy have come, and those before are gone: what follows is as in any load. */
    void partsOver() {
        inParts = false;
        atEnd.clear();
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

    /** Statements for the end of the load. */
    String[] atEnd() {
        return atEnd.values().toArray(String[]::new);
    }

    void loaded(Table table) {
        tables.put(table.name(), table);
        loaded.put(table.name(), table);
    }

    /** What goes with the rows that the load takes away; one for the whole load. */
    Orphans orphans(Destination destination, DltTables sql) {
        if (orphans == null) {
            orphans = new Orphans(destination, sql, this);
        }
        return orphans;
    }

    /** A table nested in others, as it is by now. */
    void nested(Table table) {
        tables.put(table.name(), table);
        nested.put(table.name(), table);
    }

    /** The tables that are nested in one. */
    Collection<Table> nestedIn(String root) {
        return tables.values().stream().filter(table -> table.parent() != null && Orphans.root(table, tables)
                .equals(root)).toList();
    }

    /** All that got rows or columns. */
    Collection<Table> changed() {
        List<Table> changed = new ArrayList<>(loaded.values());
        changed.addAll(nested.values());
        return changed;
    }

    /** Adds what these changes tell to the load's story. */
    void count(Changes changes, Function<TableId, String> names) {
        changes.operations().forEach((table, counts) -> counts.forEach((op, count) ->
                count(names.apply(table), op, count)));
        for (TableChanges each : changes.tables()) {
            if (each instanceof Bulk) {
                count(names.apply(each.table()), "snapshot", each.events());
            }
            each.misfitCounts().forEach((column, count) -> misfits.merge(each.table() + "." + column, count,
                    Long::sum));
        }
    }

    private void count(String table, String operation, long count) {
        operations.computeIfAbsent(table, t -> new LinkedHashMap<>()).merge(operation, count, Long::sum);
    }

    /** All is done, apart from the commit. */
    void worked() {
        worked = SteadyClock.now();
    }

    void committed() {
        committed = SteadyClock.now();
    }

    /** The load as it is told to those who watch. */
    Watch.Load story() {
        return new Watch.Load(id, operations, misfits, SteadyClock.now() - start, committed - worked);
    }
}
