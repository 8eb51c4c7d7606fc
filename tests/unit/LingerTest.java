package capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.debezium.util.Clock;
import java.security.CodeSource;
import org.junit.jupiter.api.Test;

class LingerTest {

    private final Linger linger = new Linger();

    @Test
    void aSingleChangeIsLoadedAtOnce() {
        assertFalse(linger.expectsMore(1, 10_000));
        linger.asked(10_080);
        assertFalse(linger.expectsMore(1, 10_081));
    }

    @Test
    void changesThatTrickleAreLoadedAtOnce() {
        for (long now = 10_000; now < 20_000; now += 100) {
            assertFalse(linger.expectsMore(50, now), "500 changes a second, at " + now);
            linger.asked(now + 60);
        }
    }

    @Test
    void aLargeBatchWaitsForTheNext() {
        assertTrue(linger.expectsMore(1_000, 10_000));
    }

    @Test
    void aFastStreamOfSmallBatchesWaitsUntilTheLoadIsWorthItsCost() {
        long now = 10_000;
        for (int i = 0; i < 10; i++, now += 20) {
            linger.expectsMore(200, now);
            linger.asked(now + 1);
        }
        linger.expectsMore(200, now);
        linger.asked(now + 80);           // a load of 80 ms
        now += 80;
        assertTrue(linger.expectsMore(200, now + 20));
        linger.asked(now + 21);
        assertTrue(linger.expectsMore(200, now + 600));
        linger.asked(now + 601);
        assertFalse(linger.expectsMore(200, now + 640), "eight times as long as it took");
    }

    @Test
    void whenTheStreamEndsNothingIsExpectedAnyMore() {
        linger.expectsMore(5_000, 10_000);
        linger.asked(10_080);
        assertFalse(linger.expectsMore(1, 12_000));
    }

    /** Else its waits last for as long as a clock is set back. */
    @Test
    void debeziumHasTheClockOfOurs() {
        CodeSource ours = Linger.class.getProtectionDomain().getCodeSource();
        assertEquals(ours.getLocation(), Clock.class.getProtectionDomain().getCodeSource().getLocation());
        assertTrue(Math.abs(Clock.system().currentTimeInMillis() - System.currentTimeMillis()) < 1_000);
    }
}
