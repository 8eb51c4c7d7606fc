package load;

import base.Sql;
import change.TableChanges;
import change.TableChanges.Append;
import change.TableChanges.Merge;
import destination.Stage.StageColumn;
import dlt.DltColumn;
import dlt.DltTables;
import dlt.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import load.Evolution.Placed;

/**
 * The statements that bring staged rows ({@link Staging}) into a destination table, in order, to be run inside the
 * load's transaction after {@link Evolution#ddl()}. Pure text.
 *
 * <p>MERGE is DELETE + INSERT: for 1,000 random rows into 1,000,000 it was measured 30 times faster in DuckDB than
 * MERGE INTO, and needs no index.
 */
final class LoadSql {

    private final String target;
    private final Table existing;
    final Evolution evolution;
    private final TableChanges changes;
    final OwnColumns own;
    final String loadId;
    private boolean inParts;
    final List<String> statements = new ArrayList<>();
    /** Variant columns that only rows with unchanged values have something for, each with its expression. */
    private final Map<String, String> carried = new LinkedHashMap<>();

    /** @param existing the table before this load's DDL, null when the load makes it */
    LoadSql(String target, Table existing, Evolution evolution, TableChanges changes, OwnColumns own, String loadId) {
        this.target = target;
        this.existing = existing;
        this.evolution = evolution;
        this.changes = changes;
        this.own = own;
        this.loadId = "'" + loadId + "'";
    }

    /** {@code number} as given to {@link Staging#of}. */
    List<String> statements(int number) {
        String stage = stage("changes_" + number);
        SharedSql shared = Staging.shared(changes) == null ? null : new SharedSql(this, target, number);
        if (changes instanceof Append append) {
            if (existing != null && append.entries().stream().anyMatch(entry -> entry.op().equals("truncate"))) {
                // those that wait are gone
                statements.add("DELETE FROM " + target + " WHERE " + q(own.seq()) + " < 0");
            }
            fill(stage);
            refuse(stage);
            if (shared != null) {
                shared.append(append, existing != null);
                return statements;
            }
            insert(stage, Map.of(own.op(), "s.op", own.sourceTs(), "s.source_ts", own.position(), "s.position",
                    own.seq(), "s.seq"), "");
            return statements;
        }
        Merge merge = (Merge) changes;
        if (merge.truncated() && existing != null) {
            removeWaiting();
            markAll(target, own.deleted(), loadId, statements);
        }
        if (!merge.upserts().isEmpty()) {
            fill(stage);
            refuse(stage);
        }
        if (shared != null) {
            shared.merge(merge, existing != null);
        }
        else if (!merge.upserts().isEmpty()) {
            if (existing != null) {
                statements.add("DELETE FROM " + target + " AS d USING " + stage + " AS s WHERE " + sameKey(merge, "s")
                        + (inParts ? " AND d._dlt_load_id = " + loadId : ""));
            }
            insert(stage, Map.of(own.deleted(), "s.deleted"), "");
        }
        if (!merge.deletes().isEmpty()) {
            deletes(merge, stage("deletes_" + number));
        }
        return statements;
    }

    /**
     * For a part of a load, after which the table may still be altered: rows of earlier loads are left as they are by
     * {@link #statements}. The statement that deletes at the load's end those that came again in any part.
     */
    String inParts(Merge merge) {
        inParts = true;
        List<String> loaded = new ArrayList<>();
        List<String> same = new ArrayList<>();
        for (int place : Staging.keyPlaces(merge)) {
            String key = stored(evolution.placed().get(place));
            loaded.add(key + " AS \"key " + place + "\"");
            same.add(key + " = s.\"key " + place + "\"");
        }
        return "DELETE FROM " + target + " AS d USING (SELECT " + String.join(", ", loaded) + " FROM " + target
                + " AS d WHERE d._dlt_load_id = " + loadId + ") AS s WHERE d._dlt_load_id <> " + loadId + " AND "
                + String.join(" AND ", same);
    }

