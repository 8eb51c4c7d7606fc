package kafka;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Gives partitions to tasks by their numbers, and tells each task how many partitions its topics have. Runs inside the
 * consumers that Connect makes; the connector's config names one of its kinds.
 */
public abstract class TaskAssignor implements ConsumerPartitionAssignor, Configurable {

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
    /** By consumer: how many partitions each of its topics has. */
    private static final Map<String, Map<String, Integer>> PARTITIONS = new ConcurrentHashMap<>();

    private String client = "";

    /** What Connect calls the consumer of a task. */
    static String client(String connector, int task) {
        return CLIENT + connector + "-" + task;
    }

    /** A task of this process is started; comes before its consumer joins the group. */
    static void started(String connector, int task, int tasks) {
        STARTED.put(client(connector, task), new Member(task, tasks, System.currentTimeMillis()));
    }

    /** How many partitions the topics of a consumer have; empty where another assignor runs. */
    static Map<String, Integer> partitions(String client) {
        return PARTITIONS.getOrDefault(client, Map.of());
    }

    /**
     * The task that a partition belongs to.
     *
     * @param number  the how manieth it is of all
     * @param tasks   how many there are to be
     * @param present the numbers of those that are there, rising
     */
    abstract int task(String topic, int number, int tasks, List<Integer> present);

    @Override
    public void configure(Map<String, ?> consumer) {
        client = String.valueOf(consumer.get(ConsumerConfig.CLIENT_ID_CONFIG));
    }

    @Override
    public ByteBuffer subscriptionUserData(Set<String> topics) {
        Member member = STARTED.get(client);
        if (member == null) {
            throw new KafkaException(getClass().getName() + " is for the tasks of "
                    + DebeziumDltSinkConnector.class.getName() + ", and this consumer, " + client
                    + ", is of none: leave consumer.override.client.id out of the connector's config");
        }
        return member.told();
    }

    @Override
    public GroupAssignment assign(Cluster cluster, GroupSubscription group) {
        Map<Integer, String> newest = new TreeMap<>();
        Map<String, Member> members = new HashMap<>();
        Set<String> topics = new TreeSet<>();
        group.groupSubscription().forEach((id, subscription) -> {
            members.put(id, Member.of(subscription.userData()));
            topics.addAll(subscription.topics());
            newest.merge(members.get(id).task(), id, (a, b) -> members.get(a).since() > members.get(b).since() ? a : b);
        });
        int tasks = members.values().stream().mapToInt(Member::tasks).max().orElse(1);
        newest.values().removeIf(id -> members.get(id).tasks() != tasks);
        List<Integer> present = List.copyOf(newest.keySet());
        Map<String, List<TopicPartition>> given = new HashMap<>();
        members.keySet().forEach(id -> given.put(id, new ArrayList<>()));
        Map<String, Integer> counts = new TreeMap<>();
        int number = 0;
        for (String topic : topics) {
            Integer partitions = cluster.partitionCountForTopic(topic);
            for (int i = 0; partitions != null && i < partitions && !present.isEmpty(); i++) {
                counts.put(topic, partitions);
                String owner = newest.get(task(topic, number++, tasks, present));
                if (owner != null) {
                    given.get(owner).add(new TopicPartition(topic, i));
                }
            }
        }
        Map<String, Assignment> assignments = new HashMap<>();
        given.forEach((id, partitions) -> assignments.put(id, new Assignment(partitions, told(counts, partitions))));
        return new GroupAssignment(assignments);
    }

    private static ByteBuffer told(Map<String, Integer> counts, List<TopicPartition> partitions) {
        StringBuilder text = new StringBuilder();
        partitions.stream().map(TopicPartition::topic).distinct().forEach(topic -> text.append(topic).append(' ')
                .append(counts.get(topic)).append('\n'));
        return ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Comes before the task gets its partitions. */
    @Override
    public void onAssignment(Assignment assignment, ConsumerGroupMetadata group) {
        Map<String, Integer> counts = new HashMap<>();
        if (assignment.userData() != null) {
            StandardCharsets.UTF_8.decode(assignment.userData().duplicate()).toString().lines().forEach(line -> {
                int space = line.lastIndexOf(' ');      // no topic's name has one
                counts.put(line.substring(0, space), Integer.parseInt(line.substring(space + 1)));
            });
        }
        PARTITIONS.put(client, Map.copyOf(counts));
    }
}
