package load;

import static load.LoadSql.q;

import change.TableChanges.Append;
import change.TableChanges.Merge;
import change.TableChanges.Shared;
import change.TableChanges;
import destination.Stage.StageColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import load.Evolution.Placed;

/**
 * The statements for a table whose key two rows may share until their transaction at the source ends, which may be in a
 * later load. The table holds all of a key's rows meanwhile: one shows what the key is, others wait, in MERGE marked as
 * deleted, in APPEND under a negative {@code __seq}. Of two rows one is removed in the same transaction, so none waits
 * after it.
 */
final class SharedSql {

    /** Columns of ours beside the table's; no column of a table has a blank in its name. */
    private static final String ROW = q("row id");
    private static final String ROWS = q("rows of key");
    private static final String NTH = q("nth of key");

    private final LoadSql load;
    private final String target;
    private final String changes;
    private final String deletes;
    private final String gone;
    private final String held;
    private List<Placed> key;
    private List<Integer> keyPlaces;
    private List<Integer> compared;

    SharedSql(LoadSql load, String target, int number) {
        this.load = load;
        this.target = target;
        this.changes = LoadSql.stage("changes_" + number);
        this.deletes = LoadSql.stage("deletes_" + number);
        this.gone = LoadSql.stage("gone_" + number);
        this.held = LoadSql.stage("held_" + number);
    }

    private void of(TableChanges all, Shared<?> shared) {
        key = shared.key().stream().map(load::placed).toList();
        keyPlaces = shared.key().stream().map(all.schema()::indexOf).toList();
        compared = shared.compared().stream().map(all.schema()::indexOf)
                .filter(i -> load.evolution.placed().get(i).column() != null).toList();
    }

    private void add(String... sql) {
        load.statements.addAll(List.of(sql));
    }

    /** The rows of {@code deletes_N} are left to be marked as deleted: keys of which no row is left. */
    void merge(Merge merge, boolean existing) {
        of(merge, merge.shared());
        String deleted = q(load.own.deleted());
        String shown = "s.deleted OR s.waits";
        if (!existing) {
            if (!merge.upserts().isEmpty()) {
                load.insert(changes, Map.of(load.own.deleted(), shown), "");
            }
            return;
        }
        if (merge.upserts().isEmpty() && merge.deletes().isEmpty()) {
            return;
        }
        boolean gone = !merge.shared().gone().isEmpty();
        hold(keysOf(!merge.upserts().isEmpty(), gone, !merge.deletes().isEmpty()), "true",
                " QUALIFY bool_or(NOT " + deleted + ") OVER (PARTITION BY " + keyNames("") + ")");
        remove(gone, deleted + ", " + ROW);
        add("DELETE FROM " + target + " AS d USING " + held + " AS h WHERE " + same(this::stored, this::heldKey));
        String stays = "false";
        if (!merge.upserts().isEmpty()) {
            stays = "EXISTS (SELECT 1 FROM " + changes + " AS s WHERE NOT s.deleted AND " + same(this::staged,
                    this::heldKey) + ")";
            add("DELETE FROM " + target + " AS d USING " + changes + " AS s WHERE " + same(this::stored, this::staged));
            load.insert(changes, Map.of(load.own.deleted(), shown), " WHERE NOT s.deleted OR NOT EXISTS (SELECT 1 FROM "
                    + held + " AS h WHERE " + same(this::staged, this::heldKey) + ")");
        }
        add("INSERT INTO " + target + " BY NAME SELECT h.* EXCLUDE (" + ours() + ", shown) REPLACE (NOT shown AS "
                + deleted + ", CASE WHEN shown = " + deleted + " THEN " + load.loadId
                + " ELSE _dlt_load_id END AS _dlt_load_id) FROM (SELECT *, row_number() OVER (PARTITION BY "
                + keyNames("") + " ORDER BY " + deleted + ", " + ROW + ") = 1 AND NOT " + stays + " AS shown FROM "
                + held + " AS h) AS h");
        if (!merge.deletes().isEmpty()) {
            add("DELETE FROM " + deletes + " AS s USING " + held + " AS h WHERE " + same(this::staged, this::heldKey),
                    "DELETE FROM " + target + " WHERE rowid IN (SELECT " + ROW + " FROM (SELECT d.rowid AS " + ROW
                    + ", row_number() OVER (PARTITION BY " + list(this::stored) + " ORDER BY d." + deleted + ") AS "
                    + NTH + " FROM " + target + " AS d JOIN " + deletes + " AS s ON " + same(this::stored, this::staged)
                    + ") WHERE " + NTH + " > 1)");
        }
        add("DROP TABLE " + held);
    }

