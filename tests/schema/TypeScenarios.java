import java.util.List;

/** ALTER TYPE: what is widened, and what goes into a variant column. */
final class TypeScenarios {

    private static final String TYPES = Scenario.TYPES;

    private TypeScenarios() {
    }

    static List<Scenario> all() {
        return List.of(varcharLength(), intToBigint(), intToNumeric(), narrowed(), intToText(), textToInt(),
                numericScale(), numericTooWide(), realToDouble(), timestampToTimestamptz(),
                twoTypesInOneTransaction(), keyOfOtherType(), toastOfOtherType());
    }

    static Scenario varcharLength() {
        return Scenario.of("ALTER TYPE: varchar's length", "varlen", "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a varchar(3));; INSERT INTO $t VALUES (1, 'abc')")
                .step("INSERT INTO $t VALUES (2, 'abc');; ALTER TABLE $t ALTER a TYPE varchar(10);;"
                        + " INSERT INTO $t VALUES (3, 'abcdefghij')")
                .step("ALTER TABLE $t ALTER a TYPE text;; INSERT INTO $t VALUES (4, 'abcdefghijk')")
                .both("SELECT id, a FROM $t ORDER BY id", "1,abc / 2,abc / 3,abcdefghij / 4,abcdefghijk")
                .both(TYPES, "id INTEGER, a VARCHAR");
    }

    private static Scenario altered(String name, String table, String from, String before, String to, String after) {
        return Scenario.of("ALTER TYPE: " + name, table, "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a " + from + ");; INSERT INTO $t VALUES (1, "
                        + before + ")")
                .step("INSERT INTO $t VALUES (2, " + before + ");; ALTER TABLE $t ALTER a TYPE " + to + ";;"
                        + " INSERT INTO $t VALUES (3, " + after + ")")
                .step("UPDATE $t SET a = " + after + " WHERE id = 1");
    }

    static Scenario intToBigint() {
        return altered("int to bigint is widened", "bigger", "int", "2147483647", "bigint", "9223372036854775807")
                .merged("SELECT id, a FROM $t ORDER BY id",
                        "1,9223372036854775807 / 2,2147483647 / 3,9223372036854775807")
                .appended("SELECT id, a FROM $t ORDER BY __seq",
                        "1,2147483647 / 2,2147483647 / 3,9223372036854775807 / 1,9223372036854775807")
                .both(TYPES, "id INTEGER, a BIGINT");
    }

    static Scenario intToNumeric() {
        return altered("bigint to numeric is widened", "tonum", "bigint", "9223372036854775807", "numeric(22,2)",
                "12345678901234567890.12")
                .merged("SELECT id, a FROM $t ORDER BY id",
                        "1,12345678901234567890.12 / 2,9223372036854775807.00 / 3,12345678901234567890.12")
                .both(TYPES, "id INTEGER, a DECIMAL(22,2)");
    }

    static Scenario narrowed() {
        return altered("bigint to smallint stays wide", "narrow", "bigint", "5", "smallint", "32767")
                .merged("SELECT id, a FROM $t ORDER BY id", "1,32767 / 2,5 / 3,32767")
                .both(TYPES, "id INTEGER, a BIGINT");
    }

    static Scenario intToText() {
        return altered("int to text goes into a variant column", "totext", "int", "5", "text", "'five'")
                .merged("SELECT id, a, a__v_text FROM $t ORDER BY id", "1,-,five / 2,5,- / 3,-,five")
                .appended("SELECT id, a, a__v_text FROM $t ORDER BY __seq", "1,5,- / 2,5,- / 3,-,five / 1,-,five")
                .both(TYPES, "id INTEGER, a INTEGER, a__v_text VARCHAR");
    }

    static Scenario textToInt() {
        return altered("text to int goes into a variant column, and back", "toint", "text", "'5'",
                "int USING a::int", "6")
                .step("ALTER TABLE $t ALTER a TYPE text;; INSERT INTO $t VALUES (4, 'four')")
                .merged("SELECT id, a, a__v_bigint FROM $t ORDER BY id", "1,-,6 / 2,5,- / 3,-,6 / 4,four,-")
                .both(TYPES, "id INTEGER, a VARCHAR, a__v_bigint INTEGER");
    }

    static Scenario numericScale() {
        return altered("numeric's scale is widened", "numscale", "numeric(10,2)", "12345678.12", "numeric(12,4)",
                "12345678.1234")
                .merged("SELECT id, a FROM $t ORDER BY id", "1,12345678.1234 / 2,12345678.1200 / 3,12345678.1234")
                .both(TYPES, "id INTEGER, a DECIMAL(12,4)");
    }

