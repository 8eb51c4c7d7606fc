package load;

import base.Problem;
import config.CdcConfig;
import destination.Destination;
import dlt.DltHash;
import dlt.DltSchema;
import dlt.DltState;
import dlt.DltTables;
import dlt.DltYaml;
import dlt.Table;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The pipeline's dataset, seen from outside a run: what is in it, and dropping it. */
public final class Dataset {

    /** A table as {@code info} shows it; {@code lastLoad} is empty for a nested one. */
    public record TableInfo(String name, String writeDisposition, int columns, long rows, String lastLoad) {
    }

    private final CdcConfig config;
    private final Destination destination;
    private final DltTables sql;
    private Map<String, Table> tables = Map.of();
    private final WorkingCopy workingCopy;
    private DltSchema schema;
    private DltState state;
    private List<DltSchema> others = List.of();

    /**
     * Attaches it; it stays attached until {@code destination} is closed.
     *
     * @param warn is told what the user should know
     */
    public Dataset(CdcConfig config, Destination destination, Consumer<String> warn) {
        this.config = config;
        this.destination = destination;
        this.sql = DltTables.of(destination.catalog(), config.dataset());
        this.workingCopy = new WorkingCopy(config, warn);
        destination.attach();
        run(() -> {
            tables = destination.tables(config.dataset());
            if (tables.containsKey("_dlt_version")) {
                for (List<Object> row : destination.query(sql.selectSchema(), config.pipeline())) {
                    schema = DltSchema.parse((String) row.get(2));
                }
                state = DltRecords.newestState(destination, sql, config.pipeline());
                others = state == null ? List.of() : DltRecords.others(destination, sql, state, config.pipeline());
            }
        });
        if (schema == null || state == null) {
            throw Problem.run("Pipeline " + config.pipeline() + " has not loaded anything into " + config.target()
                    + " yet");
        }
        workingCopy.restore(state, schema, others);
    }

    /** What is to be said where dlt has dropped some of the tables. */
    static Problem droppedByDlt(CdcConfig config, Set<String> tables) {
        String names = String.join(", ", tables);
        return Problem.run("dlt has dropped " + (tables.size() == 1 ? "table " : "tables ") + names + " of pipeline "
                + config.pipeline() + ": going on would load only later changes into "
                + (tables.size() == 1 ? "an empty table" : "empty tables") + ". Nothing was written. To read "
                + (tables.size() == 1 ? "it" : "them") + " again run `drop " + String.join(" ", tables)
                + " --resnapshot`, then `run`; to do without the rows so far run the same without --resnapshot");
    }

    /** What is to be said where the destination has changed under a run. */
    static Problem replaced(Destination destination) {
        return Problem.run("The " + destination.place() + " is not the one that this run was loading: it was deleted,"
                + " replaced or loaded by another program. Nothing was written; start again to go on from what it"
                + " holds");
    }

    /** What is to be said where another pipeline of ours loads into the dataset. */
    private static Problem loadedByAnother(CdcConfig config, String other) {
        return Problem.config("Dataset " + config.dataset() + " of " + config.target()
                + " is loaded by pipeline " + other + ": the tables of pipeline " + config.pipeline()
                + " would get mixed up with its own. Give this one a dataset_name of its own in [cdc_settings],"
                + " or another file in [destination." + config.target().name() + "]. Nothing was written");
    }

    /**
     * A program that uses dlt may add tables of its own under any name, but no other pipeline of ours may load into the
     * dataset, unless they know of each other.
     *
     * @param marks null where no other one is known
     * @throws Problem (exit code 2) where there is one
     */
    static void requireAlone(CdcConfig config, Destination destination, Marks marks) throws SQLException {
        DltTables sql = DltTables.of(destination.catalog(), config.dataset());
        Set<String> seen = new HashSet<>();
        for (List<Object> row : destination.query(sql.selectOthers(), config.pipeline())) {
            String name = (String) row.get(0);
            if (seen.add(name) && (marks == null || !marks.isSibling(name))
                    && DltRecords.checkpoint(DltState.parse((String) row.get(1)), name).snapshot() != Snapshot.NONE) {
                throw loadedByAnother(config, name);
            }
        }
    }

    private interface Step {
        void run() throws SQLException;
    }

    private void run(Step step) {
        try {
            step.run();
        }
        catch (SQLException e) {
            throw Problem.run("Dataset " + config.dataset() + " in " + config.target() + ": " + e.getMessage(), e);
        }
    }

