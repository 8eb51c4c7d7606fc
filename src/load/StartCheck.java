package load;

import base.Problem;
import capture.LeftOut;
import capture.Remedy;
import capture.SourceTable;
import change.ColumnChoices;
import change.GivenNames;
import change.NestedChoices;
import change.PrimaryKeys;
import config.CdcConfig;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.TableId;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import load.Modes.TableMode;
import watch.Watch;

/**
 * Looks at the captured tables before each start: names that would meet in the destination, and keys that do not exist,
 * are errors then and not at the first row; what will be missing is said.
 */
public final class StartCheck implements SourceTable.Check {

    /** How many tables a sentence names. */
    private static final int NAMED = 5;

    private final CdcConfig config;
    private final PrimaryKeys keys;
    private final OwnColumns own;
    private final Modes modes;
    private final Watch watch;
    private final Set<String> warned = new HashSet<>();
    private final Set<TableId> unread = new HashSet<>();

    public StartCheck(CdcConfig config, PrimaryKeys keys, Watch watch) {
        this.config = config;
        this.keys = keys;
        this.own = OwnColumns.of(config.columns());
        this.modes = new Modes(config.choices());
        this.watch = watch;
    }

    @Override
    public void check(List<SourceTable> tables, Checkpoint committed) {
        check(tables, true, committed);
    }

    @Override
    public void checkSome(List<SourceTable> tables, Checkpoint committed) {
        check(tables, false, committed);
    }

    /** @param all whether no other tables will come */
    private void check(List<SourceTable> tables, boolean all, Checkpoint committed) {
        if (committed.position().containsKey(Checkpoint.REPLAYED)) {
            throw Problem.config("Pipeline " + config.pipeline() + " holds replayed recordings: a live source cannot"
                    + " continue them. Give it its own project folder with --project DIR, or start afresh with `drop"
                    + " --drop-all`");
        }
        List<TableId> ids = tables.stream().map(SourceTable::id).toList();
        requireShared(ids, committed);
        unread.clear();
        NamedTables.require("primary_keys", config.primaryKeys().keySet(), ids);
        NamedTables.require("table_names", config.tableNames().keySet(), ids);
        NamedTables.require("deletes", config.choices().deletes().keySet(), ids);
        TableNames names = new TableNames(config.tableNames());
        GivenNames given = new GivenNames(config.columnNames(), config.choices().history());
        ColumnChoices choices = new ColumnChoices(config.choices(), keys);
        NestedChoices nested = new NestedChoices(config.choices().nested());
        if (all) {
            SameNames.requireKnown(given, tables, committed, this::warn);
            SameChoices.requireKnown(choices, tables, committed, this::warn);
            SameNested.requireKnown(nested, choices, tables, committed, this::warn);
        }
        Histories histories = new Histories(config, keys, own);
        for (SourceTable table : tables) {
            String name = names.of(table.id());
            List<String> key = keys.of(table.id(), table.columns());
            List<String> columns = choices.kept(table.id(), table.columns(), key);
            TableMode mode = modes.of(table.id(), key);
            ColumnNames.of(table.id(), columns, mode.columns(own), OwnColumns.settings(mode.disposition()),
                    given);
            modes.require(table.id(), key, name, committed);
            histories.require(table.id(), columns, key, names, given);
            SameNested.requireNoVersions(table.id(), columns, mode, nested);
            SameNested.requireKept(table.id(), columns, nested, committed);
            if (committed.tables().contains(name)) {
                SameNames.requireKept(table.id(), columns, given, committed);
                SameChoices.requireKept(table.id(), key, choices, config.choices(), committed);
            }
            if (!table.logged().containsAll(key)) {
                warn("Table " + table.id() + " is merged by " + String.join(", ", key)
                        + ", but its REPLICA IDENTITY sends " + (table.logged().isEmpty() ? "nothing"
                                : String.join(", ", table.logged()) + " only")
                        + " of an old row: a delete will end the run, and a change of the key will leave the old"
                        + " row. Run: " + table.logAll());
            }
            if (committed.snapshot() == Snapshot.DONE && !committed.tables().contains(name)
                    && !captured(committed).contains(table.id().toString()) && table.hasRows().getAsBoolean()) {
                unread(table, Again.isDropped(committed, name));
            }
            if (LeftOut.of(committed).contains(table.id().toString())) {
                warn("Table " + table.id() + " was left out of the list of tables for a time: what changed there in"
                        + " that time is missing" + (table.copied() ? Remedy.of(table.id(), config.unasked())
                                : ". To load the tables again run `drop --drop-all --drop-slot`, then `run`"));
                if (config.unasked()) {
                    unread.add(table.id());
                }
            }
        }
        if (all) {
            histories.requireKnown(committed);
        }
    }

    private void unread(SourceTable table, boolean dropped) {
        if (table.copied() && (table.joined() || config.unasked()) && !dropped) {
            unread.add(table.id());
            return;
        }
        warn("Table " + table.id() + " was not loaded so far: its changes come from now on, but its existing rows will"
                + " not be copied" + (table.copied() ? ". To load them run `resnapshot " + table.id() + "`" : ""));
    }

    @Override
    public Set<TableId> unread() {
        return unread;
    }

    /** A file that another project's folder has loaded is not to be dropped, whatever this one would need. */
    @Override
    public void moved(String was, String is, Checkpoint committed) {
        if (!new WorkingCopy(config, this::warn).hasLoaded(committed)) {
            throw Problem.config("Dataset " + config.dataset() + " of " + config.target() + " is loaded from " + was
                    + ", by pipeline " + config.pipeline() + " of another project folder; this one has " + is
                    + ". Give it a dataset_name of its own in [cdc_settings], or another file in [destination."
                    + config.target().name() + "]. Nothing was written");
        }
    }

    private void requireShared(List<TableId> tables, Checkpoint committed) {
        List<String> loaded = captured(committed).stream().map(String::valueOf).toList();
        List<String> ours = tables.stream().map(TableId::toString).toList();
        if (!loaded.isEmpty() && !ours.isEmpty() && Collections.disjoint(loaded, ours)) {
            moved(names(loaded), names(ours), committed);
        }
    }

    private static String names(List<String> tables) {
        return (tables.size() == 1 ? "table " : "tables ")
                + String.join(", ", tables.subList(0, Math.min(NAMED, tables.size()))) + (tables.size() > NAMED
                        ? ", …" : "");
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
