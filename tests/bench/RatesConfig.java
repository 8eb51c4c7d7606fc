import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the connectors and the loader are told. */
final class RatesConfig {

    /**
     * What is loaded.
     *
     * @param tables of which each has its part of the changes
     * @param merged whether by their key
     */
    record Workload(String name, List<String> tables, boolean merged) {

        /** Its dataset, and pipeline; {@code tasks} is 0 for the loader. */
        String dataset(int tasks) {
            return "rates_" + name + "_" + tasks;
        }
    }

    private static final int PARTITIONS = 4;

    private final Path folder;
    private final int postgresPort;

    RatesConfig(Path folder, int postgresPort) {
        this.folder = folder;
        this.postgresPort = postgresPort;
    }

    String catalog() {
        return "postgres://myuser:mypassword@127.0.0.1:" + postgresPort + "/lake";
    }

    /** Makes the loader's project. */
    void project(Workload work) throws IOException {
        Path dlt = Files.createDirectories(folder.resolve(work.dataset(0)).resolve(".dlt"));
        StringBuilder keys = new StringBuilder();
        work.tables().forEach(each -> keys.append(work.merged() ? each + " = \"id\"\n" : ""));
        Files.writeString(dlt.resolve("config.toml"), "[cdc_settings]\ndestination = \"ducklake\"\ndataset_name = \""
                + work.dataset(0) + "\"\n[cdc_settings.primary_keys]\n" + keys);
        Files.writeString(dlt.resolve("secrets.toml"), """
                [sources.debezium]
                slot_name = "%1$s"
                publication_name = "%1$s"
                table_include_list = "%2$s"
                [sources.debezium.postgres]
                host = "localhost"
                port = %3$d
                user = "myuser"
                password = "mypassword"
                database = "mydb"
                [destination.ducklake.credentials]
                catalog = "%4$s"
                [destination.ducklake.credentials.storage]
                bucket_url = "%5$s"
                [destination.ducklake.credentials.global_config]
                extension_directory = "%6$s"
                """.formatted(work.dataset(0), String.join(",", work.tables().stream().map(each -> "public." + each)
                        .toList()), postgresPort, catalog(), folder.resolve("lake.files"), System.getenv(
                                "CDC_EXTENSIONS")));
    }

    /** The topic of one table has several partitions. */
    Map<String, String> source() {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        config.put("topic.prefix", "kr");
        config.put("database.hostname", "localhost");
        config.put("database.port", Integer.toString(postgresPort));
        config.put("database.user", "myuser");
        config.put("database.password", "mypassword");
        config.put("database.dbname", "mydb");
        config.put("plugin.name", "pgoutput");
        config.put("slot.name", "rates");
        config.put("publication.name", "rates");
        config.put("publication.autocreate.mode", "filtered");
        config.put("table.include.list", "public.(whole|part_.*)");
        config.put("converters", "cdc_types");
        config.put("cdc_types.type", "postgres.PostgresTopicTypes");
        config.put("topic.creation.default.partitions", "1");
        config.put("topic.creation.default.replication.factor", "1");
        config.put("topic.creation.groups", "spread");
        config.put("topic.creation.spread.include", "kr\\.public\\.whole");
        config.put("topic.creation.spread.partitions", Integer.toString(PARTITIONS));
        return config;
    }

    Map<String, String> sink(Workload work, int tasks) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("connector.class", "DebeziumDltSinkConnector");
        config.put("tasks.max", Integer.toString(tasks));
        config.put("topics", String.join(",", work.tables().stream().map(each -> "kr.public." + each).toList()));
        config.put("project", folder.resolve("sinks").toString());
        config.put("cdc_settings.pipeline_name", work.dataset(tasks));
        config.put("cdc_settings.dataset_name", work.dataset(tasks));
        config.put("cdc_settings.destination", "ducklake");
        config.put("destination.ducklake.credentials.catalog", catalog());
        config.put("destination.ducklake.credentials.storage.bucket_url", folder.resolve("lake.files").toString());
        config.put("destination.ducklake.credentials.global_config.extension_directory", System.getenv(
                "CDC_EXTENSIONS"));
        config.put("consumer.override.partition.assignment.strategy", "kafka.PartitionAssignor");
        config.put("consumer.override.interceptor.classes", "kafka.KeyPlaces");
        if (work.merged()) {
            work.tables().forEach(each -> config.put("cdc_settings.primary_keys." + each, "id"));
        }
        return config;
    }
}
