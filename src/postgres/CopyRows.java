package postgres;

import event.ChangeEvent.Origin;
import event.ChangeEvent.Read;
import event.Rows;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.copy.CopyOut;

/** The rows of one table in the exported snapshot, by binary COPY: a large table is cut into parts of its file. */
final class CopyRows implements Rows {

    /** What the reader of all tables gives to the readers of this one. */
    interface Source {
        /** A connection that reads in the snapshot, for the caller alone until it gives it back; null where no further
         * one is to be had: the others read. */
        PostgresServer take();

        void giveBack(PostgresServer server);

        /** Ends all: nothing that was read is kept. */
        void failed(Throwable e);

        boolean isClosing();

        void read(CopyTable table, int rows);
    }

    /** The least size of a part, in bytes. */
    private static final long PART_BYTES = 32L << 20;
    private static final int PARTS_A_READER = 4;
    /** A share's step ends after this many bytes, whatever the number of its rows: rows may be wide. */
    private static final int STEP_BYTES = 4 << 20;

    private final CopyTable table;
    private final Source source;
    private final Origin origin;
    private final int readers;
    /** Conditions. */
    private final Queue<String> parts = new ArrayDeque<>();
    private final AtomicInteger unread = new AtomicInteger();
    private final CountDownLatch read = new CountDownLatch(1);
    /** Readers that may be in the middle of a part. */
    private final Queue<Reader> given = new ArrayDeque<>();
    private boolean singly;

    /** @param readers how many threads may read at once */
    CopyRows(CopyTable table, PostgresEstimates.Size size, int readers, Source source, Origin origin) {
        this.table = table;
        this.source = source;
        this.origin = origin;
        cut(size, readers);
        this.readers = Math.min(readers, parts.size());
        unread.set(parts.size());
    }

    /** A small table, or a partitioned one, which has no file, is one part. */
    private void cut(PostgresEstimates.Size size, int most) {
        long pages = Math.max(PART_BYTES / size.pageBytes(), size.pages() / ((long) most * PARTS_A_READER) + 1);
        if (table.table().partitioned() || size.pages() < 2 * pages) {
            parts.add("");
            return;
        }
        for (long from = 0; from < size.pages(); from += pages) {
            boolean last = from + pages >= size.pages();        // the file may have grown
            parts.add("t.ctid >= '(" + from + ",0)'" + (last ? "" : " AND t.ctid < '(" + (from + pages) + ",0)'"));
        }
    }

    CopyTable table() {
        return table;
    }

    @Override
    public int readers() {
        return readers;
    }

    /** Waits until all rows are read, or the reading ends before. False if the rest of them is wanted singly. */
    boolean await() throws InterruptedException {
        while (!source.isClosing() && !read.await(20, TimeUnit.MILLISECONDS) && !isSingly()) {
            // nothing to do: others read
        }
        return !isSingly();
    }

    @Override
    public synchronized void singly() {
        singly = true;
    }

    private synchronized boolean isSingly() {
        return singly;
    }

    @Override
    public synchronized Share share() {
        Reader reader = singly && !given.isEmpty() ? given.poll() : new Reader();
        if (!singly) {
            given.add(reader);
        }
        return reader;
    }

    private synchronized String part() {
        return parts.poll();
    }

    private synchronized boolean hasPart() {
        return !parts.isEmpty();
    }

    private final class Reader implements Share {
        private PostgresServer server;
        private CopyOut copy;
        private CopyStream stream;
        private byte[] message = new byte[0];
        private int at = -1;
        private boolean partIsRead = true;

        @Override
        public int next(Read[] rows) {
            try {
                int count = 0;
                for (long bytes = 0; count < rows.length && bytes < STEP_BYTES && hasRow(count == 0); count++) {
                    bytes += message.length;
                    rows[count] = table.read(message, at, origin);
                    at = stream.next(message, stream.skip(message, at));
                }
                source.read(table, count);
                return source.isClosing() ? 0 : count;
            }
            catch (SQLException | RuntimeException e) {
                source.failed(e);
                return 0;
            }
        }

        /** Whether a row is at hand; moves on through messages, and through parts when what was read is told. */
        private boolean hasRow(boolean told) throws SQLException {
            while (at < 0 && !source.isClosing()) {
                message = partIsRead ? null : copy.readFromCopy();
                partIsRead = message == null;
                if (message != null) {
                    at = stream.next(message, 0);
                }
                else if (!told || !nextPart()) {
                    return false;
                }
            }
            return at >= 0;
        }

        private boolean nextPart() throws SQLException {
            boolean another = copy != null;
            copy = null;
            if (server == null && hasPart()) {
                server = source.take();
            }
            String condition = server == null ? null : part();
            if (condition == null && server != null) {
                source.giveBack(server);
                server = null;
            }
            if (another && unread.decrementAndGet() == 0) {
                read.countDown();
            }
            if (condition == null) {
                return false;
            }
            stream = new CopyStream(table.fields());
            copy = server.copyOut(table.copy(condition));
            partIsRead = false;
            return true;
        }
    }
}
