import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Debezium's engine when the computer's clock is set back by an hour. */
class EngineClockTest {

    private static final long HOUR = 3_600_000;

    /** Debezium's classes a second time, ours among them, with a clock that the test sets. */
    private final ClassLoader engine = new ClassLoader(getClass().getClassLoader()) {
        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null || !name.startsWith("io.debezium.")) {
                return loaded != null ? loaded : super.loadClass(name, resolve);
            }
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in == null ? new byte[0] : in.readAllBytes();
                if (name.startsWith("io.debezium.util.Clock")) {
                    bytes = ClassFile.of(bytes).replacing("java/lang/System", "TimeOfDay");
                }
                return defineClass(name, bytes, 0, bytes.length);
            }
            catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    };

    @BeforeEach
    void begin() throws ReflectiveOperationException {
        TimeOfDay.millis = 1_000_000;
        TimeOfDay.nanos = 0;
        now();
    }

    private long now() throws ReflectiveOperationException {
        Class<?> clock = engine.loadClass("io.debezium.util.Clock");
        return (long) clock.getMethod("currentTimeInMillis").invoke(clock.getField("SYSTEM").get(null));
    }

    @Test
    void theEnginesMillisecondsGoOn() throws ReflectiveOperationException {
        assertEquals(1_000_000, now());
        TimeOfDay.millis -= HOUR;
        TimeOfDay.nanos += 5_000_000;
        assertEquals(1_000_005, now());
    }

    @Test
    void heartbeatsAreDatedByTheSameMilliseconds() throws ReflectiveOperationException {
        TimeOfDay.millis -= HOUR;
        TimeOfDay.nanos += 7_000_000;
        assertEquals(1_000_007L, ((Struct) heartbeat().value()).get("ts_ms"));
    }

    private SourceRecord heartbeat() throws ReflectiveOperationException {
        Class<?> names = engine.loadClass("io.debezium.schema.SchemaNameAdjuster");
        Class<?> consumer = engine.loadClass("io.debezium.function.BlockingConsumer");
        Class<?> heartbeats = engine.loadClass("io.debezium.heartbeat.HeartbeatImpl");
        List<SourceRecord> records = new ArrayList<>();
        Object made = heartbeats.getConstructor(Duration.class, String.class, String.class, names)
                .newInstance(Duration.ofSeconds(1), "topic", "server", names.getMethod("create").invoke(null));
        heartbeats.getMethod("forcedBeat", Map.class, Map.class, consumer).invoke(made, Map.of(), Map.of("lsn", 1),
                Proxy.newProxyInstance(engine, new Class<?>[] {consumer}, (proxy, method, arguments) -> {
                    records.add((SourceRecord) arguments[0]);
                    return null;
                }));
        return records.get(0);
    }
}
