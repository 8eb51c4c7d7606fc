package load;

import base.Problem;
import capture.SourceTable;
import change.Changes;
import change.GivenNames;
import change.TableChanges;
import dlt.Naming;
import dlt.Table;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.Row;
import event.TableId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Whether columns go on under the names that they were loaded under: under two names a column's rows would be in two
 * columns, and a key would tell no rows apart. The names that {@code [cdc_settings.column_names]} gives are kept with
 * the checkpoint.
 */
final class SameNames {

    /** In a checkpoint's position. */
    private static final String KEPT = "column_names";
    private static final String SETTING = "[cdc_settings.column_names]";

    private SameNames() {
    }

    /**
     * The names that these changes give to columns, by key; empty for a column that has none, in a table that is new.
     */
    static Map<String, String> of(Changes changes, GivenNames given, TableNames tables, Checkpoint committed) {
        Map<String, String> names = new HashMap<>();
        for (TableChanges each : changes.tables()) {
            TableId table = each.table();
            for (Row.Column column : each.schema().columns()) {
                if (given.gives(table, column.name())) {
                    names.put(GivenNames.key(table, column.name()), given.column(table, column.name()));
                }
                else if (!committed.tables().contains(tables.of(table))) {
                    names.put(GivenNames.key(table, column.name()), "");
                }
            }
        }
        return names;
    }

    /**
     * A position with the names that its tables were loaded with.
     *
     * @param added see {@link #of}
     */
    static Map<String, Object> kept(Map<String, Object> position, Checkpoint committed, Map<String, String> added) {
        Map<String, String> names = before(committed);
        names.putAll(added);
        names.values().removeIf(String::isEmpty);
        return Kept.with(position, KEPT, names);
    }

    /** A position without the names of columns of tables that are dropped. */
    static Map<String, Object> without(Map<String, Object> position, Collection<TableId> dropped) {
        return Kept.without(position, KEPT, dropped);
    }

    /** @param existing the table as it is, null when there is none */
    static void require(Table existing, TableChanges changes, GivenNames given, Checkpoint committed) {
        if (existing == null || committed.snapshot() != Snapshot.DONE
                || !committed.tables().contains(existing.name())) {
            return;
        }
        TableId table = changes.table();
        List<String> sources = changes.schema().columns().stream().map(Row.Column::name).toList();
        requireKept(table, sources, given, committed);
        Map<String, String> before = before(committed);
        for (String source : sources) {
            String formerly = Naming.column(source);
            if (given.gives(table, source) && !before.containsKey(GivenNames.key(table, source))
                    && !given.column(table, source).equals(formerly) && existing.columns().stream()
                    .anyMatch(c -> c.name().equals(formerly))
                    && sources.stream().noneMatch(other -> given.column(table, other).equals(formerly))) {
                throw other(table, source, formerly, given);
            }
        }
    }

    /** A name that was given may not change, nor be taken away. */
    static void requireKept(TableId table, List<String> sources, GivenNames given, Checkpoint committed) {
        Map<String, String> before = before(committed);
        for (String source : sources) {
            String formerly = before.get(GivenNames.key(table, source));
            if (formerly != null && !formerly.equals(given.column(table, source))) {
                throw other(table, source, formerly, given);
            }
        }
    }

    private static Problem other(TableId table, String source, String formerly, GivenNames given) {
        return Problem.config("Column " + source + " of table " + table + " was loaded into column " + formerly
                + " so far, and would go into " + given.column(table, source) + " by " + SETTING
                + " now: a column's rows may not be in two. Set " + GivenNames.key(table, source) + " = \"" + formerly
                + "\" there, " + Again.anew("TABLE"));
    }

    /**
     * Every key has to name a column that is captured. One that did, at an earlier start, may have lost its column
     * since: the log may still have changes of it.
     */
    static void requireKnown(GivenNames given, List<SourceTable> tables, Checkpoint committed, Consumer<String> warn) {
        for (SourceTable table : tables) {
            table.columns().forEach(column -> given.gives(table.id(), column));
        }
        for (String key : given.unused()) {
            if (before(committed).containsValue(given.name(key))) {
                warn.accept("\"" + key + "\" in " + SETTING + " names a column that no longer exists");
                continue;
            }
            throw Problem.config("\"" + key + "\" in " + SETTING + " of .dlt/config.toml names no captured column:"
                    + " expected" + " \"schema.table.column\" or \"table.column\", as the source names them"
                    + near(key, tables) + ". Fix the key, or remove it");
        }
    }

    /** The columns of the table that the key seems to mean, else the tables. */
    static String near(String key, List<SourceTable> tables) {
        for (SourceTable table : tables) {
            if (key.startsWith(table.id() + ".") || key.startsWith(table.id().name() + ".")) {
                return ". Table " + table.id() + " has the columns " + String.join(", ", table.columns());
            }
        }
        return ". Captured are the tables " + String.join(", ", tables.stream().map(table -> table.id().toString())
                .toList());
    }

    private static Map<String, String> before(Checkpoint committed) {
        return Kept.in(committed.position(), KEPT);
    }
}
