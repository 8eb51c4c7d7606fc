import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The connectors' configs, and what Connect says of wrong ones. */
final class Connectors {

    /** The worker's, but for a NULL, which stays one. */
    private static final Map<String, String> CONVERTER = Map.of("value.converter",
            "org.apache.kafka.connect.json.JsonConverter", "value.converter.replace.null.with.default", "false");

    /** Whether the source connector writes in Kafka's transactions, and with them its offsets. */
    private static final boolean EXACTLY_ONCE = Boolean.getBoolean("exactly_once");

    private final Path folder;
    private final int postgresPort;

    Connectors(Path folder, int postgresPort) {
        this.folder = folder;
        this.postgresPort = postgresPort;
    }

    /** Null where DuckDB's extensions are not to be had. */
    static String extensions() {
        return System.getenv("CDC_EXTENSIONS");
    }

    String catalog() {
        return "postgres://myuser:mypassword@127.0.0.1:" + postgresPort + "/lake";
    }

    /** What a worker needs beside. */
    static String workers() {
        return EXACTLY_ONCE ? "exactly.once.source.support=enabled\n" : "";
    }

    Map<String, String> source() {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        config.put("tasks.max", "1");
        config.put("topic.prefix", "kt");
        config.put("database.hostname", "localhost");
        config.put("database.port", Integer.toString(postgresPort));
        config.put("database.user", "myuser");
        config.put("database.password", "mypassword");
        config.put("database.dbname", "mydb");
        config.put("table.include.list", "public.k_.*");
        config.put("plugin.name", "pgoutput");
        config.put("slot.name", "kafka_test");
        config.put("publication.name", "kafka_test");
        config.put("publication.autocreate.mode", "filtered");
        config.put("skipped.operations", "none");
        config.put("heartbeat.interval.ms", "1000");
        config.put("provide.transaction.metadata", "true");
        config.put("converters", "cdc_types");
        config.put("cdc_types.type", "postgres.PostgresTopicTypes");
        config.putAll(CONVERTER);
        config.put("topic.creation.default.partitions", "1");
        config.put("topic.creation.default.replication.factor", "1");
        config.put("topic.creation.groups", "spread");
        config.put("topic.creation.spread.include", "kt\\.public\\.(k_orders|k_items|k_log)");
        config.put("topic.creation.spread.partitions", "3");
        if (EXACTLY_ONCE) {
            config.put("exactly.once.support", "required");
        }
        return config;
    }

    /** Two tasks, each with a DuckDB file of its own. */
    Map<String, String> sink() {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("connector.class", "DebeziumDltSinkConnector");
        config.put("tasks.max", "2");
        config.put("topics.regex", "kt\\..*|__debezium-heartbeat\\.kt");
        config.put("project", folder.resolve("project").toString());
        config.put("cdc_settings.primary_keys.k_orders", "id");
        config.put("cdc_settings.primary_keys.public.k_items", "tenant,id");
        config.put("cdc_settings.primary_keys.k_cut", "id");
        config.put("cdc_settings.primary_keys.k_types", "id");
        config.put("consumer.override.partition.assignment.strategy", "kafka.TopicAssignor");
        config.put("consumer.override.interceptor.classes", "kafka.KeyPlaces");
        if (EXACTLY_ONCE) {
            config.put("consumer.override.isolation.level", "read_committed");
        }
        config.putAll(CONVERTER);
        config.put("consumer.override.session.timeout.ms", "6000");
        config.put("consumer.override.metadata.max.age.ms", "2000");
        return config;
    }

    /** Two tasks that write the same tables of one lake. */
    Map<String, String> lake() {
        Map<String, String> config = new HashMap<>(sink());
        config.put("project", "${env:CDC_FOLDER}");
        config.put("cdc_settings.destination", "ducklake");
        config.put("destination.ducklake.credentials.catalog", catalog());
        config.put("destination.ducklake.credentials.storage.bucket_url", folder.resolve("lake.files").toString());
        config.put("destination.ducklake.credentials.global_config.extension_directory", extensions());
        config.put("consumer.override.partition.assignment.strategy", "kafka.PartitionAssignor");
        return config;
    }

    /** Writes each batch at once, and leaves the offsets to Connect. */
    Map<String, String> naive() {
        return Map.of("connector.class", "NaiveSink", "topics", "kt.public.k_log", "file", folder.resolve(
                "naive.duckdb").toString(), "consumer.override.session.timeout.ms", "6000");
    }

    /** Wrong configs of a sink, each with a part of what has to be said of it. */
    Map<Map<String, String>, String> wrong() {
        Map<Map<String, String>, String> all = new LinkedHashMap<>();
        all.put(with(sink(), "name", "sink"), "\"error_count\":0");
        all.put(with(sink(), "cdc_settings.load_max_rows", "many"),
                "cdc_settings.load_max_rows is \\\"many\\\", expected a whole number");
        all.put(with(sink(), "cdc_settings.primary_kes.k_log", "id"),
                "cdc_settings.primary_kes is not a known table");
        String strategy = "consumer.override.partition.assignment.strategy";
        all.put(with(sink(), strategy, "kafka.PartitionAssignor"), "has to be kafka.TopicAssignor");
        if (extensions() != null) {
            all.put(with(lake(), strategy, null), "has to be kafka.PartitionAssignor");
            all.put(with(lake(), "destination.ducklake.credentials.catalog", "sqlite:////x.sqlite"),
                    "expected a catalog in PostgreSQL");
        }
        return all;
    }

    private static Map<String, String> with(Map<String, String> config, String key, String value) {
        Map<String, String> changed = new HashMap<>(config);
        changed.put("name", "sink");
        changed.put(key, value);
        changed.values().removeIf(each -> each == null);
        return changed;
    }
}
