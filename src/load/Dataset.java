package load;

import base.Problem;
import config.CdcConfig;
import destination.Destination;
import dlt.DltHash;
import dlt.DltSchema;
import dlt.DltState;
import dlt.DltTables;
import dlt.Table;
import dlt.WorkingDir;
import event.Checkpoint;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The pipeline's dataset, seen from outside a run: what is in it, and dropping it. */
public final class Dataset {

    /** A table as {@code info} shows it. */
    public record TableInfo(String name, String writeDisposition, int columns, long rows, String lastLoad) {
    }

    private final CdcConfig config;
    private final Destination destination;
    private final DltTables sql;
    private Map<String, Table> tables = Map.of();
    private DltSchema schema;
    private DltState state;

    /** Attaches it; it stays attached until {@code destination} is closed. */
    public Dataset(CdcConfig config, Destination destination) {
        this.config = config;
        this.destination = destination;
        this.sql = DltTables.of(destination.catalog(), config.dataset());
        destination.attach();
        run(() -> {
            tables = destination.tables(config.dataset());
            if (tables.containsKey("_dlt_version")) {
                for (List<Object> row : destination.query(sql.selectSchema(), config.pipeline())) {
                    schema = DltSchema.parse((String) row.get(2));
                }
                state = DltRecords.newestState(destination, sql, config.pipeline());
            }
        });
        if (schema == null || state == null) {
            throw Problem.run("Pipeline " + config.pipeline() + " has not loaded anything into " + config.target()
                    + " yet");
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

    /** The text of {@code dlt pipeline NAME info} and its data. */
    public PipelineInfo pipelineInfo() {
        WorkingDir dir = new WorkingDir(config.pipelineDir().getParent(), config.pipeline());
        List<String> loads = new ArrayList<>();
        run(() -> destination.query(sql.selectLoads(), config.pipeline(), 10).forEach(row -> loads.add(0,
                (String) row.get(0))));
        return new PipelineInfo(state, schema, dir.stateJson(), config.pipelineDir().getParent(), loads);
    }

    /** The data tables, in the order of their names. */
    public List<TableInfo> tables() {
        List<TableInfo> infos = new ArrayList<>();
        for (String name : schema.dataTableNames()) {
            Table table = tables.get(name);
            if (table != null) {
                run(() -> {
                    List<Object> row = destination.query("SELECT count(*), max(_dlt_load_id) FROM " + sql.table(name))
                            .get(0);
                    infos.add(new TableInfo(name, schema.writeDisposition(name), table.columns().size(),
                            (Long) row.get(0), (String) row.get(1)));
                });
            }
        }
        return infos;
    }

    /** Names of the pipeline's data tables that are in the file. */
    public List<String> tableNames() {
        return schema.dataTableNames().stream().filter(tables::containsKey).toList();
    }

    /**
     * Drops tables, as {@code dlt pipeline NAME drop} does; with all of them the checkpoint goes too, so that the next
     * run starts afresh.
     */
    public void drop(Collection<String> names, boolean withState) {
        destination.inTransaction(() -> {
            for (String name : names) {
                destination.execute("DROP TABLE IF EXISTS " + sql.table(name));
            }
            Instant now = Instant.now();
            String loadId = DltHash.nextLoadId((String) destination.query(sql.selectLastLoadId()).get(0).get(0), now);
            DltSchema less = schema.without(names);
            DltState after = withState ? state.withoutSource(config.pipeline()) : state.withSource(config.pipeline(),
                    DltRecords.remembered(checkpoint().without(names,
                            id -> new TableNames(config.tableNames()).of(id)), loadId));
            var at = now.atOffset(ZoneOffset.UTC);
            destination.update(sql.insertVersion(), config.pipeline(), less.version(), less.engineVersion(), at,
                    config.pipeline(), less.hash(), less.json());
            destination.update(sql.pruneVersions(), config.pipeline(), config.pipeline(), 1);
            destination.update(sql.insertState(), after.version(), after.engineVersion(), config.pipeline(),
                    after.encoded(), at, after.hash(), loadId, DltHash.rowId());
            destination.update(sql.insertLoad(), loadId, config.pipeline(), at, less.hash());
            destination.update(sql.pruneStates(), config.pipeline(), config.pipeline());
            schema = less;
            state = after;
        });
        new WorkingDir(config.pipelineDir().getParent(), config.pipeline()).write(state, schema,
                DltRecords.initialCwd(config), Instant.now());
    }
}
