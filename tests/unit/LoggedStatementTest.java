package binlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import event.TableId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Captured are {@code d.t} and {@code d.my table}; the session is in database {@code d}. */
class LoggedStatementTest {

    private static boolean changes(String sql) {
        return LoggedStatement.of("d", sql, false).changes(List.of(new TableId("d", "t"),
                new TableId("d", "my table"))::contains);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INSERT INTO t VALUES (1)", "insert low_priority ignore d.t (a) select 1",
            "/* app */ INSERT t VALUES (1)",
        "-- why\n# and\n INSERT INTO `d`.`t` VALUES ('-- u')", "REPLACE INTO `my table` VALUES (1)",
        "UPDATE t SET a = 1", "UPDATE u AS x INNER JOIN d . t AS y ON x.a = y.a SET y.b = '/* ' WHERE x.c = ' */'",
        "DELETE x FROM u, t x WHERE 1", "WITH c AS (SELECT 1) DELETE FROM t WHERE a IN (SELECT * FROM c)",
        "CREATE TABLE IF NOT EXISTS t AS SELECT 1 AS a", "CREATE TABLE t (a int) TABLE u"})
    void changesRowsOfACapturedTable(String sql) {
        assertTrue(changes(sql));
    }

    @ParameterizedTest
    @ValueSource(strings = {"INSERT INTO u VALUES ('t')", "INSERT INTO e.t VALUES (1)",
            "REPLACE INTO u SELECT * FROM t",
        "UPDATE u SET a = 't' /* t */ -- t", "DELETE FROM e.t", "BEGIN", "CREATE TABLE t (a int, `select` int)",
        "DROP TABLE t", "ALTER TABLE t ADD COLUMN b int", "TRUNCATE TABLE t", "SAVEPOINT t", ""})
    void changesNone(String sql) {
        assertFalse(changes(sql));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', value = {
        "SELECT 1 /* a */ + /* b */ 2> SELECT 1 + 2",
        "SELECT '/*' --x, `#`> SELECT '/*' --x, `#`",
        "a /*!80016 NOT ENFORCED */ /*!90800 no */ /*M! no */ b> a NOT ENFORCED b",
        "a /*!99999 b /* c */ d */ e> a e",
        "a /*! '*/' */ b> a '*/' b",
        "a /*!5070 b */> a 5070 b",
        "a 'it''s # no' # yes> a 'it''s # no'",
        "a `b``c -- d` -- e> a `b``c -- d`"})
    void commentsGoAndWhatIsExecutedStays(String sql, String bare) {
        String text = SqlTokens.bare(sql, true, (mariadb, version) -> !mariadb && version <= 90700);
        assertEquals(bare, text.strip().replaceAll(" +", " "));
    }

    @Test
    void twoDashesAreACommentBeforeWhiteSpaceAndAtTheEnd() {
        assertEquals("a \n b\n 5--1  ", SqlTokens.bare("a --\t\u0001x\n b--\n 5--1 --", true,
                (mariadb, version) -> true));
    }

    @Test
    void aBackslashIsAnEscapeUnlessTheModeSaysOtherwise() {
        assertEquals("'\\' -- '", SqlTokens.bare("'\\' -- '", true, (mariadb, version) -> true));
        assertEquals("'\\'  ", SqlTokens.bare("'\\' -- '", false, (mariadb, version) -> true));
    }

    @Test
    void namesAreFoldedAsTheServerFoldsThem() {
        LoggedStatement statement = LoggedStatement.of("Shop", "ALTER TABLE ÄRGER ADD a int", true);
        assertEquals(new TableId("shop", "ärger"), LoggedDdl.of(statement).tables().get(0));
        assertEquals(new TableId("x", "ii"), LoggedStatement.of("Shop", "X.`Iİ`", true).name(0));
    }
}