    /**
     * Counts, after the statements, the rows whose unchanged values no stored row has; empty where there cannot be
     * any.
     */
    String countUnknown(int number) {
        String unknown = loadedUnchanged().map(i -> "u" + i).collect(Collectors.joining(" OR "));
        return unknown.isEmpty() ? "" : "SELECT count(*) FROM " + stage("changes_" + number) + " WHERE " + unknown;
    }

    /** The source columns of which some values are left out. */
    String leftOut() {
        return loadedUnchanged().map(i -> evolution.placed().get(i).source()).collect(Collectors.joining(", "));
    }

    private Stream<Integer> loadedUnchanged() {
        return Staging.unchanged(changes).stream().filter(i -> evolution.placed().get(i).column() != null);
    }

    /** Rows that wait for the delete of another one of their key are gone with all others. */
    private void removeWaiting() {
        String keys = evolution.table().columns().stream().filter(DltColumn::primaryKey).map(c -> q(c.name()))
                .collect(Collectors.joining(", "));
        if (!keys.isEmpty()) {
            statements.add("DELETE FROM " + target + " WHERE " + q(own.deleted()) + " AND (" + keys
                    + ") IN (SELECT (" + keys + ") FROM " + target + " WHERE NOT " + q(own.deleted()) + ")");
        }
    }

    /** Marks every row of a merged table as deleted. */
    static void markAll(String target, String deleted, String loadId, List<String> statements) {
        statements.add("UPDATE " + target + " SET " + q(deleted) + " = true, \"_dlt_load_id\" = " + loadId + " WHERE "
                + q(deleted) + " IS DISTINCT FROM true");
    }

    /**
     * Stored rows keep their values, whatever the source logs of a deleted row; unseen ones come with what is known.
     */
    private void deletes(Merge merge, String stage) {
        carried.clear();
        if (existing != null || !merge.upserts().isEmpty()) {
            statements.add("UPDATE " + target + " AS d SET " + q(own.deleted()) + " = true, \"_dlt_load_id\" = "
                    + loadId + " FROM " + stage + " AS s WHERE " + sameKey(merge, "s"));
        }
        insert(stage, Map.of(own.deleted(), "true"),
                " WHERE NOT EXISTS (SELECT 1 FROM " + target + " AS d WHERE " + sameKey(merge, "s") + ")");
    }

    /** Takes rows out that have a value in a column which the schema contract does not let in; after {@link #fill},
     * which may alter the stage: not after a DELETE ({@link TableLoads}). */
    private void refuse(String stage) {
        if (evolution.refused().isEmpty() || changes instanceof Merge merge && merge.upserts().isEmpty()) {
            return;
        }
        List<String> values = new ArrayList<>();
        for (int i : evolution.refused()) {
            values.add((evolution.placed().get(i).column() == null ? "c" : "m") + i + " IS NOT NULL");
        }
        statements.add("DELETE FROM " + stage + " WHERE (" + String.join(" OR ", values) + ")"
                + (changes instanceof Merge ? " AND NOT deleted" : ""));
    }

