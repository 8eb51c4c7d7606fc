package kafka;

import java.util.List;
import java.util.Map;
import kind.SourceKind;

/** Topics in the place of a source: gives the pipeline and the dataset their names. There is no engine to set up. */
final class TopicsKind implements SourceKind {

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public String connectorClass() {
        return DebeziumDltSinkConnector.class.getName();
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
