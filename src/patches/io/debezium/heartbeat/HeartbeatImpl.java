package io.debezium.heartbeat;

import base.Patch;
import io.debezium.connector.base.ChangeEventQueue;
import io.debezium.function.BlockingConsumer;
import io.debezium.pipeline.DataChangeEvent;
import io.debezium.pipeline.spi.OffsetContext;
import io.debezium.schema.SchemaFactory;
import io.debezium.schema.SchemaNameAdjuster;
import io.debezium.util.Clock;
import io.debezium.util.Threads;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Debezium's heartbeats. Replaces Debezium's class of this name (docs/patches.md), which dates them by the time of
 * day: whether one was made after a moment tells that all changes up to the log's end have come, and a clock that is
 * set back would tell wrong. Here they carry the milliseconds of {@link Clock#SYSTEM}, which only go on.
 */
public class HeartbeatImpl implements Heartbeat.ScheduledHeartbeat, Patch {

    /** Opens this package to {@link capture.Patches}. */
    static class Patched {
    }

    public static final String SERVER_NAME_KEY = "serverName";
    /** Defaults of Debezium's settings, which {@link Heartbeat} refers to. */
    static final int DEFAULT_HEARTBEAT_INTERVAL = 0;
    static final String DEFAULT_HEARTBEAT_TOPICS_PREFIX = "__debezium-heartbeat";

    private final Duration interval;
    private final String topic;
    private final Schema keySchema;
    private final Schema valueSchema;
    private final Struct key;
    private final ChangeEventQueue<DataChangeEvent> queue;
    private volatile Threads.Timer timer;

    public HeartbeatImpl(Duration interval, String topic, String server, SchemaNameAdjuster adjuster) {
        this(interval, topic, server, adjuster, null);
    }

    /** @param queue takes what {@link #emit} makes; null where records are handed to a consumer only */
    public HeartbeatImpl(Duration interval, String topic, String server, SchemaNameAdjuster adjuster,
            ChangeEventQueue<DataChangeEvent> queue) {
        this.interval = interval;
        this.topic = topic;
        this.queue = queue;
        keySchema = SchemaFactory.get().heartbeatKeySchema(adjuster);
        valueSchema = SchemaFactory.get().heartbeatValueSchema(adjuster);
        key = new Struct(keySchema).put(SERVER_NAME_KEY, server);
        reset();
    }

    @Override
    public void heartbeat(Map<String, ?> partition, Map<String, ?> offset, BlockingConsumer<SourceRecord> consumer)
            throws InterruptedException {
        heartbeat(partition, () -> offset, consumer);
    }

    @Override
    public void heartbeat(Map<String, ?> partition, OffsetProducer offset, BlockingConsumer<SourceRecord> consumer)
            throws InterruptedException {
        if (expired()) {
            forcedBeat(partition, offset.offset(), consumer);
            reset();
        }
    }

    /** Without an offset there is nothing to tell yet. */
    @Override
    public void forcedBeat(Map<String, ?> partition, Map<String, ?> offset, BlockingConsumer<SourceRecord> consumer)
            throws InterruptedException {
        if (offset != null && !offset.isEmpty()) {
            consumer.accept(record(partition, offset));
        }
    }

    @Override
    public void emit(Map<String, ?> partition, OffsetContext offset) throws InterruptedException {
        if (queue == null) {
            throw new IllegalStateException("a heartbeat without a queue");
        }
        forcedBeat(partition, offset == null ? null : offset.getOffset(),
                record -> queue.enqueue(new DataChangeEvent(record)));
    }

    @Override
    public void emitWithDelay(Map<String, ?> partition, OffsetContext offset) throws InterruptedException {
        if (expired()) {
            emit(partition, offset);
            reset();
        }
    }

    @Override
    public boolean expired() {
        return timer.expired();
    }

    @Override
    public void reset() {
        timer = Threads.timer(Clock.SYSTEM, interval);
    }

    @Override
    public boolean isEnabled() {
        return true;
    }

    private SourceRecord record(Map<String, ?> partition, Map<String, ?> offset) {
        Struct value = new Struct(valueSchema).put("ts_ms", Clock.SYSTEM.currentTimeInMillis());
        return new SourceRecord(partition, offset, topic, 0, keySchema, key, valueSchema, value);
    }
}
