package capture;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Captured are {@code d.t} and {@code d.my table}; the session is in database {@code d}. */
class LoggedStatementTest {

    private static boolean changes(String sql) {
        return LoggedStatement.of("d", sql).changes(List.of("d.t", "d.my table")::contains);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INSERT INTO t VALUES (1)", "insert low_priority ignore d.t (a) select 1", "/* app */ INSERT t VALUES (1)",
        "-- why\n# and\n INSERT INTO `d`.`t` VALUES ('-- u')", "REPLACE INTO `my table` VALUES (1)", "UPDATE t SET a = 1",
        "UPDATE u AS x INNER JOIN d . t AS y ON x.a = y.a SET y.b = '/* ' WHERE x.c = ' */'", "DELETE x FROM u, t x WHERE 1",
        "WITH c AS (SELECT 1) DELETE FROM t WHERE a IN (SELECT * FROM c)", "CREATE TABLE IF NOT EXISTS t AS SELECT 1 AS a",
        "CREATE TABLE t (a int) TABLE u"})
    void changesRowsOfACapturedTable(String sql) {
        assertTrue(changes(sql));
    }

    @ParameterizedTest
    @ValueSource(strings = {"INSERT INTO u VALUES ('t')", "INSERT INTO e.t VALUES (1)", "REPLACE INTO u SELECT * FROM t",
        "UPDATE u SET a = 't' /* t */ -- t", "DELETE FROM e.t", "BEGIN", "CREATE TABLE t (a int, `select` int)", "DROP TABLE t",
        "ALTER TABLE t ADD COLUMN b int", "TRUNCATE TABLE t", "SAVEPOINT t", ""})
    void changesNone(String sql) {
        assertFalse(changes(sql));
    }
}
