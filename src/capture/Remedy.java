package capture;

import event.TableId;

/** How a sentence ends about a table whose log does not tell everything. */
public final class Remedy {

    private Remedy() {
    }

    /** @param unasked whether the table is read again by itself */
    public static String of(TableId table, boolean unasked) {
        return unasked ? ". It is read again" : ". To load it again run `resnapshot " + table + "`";
    }
}
