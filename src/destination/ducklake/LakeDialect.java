package destination.ducklake;

import destination.Dialect;
import dlt.DltColumn;
import java.util.Collection;
import java.util.Map;

/** What a lake stores otherwise than a DuckDB file, since Parquet does: docs/types.md, "In a DuckLake". */
final class LakeDialect implements Dialect {

    /**
     * INTERVAL loses microseconds and the sign, TIMETZ its offset, 128 bits become a DOUBLE; JSON that DuckDB cannot
     * parse, half a surrogate pair say, ends a commit, and a list of JSON in a PostgreSQL catalog the process. Text
     * keeps them all.
     */
    private static final Map<String, String> INSTEAD = Map.of("INTERVAL", "VARCHAR", "TIMETZ", "VARCHAR",
            "HUGEINT", "DECIMAL(38,0)", "UHUGEINT", "DECIMAL(38,0)", "BIT", "VARCHAR", "JSON", "VARCHAR");
    private static final String LIST = "[]";

    @Override
    public String type(String type) {
        return type.endsWith(LIST) ? type(type.substring(0, type.length() - LIST.length())) + LIST
                : INSTEAD.getOrDefault(type, type);
    }

    @Override
    public boolean holds(String stored, String incoming) {
        return stored.equals(incoming) || Dialect.super.holds(stored, type(incoming));
    }

    /**
     * Never: with rows in the same transaction DuckLake (1.5.5) keeps the statistics of the narrower type, and a join
     * finds 257 for 1; with the change in one of its own some joins end with an error on the files from before it.
     */
    @Override
    public String wider(String stored, String incoming) {
        return null;
    }

    @Override
    public String createTable(String table, Collection<DltColumn> columns) {
        return Dialect.super.createTable(table, columns.stream().map(this::mapped).toList());
    }

    @Override
    public String addColumn(String table, DltColumn column) {
        return Dialect.super.addColumn(table, mapped(column));
    }

    private DltColumn mapped(DltColumn column) {
        return new DltColumn(column.name(), type(column.type()), column.nullable(), column.primaryKey(),
                column.variant());
    }

    @Override
    public boolean addsToFilled() {
        return false;
    }
}
