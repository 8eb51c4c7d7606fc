package capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.debezium.connector.mysql.antlr.MySqlAntlrDdlParser;
import io.debezium.relational.Column;
import io.debezium.relational.Tables;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements that Debezium's own grammar does not take. */
class MysqlDdlTest {

    @ParameterizedTest
    @ValueSource(strings = {
        "CREATE TABLE t (j json, v varchar(20) GENERATED ALWAYS AS (json_value(`j`, _utf8mb4'$.k' returning char(512))) VIRTUAL)",
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
    @ValueSource(strings = {"CREATE TABLE t (a int COMMENT 'json_value(a, \\'$.k\\')', `json_value(` int, json_value int)",
        "CREATE TABLE t (a int) -- nothing", "CREATE TABLE t (c char(9) DEFAULT 'JSON_VALUE"})
    void nothingElseIsTouched(String ddl) {
        assertEquals(ddl, MysqlDdl.readable(ddl));
    }

    @Test
    void aTableThatIsReplacedIsDroppedFirst() {
        assertEquals("DROP TABLE IF EXISTS `d`.`t`;\nCREATE  TABLE `d`.`t` (id int)",
                MysqlDdl.replacing("CREATE OR REPLACE TABLE `d`.`t` (id int)").replace("CREATE   ", "CREATE  "));
        assertEquals("CREATE TABLE t (id int)", MysqlDdl.replacing("CREATE TABLE t (id int)"));
        assertEquals("CREATE OR REPLACE VIEW v AS SELECT 1", MysqlDdl.replacing("CREATE OR REPLACE VIEW v AS SELECT 1"));
    }

    @Test
    void onlyWhatIsBetweenTheParenthesesGoes() {
        assertEquals("a AS (json_value()), b AS (Json_Value ()) /* json_value(1) */",
                MysqlDdl.readable("a AS (json_value(f(j), 'x)' returning char(9))), b AS (Json_Value (j, '$')) /* json_value(1) */"));
    }
}
