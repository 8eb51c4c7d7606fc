package kafka;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * Gives all partitions of a topic to one task, always the same, whoever else is there: where each task has a DuckDB
 * file of its own, a table is in one; in a DuckLake no two tasks write one table. The topics of a task that is not
 * there wait until Connect has started it elsewhere.
 */
public final class TopicAssignor extends TaskAssignor {

    @Override
    public String name() {
        return "debezium-dlt-topics";
    }

    @Override
    int task(String topic, int number, int tasks, List<Integer> present) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(topic.getBytes(StandardCharsets.UTF_8));
            return (ByteBuffer.wrap(sum).getInt() & Integer.MAX_VALUE) % tasks;
        }
        catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);     // every Java has it
        }
    }
}
