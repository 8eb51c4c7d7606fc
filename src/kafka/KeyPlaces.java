package kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/**
 * Looks whether each record is in the partition that Kafka's own partitioner gives its key among those that the topic
 * has. Only then all changes of a key are in one partition, in their order; not so with another partitioner, or after
 * partitions were added. Sees the keys as bytes, before any converter; the connector's config names it.
 */
public final class KeyPlaces implements ConsumerInterceptor<byte[], byte[]> {

    private static final Map<String, KeyPlaces> BY_CLIENT = new ConcurrentHashMap<>();

    private final Map<TopicPartition, Long> misplaced = new HashMap<>();
    private Map<String, Integer> partitions = Map.of();
    private String client = "";

    /** Null where the consumer has none. All is done by the consumer's thread, which is the task's. */
    static KeyPlaces of(String client) {
        return BY_CLIENT.get(client);
    }

    /** @param counts how many partitions each topic has that is read from now on */
    void expect(Map<String, Integer> counts) {
        partitions = Map.copyOf(counts);
        misplaced.clear();
    }

    /** Whether a record may be elsewhere than its key belongs: from the first one on that is. */
    boolean isDoubtful(TopicPartition partition, long offset) {
        Long first = misplaced.get(partition);
        return first != null && offset >= first;
    }

    @Override
    public void configure(Map<String, ?> consumer) {
        client = String.valueOf(consumer.get(ConsumerConfig.CLIENT_ID_CONFIG));
        BY_CLIENT.put(client, this);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition each : records.partitions()) {
            int count = partitions.getOrDefault(each.topic(), 1);
            if (count > 1 && !misplaced.containsKey(each)) {
                for (ConsumerRecord<byte[], byte[]> record : records.records(each)) {
                    if (record.key() != null && place(record.key(), count) != each.partition()) {
                        misplaced.put(each, record.offset());
                        break;
                    }
                }
            }
        }
        return records;
    }

    /** Where Kafka's own partitioner puts a key. */
    static int place(byte[] key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        // nothing hangs on it
    }

    @Override
    public void close() {
        BY_CLIENT.remove(client, this);
    }
}
