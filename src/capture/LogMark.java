package capture;

import capture.SourceDatabase.HighWatermark;
import org.apache.kafka.connect.source.SourceRecord;

/** A mark in the log whose arrival is waited for: everything that was committed before it has come by then. */
final class LogMark {

    private final HighWatermark mark;
    private volatile boolean seen;
    private volatile Batch batch;

    LogMark(HighWatermark mark) {
        this.mark = mark;
    }

    /** For the engine: whether this record is the mark. */
    boolean isAt(SourceRecord record) {
        seen |= mark.reachedBy(record);
        return seen && batch == null;
    }

    /** For the engine: the batch that has the mark, before it is queued. */
    void in(Batch marked) {
        batch = marked;
    }

    /** Whether this batch has it. */
    boolean isIn(Batch delivered) {
        return batch == delivered;
    }

    HighWatermark mark() {
        return mark;
    }
}
