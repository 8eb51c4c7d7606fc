package capture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.storage.OffsetBackingStore;
import org.apache.kafka.connect.util.Callback;

/**
 * Debezium's offset store, answered from what the destination has committed. Debezium asks it at the start and before
 * every flush of the replication slot, so the slot can never pass the destination. What the engine wants to store is
 * not needed: the position travels with the rows.
 *
 * <p>Debezium creates the instance itself, hence the registry by name
 * (<a href="https://debezium.io/documentation/reference/stable/development/engine.html">Debezium Engine</a>).
 */
public final class CommittedOffset implements OffsetBackingStore {

    static final String NAME = "offset.storage.committed.name";
    private static final Map<String, Supplier<Map<String, Object>>> OFFSETS = new ConcurrentHashMap<>();
    private static final ObjectMapper JSON = new ObjectMapper();

    private Supplier<Map<String, Object>> offset = Map::of;

    /** Makes the offset known under a name; an empty map stands for none. */
    static void register(String name, Supplier<Map<String, Object>> offset) {
        OFFSETS.put(name, offset);
    }

    @Override
    public void configure(WorkerConfig config) {
        offset = OFFSETS.get(config.originalsStrings().get(NAME));
    }

    @Override
    public Future<Map<ByteBuffer, ByteBuffer>> get(Collection<ByteBuffer> keys) {
        Map<String, Object> now = offset.get();
        Map<ByteBuffer, ByteBuffer> answer = new HashMap<>();
        if (!now.isEmpty()) {
            keys.forEach(key -> answer.put(key, json(now)));
        }
        return CompletableFuture.completedFuture(answer);
    }

    private static ByteBuffer json(Map<String, Object> map) {
        try {
            return ByteBuffer.wrap(JSON.writeValueAsString(map).getBytes(StandardCharsets.UTF_8));
        }
        catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Future<Void> set(Map<ByteBuffer, ByteBuffer> values, Callback<Void> callback) {
        if (callback != null) {
            callback.onCompletion(null, null);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Set<Map<String, Object>> connectorPartitions(String connectorName) {
        return Set.of();
    }

    @Override
    public void start() {
        // nothing to open: the destination is
    }

    @Override
    public void stop() {
        // nothing to close
    }
}
