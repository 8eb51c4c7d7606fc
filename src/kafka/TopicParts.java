package kafka;

import base.Problem;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/** The partitions of a task: how far each is taken in, and how far it is loaded. */
final class TopicParts {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);
    private static final String OFFSET = "offset";
    /** How many partitions a topic may have, as a power of two, for its offsets to be numbers of changes. */
    private static final int PARTITION_BITS = 14;

    /** One partition: the next offset to take in, and the one after the last that is loaded. */
    static final class TopicPart {
        private final TopicPartition partition;
        private final SourceOrder order;
        private long next;
        private long loaded;
        private boolean half;
        /** Whether no record has come yet. */
        private boolean first = true;

        private TopicPart(TopicPartition partition, Map<?, ?> state) {
            this.partition = partition;
            this.order = new SourceOrder(state);
            this.next = state.get(OFFSET) instanceof Number number ? number.longValue() : 0;
            this.loaded = next;
        }

        SourceOrder order() {
            return order;
        }

        /** @param moves whether it is the first half of a change of the key */
        void half(boolean moves) {
            half = moves;
        }

        private Map<String, Object> state() {
            Map<String, Object> state = new TreeMap<>(order.state());
            state.put(OFFSET, next);
            return state;
        }
    }

    private final Map<TopicPartition, TopicPart> parts = new HashMap<>();
    private final Map<String, Integer> counts;
    private final Consumer<String> warn;

    /**
     * @param counts how many partitions each topic has
     * @param stored the state of a partition, empty where nothing of it is loaded
     */
    TopicParts(Collection<TopicPartition> assigned, Map<String, Integer> counts,
            Function<TopicPartition, Map<?, ?>> stored, Consumer<String> warn) {
        this.counts = counts;
        this.warn = warn;
        assigned.forEach(each -> parts.put(each, new TopicPart(each, stored.apply(each))));
    }

    /** The part that a record is the next one of; null where the task has lost its partition. */
    TopicPart next(SinkRecord record) {
        TopicPart part = parts.get(new TopicPartition(record.originalTopic(), record.originalKafkaPartition()));
        if (part != null) {
            requireNext(part, record.originalKafkaOffset());
        }
        return part;
    }

    /** Kafka begins anew at the beginning where it does not have the offset that is asked for. */
    private void requireNext(TopicPart part, long offset) {
        if (offset < part.next) {
            throw Problem.run("Partition " + part.partition + " is loaded up to offset " + part.loaded + ", and comes"
                    + " again from " + offset + ": the topic was made anew, or lost its end. Whether rows are missing"
                    + " or come twice cannot be told: give the connector another cdc_settings.pipeline_name, to load"
                    + " all that the topics have");
        }
        if (part.first && offset > part.next && part.next > 0) {
            warn.accept("Partition " + part.partition + " is loaded up to offset " + part.next + ", and goes on at "
                    + offset + ". That is so in a compacted topic, and after transactions; else what was between them"
                    + " was deleted from the topic (retention.ms) before it was loaded, and is missing");
        }
        part.first = false;
    }

    /** A record is taken in. */
    void taken(TopicPart part, SinkRecord record) {
        part.next = record.originalKafkaOffset() + 1;
    }

    /** Whether other changes of the table are in other partitions. */
    boolean isSpread(TopicPart part) {
        return counts.getOrDefault(part.partition.topic(), 1) > 1;
    }

    /**
     * A number for a record's change that no other one of its topic has, and that rises in its partition, whichever
     * task loads it.
     */
    long number(TopicPart part, SinkRecord record) {
        if (part.partition.partition() >> PARTITION_BITS > 0) {
            throw Problem.run("Topic " + part.partition.topic() + " has more than " + (1 << PARTITION_BITS)
                    + " partitions, whose changes cannot be numbered: give it less");
        }
        return (record.originalKafkaOffset() + 1 << PARTITION_BITS) + part.partition.partition();
    }

    /** Where each partition is to be read on: after what is loaded. */
    Map<TopicPartition, Long> offsets() {
        return parts.values().stream().collect(Collectors.toMap(part -> part.partition, part -> part.loaded));
    }

    boolean haveMoved() {
        return parts.values().stream().anyMatch(part -> part.next > part.loaded);
    }

    /** Whether a second half of a change of a key is to come. */
    boolean isHalf() {
        return parts.values().stream().anyMatch(part -> part.half);
    }

    /** All that was taken in is loaded. */
    void loaded() {
        parts.values().forEach(part -> part.loaded = part.next);
    }

    /** What a later run has to know of each partition, by its name. */
    Map<String, Object> states() {
        Map<String, Object> states = new TreeMap<>();
        parts.forEach((partition, part) -> states.put(partition.toString(), part.state()));
        return states;
    }

    /** The same as texts, of those that have moved. */
    Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        parts.values().stream().filter(part -> part.next > part.loaded).forEach(part -> texts.put(part.partition
                .toString(), text(part.state())));
        return texts;
    }

    private static String text(Map<String, Object> state) {
        try {
            return JSON.writeValueAsString(state);
        }
        catch (JsonProcessingException e) {
            throw new IllegalStateException(e);     // texts, numbers and lists of them
        }
    }

    /** A state as it was before {@link #texts()}; empty where there is none. */
    static Map<?, ?> state(String text) {
        try {
            return text.isEmpty() ? Map.of() : JSON.readValue(text, Map.class);
        }
        catch (JsonProcessingException e) {
            throw Problem.run("How far a partition is loaded cannot be read, it was changed by another program: "
                    + text, e);
        }
    }
}
