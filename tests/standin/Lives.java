package standin;

import capture.Batch;
import capture.Capture;
import capture.CheckpointStore;
import capture.DuplicateFilter;
import capture.SourceDatabase;
import capture.Until;
import config.CdcConfig;
import event.ChangeEvent;
import event.ChangeEvent.Position;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.LogPosition;
import event.Reached;
import event.RecordKind;
import event.Row;
import event.TableId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import kind.SourceKind;
import org.apache.kafka.connect.source.SourceRecord;
import watch.Watch;

/** An engine's lives against a stand-in: each ends with its first change, and the next one begins where it left off. */
final class Lives {

    private static final int LIVES = 40;

    private final Supplier<SourceDatabase> source;
    private final Memory memory = new Memory();

    Lives(Supplier<SourceDatabase> source) {
        this.source = source;
    }

    static Properties properties(SourceKind kind, int port, Map<String, String> settings) throws Exception {
        Path folder = Files.createTempDirectory("lives");
        Files.createDirectories(folder.resolve(".dlt"));
        Map<String, String> all = new HashMap<>(Map.of("HOST", "localhost", "PORT", "" + port, "USER", "cdc",
                "PASSWORD", "standin", "DATABASE", "mydb", "MAX_BATCH_SIZE", "1", "MAX_QUEUE_SIZE", "2",
                "POLL_INTERVAL_MS", "50"));
        all.putAll(settings);
        Map<String, String> environment = new HashMap<>();
        all.forEach((key, value) -> environment.put("SOURCES__DEBEZIUM__" + kind.name().toUpperCase(Locale.ROOT) + "__"
                + key, value));
        Properties properties = CdcConfig.load(folder, environment, kind, "cuts", "cuts").debezium();
        properties.setProperty("executor.shutdown.timeout.ms", "200");       // nobody takes what an ended life has left
        return properties;
    }

    Checkpoint checkpoint() {
        return memory.checkpoint;
    }

    void goBack(Checkpoint to) {
        memory.checkpoint = to;
    }

    void snapshot() {
        one(source.get(), Until.SNAPSHOT);
    }

    /** One change a life, until a life brings nothing more. */
    List<String> all() {
        List<String> got = new ArrayList<>();
        List<String> one = List.of("");
        for (int life = 0; life < LIVES && !one.isEmpty(); life++) {
            one = one(source.get(), Until.CURRENT);
            got.addAll(one);
        }
        return got;
    }

    /**
     * The same without our filter and resume point.
     *
     * @param lives      by then the control has failed
     * @param properties Debezium's, of each life, where the start's are not those of a naive loader
     */
    List<String> naive(int lives, IntFunction<Map<String, String>> properties) {
        List<String> got = new ArrayList<>();
        for (int life = 0; life < lives; life++) {
            got.addAll(one(new Naive(source.get(), properties.apply(life)), Until.CURRENT));
        }
        return got;
    }

    static List<String> sorted(List<String> records) {
        return records.stream().sorted().toList();
    }

    static List<String> of(String table, List<String> records) {
        return records.stream().filter(record -> record.startsWith(table + " ")).toList();
    }

    /** Takes batches until one has a change, and commits its state: what the destination does. */
    private List<String> one(SourceDatabase source, Until until) {
        List<String> got = new ArrayList<>();
        try (Capture capture = new Capture(source, memory, until, new Watch() { })) {
            for (Batch batch : capture) {
                batch.events().stream().filter(event -> !(event instanceof ChangeEvent.Found)).forEach(event ->
                        got.add(text(event)));
                memory.reached(batch.reached());
                if (until == Until.CURRENT && !got.isEmpty()) {
                    break;
                }
            }
        }
        return got;
    }

    /** Table, kind, key and, where the table has it, column {@code n}. */
    static String text(ChangeEvent event) {
        Row row = ((ChangeEvent.RowChange) event).row();
        List<String> names = row.schema().columns().stream().map(column -> column.name()).toList();
        String key = names.contains("id") ? "id" : "ID";
        String wider = names.contains("n") ? "n" : "N";
        return event.table().name() + " " + event.getClass().getSimpleName() + " " + row.get(key)
                + (names.contains(wider) ? " " + row.get(wider) : "");
    }

    /** The destination, in memory. */
    static final class Memory implements CheckpointStore {
        private volatile Checkpoint checkpoint = Checkpoint.none();

        void reached(Reached reached) {
            checkpoint = checkpoint.at(reached);
        }

        @Override
        public Checkpoint committed() {
            return checkpoint;
        }

        @Override
        public Checkpoint begin(Map<String, Object> start) {
            checkpoint = checkpoint.begin("1", start);
            return checkpoint;
        }
    }

    /** What one would do without a filter: store the newest record's offset, and load all that comes. */
    private record Naive(SourceDatabase real, Map<String, String> settings) implements SourceDatabase {

        @Override
        public Properties prepare(CheckpointStore store) {
            Properties properties = real.prepare(store);
            properties.putAll(settings);
            return properties;
        }

        @Override
        public boolean captures(TableId table) {
            return real.captures(table);
        }

        @Override
        public String waitingFor() {
            return "";
        }

        @Override
        public void look() {
            // nothing
        }

        @Override
        public DuplicateFilter filter(Checkpoint start) {
            real.filter(start);
            return new All(start);
        }

        @Override
        public Map<String, Object> offset(Checkpoint committed) {
            Map<String, Object> offset = new HashMap<>();
            Map<String, Object> stored = committed.position();
            offset.put("commit_lsn", stored.get("commit_lsn"));
            offset.put("change_lsn", stored.get("change_lsn"));
            offset.put("event_serial_no", ((Number) stored.getOrDefault("event_serial_no", 0L)).longValue());
            return offset;
        }

        /** It has none of ours to ask: it is current after a while without a change. */
        @Override
        public HighWatermark highWatermark() {
            int[] asked = {0};
            return new HighWatermark() {
                @Override
                public boolean reachedBy(SourceRecord record) {
                    return false;
                }

                @Override
                public boolean reachedAt(Map<String, Object> position) {
                    return ++asked[0] > 3;
                }
            };
        }

        @Override
        public boolean passes(Throwable error) {
            return real.passes(error);
        }

        @Override
        public String explain(Throwable error) {
            return real.explain(error);
        }
    }

    private static final class All implements DuplicateFilter {
        private final Map<String, Object> state;

        private All(Checkpoint start) {
            state = new HashMap<>(start.position());
        }

        @Override
        public boolean accept(SourceRecord record, RecordKind kind) {
            if (kind == RecordKind.CHANGE) {
                state.putAll(record.sourceOffset());
            }
            return kind == RecordKind.CHANGE;
        }

        @Override
        public Position position() {
            return new LogPosition("");
        }

        @Override
        public Map<String, Object> state() {
            return state;
        }

        @Override
        public Snapshot snapshot() {
            return Snapshot.DONE;
        }
    }
}
