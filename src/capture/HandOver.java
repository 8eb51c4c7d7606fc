package capture;

import base.SteadyClock;
import event.ChangeEvent;
import event.Reached;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.ReentrantLock;

/** What an engine puts into {@link Capture}'s queue: batches of events, and positions that have moved without any. */
final class HandOver {

    /** While nothing but the position moves, it is worth a load of its own this often. */
    private static final long POSITION_EVERY_MS = 60_000;
    /** And at once so many times after data: a heartbeat moves the resume point to the record before it only. */
    private static final int POSITIONS_AFTER_DATA = 3;

    interface Taking {
        void run() throws InterruptedException;
    }

    private final DuplicateFilter filter;
    private final BlockingQueue<Batch> queue;
    /** While records are taken, the filter's state is of some that are not queued yet. */
    private final ReentrantLock taking = new ReentrantLock();
    private long handedOverAt = SteadyClock.now();
    private Map<String, Object> handedOver;
    private int positionsSinceData;

    HandOver(DuplicateFilter filter, BlockingQueue<Batch> queue) {
        this.filter = filter;
        this.queue = queue;
        this.handedOver = filter.state();
    }

    /** Takes records, to their {@link #put}. */
    void take(Taking work) throws InterruptedException {
        taking.lock();
        try {
            work.run();
        }
        finally {
            taking.unlock();
        }
    }

    /** Whether the position has moved far enough to be worth a load of its own. */
    boolean hasMoved() {
        return !filter.state().equals(handedOver)
                && (positionsSinceData < POSITIONS_AFTER_DATA || SteadyClock.now() - handedOverAt > POSITION_EVERY_MS);
    }

    /** Queues what was taken; waits while the queue is full. */
    void put(Batch batch) throws InterruptedException {
        queue.put(batch);
    }

    /** Queues the position if it has moved and nothing is queued; from another thread than the engine's. */
    void position() {
        if (taking.tryLock()) {
            try {
                if (queue.isEmpty() && hasMoved()) {
                    queue.add(batch(List.of(), () -> { }, false));
                }
            }
            finally {
                taking.unlock();
            }
        }
    }

    /** With the filter's state, which counts as handed over. */
    Batch batch(List<ChangeEvent> events, Runnable processed, boolean essential) {
        handedOverAt = SteadyClock.now();
        handedOver = filter.state();
        positionsSinceData = events.isEmpty() ? positionsSinceData + 1 : 0;
        return new Batch(events, new Reached(filter.snapshot(), handedOver), processed, essential);
    }
}
