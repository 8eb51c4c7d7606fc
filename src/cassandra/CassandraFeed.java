package cassandra;

import base.SteadyClock;
import capture.Batch;
import capture.Feed;
import cassandra.CommitLogFolder.Segment;
import event.ChangeEvent;
import event.ChangeEvent.Found;
import event.ChangeEvent.Origin;
import event.ChangeEvent.Read;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.LogPosition;
import event.Reached;
import event.Row;
import event.TableId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.cassandra.db.commitlog.CommitLogPosition;
import org.apache.cassandra.db.commitlog.CommitLogReader;
import watch.Watch;

/**
 * Reads a node: all rows at first, then, again and again, what its commit logs have got since. It deletes a log once
 * the destination has committed all of it, so what was handed over and not committed is read again after a crash.
 */
final class CassandraFeed implements Feed {

    private static final String CAPTURED = "captured";
    private static final int POLL_MS = 500;
    /** A write is in the commit log a moment before it can be read from the node. */
    private static final int SETTLE_MS = 250;
    private static final int BATCH_ROWS = 4_096;
    private static final int OFFER_MS = 100;
    private static final int CLOSE_PATIENCE_MS = 15_000;

    private final CassandraNode node;
    private final List<CassandraTable> tables;
    private final RowReader rows;
    private final Set<TableId> captured;
    private final CommitLogFolder folder;
    private final BlockingQueue<Batch> queue;
    private final Watch watch;
    private final CommitLogOffsets offsets;
    private final long markedAt;
    private final Map<TouchedRow.Id, TouchedRow> touched = new LinkedHashMap<>();
    /** Tables of which no row was read so far. */
    private final List<TableId> fresh;
    private final CountDownLatch ended = new CountDownLatch(1);
    private Map<String, Object> handedOver;
    private Snapshot snapshot;
    private volatile Throwable error;
    private volatile boolean closing;
    private volatile boolean marked;

