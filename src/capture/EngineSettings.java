package capture;

import base.Problem;
import io.debezium.config.Configuration;
import io.debezium.embedded.Connect;
import io.debezium.embedded.async.AsyncEngineConfig;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.connect.source.SourceRecord;

/** The properties of an {@link Engine}, checked before anything is made at the source. */
public final class EngineSettings {

    private EngineSettings() {
    }

    /**
     * Makes sure that an engine can be made of these: one that refuses them later has been given a slot by then.
     *
     * @throws Problem (exit code 2) with what it objects to
     */
    public static void require(Properties properties) {
        List<String> wrong = new ArrayList<>();
        Configuration.from(properties).validate(AsyncEngineConfig.ALL_FIELDS).forEach((name, value) ->
                value.errorMessages().forEach(error -> wrong.add(name + ": " + error)));
        try {
            if (wrong.isEmpty()) {
                DebeziumEngine.create(ChangeEventFormat.of(Connect.class)).using(properties).notifying(new NoConsumer())
                        .using((success, message, cause) -> { }).build();
            }
        }
        catch (RuntimeException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            wrong.add(cause instanceof ClassNotFoundException ? "there is no class " + cause.getMessage()
                    : cause.getMessage() == null ? cause.toString()
                    : ServerConnection.oneLine(e.getCause() == null || cause.getMessage().equals(e.getMessage())
                            ? cause : e));
        }
        if (!wrong.isEmpty()) {
            throw Problem.config("Debezium refuses the settings of [sources.debezium]: " + String.join("; ", wrong));
        }
    }

    /** Takes no records: for an engine that is never run. */
    private static final class NoConsumer implements DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> {
        @Override
        public void handleBatch(List<RecordChangeEvent<SourceRecord>> records,
                RecordCommitter<RecordChangeEvent<SourceRecord>> committer) {
            throw new IllegalStateException("an engine that is never run");
        }
    }
}
