import capture.Batch;
import capture.Capture;
import capture.SourceDatabase;
import change.DltChangeHandler;
import change.PrimaryKeys;
import cli.Session;
import config.CdcConfig;
import destination.Destination;
import destination.Destinations;
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
                for (Batch batch : capture) {
                    handler.add(batch.events());
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
