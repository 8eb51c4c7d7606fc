import java.util.List;
import java.util.Map;
import kind.SourceKind;

/** A kind with another connector: Kafka's own, which reads lines of a file. */
final class FileKind implements SourceKind {

    @Override
    public String name() {
        return "lines";
    }

    @Override
    public String connectorClass() {
        return "org.apache.kafka.connect.file.FileStreamSourceConnector";
    }

    @Override
    public List<String> artifacts() {
        return List.of();
    }

    @Override
    public Map<String, String> aliases() {
        return Map.of();
    }

    @Override
    public List<String> required() {
        return List.of();
    }

    @Override
    public Map<String, String> defaults() {
        return Map.of();
    }

    @Override
    public List<String> ownPrefixes() {
        return List.of();
    }
}
