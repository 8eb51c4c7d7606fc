package capture;

import base.Problem;
import base.SteadyClock;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import watch.Watch;

/**
 * The change events of a source, batch by batch, from where the destination is. Keeps an {@link Engine} alive: when one
 * ends with an error that can pass, everything it handed over is loaded first, then a new one starts from the committed
 * state, after growing pauses. Other errors come out as a {@link Problem}.
 *
 * <p>Iterate with one thread; {@link #stop()} may be called by any.
 */
public final class Capture implements Iterable<Batch>, AutoCloseable {

    private static final int QUEUED_BATCHES = 2;
    private static final long FIRST_PAUSE_MS = 1_000;
    private static final long LONGEST_PAUSE_MS = 30_000;
    /** An engine that ends silently this many times in a row will go on doing so. */
    private static final int SAME_PLACE_TRIES = 5;
    /** An engine that has run this long was no failure: the next pause is short again. */
    private static final long SOUND_AFTER_MS = 60_000;
    private static final long EXPECT_MS = 100;
    private static final long TURN_MS = 20;

    private final SourceDatabase source;
    private final CheckpointStore store;
    private final Until until;
    private final Watch watch;
    private final BlockingQueue<Batch> queue = new ArrayBlockingQueue<>(QUEUED_BATCHES);
    private final RunEnd end;
    private volatile Feed feed;
    private boolean everStarted;
    /** Whether what starts takes over from a snapshot that has come to its end. */
    private boolean goesOn;
    private boolean targetDelivered;
    private String waitedFor = "";
    private int failuresInPlace;
    private volatile boolean stopped;
    private Batch last;
    private final Linger linger = new Linger();
    private final PeriodicLook looks;
    private final Resnapshots resnapshots;
    private long expectingUntil;
    private long startedAt;

    public Capture(SourceDatabase source, CheckpointStore store, Until until, Watch watch) {
        this.source = source;
        this.store = store;
        this.until = until;
        this.end = new RunEnd(until);
        this.watch = watch;
        this.looks = new PeriodicLook(source);
        watch.queue(() -> (double) queue.size() / QUEUED_BATCHES);
        this.resnapshots = new Resnapshots(source, store, watch);
    }

    /** Ends the iteration: the engine is stopped, and what it has handed over is still delivered. */
    public void stop() {
        stopped = true;
        Feed now = feed;
        if (now != null) {
            now.stopSoon();
        }
    }

    /** Whether another batch is there, or about to come, so that it pays to let the load grow. */
    public boolean hasMore() {
        return !targetDelivered && resnapshots.mayGrow(!queue.isEmpty() || expectingUntil > 0);
    }

