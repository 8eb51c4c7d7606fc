import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/** The control: writes each batch at once, and leaves the offsets to Connect. A kill has to double or lose rows. */
public class NaiveSink extends SinkConnector {

    private Map<String, String> config;

    @Override
    public void start(Map<String, String> given) {
        config = given;
    }

    @Override
    public Class<? extends Task> taskClass() {
        return NaiveTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int tasks) {
        return Collections.nCopies(tasks, config);
    }

    @Override
    public void stop() {
        // nothing to end
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    @Override
    public String version() {
        return "0";
    }

    /** Its task. */
    public static class NaiveTask extends SinkTask {

        private String file;

        @Override
        public String version() {
            return "0";
        }

        @Override
        public void start(Map<String, String> given) {
            file = given.get("file");
        }

        @Override
        public void put(Collection<SinkRecord> records) {
            if (records.isEmpty()) {
                return;
            }
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE IF NOT EXISTS log (op VARCHAR, id INTEGER, n BIGINT)");
                connection.setAutoCommit(false);
                try (PreparedStatement insert = connection.prepareStatement("INSERT INTO log VALUES (?, ?, ?)")) {
                    for (SinkRecord each : records) {
                        if (each.value() instanceof Struct value) {
                            String op = value.getString("op");
                            Struct row = value.getStruct(op.equals("d") ? "before" : "after");
                            insert.setString(1, op);
                            insert.setInt(2, row.getInt32("id"));
                            insert.setLong(3, row.getInt64("n"));
                            insert.execute();
                        }
                    }
                }
                connection.commit();
            }
            catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void stop() {
            // nothing is open
        }
    }
}
