package kindevents;

import io.debezium.config.Configuration;
import io.debezium.data.Envelope.Operation;
import io.debezium.pipeline.spi.ChangeRecordEmitter;
import io.debezium.pipeline.spi.OffsetContext;
import io.debezium.pipeline.spi.Partition;
import io.debezium.schema.DataCollectionSchema;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.json.JsonConverter;

/** Takes what a connector's emitters make, and prints key and value of each as Kafka Connect does, in one line. */
public final class Lines<P extends Partition> implements ChangeRecordEmitter.Receiver<P> {

    private final JsonConverter converter = new JsonConverter();
    private final PrintStream out;

    public Lines(PrintStream out) {
        this.out = new PrintStream(out, true, StandardCharsets.UTF_8);
        converter.configure(Map.of("schemas.enable", "true", "replace.null.with.default", "false"), false);
    }

    /** The connector's settings as ConfigHelperUniversal prints them. */
    public static Configuration configuration(String file) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of(file))) {
            properties.load(in);
        }
        return Configuration.from(properties);
    }

    @Override
    public void changeRecord(P partition, DataCollectionSchema schema, Operation operation, Object key, Struct value,
            OffsetContext offset, ConnectHeaders headers) {
        out.println(json((Struct) key) + json(value));
    }

    private String json(Struct struct) {
        return new String(converter.fromConnectData("topic", struct.schema(), struct), StandardCharsets.UTF_8);
    }
}
