///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//DESCRIPTION The control of the kill test: DebeziumDltLoader with the offset that loses rows.
//SOURCES ../../DebeziumDltLoader.java
//SOURCES NaiveFlow.java
//SOURCES NaiveSource.java

import capture.CheckpointStore;
import capture.DuplicateFilter;
import capture.SourceDatabase;
import cli.Session;
import config.CdcConfig;
import event.ChangeEvent.Position;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.RecordKind;
import event.Reached;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import loader.DebeziumDltLoader;
import org.apache.kafka.connect.source.SourceRecord;
import postgres.Postgres;

/**
 * The same flow as DebeziumDltLoader, from the same parts, but for the offset: it stores Debezium's own offset of the
 * record loaded last, with the rows, and takes whatever comes after it. That is what one would do; it loses rows.
 */
public class NaiveLoader extends DebeziumDltLoader {

    @Override
    public void flow(CdcConfig config, Session session) {
        SourceDatabase postgres = new NaivePostgres(
                new Postgres(config.debezium(), false, false, (tables, committed) -> { }, session.watch()));
        NaiveFlow.flow(postgres, config, session);
    }

    /** PostgreSQL with the naive offset. */
    private static final class NaivePostgres extends NaiveSource {

        NaivePostgres(Postgres real) {
            super(real);
        }

        /** The check of the slot expects the end of a transaction, which the naive offset is not. */
        @Override
        public Properties prepare(CheckpointStore store) {
            return real.prepare(new CheckpointStore() {
                @Override
                public Checkpoint committed() {
                    Checkpoint committed = store.committed();
                    Map<String, Object> position = new HashMap<>(committed.position());
                    long newest = Stream.of("lsn", "lsn_commit", "lsn_proc").mapToLong(key -> lsn(position, key)).max()
                            .getAsLong();
                    position.put("lsn", newest);
                    return committed.at(new Reached(committed.snapshot(), position));
                }

                @Override
                public Checkpoint begin(Map<String, Object> start) {
                    return store.begin(start);
                }
            });
        }

        private static long lsn(Map<String, Object> position, String key) {
            return position.get(key) == null ? 0 : ((Number) position.get(key)).longValue();
        }

        @Override
        public DuplicateFilter filter(Checkpoint start) {
            return new AcceptAll(start);
        }

        @Override
        public Map<String, Object> offset(Checkpoint committed) {
            Map<String, Object> offset = new HashMap<>(committed.position());
            offset.keySet().removeAll(AcceptAll.IDENTITY);
            return committed.snapshot() == Snapshot.DONE ? offset : Map.of();
        }
    }

    /** Takes every record for new. */
    private static final class AcceptAll implements DuplicateFilter {
        static final Set<String> IDENTITY = Set.of("slot", "database", "system_id", "publication", "published",
                "captured", "enum_labels");
        private final Map<String, Object> identity;
        private Map<String, Object> last;
        private Snapshot snapshot;

        AcceptAll(Checkpoint start) {
            snapshot = start.snapshot();
            last = new HashMap<>(start.position());
            identity = new HashMap<>(start.position());
            identity.keySet().retainAll(IDENTITY);
        }

        @Override
        public boolean accept(SourceRecord record, RecordKind kind) {
            if (record.sourceOffset() == null || record.sourceOffset().get("lsn") == null) {
                return false;
            }
            last = new HashMap<>(record.sourceOffset());
            last.values().removeIf(Objects::isNull);
            if (last.get("snapshot") == null || Boolean.TRUE.equals(last.get("snapshot_completed"))) {
                snapshot = Snapshot.DONE;
            }
            return true;
        }

        @Override
        public Position position() {
            long lsn = ((Number) last.get("lsn")).longValue();
            return () -> String.format("%X/%X", lsn >>> 32, lsn & 0xFFFFFFFFL);
        }

        @Override
        public Map<String, Object> state() {
            Map<String, Object> state = new HashMap<>(identity);
            if (snapshot == Snapshot.DONE) {
                state.putAll(last);
            }
            return state;
        }

        @Override
        public Snapshot snapshot() {
            return snapshot;
        }
    }

    public static void main(String... args) {
        System.exit(new NaiveLoader().run(args));
    }
}
