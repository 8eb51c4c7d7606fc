package postgres;

import base.Problem;
import capture.Batch;
import capture.Feed;
import event.ChangeEvent;
import event.ChangeEvent.Found;
import event.ChangeEvent.Origin;
import event.ChangeEvent.Read;
import event.ChangeEvent.ReadAll;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.Reached;
import event.Rows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import watch.Watch;

/**
 * The initial snapshot by binary COPY, in the engine's place: makes the slot, reads the captured tables in the snapshot
 * that PostgreSQL exports with it, and ends; an engine then streams from the slot's consistent point, so that no change
 * is missing and none comes twice.
 */
final class PostgresSnapshot implements Feed, CopyRows.Source {

    private static final int CLOSE_PATIENCE_MS = 15_000;
    private static final int MOST_READERS = 4;
    /** A batch of rows of a table that cannot be loaded as a whole. */
    private static final int BATCH_ROWS = 8_192;
    private static final int OFFER_MS = 100;

    private final Properties debezium;
    private final List<PostgresTable> tables;
    private final Checkpoint start;
    private final BlockingQueue<Batch> queue;
    private final Watch watch;
    private final int readers = Math.min(MOST_READERS, Runtime.getRuntime().availableProcessors());
    private final Queue<PostgresServer> idle = new ConcurrentLinkedQueue<>();
    private final List<PostgresServer> connections = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile PostgresSlot slot;
    private volatile Throwable error;
    private volatile boolean closing;
    private volatile boolean done;
    private volatile boolean over;

    PostgresSnapshot(Properties debezium, List<PostgresTable> tables, Checkpoint start, BlockingQueue<Batch> queue,
            Watch watch) {
        this.debezium = debezium;
        this.tables = tables;
        this.start = start;
        this.queue = queue;
        this.watch = watch;
        start("snapshot", this::run);
    }

    private static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void run() {
        try (PostgresSlot made = PostgresSlot.create(debezium)) {
            slot = made;
            read();
            idle.forEach(PostgresServer::close);
        }
        catch (Throwable e) {       // also an OutOfMemoryError: told by the main thread
            failed(e);
        }
        finally {
            over = true;
            abort();        // those that a reader still has, as of a load that has failed
            ended.countDown();
        }
    }

    private void read() throws InterruptedException {
        PostgresServer server = connect();
        SnapshotLocks.take(server, tables, debezium);
        Origin origin = new Origin(new PostgresDuplicateFilter.Lsn(slot.consistentPoint()), server.transactionMicros());
        List<CopyRows> all = new ArrayList<>();
        for (PostgresTable table : tables) {
            all.add(new CopyRows(CopyTable.of(server, table, debezium, watch::warn),
                    PostgresEstimates.size(server, table), readers, this, origin));
        }
        giveBack(server);
        for (CopyRows rows : all) {
            CopyTable table = rows.table();
            if (table.isBulk()) {
                handOver(List.of(new ReadAll(table.id(), table.schema(), table.key(), rows, origin)));
                if (!rows.await()) {
                    readInBatches(rows);
                }
            }
            else if (readInBatches(rows) == 0) {
                handOver(List.of(new Found(table.id(), table.schema(), origin)));
            }
            if (!closing) {
                watch.readDone(table.id());
            }
        }
        if (!closing) {
            PostgresDuplicateFilter filter = new PostgresDuplicateFilter(start);
            filter.beginStream(slot.consistentPoint());
            done = handOver(new Batch(List.of(), new Reached(Snapshot.DONE, filter.state()), () -> { }, true));
            watch.snapshotDone();
        }
    }

    /** How many rows there were. */
    private long readInBatches(CopyRows rows) throws InterruptedException {
        LongAdder count = new LongAdder();
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < rows.readers(); i++) {
            others.add(start("snapshot-" + i, () -> readShare(rows, count)));
        }
        readShare(rows, count);
        for (Thread other : others) {
            other.join();
        }
        return count.sum();
    }

    private void readShare(CopyRows rows, LongAdder all) {
        try {
            Rows.Share share = rows.share();
            Read[] read = new Read[BATCH_ROWS];
            for (int count = share.next(read); count > 0; count = share.next(read)) {
                all.add(count);
                handOver(List.of(Arrays.copyOf(read, count)));
            }
        }
        catch (Throwable e) {
            failed(e);
        }
    }

    @Override
    public PostgresServer take() {
        PostgresServer server = idle.poll();
        if (server != null) {
            return server;
        }
        try {
            server = connect();
        }
        catch (Problem problem) {
            if (PostgresServer.TOO_MANY_CONNECTIONS.equals(PostgresServer.state(problem.getCause()))) {
                return null;
            }
            throw problem;
        }
        if (SnapshotLocks.takeAtOnce(server, tables)) {
            return server;
        }
        synchronized (connections) {
            connections.remove(server);
        }
        server.abort();
        return null;
    }

    private PostgresServer connect() {
        PostgresServer server = PostgresServer.reading(debezium, slot.snapshot());
        synchronized (connections) {
            connections.add(server);
            if (over || closing) {
                server.abort();
            }
        }
        return server;
    }

    @Override
    public void giveBack(PostgresServer server) {
        idle.add(server);
    }

    @Override
    public void read(CopyTable table, int rows) {
        if (rows > 0) {
            watch.read(Map.of(table.id(), rows));
        }
    }

    @Override
    public boolean isClosing() {
        return closing;
    }

    /** What ends one reader ends all. */
    @Override
    public synchronized void failed(Throwable e) {
        if (!closing) {
            boolean wrapped = e instanceof Problem && e.getCause() instanceof SQLException sql
                    && PostgresServer.passes(sql);
            error = wrapped ? e.getCause() : e;     // what passes by itself is told apart by its cause
            closing = true;
            abort();
        }
    }

    private boolean handOver(List<ChangeEvent> events) throws InterruptedException {
        watch.captured(events.size(), events.get(0).origin().commitMicros());
        return handOver(new Batch(events, start.source(), () -> { }, false));
    }

    /** False if it was closed meanwhile. */
    private boolean handOver(Batch batch) throws InterruptedException {
        while (!closing) {
            if (queue.offer(batch, OFFER_MS, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean hasEnded() {
        return ended.getCount() == 0;
    }

    @Override
    public boolean isDone() {
        return done;
    }

    @Override
    public Throwable error() {
        return error;
    }

    /** A run up to the mark that began with a snapshot ends with the snapshot. */
    @Override
    public boolean highWatermarkReached() {
        return false;
    }

    @Override
    public void fail(Throwable unseen) {
        failed(unseen);
        close();
    }

    @Override
    public void stopSoon() {
        if (!closing && !hasEnded()) {
            watch.warn("The snapshot is stopped before its end: nothing of it is kept, and the next run reads it"
                    + " again");
            closing = true;
            abort();
        }
    }

    @Override
    public void close() {
        stopSoon();
        try {
            ended.await(CLOSE_PATIENCE_MS, TimeUnit.MILLISECONDS);
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the connections; one may wait for rows, or for a lock on a table. */
    private void abort() {
        synchronized (connections) {
            connections.forEach(PostgresServer::abort);
        }
    }
}
