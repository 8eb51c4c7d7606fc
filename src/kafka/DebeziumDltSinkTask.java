package kafka;

import base.Problem;
import base.Release;
import base.SteadyClock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import load.Marks;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import watch.Watch;

/**
 * Connect's side of a task: which partitions it has, and where to read on. Where the destination stands counts, not the
 * offsets that Connect has stored; it is told them for its own monitoring.
 */
public final class DebeziumDltSinkTask extends SinkTask {

    /** How long to wait for more records before those that have come are loaded, in ms. */
    private static final long LINGER_MS = 20;
    /** How long an earlier task of the same number may take to let go, in ms. */
    private static final long LOCK_PATIENCE_MS = 30_000;
    private static final long LOCK_PAUSE_MS = 500;

    /** How often running partitions may be claimed by another task before that is an error. */
    private static final int MOST_LOST = 10;

    private final Set<TopicPartition> assigned = new HashSet<>();
    private SinkConfig config;
    private Watch watch;
    /** Null while there are no partitions. */
    private TaskLoads loads;
    /** How often running another task has claimed a partition of this one. */
    private int lost;

    @Override
    public String version() {
        return Release.VERSION;
    }

    @Override
    public void start(Map<String, String> given) {
        told(() -> {
            config = SinkConfig.of(given);
            watch = new SinkWatch(config.pipeline().pipeline());
            TaskAssignor.started(given.get("name"), config.task(), config.tasks());
        });
    }

    @Override
    public void open(Collection<TopicPartition> partitions) {
        assigned.addAll(partitions);
        lost = 0;
        begin();
    }

    @Override
    public void close(Collection<TopicPartition> partitions) {
        assigned.removeAll(partitions);
        begin();
    }

    /** Begins with the partitions that there are now: what is not loaded of them is read again. */
    private void begin() {
        stop();
        if (!assigned.isEmpty()) {
            told(() -> {
                Map<String, Integer> counts = counts();
                KeyPlaces places = KeyPlaces.of(config.client());
                if (places != null) {
                    places.expect(counts);
                }
                loads = opened(counts, SteadyClock.now() + LOCK_PATIENCE_MS);
                context.offset(loads.offsets());
            });
        }
    }

    /** How many partitions each topic has: a single task has all of them. */
    private Map<String, Integer> counts() {
        Map<String, Integer> counts = new HashMap<>();
        assigned.forEach(each -> counts.merge(each.topic(), 1, Integer::sum));
        counts.putAll(TaskAssignor.partitions(config.client()));
        return counts;
    }

    /** An earlier task may hold the pipeline for a while: one that was cut off, and has not noticed. */
    private TaskLoads opened(Map<String, Integer> counts, long until) {
        while (true) {
            try {
                return new TaskLoads(config, assigned, counts, watch);
            }
            catch (Problem problem) {
                boolean held = problem.getMessage().contains("is being loaded by process");
                if (!held || SteadyClock.now() > until) {
                    throw problem;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOCK_PAUSE_MS);
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.run("Stopped while another process has the pipeline");
        }
    }

    @Override
    public void put(Collection<SinkRecord> records) {
        if (loads == null && lost > 0) {
            begin();        // Kafka was asked since, and this task still has them
            return;
        }
        if (loads == null) {
            return;
        }
        try {
            told(() -> take(records));
        }
        catch (Marks.Lost claimed) {
            lost(claimed);
            return;
        }
        if (loads.isPending()) {
            context.timeout(LINGER_MS);     // Connect calls again then, also without records
        }
        if (loads.hasLoaded()) {
            lost = 0;
        }
    }

    private void take(Collection<SinkRecord> records) {
        if (records.isEmpty()) {
            loads.idle();
        }
        else {
            loads.take(records);
        }
    }

    /** What has been taken in is given up; Kafka says at the next poll which partitions this task has now. */
    private void lost(Marks.Lost claimed) {
        if (++lost > MOST_LOST) {
            throw new ConnectException(claimed.getMessage() + ". It was so " + MOST_LOST + " times: expected one"
                    + " connector for each cdc_settings.pipeline_name in " + config.pipeline().target());
        }
        watch.warn(claimed.getMessage() + ", and this task goes on with what Kafka assigns to it");
        stop();
        context.timeout(LINGER_MS);
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> current) {
        return loads == null ? Map.of() : loads.committed();
    }

    @Override
    public void stop() {
        if (loads != null) {
            TaskLoads old = loads;
            loads = null;
            told(old::close);
        }
    }

    /** What cannot pass ends the task, which Connect shows as FAILED with the sentence. */
    private static void told(Runnable work) {
        try {
            work.run();
        }
        catch (Problem problem) {
            throw new ConnectException(problem.getMessage(), problem);
        }
    }
}
