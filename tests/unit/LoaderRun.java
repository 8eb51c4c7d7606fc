package load;

import change.Changes;
import change.DltChangeHandler;
import change.PrimaryKeys;
import config.CdcConfig;
import config.DebeziumProperties;
import config.Lake;
import config.SchemaContract;
import config.TableChoices;
import config.Target;
import destination.Destination;
import destination.Destinations;
import event.ChangeEvent;
import event.Checkpoint.Snapshot;
import event.Reached;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import watch.Watch;

/** One run of the loader on a file; a second one on the same folder is a restart. */
final class LoaderRun implements AutoCloseable {
    final CdcConfig config;
    final Destination duckdb;
    /** Null where it is alone. */
    final Marks marks;
    final Pipeline pipeline;
    final DltChangeHandler handler;
    final List<Watch.Load> loads = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    final List<String> waited = new ArrayList<>();
    private long position;

    LoaderRun(Path folder, Map<String, List<String>> keys) {
        this(folder, keys, 10_000);
    }

    LoaderRun(Path folder, Map<String, List<String>> keys, long history) {
        this(folder, keys, history, "deleted", "__op");
    }

    /** @param deleted name of our column in MERGE, {@code op} of one in APPEND */
    LoaderRun(Path folder, Map<String, List<String>> keys, long history, String deleted, String op) {
        this(folder, keys, history, deleted, op, SchemaContract.NONE, Map.of());
    }

    LoaderRun(Path folder, Map<String, List<String>> keys, SchemaContract contract) {
        this(folder, keys, Map.of(), contract);
    }

    /** @param names given to columns */
    LoaderRun(Path folder, Map<String, List<String>> keys, Map<String, String> names) {
        this(folder, keys, names, SchemaContract.NONE);
    }

    LoaderRun(Path folder, Map<String, List<String>> keys, Map<String, String> names, SchemaContract contract) {
        this(folder, keys, 10_000, "deleted", "__op", contract, names);
    }

    LoaderRun(Path folder, Map<String, List<String>> keys, CdcConfig.Columns own) {
        this(folder, keys, 10_000, own, SchemaContract.NONE, Map.of(), TableChoices.NONE);
    }

    LoaderRun(Path folder, Map<String, List<String>> keys, TableChoices choices) {
        this(folder, keys, 10_000, new CdcConfig.Columns("deleted", "__op", "__source_ts", "__position", "__seq"),
                SchemaContract.NONE, Map.of(), choices);
    }

    LoaderRun(Path folder, Map<String, List<String>> keys, TableChoices choices, SchemaContract contract) {
        this(folder, keys, 10_000, CdcConfig.Columns.STANDARD, contract, Map.of(), choices);
    }

    private LoaderRun(Path folder, Map<String, List<String>> keys, long history, String deleted, String op,
            SchemaContract contract, Map<String, String> names) {
        this(folder, keys, history, new CdcConfig.Columns(deleted, op, "__source_ts", "__position", "__seq"), contract,
                names, TableChoices.NONE);
    }

    /** One of several loaders of the dataset, all of whose names begin with {@code pipe}. */
    LoaderRun(Path folder, Map<String, List<String>> keys, String pipeline) {
        this(pipeline, folder, keys, 10_000, CdcConfig.Columns.STANDARD, SchemaContract.NONE, Map.of(),
                TableChoices.NONE, target(folder, pipeline));
    }

    private LoaderRun(Path folder, Map<String, List<String>> keys, long history, CdcConfig.Columns own,
            SchemaContract contract, Map<String, String> names, TableChoices choices) {
        this("pipe", folder, keys, history, own, contract, names, choices, target(folder, "pipe"));
    }

    /** A lake that is maintained. */
    LoaderRun(Path folder, Map<String, List<String>> keys, Target target) {
        this("pipe", folder, keys, 10_000, CdcConfig.Columns.STANDARD, SchemaContract.NONE, Map.of(),
                TableChoices.NONE, target);
    }

    private LoaderRun(String name, Path folder, Map<String, List<String>> keys, long history, CdcConfig.Columns own,
            SchemaContract contract, Map<String, String> names, TableChoices choices, Target target) {
        config = new CdcConfig(name, "data", new DebeziumProperties(), keys, Map.of(), names, own,
                new CdcConfig.Limits(1_000_000, 1L << 40, 1_000_000, history), contract, choices, false, false,
                target, folder.resolve(".dlt/pipelines/" + name),
                folder.resolve("dlt"));
        Watch watch = new Watch() {
            @Override
            public void loaded(Load load) {
                loads.add(load);
            }

            @Override
            public void warn(String sentence) {
                warnings.add(sentence);
            }

            @Override
            public void waiting(String sentence, long pauseMs) {
                waited.add(sentence);
            }
        };
        duckdb = Destinations.open(config, watch, () -> System.getenv("CDC_LAKE") == null);
        marks = name.equals("pipe") ? null : new Marks(config, duckdb, each -> each.startsWith(name.substring(0, 4)));
        pipeline = new Pipeline(config, duckdb, watch, marks);
        handler = new DltChangeHandler(new PrimaryKeys(keys, Map.of(), names), config, Optional::of,
                pipeline.committed().seq());
    }

    /** A DuckDB file, or the kind of lake that {@code CDC_LAKE} names, as {@code tests/test_ducklake.sh} does. */
    private static Target target(Path folder, String name) {
        String kind = System.getenv("CDC_LAKE");
        return kind == null ? Target.duckdb(folder.resolve("pipe.duckdb")) : lake(Lakes.of(kind, folder), folder,
                name);
    }

    static Target lake(Lake lake, Path folder) {
        return lake(lake, folder, "pipe");
    }

    private static Target lake(Lake lake, Path folder, String name) {
        return Target.ducklake(lake, folder.resolve(".dlt/pipelines/" + name)).withExtensions(Lakes.extensions());
    }

    LoaderRun load(ChangeEvent... events) {
        return load(Snapshot.DONE, events);
    }

    LoaderRun load(Snapshot reached, ChangeEvent... events) {
        handler.add(Arrays.asList(events));
        load(handler.take(), reached);
        return this;
    }

    void load(Changes changes, Snapshot reached) {
        pipeline.load(changes, new Reached(reached, Map.of("lsn", ++position)));
    }

    /** The rows of a query as text, columns apart by a blank; {@code T.} stands for the dataset. */
    List<String> rows(String sql) {
        duckdb.attach();
        try {
            return duckdb.query(sql.replace("T.", "dest.data.")).stream().map(row -> String.join(" ",
                    row.stream().map(String::valueOf).toList())).toList();
        }
        catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void execute(String sql) {
        duckdb.attach();
        try {
            duckdb.execute(sql.replace("T.", "dest.data."));
        }
        catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String one(String sql) {
        return rows(sql).get(0);
    }

    @Override
    public void close() {
        duckdb.close();
    }
}
