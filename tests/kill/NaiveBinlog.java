import capture.Guard;
import capture.SourceDatabase;
import event.ChangeEvent.Position;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.Kind;
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
    public Guard guard(Checkpoint start) {
        return new AcceptAll(real.guard(start), start);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Map<String, Object> offset(Checkpoint committed) {
        return committed.snapshot() == Snapshot.DONE ? (Map<String, Object>) committed.position().get(NAIVE) : Map.of();
    }

    /** Takes every change for new. */
    private static final class AcceptAll implements Guard {
        private final Guard real;
        private Object last;
        private Position position = () -> "";

        AcceptAll(Guard real, Checkpoint start) {
            this.real = real;
            last = start.position().get(NAIVE);
        }

        @Override
        public boolean accept(SourceRecord record, Kind kind) {
            boolean running = real.snapshot() != Snapshot.DONE;
            boolean accepted = real.accept(record, kind);
            if (record.sourceOffset() == null || record.sourceOffset().isEmpty()) {
                return accepted;
            }
            Map<String, Object> offset = new HashMap<>(record.sourceOffset());
            offset.values().removeIf(Objects::isNull);
            last = offset;
            if (kind == Kind.CHANGE) {
                Struct source = ((Struct) record.value()).getStruct("source");
                position = () -> source.get("file") + ":" + source.get("pos");
            }
            return running ? accepted : kind == Kind.CHANGE;
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
