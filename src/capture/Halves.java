package capture;

import io.debezium.engine.RecordChangeEvent;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Keeps the halves of a change of the key together. Debezium sends a delete and an insert, which name each other in
 * their headers
 * (<a
 * href="https://debezium.io/documentation/reference/stable/connectors/postgresql.html#postgresql-primary-key-updates">
 * Primary key updates</a>), and a batch may end between them. What the source left out of the insert is in the old
 * row, so no load may remove that row before.
 */
final class Halves {

    private static final String NEW_KEY_HEADER = "__debezium.newkey";

    private RecordChangeEvent<SourceRecord> held;

    /** The records with what was held back before, and without a first half at their end, which comes with the next. */
    List<RecordChangeEvent<SourceRecord>> join(List<RecordChangeEvent<SourceRecord>> records) {
        RecordChangeEvent<SourceRecord> last = records.isEmpty() ? null : records.get(records.size() - 1);
        boolean splits = last != null && last.record().headers().lastWithName(NEW_KEY_HEADER) != null;
        if (held == null && !splits) {
            return records;
        }
        List<RecordChangeEvent<SourceRecord>> joined = new ArrayList<>(records.size() + 1);
        if (held != null) {
            joined.add(held);
        }
        joined.addAll(splits ? records.subList(0, records.size() - 1) : records);
        held = splits ? last : null;
        return joined;
    }
}
