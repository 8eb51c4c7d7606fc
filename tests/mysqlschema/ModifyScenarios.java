import java.util.ArrayList;
import java.util.List;

/** MODIFY COLUMN: what is widened, and what goes into a variant column. */
final class ModifyScenarios {

    private ModifyScenarios() {
    }

    static List<Scenario> all(boolean mysql) {
        List<Scenario> all = new ArrayList<>(List.of(
                widened("int to bigint", "int", "2147483647", "bigint", "9223372036854775807", "BIGINT"),
                widened("tinyint to smallint to int", "tinyint", "127", "int", "2147483647", "INTEGER"),
                widened("int to int unsigned", "int", "1", "int unsigned", "4294967295", "BIGINT"),
                widened("bigint to smallint stays wide", "bigint", "5", "smallint", "32767", "BIGINT"),
                widened("float to double", "float", "1.5", "double", "1e300", "DOUBLE"),
                widened("varchar's length, and text", "varchar(3)", "'abc'", "text", "'abcdefghij'", "VARCHAR"),
                widened("decimal's digits", "decimal(10,2)", "12345678.12", "decimal(14,4)", "1234567890.1234",
                        "DECIMAL(14,4)"),
                widened("bigint to decimal", "bigint", "9223372036854775807", "decimal(22,2)",
                        "12345678901234567890.12", "DECIMAL(22,2)"),
                widened("datetime's digits", "datetime", "'2024-01-01 10:00:00'", "datetime(6)",
                        "'2024-01-01 10:00:00.000001'", "TIMESTAMP"),
                widened("char to enum to set", "char(5)", "'a'", "enum('a', 'b,c')", "'b,c'", "VARCHAR"),
                widened("text to latin1", "text", "'ü'", "text CHARACTER SET latin1", "'ß'", "VARCHAR"),
                variant("int to varchar", "int", "5", "varchar(9)", "'five'", "a__v_text"),
                variant("varchar to int", "varchar(9)", "'5'", "int", "6", "a__v_bigint"),
                variant("varchar to date", "varchar(20)", "'2024-01-01'", "date", "'2024-02-02'", "a__v_date"),
                variant("varchar to blob", "varchar(9)", "'abc'", "blob", "'abcd'", "a__v_binary"),
                variant("datetime to timestamp", "datetime", "'2024-01-01 10:00:00'", "timestamp",
                        "'2024-01-02 10:00:00'", "epoch_us(a__v_timestamp) > 0"),
                variant("decimal too wide for one DECIMAL", "decimal(38,2)", "12.12", "decimal(38,20)",
                        "123456789012345678.12345678901234567890", "a__v_decimal"),
                enumLabels(), twice()));
        if (mysql) {
            all.add(variant("text to json", "text", "'{\"a\": 1}'", "json", "'{\"b\": 2}'", "a__v_json"));
        }
        return all;
    }

    private static Scenario modified(String name, String from, String before, String to, String after) {
        return Scenario.of("MODIFY: " + name, "m_" + name.replaceAll("\\W+", "_"), "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a " + from + ");; INSERT INTO $t VALUES (1, "
                        + before + ")")
                .step("INSERT INTO $t VALUES (2, " + before + ");; ALTER TABLE $t MODIFY a " + to + ";;"
                        + " INSERT INTO $t VALUES (3, " + after + ")")
                .step("UPDATE $t SET a = " + after + " WHERE id = 1");
    }

    /** The rows are read as the last type has them. */
    private static Scenario widened(String name, String from, String before, String to, String after, String type) {
        String old = before + "::" + type, now = after + "::" + type;
        return modified(name, from, before, to, after)
                .merged("SELECT id, a = " + now + " FROM $t WHERE id <> 2 ORDER BY id", "1,true / 3,true")
                .merged("SELECT a = " + old + " FROM $t WHERE id = 2", "true")
                .appended("SELECT id, a = " + old + ", a = " + now + " FROM $t ORDER BY __seq",
                        "1,true,false / 2,true,false / 3,false,true / 1,false,true")
                .both(Scenario.TYPES, "id INTEGER, a " + type);
    }

    private static Scenario variant(String name, String from, String before, String to, String after, String column) {
        return modified(name, from, before, to, after)
                .merged("SELECT id, a IS NULL, " + column + " IS NULL FROM $t ORDER BY id",
                        "1,true,false / 2,false,true / 3,true,false")
                .appended("SELECT id, a IS NULL, " + column + " IS NULL FROM $t ORDER BY __seq",
                        "1,false,true / 2,false,true / 3,true,false / 1,true,false");
    }

    static Scenario enumLabels() {
        return Scenario.of("MODIFY: enum and set get labels, at the end and in the middle", "labels", "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a enum('u','w'), b set('x','z'));;"
                        + " INSERT INTO $t VALUES (1, 'w', 'x,z')")
                .step("ALTER TABLE $t MODIFY a enum('u','w','y');; INSERT INTO $t VALUES (2, 'y', 'z')")
                .step("ALTER TABLE $t MODIFY a enum('u','v','w','y'), MODIFY b set('w','x','y','z');;"
                        + " INSERT INTO $t VALUES (3, 'w', 'w,z');; UPDATE $t SET b = 'y,z' WHERE id = 1")
                .merged("SELECT id, a, b FROM $t ORDER BY id", "1,w,y,z / 2,y,z / 3,w,w,z");
    }

    static Scenario twice() {
        return Scenario.of("MODIFY: three times between two rows", "thrice", "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a smallint);; INSERT INTO $t VALUES (1, 1)")
                .step("ALTER TABLE $t MODIFY a int;; ALTER TABLE $t MODIFY a bigint;; ALTER TABLE $t MODIFY a"
                        + " varchar(9);; INSERT INTO $t VALUES (2, 'two');; ALTER TABLE $t MODIFY a text, ADD b int"
                        + " FIRST;; INSERT INTO $t VALUES (30, 3, 'three')")
                .both("SELECT id, a, a__v_text, b FROM $t ORDER BY id", "1,1,-,- / 2,-,two,- / 3,-,three,30");
    }
}
