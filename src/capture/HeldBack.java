package capture;

import event.ChangeEvent;
import event.ChangeEvent.RowChange;
import event.ChangeEvent.Truncate;
import java.util.List;

/**
 * The changes of tables that another one has replaced ({@link Gaps#holds}). Those that the copy has are left out; the
 * first batch with one that it has not waits until it is in place, and all others after it.
 */
final class HeldBack {

    private Batch kept;

    /** Whether the batch waits. */
    boolean keeps(Batch batch, Resnapshot now, Gaps gaps) {
        if (now == null || !gaps.holds(now.table()) || !now.isNewer(batch)) {
            return false;
        }
        kept = new Batch(batch.events().stream().filter(event -> !isChange(event) || !event.table().equals(now.table())
                || now.copy().isAfter(event.origin().position())).toList(), batch.reached(), batch.markProcessed(),
                batch.essential());
        return true;
    }

    boolean isKeeping() {
        return kept != null;
    }

    /** The batch that has waited; null if none has, or if it has to go on waiting. */
    Batch release(Resnapshot now) {
        Batch released = now == null ? kept : null;
        kept = now == null ? null : kept;
        return released;
    }

    /** A new stream sends it again. */
    void forget() {
        kept = null;
    }

    /** The batch without the changes of tables that are held. */
    static Batch without(Batch batch, Gaps gaps) {
        List<ChangeEvent> events = batch.events().stream().filter(event -> !isChange(event)
                || !gaps.holds(event.table())).toList();
        return events.size() == batch.events().size() ? batch
                : new Batch(events, batch.reached(), batch.markProcessed(), batch.essential());
    }

    static boolean isChange(ChangeEvent event) {
        return event instanceof RowChange || event instanceof Truncate;
    }
}
