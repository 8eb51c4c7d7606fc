package kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whether all records of a key are in one partition is told by its bytes. */
class KeyPlacesTest {

    private static final TopicPartition FIRST = new TopicPartition("t", 0);
    private static final TopicPartition SECOND = new TopicPartition("t", 1);

    private final KeyPlaces places = new KeyPlaces();

    KeyPlacesTest() {
        places.configure(Map.of("client.id", "c"));
        places.expect(Map.of("t", 3));
    }

    @AfterEach
    void close() {
        places.close();
    }

    /** A key that Kafka's partitioner puts there. */
    static byte[] keyOf(int partition, int partitions) {
        for (int i = 0;; i++) {
            byte[] key = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
            if (KeyPlaces.place(key, partitions) == partition) {
                return key;
            }
        }
    }

    static ConsumerRecords<byte[], byte[]> records(String topic, int partition, long offset, byte[]... keys) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (byte[] key : keys) {
            records.add(new ConsumerRecord<>(topic, partition, offset + records.size(), key, new byte[0]));
        }
        return new ConsumerRecords<>(Map.of(new TopicPartition(topic, partition), records), Map.of());
    }

    @Test
    void isWhereKafkasOwnPartitionerPutsIt() {
        for (int i = 0; i < 1_000; i++) {
            byte[] key = ("{\"schema\":{},\"payload\":{\"id\":" + i + "}}").getBytes(StandardCharsets.UTF_8);
            assertEquals(BuiltInPartitioner.partitionForKey(key, 7), KeyPlaces.place(key, 7));
        }
    }

    @Test
    void isDoubtfulFromTheFirstOnThatIsElsewhere() {
        places.onConsume(records("t", 0, 10, keyOf(0, 3), null, keyOf(0, 3), keyOf(1, 3), keyOf(0, 3)));
        places.onConsume(records("t", 1, 10, keyOf(1, 3)));
        assertFalse(places.isDoubtful(FIRST, 12));
        assertTrue(places.isDoubtful(FIRST, 13) && places.isDoubtful(FIRST, 14));
        assertFalse(places.isDoubtful(SECOND, 100));
    }

    @Test
    void afterPartitionsWereAddedWhatCameBeforeIsDoubtful() {
        byte[] moves = null;
        for (int i = 0; moves == null; i++) {
            byte[] key = ("k" + i).getBytes(StandardCharsets.UTF_8);
            moves = KeyPlaces.place(key, 3) == 0 && KeyPlaces.place(key, 4) != 0 ? key : null;
        }
        places.onConsume(records("t", 0, 5, moves));
        assertFalse(places.isDoubtful(FIRST, 5));
        places.expect(Map.of("t", 4));
        places.onConsume(records("t", 0, 5, moves));
        assertTrue(places.isDoubtful(FIRST, 5));
    }

    @Test
    void isKnownByItsConsumerUntilThatIsClosed() {
        assertEquals(places, KeyPlaces.of("c"));
        places.close();
        assertEquals(null, KeyPlaces.of("c"));
    }
}
