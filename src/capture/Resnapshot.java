package capture;

import event.ChangeEvent;
import event.ChangeEvent.CopyLoaded;
import event.ChangeEvent.CopyPoint;
import event.ChangeEvent.Found;
import event.ChangeEvent.Origin;
import event.ChangeEvent.Position;
import event.ChangeEvent.Read;
import event.ChangeEvent.ReadAll;
import event.ChangeEvent.RowChange;
import event.Reached;
import event.Reached.Copy;
import event.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * One table is read again, beside the stream. Its copy has a place in the log; the stream's changes are loaded as ever
 * meanwhile, and those of the table that come after that place are told apart by a {@link CopyPoint} ahead of them.
 * Once the copy is made and everything before its place has come, one transaction of several batches puts the rows in
 * place and the table's changes since on top of them.
 */
final class Resnapshot {

    private enum Phase {
        ALIGNING, COPYING, CUT, ROWS, FLUSHED, LOADED, OVER
    }

    /** As many changes of the table wait for its copy; then the stream does. */
    private static final long MOST_CHANGES = 100_000;
    private static final long MOST_BYTES = 64L << 20;
    private static final Position NOWHERE = () -> "";

    private final TableId table;
    private final TableCopy copy;
    private final Feed feed;
    private final UnaryOperator<Map<String, Object>> settled;
    private Phase phase = Phase.ALIGNING;
    private LogMark mark;
    /** Whether all that was committed before the copy's place has been delivered. */
    private boolean passed;
    private boolean pointTold;
    private long changes;
    private long bytes;
    private boolean cut;

    /** @param settled a position without what the log did not tell of the table */
    Resnapshot(TableId table, TableCopy copy, Feed feed, UnaryOperator<Map<String, Object>> settled) {
        this.settled = settled;
        this.table = table;
        this.copy = copy;
        this.feed = feed;
    }

    TableId table() {
        return table;
    }

    TableCopy copy() {
        return copy;
    }

    /** Whether the stream has to wait. */
    boolean stalls() {
        return phase == Phase.ALIGNING || phase == Phase.COPYING && (changes > MOST_CHANGES || bytes > MOST_BYTES);
    }

    boolean isAligning() {
        return phase == Phase.ALIGNING;
    }

    boolean isOver() {
        return phase == Phase.OVER;
    }

    /** Whether rows of it are in a load that is not committed yet. */
    boolean isBeingLoaded() {
        return phase.compareTo(Phase.CUT) > 0 && phase != Phase.OVER;
    }

    /** Whether the batch of our own that was given out last ends a load. */
    boolean cuts() {
        return cut;
    }

    /** Whether a batch has changes of the table that are not in the copy. */
    boolean isNewer(Batch batch) {
        boolean newer = phase == Phase.COPYING && batch.events().stream().anyMatch(event -> HeldBack.isChange(event)
                && event.table().equals(table) && copy.isAfter(event.origin().position()));
        passed |= newer;        // what came before its place is committed before
        return newer;
    }

    /** A batch of the stream as it was handed over. */
    void see(Batch batch) {
        passed |= mark != null && mark.isIn(batch);
    }

    /** A batch of the stream as it is to be delivered. */
    Batch pass(Batch batch) {
        if (phase != Phase.COPYING) {
            return batch;
        }
        List<ChangeEvent> events = new ArrayList<>(batch.events().size() + 1);
        for (ChangeEvent event : batch.events()) {
            passed = passed || copy.isAfter(event.origin().position());
            if (event.table().equals(table) && passed && copy.isAfter(event.origin().position())) {
                point(events);
                changes++;
                bytes += event instanceof RowChange change ? change.row().bytes() : 0;
            }
            events.add(event);
        }
        return new Batch(events, batch.reached(), batch.markProcessed(), batch.essential());
    }

    private void point(List<ChangeEvent> events) {
        if (!pointTold) {
            events.add(new CopyPoint(table, new Origin(NOWHERE, 0)));
            pointTold = true;
        }
    }

    /**
     * A batch of our own, when it is time for one; else null.
     *
     * @param base how far the source is after everything that was delivered
     */
    Batch own(Reached base) {
        cut = true;
        if (phase == Phase.ALIGNING && copy.isAligned()) {
            phase = Phase.COPYING;
        }
        if (mark == null && copy.mark() != null) {
            mark = new LogMark(copy.mark());
            feed.watchFor(mark);
            copy.watched();
        }
        return switch (phase) {
            case ALIGNING, OVER -> null;
            case COPYING -> isReady(base) ? cut(base) : null;
            case CUT -> {
                phase = Phase.ROWS;
                ReadAll rows = copy.rows();
                cut = copy.isBulk();
                yield batch(base, false, copy.isBulk() ? List.of(rows) : rows.schema().columns().isEmpty() ? List.of()
                        : List.of(new Found(table, rows.schema(), rows.origin())));
            }
            case ROWS -> rows(base);
            case FLUSHED -> {
                phase = Phase.LOADED;
                yield batch(base, true, List.of(new CopyLoaded(table, new Origin(NOWHERE, 0), true)));
            }
            case LOADED -> {
                phase = Phase.OVER;
                yield null;
            }
        };
    }

    private boolean isReady(Reached base) {
        passed |= mark != null && mark.mark().reachedAt(base.position());
        return passed && copy.isRead();
    }

    /** Everything that was delivered is loaded before the copy is. */
    private Batch cut(Reached base) {
        phase = Phase.CUT;
        List<ChangeEvent> events = new ArrayList<>();
        point(events);
        return new Batch(events, base, () -> { }, true);
    }

    private Batch rows(Reached base) {
        List<Read> reads = copy.isBulk() && !copy.isSingly() ? List.of() : copy.next();
        if (reads.isEmpty()) {
            phase = Phase.FLUSHED;
            return batch(base, false, List.of());
        }
        cut = false;
        return batch(base, false, List.copyOf(reads));
    }

    private Batch batch(Reached base, boolean last, List<ChangeEvent> events) {
        return new Batch(events, new Reached(base.snapshot(), settled.apply(base.position()), new Copy(table, last)),
                () -> { }, true);
    }
}
