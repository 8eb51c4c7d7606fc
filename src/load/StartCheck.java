package load;

import capture.LeftOut;
import capture.SourceTable;
import change.GivenNames;
import change.PrimaryKeys;
import config.CdcConfig;
import config.Problem;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.TableId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import watch.Watch;

/**
 * Looks at the captured tables before each start: names that would meet in the destination, and keys that do not exist,
 * are errors then and not at the first row; what will be missing is said.
 */
public final class StartCheck implements SourceTable.Check {

    private final CdcConfig config;
    private final PrimaryKeys keys;
    private final OwnColumns own;
    private final Watch watch;
    private final Set<String> warned = new HashSet<>();

    public StartCheck(CdcConfig config, PrimaryKeys keys, Watch watch) {
        this.config = config;
        this.keys = keys;
        this.own = OwnColumns.of(config.columns());
        this.watch = watch;
    }

    @Override
    public void check(List<SourceTable> tables, Checkpoint committed) {
        if (committed.position().containsKey(Checkpoint.REPLAYED)) {
            throw Problem.config("Pipeline " + config.pipeline() + " holds replayed recordings: a live source cannot go on from"
                    + " them. Give it a project folder of its own with --project DIR, or start afresh with `drop --drop-all`");
        }
        List<TableId> ids = tables.stream().map(SourceTable::id).toList();
        NamedTables.require("primary_keys", config.primaryKeys().keySet(), ids);
        NamedTables.require("table_names", config.tableNames().keySet(), ids);
        TableNames names = new TableNames(config.tableNames());
        GivenNames given = new GivenNames(config.columnNames());
        SameNames.requireKnown(given, tables, committed, this::warn);
        for (SourceTable table : tables) {
            String name = names.of(table.id());
            List<String> key = keys.of(table.id(), table.columns());
            WriteDisposition disposition = key.isEmpty() ? WriteDisposition.APPEND : WriteDisposition.MERGE;
            ColumnNames.of(table.id(), table.columns(), own.in(disposition), OwnColumns.settings(disposition), given);
            if (committed.tables().contains(name)) {
                SameNames.requireKept(table.id(), table.columns(), given, committed);
            }
            if (!table.logged().containsAll(key)) {
                warn("Table " + table.id() + " is merged by " + String.join(", ", key) + ", but its REPLICA IDENTITY sends "
                        + (table.logged().isEmpty() ? "nothing" : String.join(", ", table.logged()) + " only")
                        + " of an old row: a delete will end the run, and a change of the key will leave the old row. Run: "
                        + table.logAll());
            }
            if (committed.snapshot() == Snapshot.DONE && !committed.tables().contains(name)
                    && !captured(committed).contains(table.id().toString()) && table.hasRows().getAsBoolean()) {
                warn("Table " + table.id() + " was not loaded so far, and its changes come from now on: rows that it had"
                        + " before do not come by themselves");
            }
            if (LeftOut.of(committed).contains(table.id().toString())) {
                warn("Table " + table.id() + " was left out of the list of tables for a time: what changed there meanwhile does not"
                        + " come. To load the tables again run `drop --drop-all --drop-slot`, then `run`");
            }
        }
    }

    /** The tables that the snapshot was of. */
    private static Collection<?> captured(Checkpoint committed) {
        Object captured = committed.position().get("captured");
        return captured == null ? List.of() : (Collection<?>) captured;
    }

    private void warn(String sentence) {
        if (warned.add(sentence)) {
            watch.warn(sentence);
        }
    }
}
