package load;

import base.Sql;
import destination.Stage.StageColumn;
import dlt.DltColumn;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import load.Evolution.Placed;
import load.Modes.TableMode;

/**
 * The statements of dlt's strategy scd2: a load ends the version of each key that it changes or deletes, and begins
 * another, at the moment that its load id tells
 * (<a href="https://dlthub.com/docs/general-usage/merge-loading#scd2-strategy">dlt: scd2 strategy</a>). A row that is
 * as it was goes on.
 *
 * @param reading whether a snapshot is read: rows that it has seen are of the load that brought them, even those that
 *                go on, so that the others can be told at its end
 */
record Versions(TableMode mode, boolean reading, String loadId) {

    private static final String VALID_TO = Sql.quote(DltColumn.VALID_TO.name());

    /** @param loadId seconds since 1970 */
    static String moment(String loadId) {
        return "make_timestamptz(" + new BigDecimal(loadId).movePointRight(6).longValue() + ")";
    }

    /** Whether a delete only marks a row. */
    boolean isSoft() {
        return mode == TableMode.SOFT;
    }

    private boolean areKept() {
        return mode == TableMode.SCD2;
    }

    /** The values of our columns in a row that begins. */
    Map<String, String> values() {
        return mode == TableMode.SCD2 ? Map.of(DltColumn.VALID_FROM.name(), moment(loadId)) : Map.of();
    }

    /** The rows that are valid now. */
    String valid(String target) {
        return areKept() ? "(SELECT * FROM " + target + " WHERE " + VALID_TO + " IS NULL)" : target;
    }

    /** Takes versions that go on out of the stage, and ends those that it replaces; without versions, removes them. */
    List<String> replace(String target, String stage, String sameKey, Evolution evolution) {
        if (!areKept()) {
            return List.of(end(target, stage, sameKey));
        }
        List<String> same = new ArrayList<>(List.of("NOT s.deleted", sameKey));
        for (int i = 0; i < evolution.placed().size(); i++) {
            Placed placed = evolution.placed().get(i);
            if (placed.column() != null) {
                same.add("d." + Sql.quote(placed.column()) + " IS NOT DISTINCT FROM "
                        + new StageColumn("c" + i, placed.type()).expression());
            }
            if (placed.misfit() != null) {
                same.add("d." + Sql.quote(placed.misfit()) + " IS NOT DISTINCT FROM s.m" + i);
            }
        }
        List<String> statements = new ArrayList<>();
        if (reading) {
            statements.add("UPDATE " + target + " AS d SET _dlt_load_id = " + Sql.literal(loadId) + " FROM " + stage
                    + " AS s WHERE d." + VALID_TO + " IS NULL AND " + String.join(" AND ", same));
        }
        statements.add("DELETE FROM " + stage + " AS s USING " + valid(target) + " AS d WHERE "
                + String.join(" AND ", same));
        statements.add(end(target, stage, sameKey));
        return statements;
    }

    /** At a snapshot's end: rows that no load of it has seen are gone at the source. */
    static String endUnseen(String target, String attempt, String loadId) {
        return "UPDATE " + target + " SET " + VALID_TO + " = " + moment(loadId) + " WHERE " + VALID_TO
                + " IS NULL AND _dlt_load_id < " + Sql.literal(attempt);
    }

    /**
     * After a table was read again and what had changed meanwhile was loaded a second time: versions that this load
     * began and ended were never valid, and one that it ended and began again as it was goes on.
     *
     * @param columns those with the source's values
     */
    static List<String> rejoin(String target, String loadId, List<String> columns) {
        String from = Sql.quote(DltColumn.VALID_FROM.name());
        String moment = moment(loadId);
        String again = "(SELECT * FROM " + target + " WHERE " + from + " = " + moment + " AND " + VALID_TO
                + " IS NULL) AS n WHERE d." + from + " < " + moment + " AND " + columns.stream().map(Sql::quote)
                .map(c -> "d." + c + " IS NOT DISTINCT FROM n." + c).collect(Collectors.joining(" AND "));
        return List.of("DELETE FROM " + target + " WHERE " + from + " = " + moment + " AND " + VALID_TO + " = "
                + moment, "UPDATE " + target + " AS d SET " + VALID_TO + " = NULL FROM " + again + " AND d."
                + VALID_TO + " = " + moment, "DELETE FROM " + target + " WHERE _dlt_id IN (SELECT n._dlt_id FROM "
                + target + " AS d, " + again + " AND d." + VALID_TO + " IS NULL)");
    }

    /** Undoes what an interrupted snapshot has done since its first load. */
    static List<String> undo(String target, String since) {
        return List.of("DELETE FROM " + target + " WHERE " + Sql.quote(DltColumn.VALID_FROM.name()) + " >= "
                + moment(since), "UPDATE " + target + " SET " + VALID_TO + " = NULL WHERE " + VALID_TO + " >= "
                + moment(since));
    }

    /** Ends the versions of the staged keys, of all where no stage is given; without versions, removes the rows. */
    String end(String target, String stage, String sameKey) {
        if (!areKept()) {
            return "DELETE FROM " + target + " AS d" + (stage.isEmpty() ? ""
                    : " USING " + stage + " AS s WHERE " + sameKey);
        }
        return "UPDATE " + target + " AS d SET " + VALID_TO + " = " + moment(loadId)
                + (stage.isEmpty() ? "" : " FROM " + stage + " AS s") + " WHERE d." + VALID_TO + " IS NULL"
                + (stage.isEmpty() ? "" : " AND " + sameKey);
    }
}
