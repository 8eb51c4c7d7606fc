package destination;

import base.Sql;
import dlt.DltColumn;
import java.util.Collection;
import java.util.stream.Collectors;

/** The types and the DDL of a destination; types go by DuckDB's names. As it stands: DuckDB's own. */
public interface Dialect {

    /** DuckDB's own. */
    Dialect DUCKDB = new Dialect() {
    };

    /** The type that a column of this type gets here: the nearest that holds every value. */
    default String type(String type) {
        return type;
    }

    /** Whether a column of type {@code stored} takes all values of {@code incoming} as it is. */
    default boolean holds(String stored, String incoming) {
        return Widening.holds(stored, incoming);
    }

    /** A type that holds both and that a stored column can be altered to; null when there is none. */
    default String wider(String stored, String incoming) {
        return Widening.of(stored, incoming);
    }

    /**
     * Whether a table that a transaction has made and filled can get one more column in it; if not, it is made anew.
     */
    default boolean addsToFilled() {
        return true;
    }

    default String createTable(String table, Collection<DltColumn> columns) {
        return "CREATE TABLE " + table + " (" + columns.stream().map(c -> Sql.quote(c.name()) + " " + c.type()
                + (c.nullable() ? "" : " NOT NULL")).collect(Collectors.joining(", ")) + ")";
    }

    /** Rows may be there already, so it takes NULL. */
    default String addColumn(String table, DltColumn column) {
        return "ALTER TABLE " + table + " ADD COLUMN " + Sql.quote(column.name()) + " " + column.type();
    }

    default String setType(String table, String column, String type) {
        return "ALTER TABLE " + table + " ALTER COLUMN " + Sql.quote(column) + " SET DATA TYPE " + type;
    }

    default String dropNotNull(String table, String column) {
        return "ALTER TABLE " + table + " ALTER COLUMN " + Sql.quote(column) + " DROP NOT NULL";
    }
}
