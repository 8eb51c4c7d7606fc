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

    /**
     * From when on a row was valid, in a table of dlt's strategy {@code scd2}:
     * https://dlthub.com/docs/general-usage/merge-loading.
     */
    public static final DltColumn VALID_FROM = new DltColumn("_dlt_valid_from", "TIMESTAMPTZ", true, false, false);
    /** And until when; NULL in the row that is valid now. */
    public static final DltColumn VALID_TO = new DltColumn("_dlt_valid_to", "TIMESTAMPTZ", true, false, false);
    /** The row that a nested one is in at last; in every nested table that we make. */
    public static final DltColumn ROOT_ID = new DltColumn("_dlt_root_id", "VARCHAR", false, false, false);
    /** The row that a nested one is in. */
    public static final DltColumn PARENT_ID = new DltColumn("_dlt_parent_id", "VARCHAR", false, false, false);
    /** The place of a nested row in its list, from 0 on. */
    public static final DltColumn LIST_INDEX = new DltColumn("_dlt_list_idx", "BIGINT", false, false, false);

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
