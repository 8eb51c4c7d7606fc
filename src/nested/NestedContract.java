package nested;

import base.Problem;
import config.SchemaContract;
import config.SchemaContract.Entity;
import config.SchemaContract.Mode;

/**
 * What of a document the schema contract of its table lets in, by dlt's rules
 * (<a href="https://dlthub.com/docs/general-usage/schema-contracts">Schema contracts</a>): {@code tables} is asked for
 * a nested table that is new, {@code columns} for a new column, unless its table is new too, {@code data_type} for a
 * new variant.
 *
 * @param free      everything may come: the snapshot is being read
 * @param rootIsNew the root's columns may come, as in its first load
 */
public record NestedContract(SchemaContract contract, boolean free, boolean rootIsNew) {

    /** Rows with this value are left out. */
    static final class NotLetIn extends Exception {
        private static final long serialVersionUID = 1;

        NotLetIn() {
            super("left out", null, false, false);
        }
    }

    boolean letsTable(String table) {
        return lets(Entity.TABLES, "Table " + table + ", into which a list is unpacked,") == Mode.EVOLVE;
    }

    /** What becomes of a value whose column, or variant, is not there. */
    Mode column(String table, String column, boolean variant) {
        return lets(variant ? Entity.DATA_TYPE : Entity.COLUMNS, (variant ? "Variant " : "Column ") + column
                + " of table " + table + ", into which a document is unpacked,");
    }

    private Mode lets(Entity entity, String what) {
        Mode mode = free ? Mode.EVOLVE : contract.of(entity);
        if (mode == Mode.FREEZE) {
            throw Problem.run(what + " is new, and " + SchemaContract.word(entity) + " = \"freeze\" in "
                    + contract.place(entity) + " does not let it in: nothing of this load was written. Set \"evolve\","
                    + " or \"discard_value\" to go on without it");
        }
        return mode;
    }
}
