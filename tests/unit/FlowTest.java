package capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.debezium.util.Clock;
import java.security.CodeSource;
import org.junit.jupiter.api.Test;

class FlowTest {

    private final Flow flow = new Flow();

    @Test
    void aSingleChangeIsLoadedAtOnce() {
        assertFalse(flow.expectsMore(1, 10_000));
        flow.asked(10_080);
        assertFalse(flow.expectsMore(1, 10_081));
    }

    @Test
    void changesThatTrickleAreLoadedAtOnce() {
        for (long now = 10_000; now < 20_000; now += 100) {
            assertFalse(flow.expectsMore(50, now), "500 changes a second, at " + now);
            flow.asked(now + 60);
        }
    }

    @Test
    void aLargeBatchWaitsForTheNext() {
        assertTrue(flow.expectsMore(1_000, 10_000));
    }

    @Test
    void aFastStreamOfSmallBatchesWaitsUntilTheLoadIsWorthItsCost() {
        long now = 10_000;
        for (int i = 0; i < 10; i++, now += 20) {
            flow.expectsMore(200, now);
            flow.asked(now + 1);
        }
        flow.expectsMore(200, now);
        flow.asked(now + 80);           // a load of 80 ms
        now += 80;
        assertTrue(flow.expectsMore(200, now + 20));
        flow.asked(now + 21);
        assertTrue(flow.expectsMore(200, now + 600));
        flow.asked(now + 601);
        assertFalse(flow.expectsMore(200, now + 640), "eight times as long as it took");
    }

    @Test
    void whenTheStreamEndsNothingIsExpectedAnyMore() {
        flow.expectsMore(5_000, 10_000);
        flow.asked(10_080);
        assertFalse(flow.expectsMore(1, 12_000));
    }

    /** Else its waits last for as long as a clock is set back. */
    @Test
    void debeziumHasTheClockOfOurs() {
        CodeSource ours = Flow.class.getProtectionDomain().getCodeSource();
        assertEquals(ours.getLocation(), Clock.class.getProtectionDomain().getCodeSource().getLocation());
        assertTrue(Math.abs(Clock.system().currentTimeInMillis() - System.currentTimeMillis()) < 1_000);
    }
}
