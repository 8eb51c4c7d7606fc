package load;

import base.Problem;
import change.GivenNames;
import change.NestedChoices;
import change.TableChanges;
import change.TableChanges.Merge;
import destination.Destination;
import dlt.DltColumn;
import dlt.DltTables;
import dlt.Table;
import dlt.WriteDisposition;
import event.Row;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import nested.NestedContract;
import nested.NestedDocuments;
import nested.NestedShape;
import nested.NestedStages;
import nested.Unpacking;
import watch.Watch;

/**
 * Unpacks the documents of the columns that {@code [cdc_settings.nested]} names. They are read from the stage, where
 * rows have their ids, before the load's first DDL: what they hold says what columns and tables there have to be.
 */
final class NestedTables {

    private final Destination destination;
    private final DltTables sql;
    private final NestedChoices nested;
    private final GivenNames given;
    private final OwnColumns own;
    private final Watch watch;
    private final Set<String> warned = new HashSet<>();

    NestedTables(Destination destination, DltTables sql, NestedChoices nested, GivenNames given, OwnColumns own,
            Watch watch) {
        this.destination = destination;
        this.sql = sql;
        this.nested = nested;
        this.given = given;
        this.own = own;
        this.watch = watch;
    }

    /** The columns that are unpacked, each with the name that what it holds begins with. */
    private Map<Integer, String> places(TableChanges changes) {
        Map<Integer, String> places = new TreeMap<>();
        List<Row.Column> columns = changes.schema().columns();
        for (int i = 0; i < columns.size(); i++) {
            String column = columns.get(i).name();
            if (nested.of(changes.table(), column).isEmpty()) {
                continue;
            }
            if (!columns.get(i).type().duckdb().equals("JSON") || changes.key().contains(column)) {
                throw Problem.config("Column " + column + " of table " + changes.table() + " is in"
                        + " [cdc_settings.nested], but it " + (changes.key().contains(column)
                                ? "is part of the primary key" : "is loaded as " + columns.get(i).type())
                        + ": only a json column that is no key can be unpacked. Take it out");
            }
            places.put(i, given.column(changes.table(), column));
        }
        return places;
    }

    /**
     * Unpacks the documents of these changes, as far as the stage has them.
     *
     * @param number   as given to {@link Staging#of}
     * @param existing the table as it is, null if there is none
     * @param contract what of them may come
     * @param load     the tables so far
     */
    NestedSql unpack(TableChanges changes, int number, String table, Table existing, boolean keepsDeleted,
            NestedContract contract, OpenLoad load) throws SQLException {
        Map<Integer, String> places = nested.none() ? Map.of() : places(changes);
        if (places.isEmpty()) {
            return null;
        }
        requireOwnKey(changes);
        Set<String> reserved = reserved(changes, places);
        NestedShape shape = new NestedShape(table, unpacked(existing, places, reserved), load.nestedIn(table));
        places.values().forEach(name -> reserved.add(name + NestedDocuments.WHOLE));
        NestedStages stages = new NestedStages(destination, shape, "nested_" + number);
        NestedSql result = new NestedSql(destination, sql, changes, number, places, shape, stages, own);
        NestedDocuments documents = new NestedDocuments(destination, changes, places, nested, shape, reserved, contract,
                stages, this::warn);
        try {
            for (String stage : stages(changes, number, keepsDeleted)) {
                result.stage(stage);
                documents.unpack(LoadSql.stage(stage));
            }
            stages.flush();
            requireFree(changes, places.values(), shape, load);
            return result;
        }
        catch (SQLException | RuntimeException e) {
            stages.close();
            throw e;
        }
    }

