package capture;

import config.Problem;
import event.ChangeEvent;
import event.ChangeEvent.Origin;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.TableId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postgresql.copy.CopyOut;
import watch.Watch;

/**
 * The initial snapshot by binary COPY, in the engine's place: makes the slot, reads the captured tables in the snapshot
 * that PostgreSQL exports with it, and ends; an engine then streams from the slot's consistent point, so that no change
 * is missing and none comes twice.
 */
final class PostgresSnapshot implements Feed {

    private static final int CLOSE_PATIENCE_MS = 15_000;
    /** More readers than that wait for each other at the one thread that loads. */
    private static final int MOST_READERS = 4;
    /** A batch is handed over at so many rows or bytes. */
    private static final int BATCH_ROWS = 8_192;
    private static final int BATCH_BYTES = 4 << 20;
    /** Tables are cut into parts of so many bytes at least. */
    private static final long PART_BYTES = 32L << 20;
    private static final int PARTS_A_READER = 4;
    private static final int OFFER_MS = 100;

    /** Rows of one table between two places in its file. */
    private record Part(CopyTable table, String condition) {
    }

    private final Properties debezium;
    private final List<PostgresTable> tables;
    private final Checkpoint start;
    private final BlockingQueue<Batch> queue;
    private final Watch watch;
    private final int readers = Math.min(MOST_READERS, Runtime.getRuntime().availableProcessors());
    private final Queue<Part> parts = new ConcurrentLinkedQueue<>();
    private final List<PostgresServer> connections = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Throwable error;
    private volatile boolean closing;
    private volatile boolean done;

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
        try {
            read();
        }
        catch (Throwable e) {       // also an OutOfMemoryError: told by the main thread
            failed(e);
        }
        finally {
            ended.countDown();
        }
    }

    private void read() throws SQLException, InterruptedException {
        PostgresGuard guard = new PostgresGuard(start);
        try (PostgresSlot slot = PostgresSlot.create(debezium); PostgresServer first = connect(slot)) {
            Origin origin = new Origin(new PostgresGuard.Lsn(slot.consistentPoint()), first.transactionMicros());
            for (PostgresTable table : tables) {
                cut(first, CopyTable.of(first, table, debezium, watch::warn));
            }
            List<Thread> others = new ArrayList<>();
            for (int i = 1; i < Math.min(readers, parts.size()); i++) {
                others.add(start("snapshot-" + i, () -> readInto(slot, origin)));
            }
            readParts(first, origin);
            for (Thread other : others) {
                other.join();
            }
            guard.beginStream(slot.consistentPoint());
        }
        if (!closing && error == null) {
            done = handOver(new Batch(List.of(), start.at(Snapshot.DONE, guard.state()), () -> { }, true));
            watch.snapshotDone();
        }
    }

    private void readInto(PostgresSlot slot, Origin origin) {
        try (PostgresServer server = connect(slot)) {
            readParts(server, origin);
        }
        catch (Throwable e) {
            failed(e);
        }
    }

    private PostgresServer connect(PostgresSlot slot) {
        PostgresServer server = PostgresServer.reading(debezium, slot.snapshot());
        synchronized (connections) {
            connections.add(server);
        }
        return server;
    }

    /** What ends one reader ends all. */
    private void failed(Throwable e) {
        if (!closing) {
            boolean wrapped = e instanceof Problem && e.getCause() instanceof SQLException
                    && PostgresServer.passes((SQLException) e.getCause());
            error = wrapped ? e.getCause() : e;     // what passes by itself is told apart by its cause
            closing = true;
            abort();
        }
    }

    /** Cuts a table into parts that several readers can share; a small or partitioned one is one part. */
    private void cut(PostgresServer server, CopyTable table) {
        PostgresServer.Size size = server.size(table.table());
        long pages = Math.max(PART_BYTES / size.pageBytes(), size.pages() / ((long) readers * PARTS_A_READER) + 1);
        if (table.table().partitioned() || size.pages() < 2 * pages) {
            parts.add(new Part(table, ""));
            return;
        }
        for (long from = 0; from < size.pages(); from += pages) {
            boolean last = from + pages >= size.pages();
            parts.add(new Part(table, "t.ctid >= '(" + from + ",0)'" + (last ? "" : " AND t.ctid < '(" + (from + pages)
                    + ",0)'")));
        }
    }

    private void readParts(PostgresServer server, Origin origin) throws SQLException, InterruptedException {
        for (Part part = parts.poll(); part != null && !closing; part = parts.poll()) {
            readPart(server, part, origin);
        }
    }

    private void readPart(PostgresServer server, Part part, Origin origin) throws SQLException, InterruptedException {
        CopyOut copy = server.copyOut(part.table().copy(part.condition()));
        CopyStream rows = new CopyStream(part.table().fields());
        List<ChangeEvent> events = new ArrayList<>(BATCH_ROWS);
        long bytes = 0;
        for (byte[] message = copy.readFromCopy(); message != null; message = copy.readFromCopy()) {
            for (int at = rows.next(message, 0); at >= 0; at = rows.next(message, at)) {
                events.add(part.table().read(message, at, origin));
                at = rows.behind(message, at);
            }
            bytes += message.length;
            if (events.size() >= BATCH_ROWS || bytes >= BATCH_BYTES) {
                if (!handOver(part.table().id(), events, origin)) {
                    return;
                }
                events = new ArrayList<>(BATCH_ROWS);
                bytes = 0;
            }
        }
        handOver(part.table().id(), events, origin);
    }

    private boolean handOver(TableId table, List<ChangeEvent> events, Origin origin) throws InterruptedException {
        if (events.isEmpty()) {
            return true;
        }
        watch.read(Map.of(table, events.size()));
        watch.captured(events.size(), origin.commitMicros());
        return handOver(new Batch(events, start, () -> { }, false));
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
    public boolean barrierReached() {
        return false;
    }

    @Override
    public void fail(Throwable unseen) {
        failed(unseen);
        close();
    }

    @Override
    public void close() {
        if (!closing && !hasEnded()) {
            watch.warn("The snapshot is stopped before its end: nothing of it is kept, and the next run reads it again");
            closing = true;
            abort();
        }
        try {
            ended.await(CLOSE_PATIENCE_MS, TimeUnit.MILLISECONDS);
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A reader may wait for rows, or for a lock on a table. */
    private void abort() {
        synchronized (connections) {
            connections.forEach(PostgresServer::abort);
        }
    }
}
