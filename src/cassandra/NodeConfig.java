package cassandra;

import base.Problem;
import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.cassandra.config.Config;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What reading a commit log has to know of {@code cassandra.yaml}. Cassandra's own reader of that file needs another
 * version of the YAML library than the loaders have.
 */
final class NodeConfig {

    private static final List<String> KEYS = List.of("partitioner", "endpoint_snitch", "data_file_directories",
            "commitlog_directory", "cdc_raw_directory", "hints_directory", "saved_caches_directory", "cdc_enabled",
            "cdc_block_writes", "commitlog_sync", "commitlog_sync_period", "commitlog_sync_group_window");

    private NodeConfig() {
    }

    /** Lets Cassandra's classes have it; to be called before they are set up. */
    static void use(String file) {
        Config config = read(file);
        Config.setOverrideLoadConfig(() -> config);
    }

    private static Config read(String file) {
        try (Reader text = Files.newBufferedReader(Path.of(file))) {
            if (!(new Yaml(new SafeConstructor(new LoaderOptions())).load(text) instanceof Map<?, ?> all)) {
                throw Problem.config(file + " is not a cassandra.yaml: it has no settings");
            }
            if (all.get("transparent_data_encryption_options") instanceof Map<?, ?> encryption
                    && Boolean.TRUE.equals(encryption.get("enabled"))) {
                throw Problem.config("The node encrypts its commit logs (transparent_data_encryption_options in " + file
                        + "), which this loader cannot read");
            }
            Config config = new Config();
            for (String key : KEYS) {
                if (all.get(key) != null) {
                    set(config, key, all.get(key), file);
                }
            }
            return config;
        }
        catch (IOException | YAMLException e) {
            throw Problem.config("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static void set(Config config, String key, Object value, String file) {
        try {
            Field field = Config.class.getField(key);
            Class<?> type = field.getType();
            field.set(config, type.isArray() ? ((List<?>) value).stream().map(String::valueOf).toArray(String[]::new)
                    : type.isInstance(value) || type.isPrimitive() ? value
                    : type.isEnum() ? type.getMethod("valueOf", String.class).invoke(null, value.toString())
                    : type.getConstructor(String.class).newInstance(value.toString()));
        }
        catch (ReflectiveOperationException | IllegalArgumentException | ClassCastException e) {
            throw Problem.config(file + ": " + key + " is " + value + ", which Cassandra does not take", e);
        }
    }
}
