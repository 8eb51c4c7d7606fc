import capture.DuplicateFilter;
import capture.SourceDatabase;
import event.ChangeEvent.Position;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.RecordKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A MySQL or MariaDB server with Debezium's own offset of the record loaded last, stored with the rows, and whatever
 * comes after it is taken. That is what one would do; it loses rows. The checks and the schema history are the real
 * ones.
 */
final class NaiveBinlog extends NaiveSource {

    private static final String NAIVE = "naive";

    NaiveBinlog(SourceDatabase real) {
        super(real);
    }

    @Override
    public DuplicateFilter filter(Checkpoint start) {
        return new AcceptAll(real.filter(start), start);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Map<String, Object> offset(Checkpoint committed) {
        return committed.snapshot() == Snapshot.DONE ? (Map<String, Object>) committed.position().get(NAIVE) : Map.of();
    }

    /** Takes every change for new. */
    private static final class AcceptAll implements DuplicateFilter {
        private final DuplicateFilter real;
        private Object last;
        private Position position = () -> "";

        AcceptAll(DuplicateFilter real, Checkpoint start) {
            this.real = real;
            last = start.position().get(NAIVE);
        }

        @Override
        public boolean accept(SourceRecord record, RecordKind kind) {
            boolean running = real.snapshot() != Snapshot.DONE;
            boolean accepted = real.accept(record, kind);
            if (record.sourceOffset() == null || record.sourceOffset().isEmpty()) {
                return accepted;
            }
            Map<String, Object> offset = new HashMap<>(record.sourceOffset());
            offset.values().removeIf(Objects::isNull);
            last = offset;
            if (kind == RecordKind.CHANGE) {
                Struct source = ((Struct) record.value()).getStruct("source");
                position = () -> source.get("file") + ":" + source.get("pos");
            }
            return running ? accepted : kind == RecordKind.CHANGE;
        }

        @Override
        public Position position() {
            return position;
        }

        @Override
        public Map<String, Object> state() {
            Map<String, Object> state = new HashMap<>(real.state());
            if (last != null) {
                state.put(NAIVE, last);
            }
            return state;
        }

        @Override
        public Snapshot snapshot() {
            return real.snapshot();
        }
    }
}