    public Checkpoint checkpoint() {
        return DltRecords.checkpoint(state, config.pipeline());
    }

    /** dlt's schema of the dataset, as dlt prints it, or as it is stored. */
    public String schema(boolean yaml) {
        return yaml ? DltYaml.of(schema) : schema.pretty() + "\n";
    }

    /** The text of {@code dlt pipeline NAME info} and its data. */
    public PipelineInfo pipelineInfo() {
        List<String> loads = new ArrayList<>();
        run(() -> destination.query(sql.selectLoads(), config.pipeline(), 10).forEach(row -> loads.add(0,
                (String) row.get(0))));
        return new PipelineInfo(state, schema, workingCopy.stateJson(), config.dltPipelines() == null
                ? config.pipelineDir().getParent() : config.dltPipelines(), loads);
    }

    /** The data tables, in the order of their names. */
    public List<TableInfo> tables() {
        List<TableInfo> infos = new ArrayList<>();
        for (String name : schema.dataTableNames()) {
            Table table = tables.get(name);
            if (table != null) {
                run(() -> {
                    String load = table.has("_dlt_load_id") ? "max(_dlt_load_id)" : "''";     // nested ones have none
                    List<Object> row = destination.query("SELECT count(*), " + load + " FROM " + sql.table(name))
                            .get(0);
                    infos.add(new TableInfo(name, schema.writeDisposition(name), table.columns().size(),
                            (Long) row.get(0), (String) row.get(1)));
                });
            }
        }
        return infos;
    }

    /** Names of the pipeline's data tables that are in the file, and of those that dlt has dropped from it. */
    public List<String> tableNames() {
        Set<String> names = new LinkedHashSet<>(schema.dataTableNames());
        names.retainAll(tables.keySet());
        names.addAll(DltRecords.dropped(state, config.pipeline()));
        return List.copyOf(names);
    }

    /** As {@link #drop(Collection, boolean, boolean)}; later changes of the tables come, and their rows do not. */
    public void drop(Collection<String> names, boolean withState) {
        drop(names, withState, false);
    }

    /**
     * Drops tables, as {@code dlt pipeline NAME drop} does; with all of them the checkpoint goes too, so that the next
     * run starts afresh.
     *
     * @param again whether the next run is to read them again
     */
    public void drop(Collection<String> names, boolean withState, boolean again) {
        destination.retrying(true, () -> {
            destination.attach();
            dropOnce(names, withState, again);
        });
        workingCopy.write(state, schema, others);
    }

    private void dropOnce(Collection<String> names, boolean withState, boolean again) {
        DltSchema less = schema.without(names);
        DltState[] left = {null};
        destination.inTransaction(() -> {
            for (String name : names) {
                for (String each : schema.withChildren(name)) {
                    destination.execute("DROP TABLE IF EXISTS " + sql.table(each));
                }
            }
            Instant now = Instant.now();
            String loadId = DltHash.nextLoadId((String) destination.query(sql.selectLastLoadId()).get(0).get(0), now);
            DltState after = withState ? state.withoutSource(config.pipeline()) : without(names, loadId, again);
            left[0] = after;
            var at = now.atOffset(ZoneOffset.UTC);
            destination.update(sql.insertVersion(), config.pipeline(), less.version(), less.engineVersion(), at,
                    config.pipeline(), less.hash(), less.json());
            destination.update(sql.pruneVersions(), config.pipeline(), config.pipeline(), 1);
            destination.update(sql.insertState(), after.version(), after.engineVersion(), config.pipeline(),
                    after.encoded(), at, after.hash(), loadId, DltHash.rowId());
            destination.update(sql.insertLoad(), loadId, config.pipeline(), at, less.hash());
            destination.update(sql.pruneStates(), config.pipeline(), config.pipeline());
        });
        schema = less;
        state = left[0];
    }

    private DltState without(Collection<String> names, String loadId, boolean again) {
        Checkpoint left = Again.dropped(checkpoint(), names, again, new TableNames(config.tableNames())::of);
        Set<String> marked = new TreeSet<>(left.tables());
        marked.removeAll(DltRecords.dropped(state, config.pipeline()));
        return state.withSource(config.pipeline(), DltRecords.remembered(left, loadId))
                .withMarks(config.pipeline(), marked, table -> loadId);
    }
}
