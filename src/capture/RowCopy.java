package capture;

import base.Problem;
import capture.SourceDatabase.HighWatermark;
import event.ChangeEvent.Origin;
import event.ChangeEvent.Position;
import event.ChangeEvent.Read;
import event.ChangeEvent.ReadAll;
import event.TableId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import watch.Watch;

/** A copy whose rows come one by one, read by a thread of its own, into a {@link RowFile}. */
public abstract class RowCopy implements TableCopy {

    private static final int TOLD_EVERY = 10_000;

    private final TableId id;
    private final BiPredicate<Position, Position> isAfter;
    private final Supplier<HighWatermark> end;
    private final Watch watch;
    private final RowFile rows;
    private volatile Position place;
    private volatile HighWatermark mark;
    private volatile boolean read;
    private volatile boolean closing;
    private volatile Throwable error;
    private int untold;

    /**
     * @param file    where the rows are kept
     * @param isAfter whether a change is at or after a place
     * @param end     marks the end of the log for the engine that streams
     */
    protected RowCopy(TableId id, Path file, BiPredicate<Position, Position> isAfter, Supplier<HighWatermark> end,
            Watch watch) {
        this.id = id;
        this.isAfter = isAfter;
        this.end = end;
        this.watch = watch;
        try {
            this.rows = new RowFile(file);
        }
        catch (IOException e) {
            throw unwritten(e);
        }
    }

    /** Begins to read. */
    public final RowCopy start() {
        Thread thread = new Thread(this::run, "resnapshot");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    /** Reads all rows: {@link #align}, then {@link #write} each. Returns early once {@link #isClosing}. */
    protected abstract void read() throws Exception;

    /** Ends {@link #read}; may be called from any thread. */
    protected abstract void abort();

    private void run() {
        try {
            read();
            if (closing) {
                return;
            }
            rows.end();
            watch.read(Map.of(id, untold));
            read = true;
        }
        catch (Throwable e) {       // also an OutOfMemoryError: told by the main thread
            if (!closing) {
                rows.close();       // the disk may be full
            }
            error = e instanceof IOException full ? unwritten(full) : e;
        }
    }

    private Problem unwritten(IOException e) {
        return Problem.run("The copy of table " + id + " cannot be written: " + Problem.why(e), e);
    }

    /** The copy's place in the log is known. */
    protected final void align(Position at) {
        place = at;
        mark = end.get();
    }

    protected final void write(Read row) throws IOException {
        rows.write(row);
        if (++untold == TOLD_EVERY) {
            watch.read(Map.of(id, untold));
            untold = 0;
        }
    }

    protected final TableId id() {
        return id;
    }

    protected final Position place() {
        return place;
    }

    protected final boolean isClosing() {
        return closing;
    }

    @Override
    public boolean isAligned() {
        return place != null;
    }

    @Override
    public boolean isAfter(Position change) {
        return isAfter.test(change, place);
    }

    @Override
    public HighWatermark mark() {
        return mark;
    }

    @Override
    public boolean isRead() {
        return read;
    }

    @Override
    public Throwable error() {
        return error;
    }

    @Override
    public boolean isBulk() {
        return !rows.schema().columns().isEmpty() && rows.schema().columns().stream()
                .allMatch(column -> column.type().isBulk());
    }

    @Override
    public ReadAll rows() {
        return new ReadAll(id, rows.schema(), rows.key(), rows, rows.origin() == null ? new Origin(place, 0)
                : rows.origin());
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
        abort();
        rows.close();
    }
}
