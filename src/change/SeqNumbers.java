package change;

import event.ChangeEvent;
import event.ChangeEvent.Read;
import event.TableId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Gives each change its {@code __seq}, those of a table's copy numbers from before the changes that are not in it. */
final class SeqNumbers {

    private final Map<TableId, Copied> copies = new HashMap<>();
    private long last;

    /** @param last the last number that the destination holds */
    SeqNumbers(long last) {
        this.last = last;
    }

    /** The last number given out, those aside that are kept for copies. */
    long last() {
        return last;
    }

    /** The next number is to be this one. */
    void goOnAt(long number) {
        last = number - 1;
    }

    long next() {
        return ++last;
    }

    /** The number of a change; a change of a table that is being copied is held, too. */
    long next(ChangeEvent event) {
        if (event instanceof Read) {
            return of(event.table()).getAsLong();
        }
        Copied copied = copies.isEmpty() ? null : copies.get(event.table());
        if (copied != null) {
            copied.hold(event);
        }
        return next();
    }

    /** For the rows of a table that are read. */
    LongSupplier of(TableId table) {
        Copied copied = copies.get(table);
        return copied != null ? () -> copied.next(table) : this::next;
    }

    /** A copy's place in the log: its rows have numbers from here, as the transform may put them where those count. */
    void begin(TableId table) {
        Copied copied = new Copied(last);
        copies.put(table, copied);
        last = copied.end();
    }

    boolean isCopied(TableId table) {
        return copies.containsKey(table);
    }

    /** The changes since the copy's place; none where the copy was not to be had. */
    List<ChangeEvent> end(TableId table, boolean whole) {
        Copied copied = copies.remove(table);
        return copied == null || !whole ? List.of() : copied.held();
    }
}
