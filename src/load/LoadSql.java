package load;

import change.TableChanges;
import change.TableChanges.Append;
import change.TableChanges.Merge;
import destination.Stage.StageColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import load.Evolution.Placed;

/**
 * The statements that bring staged rows ({@link Staging}) into a destination table, in order, to be run inside the load's
 * transaction after {@link Evolution#ddl()}. Pure text.
 *
 * <p>MERGE is DELETE + INSERT: for 1,000 random rows into 1,000,000 it was measured 30 times faster in DuckDB than
 * MERGE INTO, and needs no index.
 */
final class LoadSql {

    private final String target;
    private final Table existing;
    private final Evolution evolution;
    private final TableChanges changes;
    private final OwnColumns own;
    private final String loadId;
    private final List<String> statements = new ArrayList<>();

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
        if (changes instanceof Append) {
            fill(stage);
            insert(stage, Map.of(own.op(), "s.op", own.sourceTs(), "s.source_ts", own.position(), "s.position", own.seq(),
                    "s.seq"), "");
            return statements;
        }
        Merge merge = (Merge) changes;
        if (merge.truncated() && existing != null) {
            markAll(target, own.deleted(), loadId, statements);
        }
        if (!merge.upserts().isEmpty()) {
            fill(stage);
            if (existing != null) {
                statements.add("DELETE FROM " + target + " AS d USING " + stage + " AS s WHERE " + sameKey(merge, "s"));
            }
            insert(stage, Map.of(own.deleted(), "s.deleted"), "");
        }
        if (!merge.deletes().isEmpty()) {
            deletes(merge, stage("deletes_" + number));
        }
        return statements;
    }

    /** Marks every row of a merged table as deleted. */
    static void markAll(String target, String deleted, String loadId, List<String> statements) {
        statements.add("UPDATE " + target + " SET " + q(deleted) + " = true, \"_dlt_load_id\" = " + loadId + " WHERE "
                + q(deleted) + " IS DISTINCT FROM true");
    }

    /** Stored rows keep their values, whatever the source logs of a deleted row; unseen ones come with what is known. */
    private void deletes(Merge merge, String stage) {
        if (existing != null || !merge.upserts().isEmpty()) {
            statements.add("UPDATE " + target + " AS d SET " + q(own.deleted()) + " = true, \"_dlt_load_id\" = " + loadId
                    + " FROM " + stage + " AS s WHERE " + sameKey(merge, "s"));
        }
        insert(stage, Map.of(own.deleted(), "true"),
                " WHERE NOT EXISTS (SELECT 1 FROM " + target + " AS d WHERE " + sameKey(merge, "s") + ")");
    }

    private void insert(String stage, Map<String, String> ownValues, String where) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < evolution.placed().size(); i++) {
            Placed placed = evolution.placed().get(i);
            values.put(placed.column(), new StageColumn("c" + i, placed.type()).expression());
            if (placed.misfit() != null) {
                values.put(placed.misfit(), "s.m" + i);
            }
        }
        values.putAll(ownValues);
        values.put(Column.LOAD_ID.name(), loadId);
        values.put(Column.ROW_ID.name(), "s.row_id");
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
        List<String> keyColumns = key.stream().map(this::column).toList();
        if (!existing.columns().stream().map(Column::name).toList().containsAll(keyColumns)) {
            return;
        }
        List<String> sets = new ArrayList<>();
        List<String> newest = new ArrayList<>(keyColumns.stream().map(LoadSql::q).toList());
        for (int i : places) {
            String column = evolution.placed().get(i).column();
            if (existing.columns().stream().anyMatch(c -> c.name().equals(column))) {
                sets.add("c" + i + " = CASE WHEN s.u" + i + " THEN d." + q(column) + " ELSE s.c" + i + " END");
                newest.add("arg_max(" + q(column) + ", " + q(own.seq()) + ") AS " + q(column));
            }
        }
        if (sets.isEmpty()) {
            return;
        }
        List<String> join = new ArrayList<>();
        for (int j = 0; j < keyColumns.size(); j++) {
            join.add("d." + q(keyColumns.get(j)) + " = s.k" + j);
        }
        String stored = changes instanceof Merge ? target
                : "(SELECT " + String.join(", ", newest) + " FROM " + target + " GROUP BY "
                        + String.join(", ", keyColumns.stream().map(LoadSql::q).toList()) + ")";
        statements.add("UPDATE " + stage + " AS s SET " + String.join(", ", sets) + " FROM " + stored + " AS d WHERE "
                + String.join(" AND ", join));
    }

    private String sameKey(Merge merge, String alias) {
        List<String> pairs = new ArrayList<>();
        int[] places = Staging.keyPlaces(merge);
        for (int place : places) {
            pairs.add("d." + q(evolution.placed().get(place).column()) + " = " + alias + ".c" + place);
        }
        return String.join(" AND ", pairs);
    }

    private String column(String source) {
        return evolution.placed().stream().filter(p -> p.source().equals(source)).findFirst().map(Placed::column)
                .orElse(source);
    }

    private static String stage(String name) {
        return "temp.main." + q(name);
    }

    private static String q(String name) {
        return DltTables.quote(name);
    }
}
