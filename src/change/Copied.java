package change;

import base.Problem;
import event.ChangeEvent;
import event.TableId;
import java.util.ArrayList;
import java.util.List;

/**
 * What is kept for a table while a copy of it is made beside the stream: from the copy's place in the log on, the
 * changes that are not in it, and numbers for its rows. The numbers lie before those of the
 * changes, so that the newest row of a key is the right one although the copy is loaded later.
 */
final class Copied {

    /** As many rows a copy can have. Numbers up to 2^53 are exact in any program. */
    private static final long NUMBERS = 1L << 32;

    private final List<ChangeEvent> held = new ArrayList<>();
    private final long end;
    private long last;

    /** @param last the last number given out so far */
    Copied(long last) {
        this.last = last;
        this.end = last + NUMBERS;
    }

    /** The last number that belongs to the copy. */
    long end() {
        return end;
    }

    /** The number of the copy's next row. */
    synchronized long next(TableId table) {
        if (last == end) {
            throw Problem.run("Table " + table + " has more than " + NUMBERS + " rows, more than can be read again"
                    + " beside the stream where they are appended");
        }
        return ++last;
    }

    void hold(ChangeEvent change) {
        held.add(change);
    }

    List<ChangeEvent> held() {
        return held;
    }
}
