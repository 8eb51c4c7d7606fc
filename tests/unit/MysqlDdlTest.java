package binlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.debezium.DebeziumException;
import io.debezium.connector.mysql.antlr.MySqlAntlrDdlParser;
import io.debezium.relational.Column;
import io.debezium.relational.TableId;
import io.debezium.relational.Tables;
import io.debezium.relational.ddl.DdlChanges;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements that Debezium's own grammar does not take. */
class MysqlDdlTest {

    @ParameterizedTest
    @ValueSource(strings = {
        "CREATE TABLE t (j json, v varchar(20) GENERATED ALWAYS AS (json_value(`j`, _utf8mb4'$.k' returning char(512)))"
                + " VIRTUAL)",
        "CREATE TABLE t (j json, v int AS (json_value(concat('{', j), '$.\")\"' DEFAULT 0 ON EMPTY) + 1))",
        "CREATE TABLE t (j json, v int, KEY f ((JSON_VALUE (`j`, '$.a)''' returning unsigned))))",
        "CREATE TABLE t (j json, v int, CHECK (json_value(j, '$.a' /* ) */ RETURNING DECIMAL(10,2)) > 0))"})
    void aCallOfJsonValueIsReadAsOneWithoutArguments(String ddl) {
        Tables tables = new Tables();
        MySqlAntlrDdlParser parser = new MySqlAntlrDdlParser();
        parser.setCurrentSchema("d");
        parser.parse(MysqlDdl.readable(ddl), tables);
        assertEquals(List.of("j", "v"), tables.forTable("d", null, "t").columns().stream().map(Column::name).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"CREATE TABLE t (a int COMMENT 'json_value(a, \\'$.k\\')', `json_value(` int,"
            + " json_value int)",
        "CREATE TABLE t (a int) -- nothing", "CREATE TABLE t (c char(9) DEFAULT 'JSON_VALUE"})
    void nothingElseIsTouched(String ddl) {
        assertEquals(ddl, MysqlDdl.readable(ddl));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        CREATE TABLE t (id int, s date, e date, PERIOD FOR `p` (`s`, `e`), UNIQUE (id), \
        KEY (`id`,`P` WITHOUT OVERLAPS)) | CREATE TABLE t (id int, s date, e date, UNIQUE (id), KEY (`id`,`s`, `e`))
        CREATE TABLE t (s date, e date, id int, period /* ) */ for p(s, e)) | CREATE TABLE t (s date, e date, id int)
        CREATE TABLE t (PERIOD FOR p (s, e), s date, e date) | CREATE TABLE t ( s date, e date)
        ALTER TABLE t ADD a int, ADD PERIOD FOR p (s, e), ADD UNIQUE (id, p WITHOUT OVERLAPS) | \
        ALTER TABLE t ADD a int, ADD UNIQUE (id, s, e)
        ALTER TABLE t DROP PERIOD FOR p, DROP a | ALTER TABLE t  DROP a
        ALTER TABLE t ADD PRIMARY KEY (id, p WITHOUT OVERLAPS) | ALTER TABLE t ADD PRIMARY KEY (id)
        CREATE TABLE t (period int, a int COMMENT 'PERIOD FOR p (s, e)', PERIOD FOR SYSTEM_TIME (s, e)) | \
        CREATE TABLE t (period int, a int COMMENT 'PERIOD FOR p (s, e)', PERIOD FOR SYSTEM_TIME (s, e))
        """, quoteCharacter = '~')
    void aPeriodIsLeftOutAndItsColumnsStandInAKey(String ddl, String readable) {
        assertEquals(readable, MariadbPeriods.without(ddl));
    }

    @Test
    void aTableThatIsReplacedIsDroppedFirst() {
        assertEquals("DROP TABLE IF EXISTS `d`.`t`;\nCREATE TABLE `d`.`t` (id int)",
                replaced("CREATE OR REPLACE TABLE `d`.`t` (id int)"));
        assertEquals("DROP TABLE IF EXISTS t;\nCREATE TABLE t (`or` int)",
                replaced("CREATE OR REPLACE TABLE t (`or` int)"));
        assertEquals("CREATE TABLE t (id int)", replaced("CREATE TABLE t (id int)"));
        assertEquals("CREATE OR REPLACE VIEW v AS SELECT 1", replaced("CREATE OR REPLACE VIEW v AS SELECT 1"));
    }

    private static String replaced(String sql) {
        return MysqlDdl.replacing(LoggedStatement.of("d", sql, false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', value = {
        "CREATE OR REPLACE TABLE t (id int UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'x,)', v enum('a','b')"
            + " CHARACTER SET latin1 DEFAULT 'a', VECTOR KEY k (v) M=8, KEY (v)) ENGINE=x DEFAULT CHARSET=utf8mb4"
            + " COLLATE utf8mb4_bin PARTITION BY KEY (id)> DROP TABLE IF EXISTS t; CREATE TABLE t (id int UNSIGNED NOT"
            + " NULL PRIMARY KEY, v enum('a','b') CHARACTER SET latin1) CHARSET=utf8mb4 COLLATE utf8mb4_bin",
        "CREATE TABLE t (`key` int, index_ int, CONSTRAINT `p` PRIMARY KEY (`key`) USING BTREE, CHECK (index_ = 0))"
            + "> CREATE TABLE t (`key` int, index_ int, PRIMARY KEY (`key`))",
        "ALTER TABLE d.t ADD a decimal(9,2) AS (b * 2, 3) STORED AFTER c, ADD VECTOR INDEX (v), DROP COLUMN e, ADD f"
            + " int FIRST, FORCE> ALTER TABLE d.t ADD a decimal(9,2) AFTER c, DROP COLUMN e, ADD f int FIRST",
        "ALTER TABLE t ADD COLUMN (a int COMMENT ',', b varchar(9) COLLATE x), CHANGE c d double precision, RENAME"
            + " COLUMN e TO f> ALTER TABLE t ADD (a int, b varchar(9) COLLATE x), CHANGE c d double precision, RENAME"
            + " COLUMN e TO f",
        "ALTER TABLE t ADD INDEX (a), PARTITION BY LIST (a) (PARTITION b DEFAULT)> ''",
        "CREATE VECTOR INDEX v ON t (a)> ''",
        "ALTER TABLE d.t CONVERT PARTITION p1 TO TABLE `x`> CREATE TABLE `x` LIKE d.t",
        "ALTER TABLE t ADD a int, CONVERT TABLE e.x TO PARTITION p VALUES LESS THAN (9) WITH VALIDATION"
            + "> ALTER TABLE t ADD a int; DROP TABLE IF EXISTS e.x",
        "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4> ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4",
        "ALTER TABLE t ADD SYSTEM VERSIONING> null",
        "CREATE TABLE t (a varchar(9) COMPRESSED)> null",
        "CREATE TABLE t SELECT 1 AS a> null"})
    void ofAStatementTheColumnsAreLeft(String sql, String columns) {
        String left = MysqlDdlColumns.of(LoggedStatement.of("d", sql, false));
        assertEquals(columns, String.valueOf(left).replace("\n", " "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', value = {
        "CREATE TABLE IF NOT EXISTS t LIKE o> ''",
        "CREATE TABLE IF NOT EXISTS other LIKE t> CREATE TABLE IF NOT EXISTS other LIKE t",
        "CREATE TABLE t (a int) COMMENT 'IF NOT EXISTS'> CREATE TABLE t (a int) COMMENT 'IF NOT EXISTS'",
        "ALTER TABLE d.t WAIT 10 ADD COLUMN IF NOT EXISTS A int FIRST, ADD c int> ALTER TABLE d.t WAIT 10 ADD c int",
        "ALTER TABLE t ADD IF NOT EXISTS `b` int, ADD INDEX IF NOT EXISTS x (b, c)"
            + "> ALTER TABLE t ADD INDEX IF NOT EXISTS x (b, c)",
        "ALTER TABLE t ADD COLUMN IF NOT EXISTS (a int, x decimal(3,1), KEY (x))"
            + "> ALTER TABLE t ADD COLUMN (x decimal(3,1), KEY (x))",
        "ALTER TABLE t DROP IF EXISTS c, MODIFY COLUMN IF EXISTS c int, CHANGE IF EXISTS c d int> ''",
        "ALTER TABLE t DROP COLUMN IF EXISTS a, RENAME COLUMN IF EXISTS b TO e"
            + "> ALTER TABLE t DROP COLUMN a, RENAME COLUMN b TO e",
        "ALTER TABLE IF EXISTS t ADD c int AFTER a> ALTER TABLE IF EXISTS t ADD c int AFTER a"})
    void whatTheServerSkipsIsLeftOut(String sql, String rest) {
        Tables tables = new Tables();
        tables.overwriteTable(new TableId("d", null, "t"), List.of(Column.editor().name("a").create(),
                Column.editor().name("b").create()),
                List.of(), null, List.of());
        assertEquals(rest, ConditionalDdl.of(LoggedStatement.of("d", sql, false), tables).text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', value = {
        "ALTER TABLE t ADD x int AFTER c, CHANGE a c decimal(3,1)"
            + "> ALTER TABLE t CHANGE a c decimal(3,1), ADD x int AFTER c",
        "ALTER TABLE t ADD a int, MODIFY b int FIRST, RENAME COLUMN d TO e, DROP a"
            + "> ALTER TABLE t RENAME COLUMN d TO e, DROP a, ADD a int, MODIFY b int FIRST",
        "ALTER TABLE t DROP a, ADD  b int AFTER c> ALTER TABLE t DROP a, ADD  b int AFTER c",
        "CREATE TABLE t (a int, `drop` int)> CREATE TABLE t (a int, `drop` int)"})
    void changesAreInTheOrderInWhichTheServerMakesThem(String sql, String ordered) {
        assertEquals(ordered, AlterOrder.of(LoggedStatement.of("d", sql, false)).text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', value = {
        "ALTER TABLE t ADD x int FIRST> true",
        "ALTER TABLE t MODIFY a text, CHANGE a b int FIRST> true",
        "ALTER TABLE t ADD x int AFTER my_row_id, ADD `first` int COMMENT 'FIRST'> false",
        "ALTER TABLE t DROP COLUMN my_row_id, ADD id int PRIMARY KEY FIRST> false",
        "ALTER TABLE other ADD x int FIRST> false"})
    void aColumnThatIsPutAheadOfAKeyThatMysqlMayHaveGeneratedEndsTheRun(String sql, boolean ends) {
        Tables tables = new Tables();
        for (String name : List.of("t", "other")) {
            tables.overwriteTable(new TableId("d", null, name), List.of(Column.editor()
                    .name(name.equals("t") ? "my_row_id" : "id").create(), Column.editor().name("a").create()),
                    List.of(name.equals("t") ? "my_row_id" : "id"), null, List.of());
        }
        try {
            GeneratedKey.require(sql, "d", false, id -> true, tables);
            assertTrue(!ends);
        }
        catch (DebeziumException e) {
            assertTrue(ends && e.getMessage().contains("table d.t"), e.getMessage());
        }
    }

    @Test
    void onlyWhatIsBetweenTheParenthesesGoes() {
        assertEquals("a AS (json_value()), b AS (Json_Value ()) /* json_value(1) */",
                MysqlDdl.readable("a AS (json_value(f(j), 'x)' returning char(9))), b AS (Json_Value (j, '$')) /*"
                        + " json_value(1) */"));
    }

    /** What Debezium makes of a statement where {@code d.t} is captured. */
    private static DdlChanges parsed(String sql, boolean fold, List<String> read) {
        return MysqlDdl.parse(sql, "d", fold, id -> id.toString().equals("d.t"), new Tables(), text -> {
            read.add(text);
            throw new IllegalStateException("no viable alternative");
        }, DdlChanges::new);
    }

    @Test
    void onlyAStatementAboutACapturedTableEndsTheRunAndIsShown() {
        String said = assertThrows(DebeziumException.class, () -> parsed("ALTER TABLE t /* why */\n ADD b newtype(3),"
                + " ADD INDEX (c)", false,
                new ArrayList<>())).getMessage();
        assertTrue(said.contains("table d.t") && said.contains(": ALTER TABLE t ADD b newtype(3), ADD INDEX (c). Load"),
                said);
        List<String> read = new ArrayList<>();
        for (String other : List.of("CREATE TABLE x (t newtype) COMMENT 't'", "ALTER TABLE e.t ADD t newtype",
                "ALTER DATABASE t NEW OPTION")) {
            assertTrue(parsed(other, false, read).isEmpty(), other);
        }
        assertEquals(5, read.size(), read::toString);
    }

    @Test
    void aStatementOfNoTableDoesNotReachTheParser() {
        List<String> read = new ArrayList<>();
        for (String other : List.of("CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO ALTER TABLE t ADD a int",
                "DROP TEMPORARY TABLE t", "CREATE DEFINER=`u`@`h` PROCEDURE p() BEGIN DROP TABLE t; END",
                "ANALYZE TABLE t", "GRANT DROP ON d.t TO u", "CREATE LIBRARY t LANGUAGE JAVASCRIPT AS $$ ALTER TABLE t"
                        + " $$", "CREATE OR REPLACE SEQUENCE t", "")) {
            assertTrue(parsed(other, false, read).isEmpty(), other);
        }
        assertEquals(List.of(), read);
    }

    @Test
    void namesInAnotherCaseAreTheSameWhereTheServerTakesThemSo() {
        assertThrows(DebeziumException.class, () -> parsed("ALTER TABLE D.T ADD b int", true, new ArrayList<>()));
        assertTrue(parsed("ALTER TABLE D.T ADD b int", false, new ArrayList<>()).isEmpty());
        List<String> read = new ArrayList<>();
        parsed("DROP DATABASE IF EXISTS Shop", true, read);
        assertEquals("DROP DATABASE IF EXISTS `shop`", read.get(0).strip());
    }
}