    /** @param markedAt when the mark of {@code --until-current} was set, by {@link SteadyClock}; 0: none */
    CassandraFeed(CassandraNode node, List<CassandraTable> tables, Checkpoint start, long markedAt,
            BlockingQueue<Batch> queue, Watch watch) {
        this.node = node;
        this.tables = tables;
        this.rows = new RowReader(node.session(), tables);
        this.captured = tables.stream().map(CassandraTable::id).collect(Collectors.toSet());
        this.folder = new CommitLogFolder(node.folder());
        this.offsets = CommitLogOffsets.of(start);
        this.snapshot = start.snapshot();
        Object known = start.position().get(CAPTURED);
        this.fresh = captured.stream().filter(table -> known instanceof List<?> names
                && !names.contains(table.toString())).toList();
        this.handedOver = state();
        this.markedAt = markedAt;
        this.queue = queue;
        this.watch = watch;
        Thread thread = new Thread(this::run, "cassandra");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            if (snapshot != Snapshot.DONE) {
                snapshot();
            }
            long now = System.currentTimeMillis() * 1000;
            fresh.forEach(table -> touch(new TouchedRow(table, List.of(), List.of(), now, "")));
            flush();
            while (!closing) {
                long began = SteadyClock.now();
                pass();
                boolean reached = markedAt > 0 && began - markedAt > node.syncMillis() * 2;
                tell(reached);
                Thread.sleep(POLL_MS);
            }
        }
        catch (Throwable e) {
            error = closing ? null : e;
        }
        finally {
            ended.countDown();
        }
    }

    /** What is written meanwhile comes again from the logs, from where they are now. */
    private void snapshot() throws IOException, InterruptedException {
        for (Segment segment : folder.segments()) {
            offsets.reached(segment);
        }
        for (CassandraTable table : tables) {
            Origin origin = new Origin(new LogPosition(""), System.currentTimeMillis() * 1000);
            List<ChangeEvent> read = new ArrayList<>();
            read.add(new Found(table.id(), table.schema(), origin));
            int count = 0;
            for (com.datastax.oss.driver.api.core.cql.Row each : node.session().execute(table.select())) {
                Row row = table.row(each);
                if (row != null) {
                    read.add(new Read(table.id(), table.keyOf(row), row, origin));
                    count++;
                }
                if (read.size() >= BATCH_ROWS) {
                    handOver(new Batch(List.copyOf(read), reached(handedOver), () -> { }, false));
                    watch.read(Map.of(table.id(), read.size()));
                    read.clear();
                }
                if (closing) {
                    return;
                }
            }
            watch.read(Map.of(table.id(), count));
            handOver(new Batch(List.copyOf(read), reached(handedOver), () -> { }, false));
        }
        if (!closing) {
            snapshot = Snapshot.DONE;
            handedOver = state();
            handOver(new Batch(List.of(), reached(handedOver), deletion(), true));
            watch.snapshotDone();
        }
    }

    /** Reads what the logs have got since the last pass. */
    private void pass() throws IOException {
        rows.refresh();
        List<Segment> segments = folder.segments();
        offsets.forget(segments);
        for (Segment segment : segments) {
            int from = offsets.from(segment);
            if (from < 0 || closing) {
                continue;
            }
            new CommitLogReader().readCommitLogSegment(new CommitLogMutations(captured::contains, this::touch),
                    new org.apache.cassandra.io.util.File(segment.log()), new CommitLogPosition(segment.id(), from),
                    CommitLogReader.ALL_MUTATIONS, false);
            if (!closing) {
                offsets.reached(segment);
                flush();
            }
        }
    }

    private void touch(TouchedRow row) {
        touched.put(row.id(), row);
        if (touched.size() >= BATCH_ROWS) {
            flush();
        }
    }

    /** Where a log is read in part only, the offset that travels with the rows is that of its beginning. */
    private void flush() {
        if (touched.isEmpty() || closing) {
            return;
        }
        try {
            Thread.sleep(SETTLE_MS);
            List<TouchedRow> all = List.copyOf(touched.values());
            touched.clear();
            Map<String, Object> state = state();
            rows.read(all, events -> handOverChanges(events, state));
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing = true;
        }
    }

    private void handOverChanges(List<ChangeEvent> events, Map<String, Object> state) {
        if (!events.isEmpty()) {
            watch.captured(events.size(), events.get(events.size() - 1).origin().commitMicros());
            handOver(new Batch(events, reached(state), deletion(), false));
            handedOver = state;
        }
    }

    /** Logs that are read to their end are deleted once that is committed, which needs a load of its own. */
    private void tell(boolean mark) {
        boolean finished = !state().equals(handedOver) && !offsets.finished().isEmpty();
        if (finished || mark && !marked) {
            handedOver = state();
            marked |= mark;
            handOver(new Batch(List.of(), reached(handedOver), deletion(), true));
        }
    }

    private Runnable deletion() {
        Set<Long> finished = offsets.finished();
        return () -> finished.forEach(folder::delete);
    }

    private Map<String, Object> state() {
        Map<String, Object> state = new HashMap<>(offsets.state());
        state.put(CAPTURED, captured.stream().map(TableId::toString).sorted().toList());
        return state;
    }

    private Reached reached(Map<String, Object> state) {
        return new Reached(snapshot, state);
    }

    private void handOver(Batch batch) {
        try {
            boolean taken = false;
            while (!closing && !taken) {
                taken = queue.offer(batch, OFFER_MS, TimeUnit.MILLISECONDS);
            }
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing = true;
        }
    }

    @Override
    public boolean hasEnded() {
        return ended.getCount() == 0;
    }

    @Override
    public boolean isDone() {
        return false;
    }

    @Override
    public Throwable error() {
        return error;
    }

    @Override
    public boolean highWatermarkReached() {
        return marked;
    }

    @Override
    public void fail(Throwable unseen) {
        error = unseen;
        close();
    }

    @Override
    public void close() {
        closing = true;
        try {
            ended.await(CLOSE_PATIENCE_MS, TimeUnit.MILLISECONDS);
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