    /** The columns of a table that documents were unpacked into; the others become reserved. */
    private static Map<String, String> unpacked(Table existing, Map<Integer, String> places, Set<String> reserved) {
        Map<String, String> unpacked = new LinkedHashMap<>();
        for (DltColumn column : existing == null ? List.<DltColumn>of() : existing.columns()) {
            if (places.values().stream().anyMatch(name -> NestedShape.isOf(column.name(), name))
                    && !isReserved(column.name(), reserved)) {
                unpacked.put(column.name(), column.type());
            }
            else {
                reserved.add(column.name());
            }
        }
        return unpacked;
    }

    /** Those of {@link Staging#of} whose rows come into the table as they are. */
    private static List<String> stages(TableChanges changes, int number, boolean keepsDeleted) {
        List<String> stages = new ArrayList<>();
        if (!(changes instanceof Merge merge) || !merge.upserts().isEmpty()) {
            stages.add("changes_" + number);
        }
        if (changes instanceof Merge merge && !merge.deletes().isEmpty() && keepsDeleted) {
            stages.add("deletes_" + number);
        }
        return stages;
    }

    private void warn(String column, String sentence) {
        if (warned.add(column)) {
            watch.warn(sentence);
        }
    }

    /** A row is told from another one of its key by what it holds, and of a document nobody could compare that. */
    private static void requireOwnKey(TableChanges changes) {
        if (Staging.shared(changes) != null) {
            throw Problem.config("Table " + changes.table() + " has a column in [cdc_settings.nested], but "
                    + (changes.key().isEmpty() ? "its key" : String.join(", ", changes.key()))
                    + " does not tell its rows apart at any time: two rows may share it inside of a transaction, and no"
                    + " load could tell whose document is which. Take the column out, or give the table a key that is"
                    + " checked at once. Nothing of this load was written");
        }
    }

    private static boolean isReserved(String column, Collection<String> reserved) {
        return reserved.stream().anyMatch(name -> column.equals(name) || column.startsWith(name + "__v_"));
    }

    /** Names of other columns. */
    private Set<String> reserved(TableChanges changes, Map<Integer, String> places) {
        Set<String> reserved = new HashSet<>();
        List<Row.Column> columns = changes.schema().columns();
        for (int i = 0; i < columns.size(); i++) {
            String name = given.column(changes.table(), columns.get(i).name());
            if (!places.containsKey(i)) {
                reserved.add(name);
            }
            for (String other : places.values()) {
                if (places.containsKey(i) && name.startsWith(other + "__")) {
                    throw Problem.config("Columns " + other + " and " + name + " of table " + changes.table() + " are"
                            + " both in [cdc_settings.nested], and what is unpacked of the first may come to the names"
                            + " of the second: take one of them out");
                }
            }
        }
        own.in(changes.key().isEmpty() ? WriteDisposition.APPEND : WriteDisposition.MERGE)
                .forEach(column -> reserved.add(column.name()));
        return reserved;
    }

    /** The names of nested tables may be those of others, or of some that a program has made in another way. */
    private static void requireFree(TableChanges changes, Collection<String> names, NestedShape shape, OpenLoad load) {
        for (String table : shape.tables()) {
            List<String> lacking = Unpacking.keys().stream().map(DltColumn::name).filter(key -> shape.type(table, key)
                    == null).toList();
            if (!shape.isNew(table) && !lacking.isEmpty() && names.stream().anyMatch(name -> NestedShape.isOf(table,
                    shape.root() + "__" + name))) {
                throw Problem.config("Table " + table + " was made by another program, without "
                        + String.join(", ", lacking) + ", and what is unpacked of table " + changes.table() + " belongs"
                        + " there: take the column out of [cdc_settings.nested], or move that table away. Nothing of"
                        + " this load was written");
            }
            if (shape.isNew(table) && load.tables.containsKey(table)) {
                throw Problem.config("What is unpacked of table " + changes.table() + " needs a table " + table
                        + ", and there is another one of that name: give that one another name in"
                        + " [cdc_settings.table_names] of .dlt/config.toml and start afresh, or take the column out of"
                        + " [cdc_settings.nested]. Nothing of this load was written");
            }
        }
    }
}