    @Override
    public Iterator<Batch> iterator() {
        return new Iterator<>() {
            private Batch next;

            @Override
            public boolean hasNext() {
                next = next == null ? await() : next;
                return next != null;
            }

            @Override
            public Batch next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                Batch taken = next;
                next = null;
                return taken;
            }
        };
    }

    /** The next batch; null at the end. */
    private Batch await() {
        linger.asked(SteadyClock.now());
        while (!targetDelivered) {
            if (stopped) {
                closeEngine();      // what it has handed over is still delivered
                if (resnapshots.isLoading()) {
                    return null;    // unless that would commit half of a copy
                }
            }
            else if (feed != null) {
                Throwable unseen = looks.look();
                if (unseen != null) {
                    feed.fail(unseen);
                }
            }
            Batch own = stopped || feed == null ? null
                    : resnapshots.own(last == null ? store.committed().source() : resnapshots.settled(last.reached()));
            if (own != null) {
                expectingUntil = 0;
                return own;
            }
            Batch batch = take();
            if (batch != null && !resnapshots.keeps(batch)) {
                return delivered(batch);
            }
            if (expectingUntil > 0) {
                if (SteadyClock.now() >= expectingUntil || feed.hasEnded()) {
                    expectingUntil = 0;     // what was expected has not come: an empty batch lets the load go
                    return new Batch(List.of(), resnapshots.settled(last.reached()), last.markProcessed(), true);
                }
            }
            else if (stopped) {
                return null;
            }
            else if (feed != null && queue.isEmpty() && end.isPassed(last == null
                    ? store.committed().position() : last.reached().position()) && end.isReached(resnapshots)) {
                targetDelivered = true;
            }
            else if (feed == null || feed.hasEnded() && queue.isEmpty()) {
                restart();
            }
            else {
                feed.idle();
            }
        }
        closeEngine();
        return null;
    }

    private Batch delivered(Batch batch) {
        failuresInPlace = 0;
        last = batch;
        end.see(batch, feed);
        targetDelivered = end.isReached(resnapshots);
        long now = SteadyClock.now();
        expectingUntil = linger.expectsMore(batch.events().size(), now) ? now + EXPECT_MS : 0;
        return resnapshots.pass(batch);
    }

    private Batch take() {
        Batch released = resnapshots.released();
        if (released != null) {
            return released;
        }
        try {
            if (resnapshots.stalls()) {
                Thread.sleep(TURN_MS);
                return null;
            }
            return queue.poll(feed == null ? 0 : TURN_MS, TimeUnit.MILLISECONDS);
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
            return null;
        }
    }

    private void restart() {
        if (feed != null) {
            Feed ended = feed;
            Throwable error = ended.error();    // one that is closed has none
            ended.close();
            feed = null;
            goesOn = ended.isDone();
            if (!goesOn) {
                pauseAfter(error);
            }
        }
        try {
            start();
        }
        catch (Problem problem) {
            if (!everStarted || problem.getCause() == null || !source.passes(problem.getCause())) {
                throw problem;
            }
            pause(problem.getMessage());
        }
    }

    /** Before a new engine takes over; throws where it would fare no better. */
    private void pauseAfter(Throwable error) {
        failuresInPlace = SteadyClock.now() - startedAt > SOUND_AFTER_MS ? 0 : failuresInPlace;
        boolean hopeless = error == null ? failuresInPlace >= SAME_PLACE_TRIES : !source.passes(error);
        String sentence = error == null ? "The engine stopped by itself" : source.explain(error);
        if (error instanceof Problem || hopeless) {
            throw error instanceof Problem problem ? problem : Problem.run(sentence, error);
        }
        pause(sentence);
    }

    private void start() {
        if (until == Until.SNAPSHOT && store.committed().snapshot() == Snapshot.DONE) {
            targetDelivered = true;     // by an earlier run
        }
        if (stopped || targetDelivered || waitForSource()) {
            return;
        }
        store.mend();
        resnapshots.accept();
        Properties properties = source.prepare(store);
        Checkpoint start = store.committed();
        if (until == Until.CURRENT && end.mark() == null && start.snapshot() == Snapshot.DONE && !everStarted) {
            end.mark(source.highWatermark());
        }
        String name = properties.getProperty("name");
        CommittedOffset.register(name, () -> source.offset(store.committed()));
        properties.setProperty("offset.storage", CommittedOffset.class.getName());
        properties.setProperty(CommittedOffset.NAME, name);
        properties.setProperty("notification.enabled.channels", "sink");
        properties.setProperty("notification.sink.topic.name", Scanned.TOPIC);
        if (!goesOn) {
            watch.starting(until == Until.STOPPED, start.snapshot() != Snapshot.DONE);
            watch.reading(start.snapshot() == Snapshot.DONE ? Map.of() : source.estimates());
        }
        feed = source.snapshot(start, queue, watch).orElseGet(
                () -> new Engine(properties, source.filter(start), start, end.mark(), queue, watch, source));
        resnapshots.streaming(feed);
        everStarted = true;
        startedAt = SteadyClock.now();
        looks.startOver();
    }

    /** A stream may be started before its table is made, as in a workshop; a run that ends by itself may not. */
    private boolean waitForSource() {
        String missing = until == Until.STOPPED ? source.waitingFor() : "";
        if (missing.isEmpty() && waitedFor.isEmpty()) {
            return false;
        }
        if (!missing.isEmpty() && !missing.equals(waitedFor)) {
            watch.waiting("Waiting for " + missing + " to be created", FIRST_PAUSE_MS);
        }
        waitedFor = missing;
        sleep(FIRST_PAUSE_MS);      // also once more when it is there: its publication is often made next
        return true;
    }

    private void pause(String sentence) {
        long ms = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << Math.min(failuresInPlace, 10));
        failuresInPlace++;
        watch.waiting(sentence, ms);
        sleep(ms);
    }

    private void sleep(long ms) {
        long end = SteadyClock.now() + ms;
        while (!stopped && SteadyClock.now() < end) {
            try {
                Thread.sleep(20);
            }
            catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                stopped = true;
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
        resnapshots.close();
        closeEngine();
    }

    private void closeEngine() {
        if (feed != null && !feed.hasEnded()) {
            feed.close();
        }
    }
}
