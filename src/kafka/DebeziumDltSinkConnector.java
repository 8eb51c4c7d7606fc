package kafka;

import base.Problem;
import base.Release;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkConnector;

/**
 * Loads the topics that Debezium's connectors fill. Runs in a cluster of Kafka Connect, as a plugin; docs/KAFKA.md.
 */
public final class DebeziumDltSinkConnector extends SinkConnector {

    private Map<String, String> config;

    @Override
    public String version() {
        return Release.VERSION;
    }

    @Override
    public ConfigDef config() {
        return SinkConfig.DEFINITION;
    }

    @Override
    public Class<? extends Task> taskClass() {
        return DebeziumDltSinkTask.class;
    }

    /** Also what a definition of single keys cannot tell: names of tables, and what does not go together. */
    @Override
    public Config validate(Map<String, String> given) {
        Config result = super.validate(given);
        if (result.configValues().stream().allMatch(each -> each.errorMessages().isEmpty())) {
            try {
                SinkConfig.of(given, 0, tasks(given));
            }
            catch (Problem mistake) {
                place(mistake.getMessage(), result).addErrorMessage(mistake.getMessage());
            }
        }
        return result;
    }

    private static int tasks(Map<String, String> given) {
        try {
            return Integer.parseInt(given.getOrDefault("tasks.max", "1").strip());
        }
        catch (NumberFormatException e) {
            return 1;       // Connect says what is wrong with it
        }
    }

    /** The key that a sentence is about. */
    private static ConfigValue place(String sentence, Config result) {
        return result.configValues().stream().filter(each -> sentence.contains(each.name()))
                .max((a, b) -> Integer.compare(a.name().length(), b.name().length()))
                .orElseGet(() -> result.configValues().stream().filter(each -> each.name().equals(SinkConfig.PROJECT))
                        .findFirst().orElseThrow());
    }

    @Override
    public void start(Map<String, String> given) {
        config = given;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return SinkConfig.ofTasks(config, maxTasks);
    }

    /** How far a partition is loaded is known in the destination, with the rows. */
    @Override
    public boolean alterOffsets(Map<String, String> given, Map<TopicPartition, Long> offsets) {
        throw new ConnectException("The offsets of this connector are in its destination, with the rows: to load the"
                + " topics again, delete the pipeline's folder in " + SinkConfig.PROJECT + ", or give the connector"
                + " another cdc_settings.pipeline_name");
    }

    @Override
    public void stop() {
        // the tasks hold everything
    }
}
