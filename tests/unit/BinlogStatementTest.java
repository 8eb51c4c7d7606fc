package capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import capture.BinlogStatement.Move;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is understood of the statements in a binary log. */
class BinlogStatementTest {

    private static BinlogStatement of(String sql) {
        return BinlogStatement.of(sql, "db");
    }

    @Test
    void commentsAreNoWordsUnlessTheyAreExecuted() {
        assertEquals(List.of("alter", "table", "`t", "add", "b", "int"), SqlWords.of("alter /* gh-ost */ table `t` -- x\n add b int # y"));
        assertEquals(List.of("ALTER", "TABLE", "t", "ADD", "b", "int"), SqlWords.of("/*!50100 ALTER TABLE t ADD b int */"));
        assertEquals(List.of("DROP", "TABLE", "t"), SqlWords.of("DROP /*M!100100 TABLE */ t"));
        assertEquals(List.of("`a`b", ".", "`-- c", ",", "'", "("), SqlWords.of("`a``b`.`-- c`, 'it''s \\' /*' (x, (y))"));
    }

    @Test
    void changesOfRowsAreSeenBehindCommentsAndInTheSecondTable() {
        for (String sql : List.of("INSERT INTO t VALUES (1)", "/* app */ UPDATE t SET a = 1", "UPDATE o JOIN db.t ON o.id = t.id SET a = 1",
                "DELETE x FROM x JOIN `db`.`t` USING (id)", "REPLACE INTO t (a) VALUES (1)", "LOAD DATA INFILE 'f' INTO TABLE t",
                "WITH c AS (SELECT 1) UPDATE t SET a = 1", "SET STATEMENT max_statement_time = 1 FOR DELETE FROM t", "SELECT `db`.`f`(1)")) {
            assertTrue(of(sql).changesRows("db.t"::equals), sql);
        }
        for (String sql : List.of("INSERT INTO o SELECT * FROM t", "UPDATE o SET t = 1", "BEGIN", "TRUNCATE t", "CREATE TABLE t (id int)",
                "SAVEPOINT t", "ANALYZE TABLE t")) {
            assertFalse(of(sql).changesRows("db.t"::equals), sql);
        }
    }

    @Test
    void ddlOfTablesIsToldFromOtherDdl() {
        for (String sql : List.of("ALTER TABLE t ADD b int", "rename /* gh-ost */ table a to b", "CREATE UNIQUE INDEX i ON t (a)",
                "-- c\nDROP TABLE t", "CREATE OR REPLACE TABLE t (id int)", "DROP DATABASE d", "ALTER ONLINE IGNORE TABLE t ADD b int",
                "use `g`; ALTER TABLE t ADD b int /* xid=64 */", "CREATE SPATIAL INDEX i ON t (g)", "ALTER INSTANCE x")) {
            assertTrue(of(sql).altersTables(), sql);
        }
        for (String sql : List.of("CREATE DEFINER=`table`@`%` TRIGGER g AFTER INSERT ON t FOR EACH ROW BEGIN END", "BEGIN", "COMMIT",
                "CREATE ALGORITHM=MERGE VIEW v AS SELECT * FROM t", "DROP USER u", "CREATE PROCEDURE p() BEGIN ALTER TABLE t ADD b int; END",
                "TRUNCATE TABLE t", "ANALYZE TABLE t", "DROP TEMPORARY TABLE IF EXISTS t", "GRANT SELECT ON t TO u")) {
            assertFalse(of(sql).altersTables(), sql);
        }
    }

    @Test
    void renamesAndDropsAreReadWithTheirTables() {
        assertEquals(List.of(new Move("db.t", "db._t_del"), new Move("db._t_gho", "db.t")),
                of("rename /* gh-ost */ table `db`.`t` to `db`.`_t_del`, `db`.`_t_gho` to `db`.`t`").moves());
        assertEquals(List.of(new Move("db.t", "other.u")), of("ALTER TABLE t ADD b int, RENAME AS other.u").moves());
        assertEquals(List.of(new Move("db.t", "db.u")), of("ALTER TABLE t RENAME u").moves());
        assertEquals(List.of(), of("ALTER TABLE t RENAME COLUMN a TO b, RENAME INDEX i TO j").moves());
        assertEquals(List.of(new Move("db.t", ""), new Move("o.u", "")), of("DROP TABLE IF EXISTS `t`, o.u CASCADE").moves());
        assertEquals(List.of(), of("CREATE TABLE t LIKE u").moves());
        assertEquals(List.of(), of("DROP VIEW v").moves());
    }

    @Test
    void rowsThatMoveWithoutBeingLoggedAreSeen() {
        assertEquals("db.t", of("ALTER TABLE t DROP PARTITION p").unlogged());
        assertEquals("db.t", of("ALTER TABLE `t` EXCHANGE PARTITION p WITH TABLE u").unlogged());
        assertEquals("o.t", of("alter /* x */ table o.t truncate partition p").unlogged());
        assertEquals("db.t", of("ALTER TABLE t IMPORT TABLESPACE").unlogged());
        assertEquals("", of("ALTER TABLE t ADD PARTITION (PARTITION p VALUES LESS THAN (9))").unlogged());
        assertEquals("", of("ALTER TABLE t DROP COLUMN c").unlogged());
    }
}
