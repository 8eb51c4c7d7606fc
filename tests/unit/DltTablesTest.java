import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dlt.DltColumn;
import dlt.DltHash;
import dlt.DltSchema;
import dlt.DltState;
import dlt.DltTables;
import dlt.Table;
import dlt.WriteDisposition;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The SQL for dlt's own tables, run on DuckDB in memory. */
class DltTablesTest {

    @Test
    void systemTablesGiveBackTheNewestAndPruneTheRest() throws SQLException {
        DltTables tables = DltTables.of("memory", "cdc \"data\"");
        try (Connection db = DriverManager.getConnection("jdbc:duckdb:"); Statement sql = db.createStatement()) {
            for (int i = 0; i < 2; i++) {
                for (String statement : tables.create()) {
                    sql.execute(statement);
                }
            }
            DltSchema schema = DltSchema.empty("s");
            DltState state = DltState.empty("p", "cdc", "s", "dlt.destinations.duckdb");
            String loadId = null;
            Instant stopped = Instant.parse("2026-11-23T00:00:00Z");
            for (int i = 0; i < 20; i++) {
                loadId = DltHash.nextLoadId(loadId, stopped.minusSeconds(i));
                schema = schema.with(new Table("t" + i, WriteDisposition.APPEND, List.of(DltColumn.of("c", "DATE"))));
                state = i < 5 ? state.withSource("x", Map.of("i", i)) : state;
                OffsetDateTime at = stopped.minusSeconds(i).atOffset(ZoneOffset.UTC);
                update(db, tables.insertVersion(), "s", schema.version(), 11, at, "s", schema.hash(), schema.json());
                if (i < 5) {
                    update(db, tables.insertState(), state.version(), 4, "p", state.encoded(), at, state.hash(), loadId,
                        DltHash.rowId());
                }
                update(db, tables.insertLoad(), loadId, "s", at, schema.hash());
            }
            assertEquals(schema.hash(), one(db, tables.selectSchema(), "version_hash", "s"));
            assertEquals(state.hash(), one(db, tables.selectState(), "version_hash", "p"));
            assertEquals(loadId, one(db, tables.selectLastLoadId(), "max(load_id)"));
            assertEquals(loadId, one(db, tables.selectMarks(), "load_id", "s", "p"));
            assertEquals(schema.hash(), one(db, tables.selectMarks(), "schema_hash", "s", "p"));
            assertEquals(state.hash(), one(db, tables.selectMarks(), "state_hash", "s", "p"));
            assertEquals(loadId, one(db, tables.selectLoads(), "load_id", "s", 3));
            assertEquals(4, update(db, tables.pruneStates(), "p", "p"));
            assertEquals(0, update(db, tables.pruneStates(), "p", "p"));
            assertEquals(16, update(db, tables.pruneLoads(), "s", "s", 3));
            assertEquals(10, update(db, tables.pruneVersions(), "s", "s", 10));
            assertEquals(0, update(db, tables.pruneVersions(), "s", "s", 10));
            assertEquals(schema.hash(), one(db, tables.selectSchema(), "version_hash", "s"));
            assertEquals(state.hash(), one(db, tables.selectState(), "version_hash", "p"));
            assertNotEquals(loadId, one(db, tables.selectState(), "load_id", "p"));
        }
    }

    @Test
    void aLoadIsNeverInsertedBeforeTheOneThatWasCommittedBefore() throws SQLException {
        DltTables tables = DltTables.of("memory", "cdc");
        try (Connection db = DriverManager.getConnection("jdbc:duckdb:"); Statement sql = db.createStatement()) {
            for (String statement : tables.create()) {
                sql.execute(statement);
            }
            OffsetDateTime now = Instant.parse("2026-11-23T00:00:00Z").atOffset(ZoneOffset.UTC);
            update(db, tables.insertLoad(), "2", "s", now, "h");
            update(db, tables.insertLoad(), "1", "s", now.minusHours(1), "h");      // the clock was set back
            update(db, tables.insertLoad(), "3", "s", now.plusHours(1), "h");
            assertEquals("2,1,3", one(db, "SELECT string_agg(load_id, ',' ORDER BY inserted_at) AS ids FROM"
                    + " cdc._dlt_loads", "ids"));
        }
    }

    private static int update(Connection db, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(db, sql, values)) {
            return statement.executeUpdate();
        }
    }

    private static String one(Connection db, String sql, String column, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(db, sql, values); ResultSet rows = statement.executeQuery()) {
            assertTrue(rows.next());
            return rows.getString(column);
        }
    }

    private static PreparedStatement prepare(Connection db, String sql, Object... values) throws SQLException {
        PreparedStatement statement = db.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