    static Scenario numericTooWide() {
        return altered("numeric too wide for one DECIMAL goes into a variant column", "numwide", "numeric(38,2)",
                "123456789012345678901234567890123456.12", "numeric(38,20) USING 1",
                "123456789012345678.12345678901234567890")
                .merged("SELECT id, a, a__v_decimal FROM $t ORDER BY id",
                        "1,-,123456789012345678.12345678901234567890 / 2,123456789012345678901234567890123456.12,-"
                                + " / 3,-,123456789012345678.12345678901234567890");
    }

    static Scenario realToDouble() {
        return altered("real to double is widened", "todouble", "real", "1.5", "double precision", "1e300")
                .merged("SELECT id, a FROM $t ORDER BY id", "1,1.0E300 / 2,1.5 / 3,1.0E300")
                .both(TYPES, "id INTEGER, a DOUBLE");
    }

    static Scenario timestampToTimestamptz() {
        return altered("timestamp to timestamptz goes into a variant column", "totz", "timestamp",
                "'2024-01-01 10:00'", "timestamptz", "'2024-01-01 10:00+02'")
                .merged("SELECT id, a::VARCHAR, epoch_us(a__v_timestamp) // 1000000 FROM $t ORDER BY id",
                        "1,-,1704096000 / 2,2024-01-01 10:00:00,- / 3,-,1704096000");
    }

    static Scenario twoTypesInOneTransaction() {
        return Scenario.of("three types in one transaction", "alltypes", "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a smallint);; INSERT INTO $t VALUES (1, 1)")
                .step("BEGIN; INSERT INTO $t VALUES (2, 2); ALTER TABLE $t ALTER a TYPE int;"
                        + " INSERT INTO $t VALUES (3, 2147483647); ALTER TABLE $t ALTER a TYPE bigint;"
                        + " INSERT INTO $t VALUES (4, 9223372036854775807); ALTER TABLE $t ADD b text;"
                        + " UPDATE $t SET b = 'b' WHERE id IN (1, 3); ALTER TABLE $t ALTER a TYPE text;"
                        + " INSERT INTO $t VALUES (5, 'five', 'b'); UPDATE $t SET b = 'c' WHERE id = 4; COMMIT")
                .merged("SELECT id, a, a__v_text, b FROM $t ORDER BY id",
                        "1,1,-,b / 2,2,-,- / 3,2147483647,-,b / 4,-,9223372036854775807,c / 5,-,five,b")
                .appended("SELECT id, a, a__v_text, b FROM $t ORDER BY __seq",
                        "1,1,-,- / 2,2,-,- / 3,2147483647,-,- / 4,9223372036854775807,-,- / 1,1,-,b / 3,2147483647,-,b"
                                + " / 5,-,five,b / 4,-,9223372036854775807,c");
    }

    static Scenario keyOfOtherType() {
        return Scenario.of("ALTER TYPE of the key: it stays the same key", "keytype", "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a text);; INSERT INTO $t VALUES (1, 'x'), (2, 'y'),"
                        + " (3, 'z')")
                .step("ALTER TABLE $t ALTER id TYPE bigint;; UPDATE $t SET a = 'xx' WHERE id = 1;;"
                        + " INSERT INTO $t VALUES (5000000000, 'big')")
                .step("ALTER TABLE $t ALTER id TYPE text;; UPDATE $t SET a = 'yy' WHERE id = '2';;"
                        + " DELETE FROM $t WHERE id = '3';; INSERT INTO $t VALUES ('four', 'w')")
                .step("UPDATE $t SET a = 'xxx' WHERE id = '1';; UPDATE $t SET id = '7' WHERE id = '5000000000';;"
                        + " DELETE FROM $t WHERE id = 'four'")
                .step("ALTER TABLE $t ALTER id TYPE bigint USING id::bigint;; UPDATE $t SET a = 'last' WHERE id IN"
                        + " (1, 7)")
                .merged("SELECT id, id__v_text, a, deleted FROM $t ORDER BY coalesce(id::varchar, id__v_text)",
                        "1,-,last,false / -,2,yy,false / 3,-,z,true / 5000000000,-,big,true / 7,-,last,false /"
                                + " -,four,w,true");
    }

    static Scenario toastOfOtherType() {
        return Scenario.of("ALTER TYPE of a column whose values are left out", "toasttype", "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, n int, big text);; ALTER TABLE $t ALTER big SET STORAGE"
                        + " EXTERNAL;;" + " INSERT INTO $t VALUES (1, 1, '\"' || repeat('a', 5000) || '\"')")
                .step("ALTER TABLE $t ALTER big TYPE json USING big::json;; UPDATE $t SET n = 2")
                .both("SELECT n, length(coalesce(big, big__v_json::varchar)) FROM $t ORDER BY n DESC LIMIT 1",
                        "2,5002");
    }
}
