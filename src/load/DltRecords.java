package load;

import base.CrashPoint;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import config.CdcConfig;
import config.SchemaContract;
import destination.Destination;
import dlt.DltHash;
import dlt.DltSchema;
import dlt.DltState;
import dlt.DltTables;
import dlt.Misdeclared;
import dlt.Table;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * dlt's own records of a pipeline in the destination: schema, state (with our checkpoint under {@code sources}) and
 * loads. Read when the file is opened, written as the last steps of every load.
 */
final class DltRecords {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);
    private static final int VERSIONS_KEPT = 10;
    private static final int PRUNE_EVERY = 50;
    static final String CHECKPOINT = "checkpoint";
    private static final String WRITTEN_BY = "load_id";
    private static final String MARKED = "marked";

    private final CdcConfig config;
    private final Destination destination;
    private final DltTables sql;
    private final WorkingCopy workingCopy;
    private DltSchema schema;
    private DltState state;
    private String storedSchemaHash = "";
    private Misdeclared misdeclared = Misdeclared.NOTHING;
    private String lastLoadId;
    private DltSchema nextSchema;
    private DltState nextState;
    private int loads;
    private String emptyLoadId;
    private boolean nextIsEmpty;
    private boolean wasDone;
    private boolean nextDone;
    /** Whether the working folder lags behind the destination. */
    private boolean untold;
    private List<DltSchema> others = List.of();

    DltRecords(CdcConfig config, Destination destination, DltTables sql, WorkingCopy workingCopy) {
        this.config = config;
        this.destination = destination;
        this.sql = sql;
        this.workingCopy = workingCopy;
        forget();
    }

    private void forget() {
        schema = DltSchema.empty(config.pipeline());
        state = DltState.empty(config.pipeline(), config.dataset(), config.pipeline(), config.target().dltType());
        storedSchemaHash = "";
        lastLoadId = null;
    }

    /** Reads what the file holds. */
    Checkpoint read(Map<String, Table> tables) throws SQLException {
        if (!tables.containsKey("_dlt_pipeline_state")) {
            forget();
            return Checkpoint.none();
        }
        List<Object> marks = destination.query(sql.selectMarks(), config.pipeline(), config.pipeline()).get(0);
        lastLoadId = (String) marks.get(0);
        boolean foreign = marks.get(1) != null && !marks.get(1).equals(storedSchemaHash);
        if (foreign) {
            schema = DltSchema.parse((String) destination.query(sql.selectSchema(), config.pipeline()).get(0).get(2));
            storedSchemaHash = schema.hash();
        }
        if (marks.get(2) == null) {
            state = DltState.empty(config.pipeline(), config.dataset(), config.pipeline(), config.target().dltType());
        }
        else if (!marks.get(2).equals(state.hash())) {
            state = newestState(destination, sql, config.pipeline());
        }
        if (foreign) {
            misdeclared = Misdeclared.of(schema, tables, checkpoint(state, config.pipeline()).tables());
        }
        boolean lost = workingCopy.lacks(state.schemaNames());      // dlt's sync or drop() has removed the copy
        if (foreign || lost) {
            others = others(destination, sql, state, config.pipeline());
        }
        untold |= loads == 0 || lost;       // what an earlier version or dlt left in the working folder is mended
        return committed(state, config.pipeline());
    }

    /** What may become of a table: as configured, or as a program that uses dlt has set it for this table. */
    SchemaContract contract(String table) {
        return config.contract().ofTable(schema.table(table).path("schema_contract"));
    }

    /** See {@link DltSchema#withParents}. */
    Map<String, Table> withParents(Map<String, Table> tables) {
        return schema.withParents(tables);
    }

    /** What a Python run has left in dlt's schema that the next load mends. */
    Misdeclared misdeclared() {
        return misdeclared;
    }

    /**
     * The newest state, with the newest checkpoint: dlt writes back what it has read some time before, under a load id
     * that may be higher than that of a load of ours in between. A state without a checkpoint is one that was dropped
     * on purpose.
     */
    static DltState newestState(Destination destination, DltTables sql, String pipeline) throws SQLException {
        List<List<Object>> stored = destination.query(sql.selectState(), pipeline);
        if (stored.isEmpty()) {
            return null;
        }
        DltState newest = DltState.parse((String) stored.get(0).get(1));
        String writtenBy = writtenBy(newest, pipeline);
        if (writtenBy.isEmpty() || writtenBy.equals(stored.get(0).get(3))) {
            return newest;
        }
        for (List<Object> row : destination.query(sql.selectStates(), pipeline)) {
            DltState own = DltState.parse((String) row.get(1));
            if (row.get(3).equals(writtenBy(own, pipeline))) {
                Set<String> left = new TreeSet<>(checkpoint(own, pipeline).tables());
                left.removeAll(unmarked(newest, pipeline));
                return newest.withSource(pipeline, Map.of(CHECKPOINT, own.source(pipeline).path(CHECKPOINT)))
                        .withMarks(pipeline, left, table -> own.mark(pipeline, table));
            }
        }
        return newest;
    }

    /** The pipeline's schemas beside ours: what a program has given a name of its own with {@code @dlt.source}. */
    static List<DltSchema> others(Destination destination, DltTables sql, DltState state, String pipeline)
            throws SQLException {
        List<DltSchema> others = new ArrayList<>();
        for (String name : state.schemaNames()) {
            if (!name.equals(pipeline)) {
                for (List<Object> row : destination.query(sql.selectSchema(), name)) {
                    others.add(DltSchema.parse((String) row.get(2)));
                }
            }
        }
        return others;
    }

    /** The load that has written the checkpoint in a state; empty where there is none. */
    private static String writtenBy(DltState state, String pipeline) {
        return state.source(pipeline).path(CHECKPOINT).path(WRITTEN_BY).asText("");
    }

    /** What a source has to remember: the checkpoint, and which load it is of. */
    static Map<String, Object> remembered(Checkpoint checkpoint, String loadId) {
        Map<String, Object> map = new LinkedHashMap<>(checkpoint.toMap());
        map.put(WRITTEN_BY, loadId);
        map.put(MARKED, List.copyOf(checkpoint.tables()));
        return Map.of(CHECKPOINT, map);
    }

    /**
     * Tables whose mark is gone: dlt's {@code drop} has removed what the state remembers of them, and mostly the
     * tables. A state that dlt writes may be older than the last load, so it is asked only for the tables that it knew.
     */
    static Set<String> unmarked(DltState state, String pipeline) {
        Set<String> gone = new TreeSet<>();
        state.source(pipeline).path(CHECKPOINT).path(MARKED).forEach(table -> gone.add(table.asText()));
        gone.removeIf(table -> state.isMarked(pipeline, table));
        return gone;
    }

    /** The checkpoint in a state; none where all the tables were dropped, so that the next run starts afresh. */
    static Checkpoint committed(DltState state, String pipeline) {
        Checkpoint stored = checkpoint(state, pipeline);
        Set<String> unmarked = unmarked(state, pipeline);
        return !unmarked.isEmpty() && unmarked.containsAll(stored.tables()) ? Checkpoint.none() : stored;
    }

    /** Tables that dlt has dropped while others stayed. */
    Set<String> dropped() {
        return dropped(state, config.pipeline());
    }

    static Set<String> dropped(DltState state, String pipeline) {
        return committed(state, pipeline).snapshot() == Snapshot.NONE ? Set.of() : unmarked(state, pipeline);
    }

    /** The checkpoint that a state holds, whatever dlt has dropped since. */
    static Checkpoint checkpoint(DltState state, String pipeline) {
        Map<String, Object> map = JSON.convertValue(state.source(pipeline).path(CHECKPOINT), new TypeReference<>() {
        });
        return map == null ? Checkpoint.none() : Checkpoint.fromMap(map);
    }

    String nextLoadId() {
        return DltHash.nextLoadId(lastLoadId, Instant.now());
    }

    /** The dataset and dlt's tables, unless they are {@code there}. */
    void create(boolean there) throws SQLException {
        destination.execute(there ? new String[0] : sql.create().toArray(String[]::new));
    }

    /**
     * The last steps of a load: schema if it changed, state with the checkpoint, and the load itself.
     *
     * @param tables all that are there
     * @param loaded those that the load has changed
     */
    void write(Map<String, Table> tables, Collection<Table> loaded, Checkpoint checkpoint, String loadId, Instant now)
            throws SQLException {
        OffsetDateTime at = now.atOffset(ZoneOffset.UTC);
        nextSchema = misdeclared.isEmpty() && loads > 0 ? schema
                : Misdeclared.of(schema, tables, checkpoint.tables()).mend(schema);
        boolean mends = nextSchema != schema;
        nextSchema = nextSchema.with(loaded).withContract(config.contract().settings());
        nextState = state.withSchema(config.pipeline()).withSource(config.pipeline(), remembered(checkpoint, loadId))
                .withMarks(config.pipeline(), checkpoint.tables(), table -> loadId);
        if (!nextSchema.hash().equals(storedSchemaHash)) {
            destination.update(sql.insertVersion(), config.pipeline(), nextSchema.version(),
                    nextSchema.engineVersion(), at, config.pipeline(), nextSchema.hash(), nextSchema.json());
            // dlt does not store again what is stored: a wrong version that comes once more has to be seen
            destination.update(sql.pruneVersions(), config.pipeline(), config.pipeline(), mends ? 1 : VERSIONS_KEPT);
        }
        CrashPoint.at("schema");
        destination.update(sql.insertState(), nextState.version(), nextState.engineVersion(), config.pipeline(),
                nextState.encoded(), at, nextState.hash(), loadId, DltHash.rowId());
        CrashPoint.at("state");
        destination.update(sql.insertLoad(), loadId, config.pipeline(), at, nextSchema.hash());
        CrashPoint.at("loads-row");
        if (emptyLoadId != null) {      // a load that only moved the position: this one's state says more
            destination.update(sql.pruneStates(), config.pipeline(), config.pipeline());
            destination.update(sql.deleteLoad(), emptyLoadId);
        }
        if (loads % PRUNE_EVERY == 0) {
            destination.update(sql.pruneStates(), config.pipeline(), config.pipeline());
            destination.update(sql.pruneLoads(), config.pipeline(), config.pipeline(), config.limits().history());
        }
        lastLoadId = loadId;
        nextDone = checkpoint.snapshot() == Snapshot.DONE;
        nextIsEmpty = loaded.isEmpty() && nextDone && wasDone;
    }

    /** What {@link #write} wrote is committed. */
    void committed() {
        loads++;
        wasDone = nextDone;
        emptyLoadId = nextIsEmpty ? lastLoadId : null;
        schema = nextSchema;
        state = nextState;
        storedSchemaHash = schema.hash();
        misdeclared = Misdeclared.NOTHING;
        untold = true;
    }

    /**
     * Brings dlt's working folder up to what is committed. It only repeats that, so it can wait until the file is
     * closed.
     */
    void tell() {
        if (untold) {
            untold = false;
            CrashPoint.at("working-folder");
            workingCopy.write(state, schema, others);
        }
    }
}
