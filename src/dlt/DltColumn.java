package dlt;

import base.Problem;

/**
 * One column of a destination table.
 *
 * @param name       its name in the destination, already normalised (see {@link Naming}) unless it is one of ours
 * @param type       its DuckDB type as text: {@code DECIMAL(12,2)}, {@code VARCHAR[]}, {@code TIMESTAMPTZ}
 * @param nullable   whether it may hold NULL
 * @param primaryKey whether it belongs to the key that a MERGE table is merged by
 * @param variant    whether it holds the values that did not fit another column's type ({@code <column>__v_<type>})
 */
public record DltColumn(String name, String type, boolean nullable, boolean primaryKey, boolean variant) {

    /**
     * The id of the load that wrote the row, in every root table:
     * https://dlthub.com/docs/general-usage/destination-tables.
     */
    public static final DltColumn LOAD_ID = new DltColumn("_dlt_load_id", "VARCHAR", false, false, false);
    /** The row's own id, in every table. */
    public static final DltColumn ROW_ID = new DltColumn("_dlt_id", "VARCHAR", false, false, false);

    public DltColumn {
        if (name == null || name.isBlank() || type == null || type.isBlank()) {
            throw Problem.run("A column needs a name and a DuckDB type, but got name '" + name + "' and type '"
                + type + "'.");
        }
    }

    /** A nullable column that is neither a key nor a variant. */
    public static DltColumn of(String name, String type) {
        return new DltColumn(name, type, true, false, false);
    }

    /** A column of the primary key. */
    public static DltColumn key(String name, String type) {
        return new DltColumn(name, type, false, true, false);
    }
}
