package change;

import event.ChangeEvent;
import event.ChangeEvent.Read;
import event.ChangeEvent.Update;
import event.Row;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The newest changes of a load, for people to look at: after the choice of columns and the script's transform, so
 * nothing that these hide. Rows of a snapshot are not among them.
 */
final class Newest {

    private static final int KEPT = 50;

    private final Deque<ChangeEvent> changes = new ArrayDeque<>();

    /** @param again whether it was loaded before */
    void add(ChangeEvent change, boolean again) {
        if (again || change instanceof Read) {
            return;
        }
        if (changes.size() == KEPT) {
            changes.remove();
        }
        changes.add(change);
    }

    /** @param unseen whether the last one's old row has not been through the transform, which may hide some of it */
    void hideBefore(boolean unseen) {
        if (unseen && changes.peekLast() instanceof Update update) {
            changes.removeLast();
            changes.add(new Update(update.table(), update.key(), Row.UNKNOWN, update.row(), update.origin()));
        }
    }

    /** Oldest first; starts over. */
    List<ChangeEvent> take() {
        List<ChangeEvent> taken = List.copyOf(changes);
        changes.clear();
        return taken;
    }
}
