package nested;

import destination.Destination;
import destination.Stage;
import destination.Stage.StageColumn;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nested.Unpacking.NestedRow;

/**
 * Unpacked rows as temporary tables. A document may have more rows than memory, so they are staged whenever there are
 * many; columns that come later are in later ones.
 */
public final class NestedStages implements AutoCloseable {

    /** Rows of a table, with the columns that are in {@code columns} as {@code c0}, {@code c1} … */
    public record StagedRows(String table, String stage, List<String> columns, List<String> types) {

        public String expression(int column) {
            return new StageColumn("c" + column, types.get(column)).expression();
        }
    }

    private static final int MOST_ROWS = 20_000;

    private final Destination destination;
    private final NestedShape shape;
    private final String name;
    private final Map<String, List<NestedRow>> rows = new LinkedHashMap<>();
    private final List<StagedRows> parts = new ArrayList<>();
    private final List<Stage> stages = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final List<Object[]> leftOut = new ArrayList<>();
    private int count;
    private long taken;

    public NestedStages(Destination destination, NestedShape shape, String name) {
        this.destination = destination;
        this.shape = shape;
        this.name = name;
    }

    /** Values of the root's own columns are rows too, without parent. */
    void take(NestedRow row) {
        rows.computeIfAbsent(row.table(), table -> new ArrayList<>()).add(row);
        taken++;
        if (++count >= MOST_ROWS) {
            flush();
        }
    }

    /** The schema contract does not let this row of the root in. */
    void leaveOut(String root) {
        leftOut.add(new Object[]{root});
    }

    /** The stage whose column {@code id} has the rows of the root that are left out; null where there are none. */
    public String leftOut() {
        if (leftOut.isEmpty()) {
            return null;
        }
        Stage stage = destination.stage(name + "_left_out", List.of(new StageColumn("id", "VARCHAR")));
        stages.add(stage);
        leftOut.forEach(stage::append);
        stage.flush();
        leftOut.clear();
        return stage.table();
    }

    /** How many rows have come. */
    long taken() {
        return taken;
    }

    /** Rows of this root are not to be loaded, of tables whose name begins so. */
    void forget(String root, String tables) throws SQLException {
        rows.forEach((table, of) -> {
            if (NestedShape.isOf(table, tables)) {
                of.removeIf(row -> row.root().equals(root));
            }
        });
        for (StagedRows part : parts) {
            if (NestedShape.isOf(part.table(), tables)) {
                destination.update("DELETE FROM " + part.stage() + " WHERE root = ?", root);
            }
        }
    }

    /** Stages what has come so far. */
    public void flush() {
        rows.forEach((table, of) -> {
            if (!of.isEmpty()) {
                stage(table, of);
            }
        });
        rows.clear();
        count = 0;
    }

    private void stage(String table, List<NestedRow> of) {
        List<StageColumn> columns = new ArrayList<>(List.of(new StageColumn("root", "VARCHAR"),
                new StageColumn("parent", "VARCHAR"), new StageColumn("idx", "BIGINT"),
                new StageColumn("id", "VARCHAR")));
        int keys = columns.size();
        List<String> names = new ArrayList<>();
        List<String> types = new ArrayList<>();
        places.clear();
        of.forEach(row -> row.values().keySet().forEach(column -> places.computeIfAbsent(column, c -> {
            String type = shape.type(table, c);
            columns.add(new StageColumn("c" + names.size(), type));
            names.add(c);
            types.add(type);
            return columns.size() - 1;
        })));
        String stageName = name + "_" + stages.size();
        Stage stage = destination.stage(stageName, columns);
        stages.add(stage);
        for (NestedRow row : of) {
            Object[] values = new Object[columns.size()];
            values[0] = row.root();
            values[1] = row.parent();
            values[2] = row.index();
            values[keys - 1] = row.id();
            row.values().forEach((column, value) -> values[places.get(column)] = value);
            stage.append(values);
        }
        stage.flush();
        parts.add(new StagedRows(table, stage.table(), names, types));
    }

    /** What was staged for a table. */
    public List<StagedRows> parts(String table) {
        return parts.stream().filter(part -> part.table().equals(table)).toList();
    }

    @Override
    public void close() {
        stages.forEach(Stage::close);
        stages.clear();
    }
}