    void append(Append append, boolean existing) {
        of(append, append.shared());
        String seq = q(load.own.seq());
        boolean stored = existing && !append.shared().truncated();
        if (stored) {
            boolean gone = !append.shared().gone().isEmpty();
            String newest = "(d." + seq + " < 0 OR row_number() OVER (PARTITION BY " + list(this::stored) + ", d." + seq
                    + " > 0 ORDER BY d." + seq + " DESC) = 1)";
            hold(keysOf(true, gone, false), newest, "");
            add("DELETE FROM " + held + " WHERE " + q(load.own.op()) + " = 'delete' OR abs(" + seq
                    + ") < (SELECT coalesce(max(" + seq + "), 0) FROM " + target + " WHERE " + q(load.own.op())
                    + " = 'truncate')",
                    "UPDATE " + held + " AS h SET " + ROWS + " = n.n FROM (SELECT " + keyNames("")
                            + ", count(*) AS n FROM " + held
                    + " GROUP BY " + keyNames("") + ") AS n WHERE " + same(j -> "n." + keyName(j), this::heldKey));
            remove(gone, "abs(" + seq + "), " + ROW);
            add("DELETE FROM " + target + " AS d USING (" + keysOf(true, gone, false) + ") AS s WHERE d." + seq
                    + " < 0 AND " + same(this::stored, this::staged));
            showRest(seq);
        }
        load.insert(changes, Map.of(load.own.op(), "s.op", load.own.sourceTs(), "s.source_ts", load.own.position(),
                "s.position", load.own.seq(), "CASE WHEN s.waits THEN -s.seq ELSE s.seq END"), "");
        if (stored) {
            add("INSERT INTO " + target + " BY NAME SELECT * EXCLUDE (" + ours() + ") REPLACE (-abs(" + seq
                    + ") AS " + seq + ", CASE WHEN " + seq + " > 0 THEN left(md5(_dlt_id), 14) ELSE _dlt_id END AS"
                    + " _dlt_id) FROM " + held,
                    "DROP TABLE " + held);
        }
    }

    /**
     * A key's last change that is a delete, and leaves a row that came in an earlier load, is an update to that row.
     */
    private void showRest(String seq) {
        String last = "(SELECT s.seq FROM " + changes + " AS s WHERE NOT s.waits AND s.op <> 'truncate' QUALIFY"
                + " row_number() OVER (PARTITION BY " + list(this::staged) + " ORDER BY s.seq DESC) = 1)";
        String newest = held + " AS h WHERE " + ROW + " = (SELECT arg_max(o." + ROW + ", abs(o." + seq
                + ")) FROM " + held + " AS o WHERE " + same(j -> "o." + keyName(j), this::heldKey) + ")";
        String rest = LoadSql.stage("rest");
        add("CREATE OR REPLACE TEMP TABLE rest AS SELECT s.seq, s.source_ts, s.position, s.row_id, h.* FROM (SELECT *"
                + " FROM " + changes + " AS s WHERE s.op = 'delete' AND s.seq IN " + last
                + ") AS s JOIN (SELECT * FROM " + newest + ") AS h ON " + same(this::staged, this::heldKey),
                "INSERT INTO " + target + " BY NAME SELECT h.* EXCLUDE (seq, source_ts, position, row_id, " + ours()
                + ") REPLACE ('update' AS " + q(load.own.op()) + ", seq AS " + seq + ", source_ts AS "
                + q(load.own.sourceTs()) + ", position AS " + q(load.own.position()) + ", row_id AS _dlt_id, "
                + load.loadId + " AS _dlt_load_id) FROM " + rest + " AS h", "DELETE FROM " + changes
                + " WHERE NOT waits AND seq IN (SELECT seq FROM " + rest + ")",
                "DELETE FROM " + held + " WHERE " + ROW + " IN (SELECT " + ROW + " FROM " + rest + ")", "DROP TABLE "
                        + rest);
    }

    /** Takes a copy of the rows that are stored under these keys, each with its key and how many rows that has. */
    private void hold(String keys, String which, String rest) {
        List<String> columns = new ArrayList<>();
        for (int j = 0; j < key.size(); j++) {
            columns.add(load.stored(key.get(j)) + " AS " + keyName(j));
        }
        add("CREATE OR REPLACE TEMP TABLE " + held.substring(held.lastIndexOf('.') + 1)
                + " AS SELECT *, count(*) OVER (PARTITION BY " + keyNames("") + ") AS " + ROWS
                + " FROM (SELECT d.*, d.rowid AS " + ROW + ", " + String.join(", ", columns) + " FROM " + target
                + " AS d JOIN (" + keys + ") AS s ON " + same(this::stored, this::staged) + (which.equals("true") ? ""
                        : " QUALIFY " + which) + ")" + rest);
    }

