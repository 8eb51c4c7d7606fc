package capture;

import base.Problem;
import capture.SourceDatabase.HighWatermark;
import event.ChangeEvent.Position;
import event.ChangeEvent.Read;
import event.Decoder;
import event.TableId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.apache.kafka.connect.source.SourceRecord;
import watch.Watch;

/**
 * A copy that an engine of its own reads: Debezium's snapshot of one table, with the values that the initial snapshot
 * had. Its place in the log is the one that the snapshot's records have.
 */
public class EngineCopy extends RowCopy {

    /** The engine has to start, and to read the definitions of tables. */
    private static final long PATIENCE_MS = 60_000;

    private final EventStream stream;
    private final Decoder decoder = new Decoder();

    /** @param alone the source with this table alone, and nothing that is shared with the one that streams */
    public EngineCopy(TableId id, SourceDatabase alone, Path file, BiPredicate<Position, Position> isAfter,
            Supplier<HighWatermark> end, Watch watch) {
        super(id, file, isAfter, end, watch);
        this.stream = new EventStream(alone, Until.SNAPSHOT, this::take);
    }

    @Override
    protected void read() throws Exception {
        stream.run();
        if (isClosing()) {
            return;
        }
        if (!stream.isSnapshotDone()) {
            throw Problem.run("The copy of table " + id() + " has ended before its end",
                    new IOException("the engine stopped"));
        }
        alignOnce();
    }

    private void alignOnce() {
        if (place() == null) {
            align(stream.position());
        }
    }

    /** Takes a row; false where no more is wanted. */
    private boolean take(SourceRecord record) {
        try {
            alignOnce();
            if (decoder.decode(record, place()) instanceof Read row && row.table().equals(id())) {
                write(row);
            }
            return !isClosing();
        }
        catch (IOException e) {
            throw Problem.run("The copy of table " + id() + " cannot be written: " + Problem.why(e), e);
        }
    }

    @Override
    public long patienceMs() {
        return PATIENCE_MS;
    }

    @Override
    protected void abort() {
        stream.stop();
    }
}
