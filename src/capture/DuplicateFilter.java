package capture;

import event.ChangeEvent.Position;
import event.Checkpoint.Snapshot;
import event.RecordKind;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Tells new records from those that the destination already holds, and keeps the position to store. A source sends more
 * than was asked for after a restart (whole transactions, say); what is there already is dropped here. One filter lives
 * as long as one engine.
 */
public interface DuplicateFilter {

    /** Whether the record is new. Moves {@link #position()} and {@link #state()} on. */
    boolean accept(SourceRecord record, RecordKind kind);

    /** The position of the record accepted last. */
    Position position();

    /** The state to store once all records accepted so far are loaded. Plain JSON values. */
    Map<String, Object> state();

    Snapshot snapshot();
}
