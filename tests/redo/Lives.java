package redo;

import capture.Batch;
import capture.Capture;
import capture.CheckpointStore;
import capture.DuplicateFilter;
import capture.SourceDatabase;
import capture.Until;
import config.CdcConfig;
import event.ChangeEvent;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.Reached;
import event.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kind.OracleKind;
import oracle.OracleSource;
import watch.Watch;

/** Lives of the engine, one after the other, with a destination in memory. */
final class Lives {

    private static final int MOST = 60;

    private final Properties properties;
    private final Memory memory = new Memory();

    Lives(RedoServer server, String tables) throws Exception {
        Path folder = Files.createTempDirectory("redo");
        Files.createDirectories(folder.resolve(".dlt"));
        Map<String, String> environment = new HashMap<>();
        Map.of("URL", server.url(), "USER", "CDC", "PASSWORD", "standin", "DATABASE", "ORCL", "TABLE_INCLUDE_LIST",
                tables, "MAX_BATCH_SIZE", "1", "MAX_QUEUE_SIZE", "2", "HEARTBEAT_INTERVAL_MS", "1")
                .forEach((key, value) -> environment.put("SOURCES__DEBEZIUM__ORACLE__" + key, value));
        properties = CdcConfig.load(folder, environment, new OracleKind(), "redo", "redo").debezium();
        properties.setProperty("executor.shutdown.timeout.ms", "200");      // nobody takes what an ended life has left
    }

    Checkpoint checkpoint() {
        return memory.checkpoint;
    }

    void goBackTo(Checkpoint checkpoint) {
        memory.checkpoint = checkpoint;
    }

    /** A filter that starts from a stored position. */
    DuplicateFilter filter(Map<String, Object> position) {
        return new OracleSource(properties, (tables, committed) -> { }, new Watch() { }).filter(Checkpoint.none()
                .at(new Reached(Snapshot.DONE, position)));
    }

    /** What a life changes of the source, for a control. */
    interface Change {
        SourceDatabase of(OracleSource source);
    }

    void snapshot() {
        one(source -> source, Until.SNAPSHOT);
    }

    /** One record a life, until a life brings nothing more. */
    List<String> untilNothingComes(Change change) {
        List<String> got = new ArrayList<>();
        for (int life = 0; life < MOST; life++) {
            List<String> one = one(change, Until.CURRENT);
            got.addAll(one);
            if (one.isEmpty()) {
                return got;
            }
        }
        throw new AssertionError("records come without an end: " + got);
    }

    /** The same for a control, which may go round: it ends once something has come twice. */
    List<String> untilNothingComesTwice(Change change) {
        List<String> got = new ArrayList<>();
        for (int life = 0; life < MOST && new HashSet<>(got).size() == got.size(); life++) {
            List<String> one = one(change, Until.CURRENT);
            got.addAll(one);
            if (one.isEmpty()) {
                return got;
            }
        }
        return got;
    }

    /** Takes batches until one has a change, and commits its state: what the destination does. */
    List<String> one(Change change, Until until) {
        List<String> got = new ArrayList<>();
        OracleSource source = new OracleSource(properties, (tables, committed) -> { }, new Watch() { });
        try (Capture capture = new Capture(change.of(source), memory, until, new Watch() { })) {
            for (Batch batch : capture) {
                batch.events().stream().filter(event -> !(event instanceof ChangeEvent.Found)).forEach(event ->
                        got.add(text(event)));
                memory.checkpoint = memory.checkpoint.at(batch.reached());
                if (until == Until.CURRENT && !got.isEmpty()) {
                    break;
                }
            }
        }
        return got;
    }

    private static String text(ChangeEvent event) {
        if (!(event instanceof ChangeEvent.RowChange change)) {
            return event.table().name() + " " + event.getClass().getSimpleName();
        }
        Row row = change.row();
        boolean wider = row.schema().columns().stream().anyMatch(column -> column.name().equals("N"));
        return event.table().name() + " " + event.getClass().getSimpleName() + " " + row.get("ID")
                + (wider ? " " + row.get("N") : "");
    }

    /** The destination, in memory. */
    private static final class Memory implements CheckpointStore {
        private volatile Checkpoint checkpoint = Checkpoint.none();

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
}