    /**
     * Takes out of the copy what was removed at the source: where a key has several rows, those that have the old
     * values; and as many as were removed in any case, should a value have been lost on the way here.
     */
    private void remove(boolean any, String order) {
        if (!any) {
            return;
        }
        List<String> stored = new ArrayList<>();
        List<String> old = new ArrayList<>();
        List<String> same = new ArrayList<>();
        for (int i : compared) {
            Placed placed = load.evolution.placed().get(i);
            image(stored, old, same, load.stored(placed), new StageColumn("c" + i, placed.type()).expression());
            if (placed.misfit() != null) {
                image(stored, old, same, "d." + q(placed.misfit()), "s.m" + i);
            }
        }
        add("DELETE FROM " + held + " WHERE " + ROW + " IN (SELECT h." + ROW + " FROM (SELECT " + ROW + ", "
                + keyNames("") + named(stored) + ", row_number() OVER (PARTITION BY " + keyNames("") + all(stored)
                + " ORDER BY " + order + ") AS " + NTH + " FROM " + held + " AS d WHERE " + ROWS
                + " > 1) AS h JOIN (SELECT " + list(j -> staged(j) + " AS "
                + keyName(j)) + named(old) + ", row_number() OVER (PARTITION BY " + list(this::staged) + all(old)
                + ") AS " + NTH + " FROM " + gone + " AS s) AS s ON h." + NTH + " = s." + NTH + " AND "
                + same(j -> "s." + keyName(j), this::heldKey) + String.join("", same) + ")",
                "DELETE FROM " + held + " WHERE " + ROW + " IN (SELECT h." + ROW
                        + " FROM (SELECT *, row_number() OVER (PARTITION BY "
                + keyNames("") + " ORDER BY " + order + ") AS " + NTH + ", count(*) OVER (PARTITION BY " + keyNames("")
                + ") AS still FROM " + held + ") AS h JOIN (SELECT " + list(this::staged)
                + ", count(*) AS gone FROM " + gone + " AS s GROUP BY ALL) AS s ON " + same(this::staged, this::heldKey)
                + " WHERE h." + NTH + " <= s.gone - (h." + ROWS + " - still))");
    }

    private static void image(List<String> stored, List<String> old, List<String> same, String here, String there) {
        String name = q("old " + stored.size());
        stored.add(here);
        old.add(there);
        same.add(" AND h." + name + " IS NOT DISTINCT FROM s." + name);
    }

    private static String named(List<String> values) {
        return IntStream.range(0, values.size()).mapToObj(i -> ", " + values.get(i) + " AS " + q("old " + i))
                .collect(Collectors.joining());
    }

    private static String all(List<String> values) {
        return values.stream().map(value -> ", " + value).collect(Collectors.joining());
    }

    /** The keys that a load touches. */
    private String keysOf(boolean inChanges, boolean inGone, boolean inDeletes) {
        List<String> parts = new ArrayList<>();
        String select = "SELECT " + list(this::staged) + " FROM ";
        if (inChanges) {
            parts.add(select + changes + " AS s");
        }
        if (inGone) {
            parts.add(select + gone + " AS s");
        }
        if (inDeletes) {
            parts.add(select + deletes + " AS s");
        }
        return String.join(" UNION ", parts);
    }

    private String stored(int j) {
        return load.stored(key.get(j));
    }

    private String staged(int j) {
        return load.evolution.stagedKey(keyPlaces.get(j));
    }

    private String heldKey(int j) {
        return "h." + keyName(j);
    }

    private static String keyName(int j) {
        return q("key " + j);
    }

    private String keyNames(String alias) {
        return list(j -> alias + keyName(j));
    }

    private String ours() {
        return ROW + ", " + ROWS + ", " + keyNames("");
    }

    private String list(Function<Integer, String> name) {
        return IntStream.range(0, key.size()).mapToObj(name::apply).collect(Collectors.joining(", "));
    }

    private String same(Function<Integer, String> one, Function<Integer, String> other) {
        return IntStream.range(0, key.size()).mapToObj(j -> one.apply(j) + " = " + other.apply(j))
                .collect(Collectors.joining(" AND "));
    }
}
