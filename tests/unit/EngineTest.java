package destination;

import static org.junit.jupiter.api.Assertions.assertEquals;

import destination.duckdb.DuckDb;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a load relies on in DuckDB itself, in the version that is set ({@link DuckDbVersion}): whatever a transaction
 * does, {@code count(*)}, scans and joins agree with what was inserted and deleted, before the file is closed and
 * after. A row group has 122,880 rows. Without {@link Attached#ANY_ORDER} 1.5.5, 1.5.6 and 2.0.0 fail here.
 */
class EngineTest {

    private static final int MANY = 130_000;
    private static final int MOST = 750_000;

    @TempDir
    Path folder;
    private Connection connection;
    private Statement statement;
    /** The ids that table t has to have. */
    private BitSet expected = new BitSet();
    private BitSet committed;
    private int stages;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:duckdb:");
        statement = connection.createStatement();
        execute(Attached.ANY_ORDER);
        execute("ATTACH '" + folder.resolve("x.duckdb") + "' AS dest (STORAGE_VERSION '" + DuckDb.STORAGE_VERSION
                + "')");
        execute("CREATE TABLE dest.t (id BIGINT NOT NULL, v VARCHAR, n INTEGER)");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    // ------------------------------------------------------------------------------------------- nothing, then many

    @ParameterizedTest
    @ValueSource(ints = {0, 1_000, 200_000})
    void manyRowsAfterAnInsertOfNone(int before) throws SQLException {
        insert(0, before);
        begin();
        insertNone();
        insert(300_000, 300_000 + MANY);
        commit();
        insertNone();
        delete(299_000, 300_100);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_000, 200_000})
    void manyRowsAfterAStageIsEmptied(int before) throws SQLException {
        insert(0, before);
        begin();
        String stage = stage(500_000, 500_010);
        execute("DELETE FROM " + stage + " WHERE n IS NOT NULL");
        execute("INSERT INTO dest.t SELECT id, v, n FROM " + stage);
        insert(300_000, 300_000 + MANY);
        commit();
        delete(0, 300_100);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_000, 200_000})
    void manyRowsAfterOneThatIsThereAlready(int before) throws SQLException {
        insert(0, before);
        begin();
        for (String same : new String[] {"d.id = s.id", "d.id <> s.id"}) {
            execute("INSERT INTO dest.t SELECT s.id, s.v, s.n FROM " + stage(0, 1) + " AS s WHERE " + (before > 0)
                    + " AND NOT EXISTS (SELECT 1 FROM dest.t AS d WHERE " + same + ")");
        }
        insert(300_000, 300_000 + MANY);
        commit();
        delete(0, 300_100);
    }

    @Test
    void manyRowsInPartsWithNoneBetween() throws SQLException {
        begin();
        for (int i = 0; i < 20; i++) {
            insertNone();
            insert(i * 20_000, i * 20_000 + 20_000);
        }
        insertNone();
        insert(400_000, 400_000 + MANY);
        commit();
    }

    // ------------------------------------------------------------------------------------------- ALTER, UPDATE, DELETE

    @ParameterizedTest
    @ValueSource(ints = {0, 1_000, 200_000})
    void alteredThenNoneThenMany(int before) throws SQLException {
        insert(0, before);
        begin();
        execute("ALTER TABLE dest.t ADD COLUMN more INTEGER");
        execute("ALTER TABLE dest.t ALTER COLUMN n SET DATA TYPE BIGINT");
        insertNone();
        insert(300_000, 300_000 + MANY);
        delete(0, 10);
        commit();
        assertEquals(0, one("SELECT count(*) FROM dest.t WHERE more IS NOT NULL"));
    }

    /** As a bulk load does where values do not fit, and where the table had rows. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1_000, 200_000})
    void manyThenAlteredThenUpdatedThenDeleted(int before) throws SQLException {
        insert(0, before);
        begin();
        insert(300_000, 500_000);
        execute("ALTER TABLE dest.t ADD COLUMN more VARCHAR");
        execute("UPDATE dest.t AS d SET more = s.v FROM " + stage(400_000, 400_010) + " AS s WHERE d.id = s.id");
        assertEquals(10, one("SELECT count(*) FROM dest.t WHERE more IS NOT NULL"));
        delete(0, 500);
        delete(300_000, 300_500);
        commit();
        assertEquals(10, one("SELECT count(*) FROM dest.t WHERE more = v"));
        assertEquals(expected.cardinality() - 10, one("SELECT count(*) FROM dest.t WHERE more IS NULL"));
    }

    /** As the parts of a load do that is one transaction. */
    @Test
    void partsThatReplaceTheirOwnRowsWithAnAlterBetween() throws SQLException {
        insert(0, 1_000);
        begin();
        insert(300_000, 500_000);
        delete(300_000, 300_500);
        execute("ALTER TABLE dest.t ADD COLUMN more VARCHAR");
        insert(500_000, 700_000);
        delete(300_400, 301_000);
        delete(0, 500);
        commit();
    }

    @Test
    void twoTablesInOneTransaction() throws SQLException {
        execute("CREATE TABLE dest.u (id BIGINT)");
        begin();
        execute("INSERT INTO dest.u SELECT id FROM " + stage(0, 10) + " WHERE length(v) > 99");
        insertNone();
        execute("INSERT INTO dest.u SELECT id FROM " + stage(0, MANY));
        insert(0, MANY);
        execute("DELETE FROM dest.u AS d USING " + stage(0, 10) + " AS s WHERE d.id = s.id");
        commit();
        for (int i = 0; i < 2; i++) {
            assertEquals(MANY - 10, one("SELECT count(*) FROM dest.u"));
            assertEquals(MANY - 10, one("SELECT sum(1) FROM dest.u"));
            assertEquals(MANY - 10, one("SELECT count(*) FROM dest.t JOIN dest.u USING (id)"));
            attachAnew();
        }
    }

    @Test
    void anythingInAnyOrder() throws SQLException {
        for (int seed = 0; seed < 8; seed++) {
            Random random = new Random(seed);
            execute("DROP TABLE dest.t");
            execute("CREATE TABLE dest.t (id BIGINT NOT NULL, v VARCHAR, n INTEGER)");
            expected.clear();
            for (int i = 0; i < 3; i++) {
                transaction(random, i);
            }
        }
    }

    /** DDL first, as in a load. */
    private void transaction(Random random, int number) throws SQLException {
        begin();
        if (random.nextInt(3) == 0) {
            execute("ALTER TABLE dest.t ADD COLUMN more" + number + " INTEGER");
        }
        for (int step = random.nextInt(6); step >= 0; step--) {
            int from = random.nextInt(500_000);
            int to = from + (random.nextInt(3) == 0 ? random.nextInt(200_000) : random.nextInt(2_000));
            switch (random.nextInt(6)) {
                case 0, 1 -> insertNone();
                case 2 -> delete(from, to);
                case 3 -> execute("UPDATE dest.t AS d SET n = s.n + 1 FROM " + stage(from, to)
                        + " AS s WHERE d.id = s.id");
                default -> {
                    delete(from, to);
                    insert(from, to);
                }
            }
        }
        if (random.nextInt(4) == 0) {
            execute("ROLLBACK");
            expected = committed;
            assertAgreed();
        }
        else {
            commit();
        }
        if (random.nextBoolean()) {
            execute("CHECKPOINT dest");
            assertAgreed();
        }
    }

    // -------------------------------------------------------------------------------------------

    private void begin() throws SQLException {
        execute("BEGIN TRANSACTION");
        committed = (BitSet) expected.clone();
    }

    private void commit() throws SQLException {
        assertAgreed();
        execute("COMMIT");
        assertAgreed();
        attachAnew();
        assertAgreed();
    }

    private void attachAnew() throws SQLException {
        execute("DETACH dest");
        execute("ATTACH '" + folder.resolve("x.duckdb") + "' AS dest");
    }

    /** None because a filter leaves none, which has to be tried on every row. */
    private void insertNone() throws SQLException {
        execute("INSERT INTO dest.t (id, v, n) SELECT id, v, n FROM " + stage(0, 3_000) + " WHERE length(v) > 99");
    }

    private void insert(int from, int to) throws SQLException {
        execute("INSERT INTO dest.t (id, v, n) SELECT id, v, n FROM " + stage(from, to));
        expected.set(from, to);
    }

    private void delete(int from, int to) throws SQLException {
        execute("DELETE FROM dest.t AS d USING " + stage(from, to) + " AS s WHERE d.id = s.id");
        expected.clear(from, to);
    }

    private String stage(int from, int to) throws SQLException {
        String name = "temp.main.stage_" + stages++ % 4;
        execute("CREATE OR REPLACE TEMP TABLE " + name + " AS SELECT i AS id, 'v' || i AS v, (i % 1000)::INTEGER AS n"
                + " FROM range(" + from + ", " + to + ") AS x(i)");
        return name;
    }

    private void assertAgreed() throws SQLException {
        long rows = expected.cardinality();
        assertEquals(rows, one("SELECT count(*) FROM dest.t"), "count(*)");
        assertEquals(rows, one("SELECT coalesce(sum(1), 0) FROM dest.t"), "scan");
        assertEquals(expected.stream().asLongStream().sum(), one("SELECT coalesce(sum(id), 0) FROM dest.t"), "sum");
        assertEquals(rows, one("SELECT count(*) FROM dest.t WHERE id >= 0 AND v = 'v' || id"), "filter");
        assertEquals(rows, one("SELECT count(*) FROM dest.t AS d JOIN range(" + MOST + ") AS s(id) ON d.id = s.id"),
                "join");
        assertEquals(rows, one("SELECT count(DISTINCT id) FROM dest.t"), "distinct");
    }

    private void execute(String sql) throws SQLException {
        statement.execute(sql);
    }

    private long one(String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
