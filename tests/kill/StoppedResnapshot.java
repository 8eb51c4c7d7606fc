import capture.Batch;
import capture.Capture;
import change.DltChangeHandler;
import cli.Session;
import config.CdcConfig;
import destination.Destination;
import destination.Destinations;
import java.lang.reflect.Proxy;
import java.util.function.DoubleSupplier;
import load.Pipeline;
import loader.DebeziumDltLoader;
import watch.Watch;

/** PostgreSQL's loader, which is stopped once the first part of a copy is loaded and changes of the stream wait. */
public class StoppedResnapshot extends DebeziumDltLoader {

    private static final long PATIENCE_MS = 30_000;
    private DoubleSupplier queued = () -> 0;

    @Override
    public void flow(CdcConfig config, Session session) {
        Watch watch = (Watch) Proxy.newProxyInstance(Watch.class.getClassLoader(), new Class<?>[] {Watch.class},
                (proxy, method, given) -> {
                    if (method.getName().equals("queue")) {
                        queued = (DoubleSupplier) given[0];
                    }
                    return method.invoke(session.watch(), given);
                });
        try (Destination destination = Destinations.open(config, watch, session::givingUp)) {
            Pipeline pipeline = new Pipeline(config, destination, watch);
            try (Capture capture = new Capture(source(config, session), pipeline, session.until(), watch)) {
                DltChangeHandler handler = new DltChangeHandler(keys(config), config, this::transform,
                        pipeline.committed().seq());
                for (Batch batch : capture) {
                    handler.add(batch.events());
                    if (!capture.hasMore() || handler.isFull()) {
                        pipeline.load(handler.take(), batch.reached());
                        batch.markProcessed().run();
                        if (batch.reached().unfinishedWhole()) {
                            awaitChanges();
                            capture.stop();
                        }
                    }
                    if (!capture.hasMore()) {
                        pipeline.release();
                    }
                }
            }
        }
    }

    private void awaitChanges() {
        for (long waited = 0; queued.getAsDouble() == 0; waited += 10) {
            if (waited > PATIENCE_MS) {
                throw new IllegalStateException("no change comes");
            }
            try {
                Thread.sleep(10);
            }
            catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    public static void main(String... args) {
        System.exit(new StoppedResnapshot().run(args));
    }
}
