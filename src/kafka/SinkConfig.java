package kafka;

import base.Problem;
import config.CdcConfig;
import config.DebeziumProperties;
import config.Lake.Kind;
import config.Settings;
import event.Placeholder;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/**
 * The connector's config → what the pipeline of one task has to know. The names are those of {@code .dlt/config.toml},
 * with the table in front: {@code cdc_settings.load_max_rows}, {@code cdc_settings.primary_keys.orders}.
 *
 * @param placeholder what the source connectors send for a value that is left out
 * @param keepsNulls  whether the converter is told to leave a NULL as it is
 * @param trustsKeys  whether all records of a key are in one partition, whatever Kafka's own partitioner would do
 * @param task        the task's number, from 0
 * @param tasks       how many there are: {@code tasks.max}
 * @param base        what the names of all tasks' pipelines begin with
 * @param client      what Connect calls the task's consumer
 */
record SinkConfig(CdcConfig pipeline, String placeholder, boolean keepsNulls, boolean trustsKeys, int task, int tasks,
        String base, String client) {

    static final String PROJECT = "project";
    static final String PLACEHOLDER = "unavailable.value.placeholder";
    static final String PRIMARY_KEYS = "cdc_settings.primary_keys";
    static final String CREDENTIALS = "destination.duckdb.credentials";
    static final String KEY_PARTITIONS = "key.partitions";
    private static final String TRUSTED = "trusted";
    private static final String DESTINATION = "cdc_settings.destination";
    private static final String LAKE = "ducklake";
    private static final String LAKE_CREDENTIALS = "destination.ducklake.credentials";
    static final String STRATEGY = "consumer.override.partition.assignment.strategy";
    /** Which task of how many: added for each task. */
    private static final String TASK = "cdc.task";
    private static final String TASKS = "cdc.tasks";
    private static final String PLACE = "the connector's config";

    static final ConfigDef DEFINITION = definition();

    private static ConfigDef definition() {
        ConfigDef all = new ConfigDef()
                .define(PROJECT, Type.STRING, ConfigDef.NO_DEFAULT_VALUE, Importance.HIGH, "Folder, absolute, that"
                        + " holds .dlt/pipelines with the DuckDB files: then each worker that may run a task sees the"
                        + " same folder.")
                .define(CREDENTIALS, Type.STRING, null, Importance.MEDIUM, "The DuckDB file, as dlt has it:"
                        + " duckdb:////data/x.duckdb. Default: .dlt/pipelines/<pipeline>/<pipeline>.duckdb. With"
                        + " tasks.max above 1 it cannot be set: each task has a file of its own.")
                .define(PRIMARY_KEYS, Type.STRING, null, Importance.HIGH, "Not set itself: one key a table,"
                        + " cdc_settings.primary_keys.<table> = the columns, separated by commas, by which its rows are"
                        + " merged; <table> may be schema.table. A table without one is appended to.")
                .define(PLACEHOLDER, Type.STRING, Placeholder.STANDARD, Importance.LOW, "What the source"
                        + " connector sends for a value that it does not know: its setting of the same name.")
                .define(KEY_PARTITIONS, Type.STRING, "checked", ConfigDef.ValidString.in("checked", TRUSTED),
                        Importance.LOW, "Whether all records of a key are in one partition: checked, by what Kafka's"
                        + " own partitioner does, or trusted, where another one does that, too.");
        optional(all, "destination", "duckdb or ducklake; default: duckdb.");
        for (String each : List.of("ducklake_name", "metadata_schema", "storage")) {
            all.define(LAKE_CREDENTIALS + "." + each, Type.STRING, null, Importance.MEDIUM, "The lake, as dlt has it.");
        }
        all.define(LAKE_CREDENTIALS + ".catalog", Type.PASSWORD, null, Importance.MEDIUM, "The lake's catalog, as dlt"
                + " has it: postgres://user:password@host/database, sqlite:////file, duckdb:////file.");
        optional(all, "pipeline_name", "Name of the pipeline; default: kafka_cdc.");
        optional(all, "dataset_name", "Schema in DuckDB; default: kafka_cdc_data.");
        optional(all, "load_max_rows", "A load is cut at so many changes; default: 100000.");
        optional(all, "load_max_bytes", "A load is cut at about so many bytes; default: 33554432.");
        optional(all, "load_max_ms", "A load is cut when its oldest change is so many ms old; default: 1000.");
        optional(all, "load_history", "Rows kept in _dlt_loads; default: 10000.");
        optional(all, "deletes", "soft (marks the row) or hard (removes it); default: soft.");
        optional(all, "own_columns", "standard (__op) or dlt (_op): the names of the columns that are added.");
        for (String each : List.of("deleted_column", "op_column", "source_ts_column", "position_column",
                "seq_column")) {
            optional(all, each, "Another name for a column that is added.");
        }
        for (String each : List.of("exclude", "mask", "hash")) {
            optional(all, each, "Columns to " + each + ", as table.column, separated by commas.");
        }
        all.define("cdc_settings.hash_salt", Type.PASSWORD, null, Importance.LOW, "The secret that hashes are made"
                + " with.");
        optional(all, "dlt_pipelines_dir", "dlt's folder of pipelines, which gets a working copy; default: none.");
        return all;
    }

    private static void optional(ConfigDef all, String key, String doc) {
        all.define("cdc_settings." + key, Type.STRING, null, Importance.LOW, doc);
    }

    /** The config of each task. */
    static List<Map<String, String>> ofTasks(Map<String, String> connector, int tasks) {
        List<Map<String, String>> all = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            Map<String, String> each = new HashMap<>(connector);
            each.put(TASK, Integer.toString(i));
            each.put(TASKS, Integer.toString(tasks));
            all.add(each);
        }
        return all;
    }

    /** @throws Problem (exit code 2) for an unknown name, or a wrong or missing value */
    static SinkConfig of(Map<String, String> task) {
        return of(task, Integer.parseInt(task.get(TASK)), Integer.parseInt(task.get(TASKS)));
    }

    /** @throws Problem (exit code 2) for an unknown name, or a wrong or missing value */
    static SinkConfig of(Map<String, String> config, int task, int tasks) {
        Path project = project(config);
        boolean lake = LAKE.equals(config.get(DESTINATION));
        if (tasks > 1) {
            requireAssignor(config, lake);
        }
        Map<String, String> paths = new TreeMap<>();
        config.forEach((key, value) -> {
            if (value != null && key.matches("(cdc_settings|destination)\\..*")) {
                paths.put(key, value);
            }
        });
        paths.putIfAbsent("cdc_settings.dlt_pipelines_dir", "false");
        paths.merge("cdc_settings.pipeline_name", "kafka_cdc", (given, standard) -> given);
        String base = paths.get("cdc_settings.pipeline_name");
        if (tasks > 1) {
            paths.put("cdc_settings.pipeline_name", base + "_" + task);
        }
        Settings settings = Settings.given(project, PLACE, paths, Map.of());
        TopicsKind kind = new TopicsKind();
        CdcConfig pipeline = CdcConfig.of(settings, new DebeziumProperties(), kind, kind.pipeline(), kind.dataset());
        if (!lake) {
            requireSameTasks(project, base, tasks);
        }
        else if (tasks > 1 && pipeline.target().lake().kind() != Kind.POSTGRES) {
            throw Problem.config(PLACE + ": " + LAKE_CREDENTIALS + ".catalog is a file, and tasks.max is above 1:"
                    + " expected a catalog in PostgreSQL, which several tasks can write.");
        }
        return new SinkConfig(pipeline, config.getOrDefault(PLACEHOLDER, Placeholder.STANDARD),
                "false".equals(config.get("value.converter.replace.null.with.default")),
                TRUSTED.equals(config.get(KEY_PARTITIONS)), task, tasks, base,
                TaskAssignor.client(config.getOrDefault("name", ""), task));
    }

    /** Whether all tasks load into one dataset, and hand their partitions on. */
    boolean isLake() {
        return pipeline.target().lake() != null;
    }

    /** Whether a pipeline is one of this connector's tasks, also of another number of tasks before. */
    boolean isSibling(String pipeline) {
        return pipeline.matches(Pattern.quote(base) + "(_\\d+)?");
    }

    private static Path project(Map<String, String> config) {
        String given = config.get(PROJECT);
        try {
            if (given != null && !given.isBlank() && Path.of(given.strip()).isAbsolute()) {
                return Path.of(given.strip());
            }
        }
        catch (InvalidPathException e) {
            // as below
        }
        throw Problem.config(PLACE + ": " + PROJECT + " is " + (given == null ? "missing" : "\"" + given + "\"")
                + ", expected the absolute path of a folder on the worker, which gets .dlt/pipelines with the DuckDB"
                + " files.");
    }

    /** With files each task has its own, and each topic one task. */
    private static void requireAssignor(Map<String, String> config, boolean lake) {
        if (config.get(CREDENTIALS) != null && !lake) {
            throw Problem.config(PLACE + ": " + CREDENTIALS + " names one DuckDB file, and tasks.max is above 1: two"
                    + " tasks cannot write into one file. Leave it out, and each has its own in " + PROJECT + ", or set"
                    + " tasks.max to 1.");
        }
        String topics = TopicAssignor.class.getName();
        String partitions = PartitionAssignor.class.getName();
        String given = config.get(STRATEGY);
        if (lake && !topics.equals(given) && !partitions.equals(given)) {
            throw Problem.config(PLACE + ": with tasks.max above 1, " + STRATEGY + " has to be " + partitions
                    + ", which spreads the partitions over the tasks, or " + topics + ", which gives all partitions of"
                    + " a topic to one task: they tell a task how many partitions its topics have.");
        }
        if (!lake && !topics.equals(given)) {
            throw Problem.config(PLACE + ": with tasks.max above 1, " + STRATEGY + " has to be " + topics + ", so that"
                    + " all partitions of a topic go to one task, always the same: a table would be spread over several"
                    + " DuckDB files.");
        }
    }

    /** Another number of tasks has other files, and would begin again beside what is there. */
    private static void requireSameTasks(Path project, String base, int tasks) {
        boolean single = Files.exists(CdcConfig.pipelineDir(project, base));
        boolean several = Files.exists(CdcConfig.pipelineDir(project, base + "_" + (tasks == 1 ? 0 : tasks)));
        if (tasks > 1 && single || several) {
            throw otherTasks(tasks, project);
        }
    }

    /** What is in the project's folder is of another number of tasks. */
    static Problem otherTasks(int tasks, Path project) {
        return Problem.config(PLACE + ": tasks.max is " + tasks + ", but " + project + " holds the files of another"
                + " number of tasks: topics would go to other files, and be loaded again from the beginning. Put"
                + " tasks.max back, or start afresh with another " + PROJECT + " or cdc_settings.pipeline_name.");
    }
}
