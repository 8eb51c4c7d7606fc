package load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import change.DltChangeHandler;
import change.PrimaryKeys;
import event.ChangeEvent;
import event.ChangeEvent.RowChange;
import event.ChangeEvent.Truncate;
import event.Checkpoint.Snapshot;
import event.Row;
import event.Sample;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a script's transform makes of rows: other values, other columns, other tables. */
class TransformTest {

    private static final Map<String, List<String>> KEYS = Map.of("users", List.of("id"), "users_eu", List.of("id"));

    @TempDir
    Path folder;
    private final Sample users = Sample.table("users", 1, "id INTEGER", "region VARCHAR", "secret VARCHAR");
    private LoaderRun run;

    @AfterEach
    void stop() {
        if (run != null) {
            run.close();
        }
    }

    private void load(Function<RowChange, RowChange> transform, ChangeEvent... events) {
        run = run == null ? new LoaderRun(folder, KEYS) : run;
        DltChangeHandler handler = new DltChangeHandler(new PrimaryKeys(run.config.primaryKeys(), Map.of()),
                run.config.limits(), change -> Optional.of(change instanceof RowChange row ? transform.apply(row)
                        : ((Truncate) change).withTable("users_eu")), run.pipeline.committed().seq());
        handler.add(List.of(events));
        run.load(handler.take(), Snapshot.DONE);
        ChangeEvent[] rest = BulkTest.restOf(events);
        if (rest.length > 0) {
            handler.add(List.of(rest));
        }
        run.load(handler.take(), Snapshot.DONE);
    }

    /** Each user to the table of the region, without the secret. */
    private static RowChange byRegion(RowChange change) {
        RowChange open = change.withRow(change.row().without("secret").plus("seen", "DATE", LocalDate.of(2024, 2, 29)));
        return "eu".equals(change.row().get("region")) ? open.withTable("users_eu") : open;
    }

    @Test
    void aColumnIsLeftOutAndOneIsAdded() {
        load(TransformTest::byRegion, users.read(1, "us", "x"), users.insert(2, "us", "y"), users.updateFrom(
                users.row(2, "us", "y"), 3, "us", "y"));
        assertEquals(List.of("1 us 2024-02-29 false", "2 us 2024-02-29 true", "3 us 2024-02-29 false"),
                run.rows("SELECT * EXCLUDE (_dlt_load_id, _dlt_id) FROM T.users ORDER BY id"));
    }

    @Test
    void aRowThatMovesToAnotherTableIsDeletedWhereItWas() {
        load(TransformTest::byRegion, users.insert(1, "us", "x"), users.insert(2, "us", "x"));
        load(TransformTest::byRegion, users.updateFrom(users.row(1, "us", "x"), 1, "eu", "x"));
        assertEquals(List.of("1 true", "2 false"), run.rows("SELECT id, deleted FROM T.users ORDER BY id"));
        assertEquals(List.of("1 eu false"), run.rows("SELECT id, region, deleted FROM T.users_eu"));
        load(TransformTest::byRegion, users.truncate());
        assertEquals(List.of("1 true"), run.rows("SELECT id, deleted FROM T.users_eu"));
    }

    @Test
    void wholeTablesAreSplitToo() {
        ChangeEvent all = BulkTest.all(users, 50_000, List.of("id"),
                i -> new Object[] {i, i % 3 == 0 ? "eu" : "us", "x"});
        load(TransformTest::byRegion, all);
        assertEquals("33333 33333 0", run.one("SELECT count(*), count(DISTINCT id),"
                + " count(*) FILTER (id % 3 = 0) FROM T.users"));
        assertEquals("16667 16667 0", run.one("SELECT count(*), count(DISTINCT id),"
                + " count(*) FILTER (id % 3 <> 0) FROM T.users_eu"));
        assertEquals("0", run.one("SELECT count(*) FROM duckdb_columns() WHERE column_name = 'secret'"));
    }

    @Test
    void aTableOfWhichOnlySomeRowsAreRemadeLateHasAllOfThem() {
        ChangeEvent all = BulkTest.all(users, 50_000, List.of("id"),
                i -> new Object[] {i, i > 40_000 ? "eu" : "us", "x"});
        load(change -> "eu".equals(change.row().get("region")) ? change.withTable("users_eu") : change, all);
        assertEquals("40001 40001", run.one("SELECT count(*), count(DISTINCT id) FROM T.users WHERE region = 'us'"));
        assertEquals("9999 9999", run.one("SELECT count(*), count(DISTINCT id) FROM T.users_eu WHERE region = 'eu'"));
    }

    @Test
    void aTableThatIsMadeWithoutAKeyIsToldOnce() {
        load(change -> change.withTable("people"), users.insert(1, "us", "x"), users.insert(2, "us", "x"));
        load(change -> change.withTable("people"), users.insert(3, "us", "x"));
        assertEquals(1, run.warnings.size(), run.warnings.toString());
        assertTrue(run.warnings.get(0).contains("Table people is made by the script's transform"),
                run.warnings.toString());
        assertEquals("3", run.one("SELECT count(*) FROM T.people WHERE __op = 'insert'"));
        assertEquals("0", run.one("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'users'"));
    }

    @Test
    void valuesAreOfTheUsualClasses() {
        Row row = users.row(1, "us", "x").plus("at", "timestamptz", Instant.EPOCH).plus("price", "DECIMAL(6, 2)", 5)
                .plus("big", "BIGINT", 7).with("id", 9L);
        assertEquals(List.of(9, 0L, new BigDecimal("5.00"), 7L),
                List.of(row.get("id"), row.get("at"), row.get("price"), row.get("big")));
        assertSame(users.row(1).without("secret").schema(), users.row(2).without("secret").schema());
        assertSame(users.row(1).plus("a", "DATE", null).schema(), users.row(2).plus("a", "DATE", null).schema());
        said("adds column a with type TEXT", () -> row.plus("a", "TEXT", ""));
        said("adds column id to a row that has it", () -> row.plus("id", "INTEGER", 1));
        said("sets column id to 3000000000, which does not fit into its type INTEGER",
                () -> row.with("id", 3_000_000_000L));
        said("sets column id to 1, which is a String, which does not go into its type INTEGER",
                () -> row.with("id", "1"));
        said("sets column price to 0.001, which does not fit", () -> row.with("price", new BigDecimal("0.001")));
    }

    private static void said(String sentence, Runnable wrong) {
        String said = assertThrows(Problem.class, wrong::run).getMessage();
        assertTrue(said.contains(sentence), said);
    }
}
