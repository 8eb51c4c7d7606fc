package kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TopicAssignorTest {

    private static final List<String> TOPICS = List.of("a.public.one", "a.public.two", "a.public.three",
            "a.public.four", "a.public.five", "a.public.six");
    private static final int PARTITIONS = 3;

    private static Map<String, Set<String>> assigned(int tasks, int... present) {
        Map<String, Subscription> members = new HashMap<>();
        for (int i = 0; i < present.length; i++) {
            TopicAssignor.started("x", present[i], tasks);
            TopicAssignor assignor = new TopicAssignor();
            assignor.configure(Map.of("client.id", "connector-consumer-x-" + present[i]));
            members.put("member" + i, new Subscription(TOPICS, assignor.subscriptionUserData(Set.copyOf(TOPICS))));
        }
        List<PartitionInfo> partitions = new ArrayList<>();
        for (String topic : TOPICS) {
            for (int i = 0; i < PARTITIONS; i++) {
                partitions.add(new PartitionInfo(topic, i, Node.noNode(), new Node[0], new Node[0]));
            }
        }
        Map<String, Assignment> result = new TopicAssignor().assign(new Cluster("c", List.of(), partitions, Set.of(),
                Set.of()), new GroupSubscription(members)).groupAssignment();
        Map<String, Set<String>> topics = new HashMap<>();
        result.forEach((member, assignment) -> {
            Set<String> all = new TreeSet<>(assignment.partitions().stream().map(TopicPartition::topic).toList());
            assertEquals(all.size() * PARTITIONS, assignment.partitions().size(), "all partitions of a topic");
            topics.put(member, all);
        });
        return topics;
    }

    @Test
    void aTopicBelongsToOneTaskWhoeverElseIsThere() {
        Map<String, Set<String>> both = assigned(2, 0, 1);
        assertEquals(Set.copyOf(TOPICS), union(both));
        assertTrue(both.values().stream().noneMatch(Set::isEmpty), "both have some: " + both);
        assertEquals(both.get("member1"), assigned(2, 1).get("member0"), "those of the other wait for it");
        assertEquals(Set.copyOf(TOPICS), union(assigned(1, 0)));
        assertEquals(Set.copyOf(TOPICS), union(assigned(3, 2, 0, 1)));
    }

    @Test
    void ofTwoWithOneNumberTheNewerHasTheTopics() throws InterruptedException {
        Map<String, Subscription> members = new HashMap<>();
        for (String member : List.of("old", "new")) {
            TopicAssignor.started("y", 0, 1);
            TopicAssignor assignor = new TopicAssignor();
            assignor.configure(Map.of("client.id", "connector-consumer-y-0"));
            members.put(member, new Subscription(List.of("t"), assignor.subscriptionUserData(Set.of("t"))));
            Thread.sleep(5);
        }
        Cluster cluster = new Cluster("c", List.of(), List.of(new PartitionInfo("t", 0, Node.noNode(), new Node[0],
                new Node[0])), Set.of(), Set.of());
        Map<String, Assignment> result = new TopicAssignor().assign(cluster, new GroupSubscription(members))
                .groupAssignment();
        assertEquals(List.of(), result.get("old").partitions());
        assertEquals(List.of(new TopicPartition("t", 0)), result.get("new").partitions());
    }

    @Test
    void aConsumerOfNoTaskIsRefused() {
        TopicAssignor assignor = new TopicAssignor();
        assignor.configure(Map.of("client.id", "mine"));
        assertThrows(KafkaException.class, () -> assignor.subscriptionUserData(Set.of()));
    }

    /** What each member gets of a topic with four partitions, as topic-partition. */
    private static Map<String, List<String>> spread(int tasks, int... present) {
        Map<String, Subscription> members = new TreeMap<>();
        for (int i = 0; i < present.length; i++) {
            TaskAssignor.started("p", present[i], tasks);
            members.put("member" + present[i], new Subscription(List.of("t"), of("p", present[i])
                    .subscriptionUserData(Set.of("t"))));
        }
        List<PartitionInfo> partitions = IntStream.range(0, 4).mapToObj(each -> new PartitionInfo("t", each,
                Node.noNode(), new Node[0], new Node[0])).toList();
        Map<String, List<String>> given = new TreeMap<>();
        Cluster cluster = new Cluster("c", List.of(), partitions, Set.of(), Set.of());
        new PartitionAssignor().assign(cluster, new GroupSubscription(members)).groupAssignment()
                .forEach((member, assignment) -> {
                    given.put(member, assignment.partitions().stream().map(TopicPartition::toString).toList());
                    of("p", Integer.parseInt(member.substring(6))).onAssignment(assignment, null);
                });
        return given;
    }

    private static PartitionAssignor of(String connector, int task) {
        PartitionAssignor assignor = new PartitionAssignor();
        assignor.configure(Map.of("client.id", "connector-consumer-" + connector + "-" + task));
        return assignor;
    }

    @Test
    void partitionsAreSpreadOverTheTasksThatAreThere() {
        Map<String, List<String>> both = spread(2, 0, 1);
        assertEquals(List.of(2, 2), both.values().stream().map(List::size).toList(), both.toString());
        assertEquals(List.of("t-0", "t-1", "t-2", "t-3"), spread(2, 1).get("member1"), "none waits");
        assertEquals(List.of(1, 1, 1, 1, 0), spread(5, 0, 1, 2, 3, 4).values().stream().map(List::size).sorted(
                (a, b) -> b - a).toList());
    }

    @Test
    void aTaskIsToldHowManyPartitionsItsTopicsHave() {
        spread(2, 0, 1);
        assertEquals(Map.of("t", 4), TaskAssignor.partitions("connector-consumer-p-0"));
        assertEquals(Map.of(), TaskAssignor.partitions("connector-consumer-else-0"));
    }

    private static Set<String> union(Map<String, Set<String>> topics) {
        Set<String> all = new TreeSet<>();
        topics.values().forEach(all::addAll);
        return all;
    }
}
