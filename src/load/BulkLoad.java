package load;

import base.CrashPoint;
import base.Problem;
import base.Sql;
import change.Bulk;
import change.GivenNames;
import config.SchemaContract;
import destination.BulkRows;
import destination.Destination;
import destination.Stage;
import destination.Stage.StageColumn;
import dlt.DltColumn;
import dlt.DltHash;
import dlt.Table;
import event.ColumnType.Misfit;
import event.ColumnType.Unchanged;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import load.Evolution.Placed;
import load.Modes.TableMode;
import load.ReadRows.Left;

/**
 * Loads all rows of a table into the destination while they are read, inside the load's transaction. What
 * {@link LoadSql} does before the insert, because it knows the rows, is done after it here: rows of the same key, and
 * values that fit no column.
 */
final class BulkLoad {

    private final Destination destination;
    private final Bulk bulk;
    private final ReadRows rows;
    private final String target;
    private final TableMode mode;
    private final OwnColumns own;
    private final String loadId;
    private final GivenNames given;

    BulkLoad(Destination destination, Bulk bulk, ReadRows rows, String target, TableMode mode, OwnColumns own,
            String loadId, GivenNames given) {
        this.destination = destination;
        this.bulk = bulk;
        this.rows = rows;
        this.target = target;
        this.mode = mode;
        this.own = own;
        this.loadId = loadId;
        this.given = given;
    }

    /**
     * @param existing the table as it was before the load, null if there was none
     * @param name     the table's name
     * @param keys     destination names of the key columns, empty in APPEND
     * @param fresh    whether the open transaction makes the table
     * @return the table as it is afterwards
     */
    Table run(Table existing, String name, List<DltColumn> ownColumns, List<String> keys, SchemaContract contract,
            boolean fresh) throws SQLException {
        if (existing != null && !contract.evolves()) {
            throw Problem.config("Table " + name + " already exists, and there is a schema_contract: set"
                    + " snapshot = \"engine\" in [cdc_settings] of .dlt/config.toml to load " + bulk.table());
        }
        Evolution evolution = Evolution.of(existing, name, target, bulk, ownColumns, keys, contract, given,
                destination.dialect());
        destination.execute(FreshTable.ddl(fresh, existing, evolution, target, destination.dialect()));
        CrashPoint.at("ddl");
        insert(evolution);
        CrashPoint.at("rows");
        Table loaded = rows.left().isEmpty() ? evolution.table() : variants(evolution.table(), name, ownColumns, keys,
                fresh);
        if (!keys.isEmpty() && existing != null) {
            destination.execute("DELETE FROM " + target + " AS d USING (SELECT * FROM " + target
                    + " WHERE _dlt_load_id = '" + loadId + "') AS s WHERE d._dlt_load_id <> '" + loadId + "' AND "
                    + keys.stream().map(k -> "d." + q(k) + " = s." + q(k)).collect(Collectors.joining(" AND ")));
        }
        if (bulk.mayDouble()) {
            destination.execute("DELETE FROM " + target + " WHERE rowid IN (SELECT rowid FROM " + target
                    + " WHERE _dlt_load_id = '" + loadId + "' QUALIFY row_number() OVER (PARTITION BY "
                    + keys.stream().map(BulkLoad::q).collect(Collectors.joining(", ")) + " ORDER BY rowid DESC) > 1)");
        }
        return loaded;
    }

    /** Columns for the values that were left over; before any DELETE, after which DuckDB 1.5 commits no ALTER TABLE. */
    private Table variants(Table table, String name, List<DltColumn> ownColumns, List<String> keys, boolean fresh)
            throws SQLException {
        Evolution variants = Evolution.of(table, name, target, bulk, ownColumns, keys, SchemaContract.NONE, given,
                destination.dialect());
        destination.execute(FreshTable.ddl(fresh, table, variants, target, destination.dialect()));
        bringVariants(variants);
        return variants.table();
    }

    private void insert(Evolution evolution) throws SQLException {
        List<StageColumn> columns = new ArrayList<>();
        Map<String, String> values = new LinkedHashMap<>();
        for (Placed placed : evolution.placed()) {
            StageColumn column = new StageColumn("c" + columns.size(), placed.type());
            columns.add(column);
            values.put(placed.column(), BulkRows.expression(column));
        }
        columns.add(new StageColumn("row_id", "VARCHAR"));
        columns.add(new StageColumn("seq", "BIGINT"));
        if (bulk.key().isEmpty()) {
            values.put(own.op(), "'snapshot'");
            values.put(own.sourceTs(), "make_timestamptz(" + bulk.origin().commitMicros() + ")");
            values.put(own.position(), Sql.literal(bulk.origin().position().text()));
            values.put(own.seq(), "s.seq");
        }
        else if (mode == TableMode.SCD2) {
            values.put(DltColumn.VALID_FROM.name(), Versions.moment(loadId));
        }
        else if (mode != TableMode.HARD) {
            values.put(own.deleted(), "false");
        }
        values.put(DltColumn.LOAD_ID.name(), "'" + loadId + "'");
        values.put(DltColumn.ROW_ID.name(), "s.row_id");
        rows.insert(destination, columns, Share::new, "INSERT INTO " + target + " ("
                + values.keySet().stream().map(BulkLoad::q).collect(Collectors.joining(", ")) + ") SELECT "
                + String.join(", ", values.values()));
    }

    /** The rows of one thread, with what we add to each. */
    private final class Share implements BulkRows.BulkShare {
        private final Bulk.TableShare from;
        private final String[] ids;
        private final int columns = bulk.schema().columns().size();

        Share(int most) {
            from = bulk.share(most);
            ids = new String[most];
        }

        @Override
        public int next() {
            int rows = from.next();
            for (int i = 0; i < rows; i++) {
                ids[i] = DltHash.rowId();
            }
            return rows;
        }

        @Override
        public Object at(int row, int column) {
            if (column >= columns) {
                return column == columns ? ids[row] : (Object) from.seq[row];
            }
            Object value = from.row[row].at(column);
            if (value instanceof Misfit misfit) {
                bulk.misfit(column);
                rows.left().add(new Left(ids[row], column, misfit.text()));
                return null;
            }
            return value == Unchanged.VALUE ? null : value;
        }
    }

    private void bringVariants(Evolution variants) throws SQLException {
        try (Stage stage = destination.stage("left", List.of(new StageColumn("row_id", "VARCHAR"),
                new StageColumn("place", "INTEGER"), new StageColumn("value", "VARCHAR")))) {
            rows.left().forEach(each -> stage.append(each.rowId(), each.place(), each.text()));
            stage.flush();
            for (int i = 0; i < variants.placed().size(); i++) {
                if (variants.placed().get(i).misfit() != null) {
                    destination.execute("UPDATE " + target + " AS d SET " + q(variants.placed().get(i).misfit())
                            + " = s.value FROM " + stage.table() + " AS s WHERE d._dlt_id = s.row_id AND s.place = "
                            + i);
                }
            }
        }
    }

    private static String q(String name) {
        return Sql.quote(name);
    }
}
