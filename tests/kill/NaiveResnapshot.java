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

/**
 * A control: PostgreSQL's loader, which takes no change for one that is newer than a table's copy. So a copy replaces
 * what came since it was begun. Run from its source, with the loader's class path.
 */
public class NaiveResnapshot extends DebeziumDltLoader {

    @Override
    public void flow(CdcConfig config, Session session) {
        try (Destination destination = Destinations.open(config, session.watch(), session::givingUp)) {
            Pipeline pipeline = new Pipeline(config, destination, session.watch());
            SourceDatabase source = naive(SourceDatabase.class, source(config, session));
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

    /** The same, but for the copies that it makes. */
    private static <T> T naive(Class<T> type, T real) {
        InvocationHandler handler = (proxy, method, given) -> {
            try {
                Object answer = method.invoke(real, given);
                return method.getName().equals("isAfter") ? false
                        : answer instanceof TableCopy copy ? naive(TableCopy.class, copy) : answer;
            }
            catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    public static void main(String... args) {
        System.exit(new NaiveResnapshot().run(args));
    }
}
