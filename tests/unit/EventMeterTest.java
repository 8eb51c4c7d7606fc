import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.debezium.data.Envelope.Operation;
import io.debezium.pipeline.meters.CommonEventMeter;
import io.debezium.pipeline.source.spi.EventMetadataProvider;
import io.debezium.util.Clock;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is counted for each event, and what is not made of it. */
class EventMeterTest {

    private final EventMetadataProvider provider = (EventMetadataProvider) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {EventMetadataProvider.class}, (proxy, method, arguments) -> {
                throw new AssertionError("A row is written out as text");
            });
    private final CommonEventMeter meter = new CommonEventMeter(Clock.SYSTEM, provider);

    @Test
    void noRowIsWrittenOutAsText() {
        meter.onEvent(null, null, null, null, Operation.READ);
        assertNull(meter.getLastEvent());
        assertEquals(1, meter.getTotalNumberOfEventsSeen());
    }

    @Test
    void eventsAreCountedByKind() {
        for (Operation each : List.of(Operation.READ, Operation.READ, Operation.CREATE, Operation.UPDATE,
                Operation.DELETE)) {
            meter.onEvent(null, null, null, null, each);
        }
        meter.onFilteredEvent(Operation.UPDATE);
        meter.onErroneousEvent();
        assertEquals(List.of(7L, 2L, 1L, 2L, 1L, 1L, 1L), List.of(meter.getTotalNumberOfEventsSeen(),
                meter.getTotalNumberOfReadEventsSeen(), meter.getTotalNumberOfCreateEventsSeen(),
                meter.getTotalNumberOfUpdateEventsSeen(), meter.getTotalNumberOfDeleteEventsSeen(),
                meter.getNumberOfEventsFiltered(), meter.getNumberOfErroneousEvents()));
        meter.reset();
        assertEquals(0, meter.getTotalNumberOfEventsSeen() + meter.getTotalNumberOfReadEventsSeen());
        assertEquals(-1, meter.getMilliSecondsSinceLastEvent());
    }
}
