package binlog;

import capture.CheckpointStore;
import capture.DuplicateFilter;
import event.Checkpoint;
import event.RecordKind;
import event.Reached;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.connect.source.SourceRecord;
import watch.Watch;

/** The loader's own way with a binary log, for tests: one start of an engine after a checkpoint. */
public final class BinlogUnderTest implements CheckpointStore {

    private final Binlog source;
    private Checkpoint committed;

    /** @param stored as of {@link Life#stored()}; empty for a pipeline that has never run */
    public BinlogUnderTest(Properties given, boolean mariadb, Map<String, Object> stored) {
        source = new Binlog(given, mariadb ? MariadbServer::new : MysqlServer::new, (tables, checkpoint) -> { },
                new Watch() { });
        committed = Checkpoint.fromMap(stored);
    }

    /** Checks, and the properties of the engine. */
    public Properties prepare() {
        return source.prepare(this);
    }

    public Map<String, Object> offset() {
        return new HashMap<>(source.offset(committed));
    }

    /** Is handed the engine once its task has started. */
    public void started(Object engine) {
        source.started(engine);
    }

    /** What is new in one engine's life. */
    public final class Life {

        private final Checkpoint start;
        private final DuplicateFilter filter;

        private Life(Checkpoint start) {
            this.start = start;
            this.filter = source.filter(start);
        }

        public boolean accept(SourceRecord record) {
            RecordKind kind = RecordKind.of(record);
            return filter.accept(record, kind) && kind == RecordKind.CHANGE;
        }

        public Map<String, Object> stored() {
            return start.at(new Reached(filter.snapshot(), filter.state())).toMap();
        }
    }

    /** @param stored empty: after the checkpoint that {@link #prepare} used */
    public Life life(Map<String, Object> stored) {
        return new Life(stored.isEmpty() ? committed : Checkpoint.fromMap(stored));
    }

    @Override
    public Checkpoint committed() {
        return committed;
    }

    @Override
    public Checkpoint begin(Map<String, Object> start) {
        committed = committed.begin("1", start);
        return committed;
    }
}
