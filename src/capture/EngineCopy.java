package capture;

import base.Problem;
import capture.SourceDatabase.HighWatermark;
import event.ChangeEvent.Origin;
import event.ChangeEvent.Position;
import event.ChangeEvent.Read;
import event.ChangeEvent.ReadAll;
import event.Decoder;
import event.TableId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.apache.kafka.connect.source.SourceRecord;
import watch.Watch;

/**
 * A copy that an engine of its own reads: Debezium's snapshot of one table, with the values that the initial snapshot
 * had. Its place in the log is the one that the snapshot's records have.
 */
public final class EngineCopy implements TableCopy {

    /** The engine has to start, and to read the definitions of tables. */
    private static final long PATIENCE_MS = 60_000;
    private static final int TOLD_EVERY = 10_000;

    private final TableId id;
    private final EventStream stream;
    private final BiPredicate<Position, Position> isAfter;
    private final Supplier<HighWatermark> end;
    private final Watch watch;
    private final Decoder decoder = new Decoder();
    private final RowFile rows;
    private volatile Position place;
    private volatile HighWatermark mark;
    private volatile boolean read;
    private volatile boolean closing;
    private volatile Throwable error;
    private int untold;

    /**
     * @param alone   the source with this table alone, and nothing that is shared with the one that streams
     * @param file    where the rows are kept
     * @param isAfter whether a change is at or after a place
     * @param end     marks the end of the log for the engine that streams
     */
    public EngineCopy(TableId id, SourceDatabase alone, Path file, BiPredicate<Position, Position> isAfter,
            Supplier<HighWatermark> end, Watch watch) {
        this.id = id;
        this.isAfter = isAfter;
        this.end = end;
        this.watch = watch;
        this.stream = new EventStream(alone, Until.SNAPSHOT, this::take);
        try {
            this.rows = new RowFile(file);
        }
        catch (IOException e) {
            throw Problem.run("Cannot write " + file + ": " + Problem.why(e), e);
        }
        Thread thread = new Thread(this::run, "resnapshot");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            stream.run();
            if (closing) {
                return;
            }
            if (!stream.isSnapshotDone()) {
                throw Problem.run("The copy of table " + id + " has ended before its end",
                        new IOException("the engine stopped"));
            }
            align();
            rows.end();
            watch.read(Map.of(id, untold));
            read = true;
        }
        catch (Throwable e) {       // also an OutOfMemoryError: told by the main thread
            error = e;
        }
    }

    private void align() {
        if (place == null) {
            place = stream.position();
            mark = end.get();
        }
    }

    /** Takes a row; false where no more is wanted. */
    private boolean take(SourceRecord record) {
        try {
            align();
            if (decoder.decode(record, place) instanceof Read row && row.table().equals(id)) {
                rows.write(row);
                if (++untold == TOLD_EVERY) {
                    watch.read(Map.of(id, untold));
                    untold = 0;
                }
            }
            return !closing;
        }
        catch (IOException e) {
            throw Problem.run("The copy of table " + id + " cannot be written: " + Problem.why(e), e);
        }
    }

    @Override
    public long patienceMs() {
        return PATIENCE_MS;
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
        stream.stop();
        rows.close();
    }
}
