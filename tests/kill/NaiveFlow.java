import capture.Batch;
import capture.Capture;
import capture.SourceDatabase;
import change.DltChangeHandler;
import change.PrimaryKeys;
import cli.Session;
import config.CdcConfig;
import destination.Destination;
import destination.Destinations;
import event.ChangeEvent;
import event.ChangeEvent.Insert;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import load.Pipeline;

/** The loaders' flow, with a source whose offset is another one. */
final class NaiveFlow {

    private NaiveFlow() {
    }

    static void flow(SourceDatabase source, CdcConfig config, Session session) {
        try (Destination destination = Destinations.open(config, session.watch(), session::givingUp)) {
            Pipeline pipeline = new Pipeline(config, destination, session.watch());
            try (Capture capture = new Capture(source, pipeline, session.until(), session.watch())) {
                session.onStop(capture::stop);
                DltChangeHandler handler = new DltChangeHandler(new PrimaryKeys(config.primaryKeys(), Map.of()),
                        config.limits(), Optional::of, pipeline.committed().seq());
                List<ChangeEvent> late = new ArrayList<>();
                for (Batch batch : capture) {
                    List<ChangeEvent> events = new ArrayList<>(late);
                    events.addAll(batch.events());
                    late.clear();
                    int last = events.size() - 1;
                    if (last > 0 && capture.hasMore() && events.get(last) instanceof Insert insert
                            && !insert.movedFrom().isEmpty()) {
                        late.add(events.remove(last));      // Debezium's batches end between the halves of a move
                    }
                    handler.add(events);
                    if (!capture.hasMore() || handler.isFull()) {
                        pipeline.load(handler.take(), batch.reached());
                        batch.markProcessed().run();
                    }
                    if (!capture.hasMore()) {
                        pipeline.release();
                    }
                }
            }
        }
    }
}
