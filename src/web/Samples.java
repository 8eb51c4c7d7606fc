package web;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Supplier;
import watch.Status;

/** Throughput and lag of the last minutes, a sample a second. */
final class Samples implements AutoCloseable {

    static final int KEPT = 300;
    private static final int EVERY_MS = 1_000;

    /**
     * @param rate changes a second
     * @param lag  milliseconds, 0 while nothing comes; null: not known
     */
    record Sample(double rate, Long lag) {
    }

    private final Supplier<Status> status;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private final Timer timer = new Timer("http samples", true);

    Samples(Supplier<Status> status) {
        this.status = status;
    }

    void start() {
        timer.schedule(new TimerTask() {
            @Override
            public void run() {
                add(of(status.get()));
            }
        }, 0, EVERY_MS);
    }

    static Sample of(Status now) {
        return new Sample(now.changesPerS(), now.lagMs() == null || now.idleSince().isEmpty() ? now.lagMs()
                : Long.valueOf(0));
    }

    private synchronized void add(Sample sample) {
        samples.add(sample);
        if (samples.size() > KEPT) {
            samples.remove();
        }
    }

    /** Oldest first. */
    synchronized List<Sample> all() {
        return List.copyOf(samples);
    }

    @Override
    public void close() {
        timer.cancel();
    }
}
