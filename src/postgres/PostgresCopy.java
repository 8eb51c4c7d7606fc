package postgres;

import base.Problem;
import capture.KeptRows;
import capture.NameList;
import capture.SourceDatabase.HighWatermark;
import capture.TableCopy;
import event.ChangeEvent.Origin;
import event.ChangeEvent.Position;
import event.ChangeEvent.Read;
import event.ChangeEvent.ReadAll;
import event.TableId;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.postgresql.PGConnection;
import watch.Watch;

/**
 * One table copied while the stream goes on: a temporary slot exports a snapshot, which shows what was committed before
 * the slot's place. Which changes of the stream it shows is told by their transactions' numbers: a change is sent with
 * the place where it was written, not with the one where it was committed.
 */
final class PostgresCopy implements TableCopy {

    private static final int LONGEST_NAME = 63;
    private static final String SUFFIX = "_copy";

    private final Properties debezium;
    private final TableId id;
    private final Path file;
    private final Watch watch;
    private volatile PostgresVisible visible;
    private volatile HighWatermark mark;
    private volatile CopyTable table;
    private volatile CopyFile rows;
    private volatile Origin origin;
    private volatile Throwable error;
    private volatile boolean closing;
    /** Whether the server has not made the slot yet. */
    private volatile boolean waiting = true;
    private final CountDownLatch watched = new CountDownLatch(1);
    private Connection replication;
    private PostgresServer reader;

    /** @param debezium what it is captured with */
    PostgresCopy(Properties debezium, TableId id, Path file, Watch watch) {
        this.debezium = new Properties();
        this.debezium.putAll(debezium);
        this.debezium.setProperty("table.include.list", NameList.exactly(Set.of(id.toString())));
        this.id = id;
        this.file = file;
        this.watch = watch;
        Thread thread = new Thread(this::run, "resnapshot");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try (PostgresSlot slot = slot()) {
            PostgresTable found;
            try (PostgresServer server = new PostgresServer(debezium)) {
                List<PostgresTable> tables = PostgresTables.included(server, debezium, debezium.getProperty(
                        "table.include.list"));
                found = tables.stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow(() ->
                        Problem.run("table " + id + " does not exist, or has no columns"));
            }
            PostgresServer server = reading(slot);
            visible = new PostgresVisible(server.row("SELECT pg_current_snapshot()::text").get(0));
            PostgresHighWatermark.Ahead ahead = PostgresHighWatermark.ahead(debezium);
            mark = ahead.mark();
            SnapshotLocks.take(server, List.of(found), debezium);
            origin = new Origin(new PostgresDuplicateFilter.Lsn(slot.consistentPoint()), server.transactionMicros());
            table = CopyTable.of(server, found, debezium, watch::warn);
            rows = CopyFile.write(server, table, origin, file, count -> watch.read(Map.of(id, count)), () -> closing);
            server.close();
            watched.await();
            if (!closing) {
                ahead.set().run();
            }
        }
        catch (Throwable e) {       // also an OutOfMemoryError: told by the main thread
            boolean wrapped = e instanceof Problem && e.getCause() instanceof SQLException sql
                    && PostgresServer.passes(sql);
            abort();
            if (!closing) {
                KeptRows.delete(file);      // the disk may be full
            }
            error = wrapped ? e.getCause() : e instanceof IOException full ? Problem.run("The copy of table " + id
                    + " cannot be written: " + Problem.why(full), full) : e;
        }
    }

    private PostgresSlot slot() throws SQLException {
        Connection connection = PostgresConnection.replication(debezium);
        synchronized (this) {
            replication = connection;
            if (closing) {
                abort();
            }
        }
        String name = debezium.getProperty("slot.name");
        PostgresSlot slot = PostgresSlot.temporary(connection, name.substring(0, Math.min(name.length(), LONGEST_NAME
                - SUFFIX.length())) + SUFFIX);
        waiting = false;
        return slot;
    }

    private synchronized PostgresServer reading(PostgresSlot slot) {
        reader = PostgresServer.reading(debezium, slot.snapshot());
        return reader;
    }

    @Override
    public boolean isAligned() {
        return visible != null;
    }

    @Override
    public boolean isAfter(Position change) {
        return change instanceof PostgresDuplicateFilter.Lsn lsn && lsn.xid() != 0 && !visible.shows(lsn.xid());
    }

    @Override
    public HighWatermark mark() {
        return mark;
    }

    @Override
    public void watched() {
        watched.countDown();
    }

    @Override
    public boolean isRead() {
        return rows != null;
    }

    @Override
    public Throwable error() {
        return error;
    }

    @Override
    public boolean isBulk() {
        return table.isBulk();
    }

    @Override
    public ReadAll rows() {
        return new ReadAll(id, table.schema(), table.key(), rows, origin);
    }

    @Override
    public boolean isSingly() {
        return rows.isSingly();
    }

    @Override
    public List<Read> next() {
        return rows.next();
    }

    @Override
    public void close() {
        closing = true;
        watched.countDown();
        abort();
        if (rows != null) {
            rows.close();
        }
        else {
            KeptRows.delete(file);
        }
    }

    /** Ends the connections; one may wait for transactions that run, or for a lock. */
    private synchronized void abort() {
        if (replication != null) {
            Thread thread = new Thread(this::cancel, "resnapshot-end");      // it may find no server
            thread.setDaemon(true);
            thread.start();
        }
        if (reader != null) {
            reader.abort();
        }
    }

    /** A server that waits for transactions does not see that a connection is gone, and keeps the slot. */
    private void cancel() {
        try {
            if (waiting) {
                replication.unwrap(PGConnection.class).cancelQuery();
            }
            replication.abort(Runnable::run);
        }
        catch (SQLException alreadyGone) {
            // as it was to be
        }
    }
}
