import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Three writers whose transactions overlap, and the source's own trouble. */
final class Workload {

    /** Something that may fail. */
    interface Task {
        void run() throws Exception;
    }

    private static final int WRITERS = 3;
    private static final int ID_RANGE = 10_000_000;

    private final List<Thread> threads = new ArrayList<>();
    private final int weakSpots;
    private final ReentrantReadWriteLock writing = new ReentrantReadWriteLock(true);
    private volatile boolean stopped;
    private volatile boolean altering;
    private volatile Throwable failure;

    /**
     * @param weakSpots percentage of steps that are what a naive offset loses, whatever else would be done
     * @param trouble   whether the source is to make trouble as well
     */
    Workload(Source source, long seed, int firstId, int weakSpots, boolean trouble) {
        this.weakSpots = weakSpots;
        for (int w = 0; w < WRITERS; w++) {
            start("writer-" + w, source.writer(this, w, firstId + w * ID_RANGE, new Random(seed * 31 + w)));
        }
        if (trouble) {
            start("trouble", () -> {
                try {
                    source.trouble(this, new Random(seed));
                }
                catch (Exception e) {
                    fail(e);
                }
            });
        }
    }

    private Workload() {
        weakSpots = 0;
    }

    /** One that leaves the captured tables alone: from time to time somebody writes to another one. */
    static Workload elsewhere(Source source) {
        Workload workload = new Workload();
        workload.start("elsewhere", () -> {
            try (Connection connection = source.open()) {
                while (!workload.stopped) {
                    Sql.execute(connection, "INSERT INTO kill_foreign VALUES ('x'), ('y')");
                    Thread.sleep(20);
                }
            }
            catch (SQLException | InterruptedException e) {
                workload.fail(e);
            }
        });
        return workload;
    }

    private void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        threads.add(thread);
        thread.start();
    }

    int weakSpots() {
        return weakSpots;
    }

    boolean isStopped() {
        return stopped;
    }

    /** Whether tables may be truncated and altered. */
    boolean isAltering() {
        return altering;
    }

    /**
     * From now on with TRUNCATE and DDL. Not before the snapshots are read: PostgreSQL shows a table that is truncated
     * later as empty to a snapshot taken before
     * (<a href="https://www.postgresql.org/docs/current/mvcc-caveats.html">Caveats</a>), MySQL gives an error.
     */
    void alter() {
        altering = true;
    }

    /** Is held by a writer in its transaction. */
    Lock writing() {
        return writing.readLock();
    }

    /** Does something while nobody writes. */
    void quietly(Task task) throws Exception {
        writing.writeLock().lock();
        try {
            task.run();
        }
        finally {
            writing.writeLock().unlock();
        }
    }

    /** Keeps the first failure, which {@link #stop} throws. */
    void fail(Throwable cause) {
        failure = failure == null ? cause : failure;
    }

    /** Ends the writers; throws where one has failed. */
    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure != null) {
            throw new IllegalStateException("a writer failed: " + failure, failure);
        }
    }
}
