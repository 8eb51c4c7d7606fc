package kafka;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Gives all partitions of a topic to one task, always the same, whoever else is there: each task has a DuckDB file of
 * its own, and a table is in one. The topics of a task that is not there wait until Connect has started it elsewhere.
 * Runs inside the consumers that Connect makes; the connector's config names it.
 */
public final class TopicAssignor implements ConsumerPartitionAssignor, Configurable {

    /** What Connect calls the consumer of a task: this, connector, number. */
    private static final String CLIENT = "connector-consumer-";

    /**
     * What a member tells of itself.
     *
     * @param since when it was started: of two with one number, the older is about to end
     */
    private record Member(int task, int tasks, long since) {

        ByteBuffer told() {
            return ByteBuffer.allocate(Integer.BYTES * 2 + Long.BYTES).putInt(task).putInt(tasks).putLong(since).flip();
        }

        static Member of(ByteBuffer told) {
            ByteBuffer copy = told.duplicate();
            return new Member(copy.getInt(), copy.getInt(), copy.getLong());
        }
    }

    private static final Map<String, Member> STARTED = new ConcurrentHashMap<>();

    private String client = "";

    /** A task of this process is started; comes before its consumer joins the group. */
    static void started(String connector, int task, int tasks) {
        STARTED.put(CLIENT + connector + "-" + task, new Member(task, tasks, System.currentTimeMillis()));
    }

    /** The task that a topic belongs to. */
    static int task(String topic, int tasks) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(topic.getBytes(StandardCharsets.UTF_8));
            return (ByteBuffer.wrap(sum).getInt() & Integer.MAX_VALUE) % tasks;
        }
        catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);     // every Java has it
        }
    }

    @Override
    public void configure(Map<String, ?> consumer) {
        client = String.valueOf(consumer.get(ConsumerConfig.CLIENT_ID_CONFIG));
    }

    @Override
    public String name() {
        return "debezium-dlt-topics";
    }

    @Override
    public ByteBuffer subscriptionUserData(Set<String> topics) {
        Member member = STARTED.get(client);
        if (member == null) {
            throw new KafkaException(TopicAssignor.class.getName() + " is for the tasks of "
                    + DebeziumDltSinkConnector.class.getName() + ", and this consumer, " + client
                    + ", is of none: leave consumer.override.client.id out of the connector's config");
        }
        return member.told();
    }

    @Override
    public GroupAssignment assign(Cluster cluster, GroupSubscription group) {
        Map<String, Assignment> assignments = new HashMap<>();
        Map<Integer, String> newest = new TreeMap<>();
        Map<String, Member> members = new HashMap<>();
        Set<String> topics = new TreeSet<>();
        group.groupSubscription().forEach((id, subscription) -> {
            assignments.put(id, new Assignment(new ArrayList<>()));
            members.put(id, Member.of(subscription.userData()));
            topics.addAll(subscription.topics());
            newest.merge(members.get(id).task(), id, (a, b) -> members.get(a).since() > members.get(b).since() ? a : b);
        });
        int tasks = members.values().stream().mapToInt(Member::tasks).max().orElse(1);
        for (String topic : topics) {
            String owner = newest.get(task(topic, tasks));
            Integer partitions = cluster.partitionCountForTopic(topic);
            if (owner != null && partitions != null && members.get(owner).tasks() == tasks) {
                List<TopicPartition> all = assignments.get(owner).partitions();
                for (int i = 0; i < partitions; i++) {
                    all.add(new TopicPartition(topic, i));
                }
            }
        }
        return new GroupAssignment(assignments);
    }
}
