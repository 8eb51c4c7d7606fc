package io.debezium.util;

import base.Patch;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Debezium's clock. Replaces Debezium's class of this name (docs/patches.md), whose milliseconds are the time of day,
 * and Debezium waits by them: when the clock is set back by an hour, the wait for the next batch ends an hour later,
 * or when the batch is full, and no change comes until then. Here they go on evenly from the time of day at which
 * this process began; instants, which get into records, still are the time of day.
 */
public interface Clock extends Patch {

    /** Opens this package to {@link capture.Patches}. */
    class Patched {
    }

    /** The one clock that Debezium uses outside of its own tests. */
    Clock SYSTEM = new Clock() {
        private final long began = System.currentTimeMillis();
        private final long beganNanos = System.nanoTime();

        @Override
        public long currentTimeInMillis() {
            return began + (System.nanoTime() - beganNanos) / 1_000_000;
        }

        @Override
        public long currentTimeInNanos() {
            return System.nanoTime();
        }

        @Override
        public Instant currentTimeAsInstant() {
            return Instant.now();
        }
    };

    static Clock system() {
        return SYSTEM;
    }

    default Instant currentTime() {
        return currentTimeAsInstant();
    }

    default long currentTimeInNanos() {
        return currentTimeInMillis() * 1_000_000L;
    }

    default long currentTimeInMicros() {
        return TimeUnit.MICROSECONDS.convert(currentTimeInMillis(), TimeUnit.MILLISECONDS);
    }

    default Instant currentTimeAsInstant() {
        return Instant.ofEpochMilli(currentTimeInMillis());
    }

    long currentTimeInMillis();
}
