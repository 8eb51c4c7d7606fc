package web;

import event.ChangeEvent;
import event.ChangeEvent.Delete;
import event.ChangeEvent.Insert;
import event.ChangeEvent.Read;
import event.ChangeEvent.RowChange;
import event.ChangeEvent.Update;
import event.Row;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import watch.Watch;

/** The last changes of a run, for people who look on. */
final class ChangeFeed implements Watch {

    static final int KEPT = 200;

    /**
     * A change.
     *
     * @param n         rises with each
     * @param committed at the source, milliseconds since 1970
     * @param lag       milliseconds from then until it was loaded
     * @param before    the old row, as far as it is known, by column; a value of null is NULL
     * @param after     the new one; empty after a delete
     */
    record Shown(long n, long committed, long lag, String table, String operation, Map<String, String> before,
            Map<String, String> after) {
    }

    private final Deque<Shown> changes = new ArrayDeque<>();
    private long last;

    @Override
    public void changed(List<ChangeEvent> newest) {
        if (!newest.isEmpty()) {
            List<Shown> shown = new ArrayList<>();
            newest.forEach(change -> shown.add(shown(change)));
            add(shown);
        }
    }

    private synchronized void add(List<Shown> shown) {
        for (Shown each : shown) {
            last++;
            changes.add(new Shown(last, each.committed(), each.lag(), each.table(), each.operation(), each.before(),
                    each.after()));
        }
        while (changes.size() > KEPT) {
            changes.remove();
        }
        notifyAll();
    }

    private static Shown shown(ChangeEvent change) {
        Row before = change instanceof Update update ? update.before() : change instanceof Delete delete ? delete.row()
                : Row.UNKNOWN;
        Row after = change instanceof RowChange row && !(change instanceof Delete) ? row.row() : Row.UNKNOWN;
        String operation = change instanceof Update ? "update" : change instanceof Delete ? "delete"
                : change instanceof Insert ? "insert" : change instanceof Read ? "snapshot" : "truncate";
        long committed = change.origin().commitMicros() / 1_000;
        return new Shown(0, committed, Math.max(0, System.currentTimeMillis() - committed), change.table().toString(),
                operation, ValueText.of(before), ValueText.of(after));
    }

    /** Those after the one of that number, oldest first; waits for one, but not longer than that. */
    synchronized List<Shown> after(long n, long millis) throws InterruptedException {
        long seen = n > last ? 0 : n;       // of the run before
        if (last <= seen) {
            wait(millis);
        }
        return changes.stream().filter(change -> change.n() > seen).toList();
    }
}
