package config;

import base.Problem;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import kind.SourceKind;
import kind.SourceKinds;

/**
 * All that a loader has to know, read once at start.
 *
 * @param pipeline    name of the pipeline
 * @param dataset     schema in DuckDB
 * @param debezium    properties of the engine, with the password
 * @param primaryKeys key columns by source table, {@code test_users} or {@code public.test_users}
 * @param tableNames  destination table by source table, same forms
 * @param columnNames destination column by source column, {@code t.column} or {@code public.t.column}
 * @param columns     names of the columns that we add
 * @param limits      when a load is cut
 * @param contract    what may become of the destination's schema
 * @param choices     how single tables are kept
 * @param direct      whether the initial snapshot is read directly, not through Debezium's engine
 * @param unasked     whether a table whose log does not tell everything is read again by itself
 * @param target      where the tables go
 * @param pipelineDir the pipeline's folder, which holds the DuckDB file by default, absolute; it need not exist
 * @param dltPipelines dlt's folder of pipelines, which gets dlt's working copy, absolute; null: none is written
 */
public record CdcConfig(String pipeline, String dataset, DebeziumProperties debezium,
        Map<String, List<String>> primaryKeys, Map<String, String> tableNames, Map<String, String> columnNames,
        Columns columns, Limits limits, SchemaContract contract, TableChoices choices, boolean direct, boolean unasked,
        Target target, Path pipelineDir, Path dltPipelines) {

    static final String SECTION = "cdc_settings";
    private static final List<String> TABLES = List.of("primary_keys", "table_names", "column_names",
            "schema_contract", "deletes", "history", "retention", "write_disposition", "nested");
    private static final List<String> KEYS = List.of("deleted_column", "op_column", "source_ts_column",
            "position_column", "seq_column", "own_columns", "pipeline_name", "dataset_name", "load_max_rows",
            "load_max_bytes", "load_max_ms", "load_history", "snapshot", "resnapshot", "dlt_pipelines_dir", "deletes",
            "exclude", "mask", "hash", "hash_salt", "destination", "extension_directory",
            "maintenance", "snapshots_kept");
    /** Either: one value for all tables, or a table of them. */
    private static final List<String> BOTH = List.of("deletes");

    public CdcConfig {
        primaryKeys = Map.copyOf(primaryKeys);
        tableNames = Map.copyOf(tableNames);
        columnNames = Map.copyOf(columnNames);
    }

    /** Without names of columns, a schema contract and a working copy for dlt, and with the engine's snapshot. */
    public CdcConfig(String pipeline, String dataset, DebeziumProperties debezium,
            Map<String, List<String>> primaryKeys,
            Map<String, String> tableNames, Columns columns, Limits limits, Target target, Path pipelineDir) {
        this(pipeline, dataset, debezium, primaryKeys, tableNames, Map.of(), columns, limits,
                SchemaContract.NONE, TableChoices.NONE, false, false, target, pipelineDir, null);
    }

    /** Names of our columns: {@code deleted} in MERGE tables, the others in APPEND tables. */
    public record Columns(String deleted, String op, String sourceTs, String position, String seq) {

        /** The seed's names. */
        public static final Columns STANDARD = new Columns("deleted", "__op", "__source_ts", "__position", "__seq");
        /** Names that dlt's naming convention leaves as they are. */
        public static final Columns DLT = new Columns("deleted", "_op", "_source_ts", "_position", "_seq");
    }

    /**
     * A load is cut at the first bound that is reached.
     *
     * @param rows    changes in one load
     * @param bytes   estimated size of the changes of one load, in bytes
     * @param millis  age of the oldest waiting change, in milliseconds
     * @param history rows kept in {@code _dlt_loads}
     */
    public record Limits(long rows, long bytes, long millis, long history) {
    }

    /**
     * Reads {@code project}'s {@code .dlt} and the environment. The connector is on the class path: it says which
     * properties it has, and whether it takes their values.
     *
     * @param pipeline name of the pipeline; also Debezium's {@code name} and {@code topic.prefix}
     * @param dataset  schema in DuckDB
     * @throws Problem (exit code 2) for a syntax error, an unknown name, a wrong or missing value, with its place
     */
    public static CdcConfig load(Path project, Map<String, String> environment, SourceKind kind, String pipeline,
            String dataset) {
        LoadedConnector connector = LoadedConnector.ofScript(kind);
        CdcConfig config = load(Settings.of(project, environment), kind, PropertyNames.of(kind, connector), pipeline,
                dataset);
        Validation.require(config.debezium(), kind, connector);
        return config;
    }

    /** With property names that are known, or not checked; values that only the connector judges are not checked. */
    public static CdcConfig load(Settings settings, SourceKind kind, PropertyNames names, String pipeline,
            String dataset) {
        DebeziumProperties debezium = SourceSection.read(settings, kind, SourceKinds.ALL, names,
                pipeline(settings, pipeline));
        CdcConfig config = of(settings, debezium, kind, pipeline, dataset);
        ValueChecks.require(debezium, kind);
        return config;
    }

    /** Reads {@code [cdc_settings]} and the destination's section and adds the engine's properties. */
    public static CdcConfig of(Settings settings, DebeziumProperties debezium, SourceKind kind, String standard,
            String dataset) {
        String pipeline = pipeline(settings, standard);
        Path pipelineDir = pipelineDir(settings.project(), pipeline);
        checkTables(settings);
        Map<String, Value> section = settings.section(SECTION);
        checkKnown(section, KEYS);
        SchemaContract contract = SchemaContract.of(settings.deepSection(SECTION, "schema_contract"));
        TableChoices choices = TableChoices.of(settings);
        return new CdcConfig(pipeline, dataset(section, dataset), debezium, primaryKeys(settings), tableNames(settings),
                columnNames(settings), columns(section), limits(section),
                contract, choices, ReadChoices.direct(section, kind), ReadChoices.unasked(section, kind),
                Target.of(settings, section, pipelineDir, pipeline), pipelineDir,
                DltPipelines.of(settings, section.get("dlt_pipelines_dir"), pipelineDir.getParent()));
    }

    /** The name that {@code [cdc_settings] pipeline_name} gives, else the standard one. */
    static String pipeline(Settings settings, String standard) {
        Value given = settings.find(SECTION, "pipeline_name").orElse(null);
        if (given != null && !given.text().matches("(?!_dlt)(?!.*__)[a-z_]([a-z0-9_]{0,62}[a-z0-9])?")) {
            throw given.wrong("the name of a dlt pipeline: up to 64 lower-case letters, digits and single underscores");
        }
        return given == null ? standard : given.text();
    }

    /** The pipeline's folder, absolute; it need not exist. */
    public static Path pipelineDir(Path project, String pipeline) {
        return project.resolve(".dlt/pipelines").resolve(pipeline);
    }

    /** The same by what the settings say, the standard name's where they have mistakes. */
    public static Path pipelineDir(Path project, Map<String, String> environment, String standard) {
        Path folder = project.toAbsolutePath().normalize();
        try {
            return pipelineDir(folder, pipeline(Settings.of(folder, environment), standard));
        }
        catch (Problem mistake) {
            return pipelineDir(folder, standard);
        }
    }

    /**
     * The same with other tables to capture, unless the list is empty.
     *
     * @param property the connector's, see {@link SourceKind#tableList()}
     */
    public CdcConfig withTables(String property, String includeList) {
        if (!includeList.isBlank()) {
            debezium.setProperty(property, includeList);
        }
        return this;
    }

    /** The same with the snapshot read through Debezium's engine. */
    public CdcConfig throughEngine() {
        return new CdcConfig(pipeline, dataset, debezium, primaryKeys, tableNames, columnNames, columns, limits,
                contract, choices, false, unasked, target, pipelineDir, dltPipelines);
    }

    /** The same with another place for the tables. */
    public CdcConfig withTarget(Target other) {
        return new CdcConfig(pipeline, dataset, debezium, primaryKeys, tableNames, columnNames, columns, limits,
                contract, choices, direct, unasked, other, pipelineDir, dltPipelines);
    }

    /** Never shows a secret. */
    @Override
    public String toString() {
        return ("CdcConfig[pipeline=%s, dataset=%s, target=%s, primaryKeys=%s, tableNames=%s, columnNames=%s, %s, %s,"
                + " debezium=%s]")
                .formatted(pipeline, dataset, target, primaryKeys, tableNames, columnNames, columns, limits,
                        debezium);
    }

    /** Throws for the first key of a table that is not among {@code known}, with its place and the nearest name. */
    static void checkKnown(Map<String, Value> section, Collection<String> known) {
        section.forEach((key, value) -> {
            if (!known.contains(key)) {
                throw Problem.config("%s: %s is not a known setting.%s Known are: %s.".formatted(value.origin(),
                        value.key(), Spelling.hint(key, known), String.join(", ", new TreeSet<>(known))));
            }
        });
    }

    private static void checkTables(Settings settings) {
        settings.deepSection(SECTION).forEach((key, value) -> {
            int dot = key.indexOf('.');
            if (dot < 0 && TABLES.contains(key) && !BOTH.contains(key)) {
                throw value.wrong("a table: [%s.%s] with a line source_table = \"...\"".formatted(SECTION, key));
            }
            if (dot > 0 && !TABLES.contains(key.substring(0, dot))) {
                throw Problem.config("%s: %s.%s is not a known table.%s Known are: %s.".formatted(value.origin(),
                        SECTION, key.substring(0, dot), Spelling.hint(key.substring(0, dot), TABLES),
                        String.join(", ", TABLES)));
            }
        });
    }

    private static Map<String, List<String>> primaryKeys(Settings settings) {
        Map<String, List<String>> keys = new LinkedHashMap<>();
        settings.deepSection(SECTION, "primary_keys").forEach((table, value) -> keys.put(table, value.texts()));
        return keys;
    }

    private static Map<String, String> tableNames(Settings settings) {
        Map<String, String> names = new LinkedHashMap<>();
        settings.deepSection(SECTION, "table_names").forEach((table, value) -> {
            if (value.text().isBlank()) {
                throw value.wrong("the name of a table");
            }
            names.put(table, value.text().strip());
        });
        return names;
    }

    private static Map<String, String> columnNames(Settings settings) {
        Map<String, String> names = new LinkedHashMap<>();
        settings.deepSection(SECTION, "column_names").forEach((column, value) -> names.put(column, column(value)));
        return names;
    }

    private static Columns columns(Map<String, Value> section) {
        Value chosen = section.get("own_columns");
        if (chosen != null && !List.of("standard", "dlt").contains(chosen.text())) {
            throw chosen.wrong("\"standard\" for __op and its like, or \"dlt\" for _op: names that dlt keeps");
        }
        Columns names = chosen != null && chosen.text().equals("dlt") ? Columns.DLT : Columns.STANDARD;
        Map<String, String> ours = new LinkedHashMap<>();
        ours.put("deleted_column", names.deleted());
        ours.put("op_column", names.op());
        ours.put("source_ts_column", names.sourceTs());
        ours.put("position_column", names.position());
        ours.put("seq_column", names.seq());
        ours.replaceAll((key, standard) -> section.containsKey(key) ? column(section.get(key)) : standard);
        ours.forEach((key, name) -> ours.forEach((other, otherName) -> {
            if (!key.equals(other) && name.equals(otherName)) {
                throw (section.containsKey(key) ? section.get(key) : section.get(other))
                        .wrong("a name that no other column of ours has");
            }
        }));
        return new Columns(ours.get("deleted_column"), ours.get("op_column"), ours.get("source_ts_column"),
                ours.get("position_column"), ours.get("seq_column"));
    }

    private static String column(Value value) {
        if (!value.text().matches("(?!_dlt_)(?!.*__v_)[a-z_][a-z0-9_]*")) {
            throw value.wrong("a column name of lower-case letters, digits and underscores that does not start with"
                    + " _dlt_ nor has"
                    + " __v_ in it, which marks dlt's variants");
        }
        return value.text();
    }

    private static String dataset(Map<String, Value> section, String standard) {
        Value given = section.get("dataset_name");
        if (given != null && !given.text().matches("(?!_dlt)(?!(information_schema|pg_catalog)$)[a-z_][a-z0-9_]*")) {
            throw given.wrong("the name of a schema in DuckDB: lower-case letters, digits and underscores");
        }
        return given == null ? standard : given.text();
    }

    private static Limits limits(Map<String, Value> section) {
        return new Limits(limit(section, "load_max_rows", 100_000), limit(section, "load_max_bytes", 32L << 20),
                limit(section, "load_max_ms", 1_000), limit(section, "load_history", 10_000));
    }

    private static long limit(Map<String, Value> section, String key, long standard) {
        return section.containsKey(key) ? section.get(key).integerFrom(1) : standard;
    }
}
