import capture.DuplicateFilter;
import capture.SourceDatabase;
import event.ChangeEvent.Position;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.Documents;
import event.RecordKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * MongoDB with an offset that is stored every two seconds beside the rows, as an engine with a file for it does, and
 * not with them; whatever comes after it is taken. That is what one would do; it doubles rows.
 */
final class NaiveMongo extends NaiveSource {

    private static final String NAIVE = "naive";
    private static final int EVERY_MS = 2_000;

    NaiveMongo(SourceDatabase real) {
        super(real);
    }

    @Override
    public Optional<Documents> documents() {
        return real.documents();
    }

    @Override
    public DuplicateFilter filter(Checkpoint start) {
        return new Late(real.filter(start), start);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Map<String, Object> offset(Checkpoint committed) {
        return committed.snapshot() == Snapshot.DONE ? (Map<String, Object>) committed.position().get(NAIVE) : Map.of();
    }

    /** Takes every change for new. */
    private static final class Late implements DuplicateFilter {
        private final DuplicateFilter real;
        private Object stored;
        private long storedAt;

        Late(DuplicateFilter real, Checkpoint start) {
            this.real = real;
            stored = start.position().get(NAIVE);
        }

        @Override
        public boolean accept(SourceRecord record, RecordKind kind) {
            boolean running = real.snapshot() != Snapshot.DONE;
            boolean accepted = real.accept(record, kind);
            if (!running && System.currentTimeMillis() - storedAt > EVERY_MS
                    || running && real.snapshot() == Snapshot.DONE) {
                Map<String, Object> offset = new HashMap<>();
                record.sourceOffset().forEach((key, value) -> offset.put(key, value instanceof Integer number
                        ? (Object) number.longValue() : value));
                stored = offset;
                storedAt = System.currentTimeMillis();
            }
            return running ? accepted : kind == RecordKind.CHANGE;
        }

        @Override
        public Position position() {
            return real.position();
        }

        @Override
        public Map<String, Object> state() {
            Map<String, Object> state = new HashMap<>(real.state());
            if (stored != null) {
                state.put(NAIVE, stored);
            }
            return state;
        }

        @Override
        public Snapshot snapshot() {
            return real.snapshot();
        }
    }
}
