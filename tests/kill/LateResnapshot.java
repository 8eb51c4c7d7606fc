import capture.Batch;
import capture.Capture;
import capture.SourceDatabase;
import capture.TableCopy;
import change.DltChangeHandler;
import cli.Session;
import config.CdcConfig;
import destination.Destination;
import destination.Destinations;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import load.Pipeline;
import loader.DebeziumDltLoader;

/** PostgreSQL's loader, which is busy when a copy is made: it asks for the copy's mark in the log two seconds late. */
public class LateResnapshot extends DebeziumDltLoader {

    private static final long LATE_NANOS = 2_000_000_000;
    private long since;

    @Override
    public void flow(CdcConfig config, Session session) {
        try (Destination destination = Destinations.open(config, session.watch(), session::givingUp)) {
            Pipeline pipeline = new Pipeline(config, destination, session.watch());
            SourceDatabase source = late(SourceDatabase.class, source(config, session));
            try (Capture capture = new Capture(source, pipeline, session.until(), session.watch())) {
                session.onStop(capture::stop);
                DltChangeHandler handler = new DltChangeHandler(keys(config), config, this::transform,
                        pipeline.committed().seq());
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

    private <T> T late(Class<T> type, T real) {
        InvocationHandler handler = (proxy, method, given) -> {
            try {
                Object answer = method.invoke(real, given);
                return answer instanceof TableCopy copy ? late(TableCopy.class, copy)
                        : method.getName().equals("mark") && answer != null && isEarly() ? null : answer;
            }
            catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private boolean isEarly() {
        since = since == 0 ? System.nanoTime() : since;
        return System.nanoTime() - since < LATE_NANOS;
    }

    public static void main(String... args) {
        System.exit(new LateResnapshot().run(args));
    }
}
