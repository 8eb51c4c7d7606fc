import capture.Batch;
import capture.Capture;
import change.DltChangeHandler;
import cli.Session;
import config.CdcConfig;
import destination.Destination;
import destination.Destinations;
import event.Checkpoint.Snapshot;
import load.Pipeline;
import loader.DebeziumDltLoaderCassandra;

/**
 * The control: the loader, but that it stores how far the logs are read ahead of the rows, and is gone in between. What
 * the test compares has to miss these.
 */
public class EarlyLoader extends DebeziumDltLoaderCassandra {

    private static final int KILLED = 137;

    @Override
    public void flow(CdcConfig config, Session session) {
        try (Destination destination = Destinations.open(config, session.watch(), session::givingUp)) {
            Pipeline pipeline = new Pipeline(config, destination, session.watch());
            try (Capture capture = new Capture(source(config, session), pipeline, session.until(), session.watch())) {
                DltChangeHandler handler = new DltChangeHandler(keys(config), config, this::transform,
                        pipeline.committed().seq());
                for (Batch batch : capture) {
                    if (!batch.events().isEmpty() && pipeline.committed().snapshot() == Snapshot.DONE) {
                        pipeline.load(handler.take(), batch.reached());
                        Runtime.getRuntime().halt(KILLED);
                    }
                }
            }
        }
    }

    public static void main(String... args) {
        System.exit(new EarlyLoader().run(args));
    }
}
