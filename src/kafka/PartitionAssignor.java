package kafka;

import java.util.List;

/**
 * Gives the partitions of all topics to the tasks that are there, in turns: for a DuckLake, where several tasks may
 * write one table, and any of them goes on with a partition.
 */
public final class PartitionAssignor extends TaskAssignor {

    @Override
    public String name() {
        return "debezium-dlt-partitions";
    }

    @Override
    int task(String topic, int number, int tasks, List<Integer> present) {
        return present.get(number % present.size());
    }
}
