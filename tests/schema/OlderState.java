package load;

import config.CdcConfig;
import destination.Attached;
import destination.duckdb.DuckDb;
import dlt.DltHash;
import dlt.DltState;
import dlt.DltTables;
import event.Checkpoint;
import event.Reached;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import watch.Watch;

/** Makes a checkpoint look like one of an older version, or drops tables, as the verb does. */
public final class OlderState {

    private OlderState() {
    }

    /** Takes a key out of the source's position. */
    public static void without(CdcConfig config, String key) throws Exception {
        try (DuckDb duckdb = new DuckDb(config, new Watch() { }, () -> false)) {
            duckdb.attach();
            DltTables sql = DltTables.of(Attached.CATALOG, config.dataset());
            DltState state = DltRecords.newestState(duckdb, sql, config.pipeline());
            Checkpoint checkpoint = DltRecords.checkpoint(state, config.pipeline());
            Map<String, Object> position = new HashMap<>(checkpoint.position());
            position.remove(key);
            String id = (String) duckdb.query(sql.selectLastLoadId()).get(0).get(0);
            DltState after = state.withSource(config.pipeline(),
                    DltRecords.remembered(checkpoint.at(new Reached(checkpoint.snapshot(), position)), id));
            duckdb.inTransaction(() -> duckdb.update(sql.insertState(), after.version(), after.engineVersion(),
                    config.pipeline(), after.encoded(), Instant.now().atOffset(ZoneOffset.UTC), after.hash(), id,
                    DltHash.rowId()));
            duckdb.release();
        }
    }

    public static void drop(CdcConfig config, String table) {
        try (DuckDb duckdb = new DuckDb(config, new Watch() { }, () -> false)) {
            new Dataset(config, duckdb, sentence -> { }).drop(List.of(table), false);
        }
    }
}
