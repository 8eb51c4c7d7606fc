package config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What every source kind's engine is given; property reference: Debezium's page on the engine, version 3.6. */
final class EngineDefaults {

    private static final long MIB = 1024L * 1024;

    private EngineDefaults() {
    }

    /** Values of properties that the user did not set. */
    static Map<String, String> of(String pipeline, long maxHeapBytes) {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("name", pipeline);
        // First part of each record's topic and the key of the offset: must stay the same between runs.
        defaults.put("topic.prefix", pipeline);
        // After every batch the source may be told how far we are; the answer is what the destination has committed.
        defaults.put("offset.flush.interval.ms", "0");
        defaults.put("errors.max.retries", "0");
        defaults.put("tombstones.on.delete", "false");
        // The engine waits this long for a batch to fill, and between two looks at a quiet stream, so it is added to
        // every change's way. Measured on an idle PostgreSQL: 20 ms cost 10 % of a core, 5 ms 22 %.
        defaults.put("poll.interval.ms", "10");
        // Larger than Debezium's 2048 and 8192, for fewer and larger hand-overs; the queue must exceed the batch.
        defaults.put("max.batch.size", "8192");
        defaults.put("max.queue.size", "32768");
        // Wide rows would fill the heap long before 32768 of them are queued; Debezium's default is no limit.
        defaults.put("max.queue.size.in.bytes", Long.toString(queueBytes(maxHeapBytes)));
        return defaults;
    }

    /** As {@link kind.SourceKind#fixed()}, of every kind: properties that exactly-once rests on. */
    static Map<String, String> fixed() {
        Map<String, String> fixed = new LinkedHashMap<>();
        fixed.put("connector.class", "it follows from the script that is run");
        String offset = "the offset is kept in the destination, in the transaction that loads the rows";
        fixed.put("offset.storage", offset);
        fixed.put("offset.storage.", offset);
        fixed.put("offset.commit.policy", "the source is told of every committed load");
        fixed.put("offset.flush.interval.ms", "the source is told of every committed load");
        fixed.put("errors.max.retries", "a retry inside the engine sends rows again unseen; the loader itself retries");
        fixed.put("signal.", "rows that a signal lets Debezium read among the changes would not be loaded"
                + " exactly once");
        fixed.put("tombstones.on.delete", "a delete is one change, and a tombstone would be a second");
        for (String converter : List.of("converter", "key.converter", "value.converter", "header.converter")) {
            fixed.put(converter, "changes are handed over typed, in Connect format");
            fixed.put(converter + ".", "changes are handed over typed, in Connect format");
        }
        return fixed;
    }

    /** A sixteenth of the heap, at least 16 and at most 256 MiB. */
    static long queueBytes(long maxHeapBytes) {
        return Math.max(16 * MIB, Math.min(256 * MIB, maxHeapBytes / 16));
    }
}