    void insert(String stage, Map<String, String> ownValues, String where) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < evolution.placed().size(); i++) {
            Placed placed = evolution.placed().get(i);
            if (placed.column() != null) {
                values.put(placed.column(), new StageColumn("c" + i, placed.type()).expression());
            }
            if (placed.misfit() != null) {
                values.put(placed.misfit(), "s.m" + i);
            }
        }
        values.putAll(carried);
        values.putAll(ownValues);
        values.put(DltColumn.LOAD_ID.name(), loadId);
        values.put(DltColumn.ROW_ID.name(), "s.row_id");
        statements.add("INSERT INTO " + target + " ("
                + values.keySet().stream().map(LoadSql::q).collect(Collectors.joining(", ")) + ") SELECT "
                + String.join(", ", values.values()) + " FROM " + stage + " AS s" + where);
    }

    /** Takes values that the source left out from the stored row: in MERGE the row of the key, in APPEND its newest. */
    private void fill(String stage) {
        List<Integer> places = Staging.unchanged(changes);
        List<String> key = Staging.storedKey(changes);
        if (existing == null || places.isEmpty() || key.isEmpty()) {
            return;
        }
        List<Placed> keys = key.stream().map(this::placed).toList();
        if (keys.stream().anyMatch(k -> k.column() == null || family(k.name(), existing).isEmpty())) {
            return;
        }
        List<String> sets = new ArrayList<>();
        List<String> newest = new ArrayList<>();
        List<String> join = new ArrayList<>();
        for (int j = 0; j < keys.size(); j++) {
            newest.add(stored(keys.get(j)) + " AS \"key " + j + "\"");      // no column has such a name
            join.add((changes instanceof Merge ? stored(keys.get(j)) : "d.\"key " + j + "\"") + " = s.k" + j);
        }
        for (int i : places) {
            List<DltColumn> family = family(evolution.placed().get(i).name(), existing);
            if (!family.isEmpty()) {
                sets.add("u" + i + " = false");
            }
            String known = family.stream().map(c -> q(c.name()) + " IS NOT NULL").collect(Collectors.joining(" OR "));
            for (DltColumn column : family) {
                StageColumn staged = staged(i, column, stage);
                sets.add(staged.name() + " = CASE WHEN s.u" + i + " THEN CAST(d." + q(column.name()) + " AS "
                        + staged.stagedAs() + ") ELSE s." + staged.name() + " END");
                newest.add("arg_max_null(" + q(column.name()) + ", CASE WHEN " + known + " THEN " + q(own.seq())
                        + " END) AS " + q(column.name()));
            }
        }
        if (sets.isEmpty()) {
            return;
        }
        String rows = changes instanceof Merge ? target
                : "(SELECT " + String.join(", ", newest) + " FROM " + target + " AS d GROUP BY "
                        + IntStream.rangeClosed(1, keys.size()).mapToObj(String::valueOf)
                        .collect(Collectors.joining(", ")) + ")";
        statements.add("UPDATE " + stage + " AS s SET " + String.join(", ", sets) + " FROM " + rows + " AS d WHERE "
                + String.join(" AND ", join));
    }

    /** A table's columns in which the values of a column may be: its own and its variants. */
    private static List<DltColumn> family(String name, Table table) {
        return table.columns().stream().filter(c -> c.name().equals(name) || c.name().startsWith(name + "__v_"))
                .toList();
    }

    /** The stage's column for a stored one; made where the load itself has no values for it. */
    private StageColumn staged(int place, DltColumn column, String stage) {
        Placed placed = evolution.placed().get(place);
        if (column.name().equals(placed.column())) {
            return new StageColumn("c" + place, placed.type());
        }
        if (column.name().equals(placed.misfit())) {
            return new StageColumn("m" + place, column.type());
        }
        StageColumn made = new StageColumn("v" + place + "_" + carried.size(), column.type());
        statements.add("ALTER TABLE " + stage + " ADD COLUMN " + made.name() + " " + made.stagedAs());
        carried.put(column.name(), made.expression());
        return made;
    }

    private String sameKey(Merge merge, String alias) {
        List<String> pairs = new ArrayList<>();
        for (int place : Staging.keyPlaces(merge)) {
            pairs.add(stored(evolution.placed().get(place)) + " = " + alias + ".c" + place);
        }
        return String.join(" AND ", pairs);
    }

    /**
     * A stored key's value, which may be in the column's variants, from before its type was changed: it is the same
     * key.
     */
    String stored(Placed key) {
        List<String> stored = new ArrayList<>(List.of("d." + q(key.column())));
        family(key.name(), evolution.table()).stream().filter(c -> !c.name().equals(key.column()))
                .forEach(c -> stored.add("TRY_CAST(d." + q(c.name()) + " AS " + key.type() + ")"));
        return stored.size() == 1 ? stored.get(0) : "coalesce(" + String.join(", ", stored) + ")";
    }

    Placed placed(String source) {
        return evolution.placed().stream().filter(p -> p.source().equals(source)).findFirst().orElseThrow();
    }

    static String stage(String name) {
        return "temp.main." + q(name);
    }

    static String q(String name) {
        return Sql.quote(name);
    }
}
