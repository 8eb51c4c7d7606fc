import java.util.ArrayList;
import java.util.List;

/** Statements of sessions with settings of their own, and those that replace a table. */
final class SessionScenarios {

    private SessionScenarios() {
    }

    static List<Scenario> all(boolean mysql) {
        List<Scenario> all = new ArrayList<>(List.of(characterSet(), ansiQuotes(), backslashes(), realAsFloat()));
        if (!mysql) {
            all.addAll(List.of(replaced(), replacedByLike(), replacedBySelect()));
        }
        return all;
    }

    private static final String START = "CREATE TABLE $t (id int PRIMARY KEY, a varchar(20));;"
            + " INSERT INTO $t VALUES (1, 'x')";

    /** The driver sends UTF-8 all the same, so that the server itself takes the member for two characters. */
    static Scenario characterSet() {
        return Scenario.of("session: DDL in latin1", "seslat", "'id'").step(START)
                .step("SET NAMES latin1;; ALTER TABLE $t ADD e enum('x', 'é');; SET NAMES utf8mb4;;"
                        + " INSERT INTO $t VALUES (2, 'y', 2)")
                .step("UPDATE $t SET e = 1 WHERE id = 1;; UPDATE $t SET a = 'z' WHERE id = 2")
                .merged("SELECT id, a, e FROM $t ORDER BY id", "1,x,x / 2,z,Ã©");
    }

    /** DDL with a sql_mode, then rows without. */
    private static Scenario inMode(String mode, String table, String ddl, String insert, String query, String rows) {
        return Scenario.of("session: DDL with sql_mode = " + mode, table, "'id'").step(START)
                .step("SET SESSION sql_mode = '" + mode + "';; ALTER TABLE $t " + ddl
                        + ";; SET SESSION sql_mode = DEFAULT;; INSERT INTO $t VALUES " + insert)
                .both(query, rows);
    }

    static Scenario ansiQuotes() {
        return inMode("ANSI_QUOTES", "sesansi", "ADD \"b\" int FIRST, ADD \"q\"\"r\" int AFTER \"id\"",
                "(20, 2, 200, 'y')", "SELECT id, a, b, q_r FROM $t ORDER BY id", "1,x,-,- / 2,y,20,200");
    }

    static Scenario backslashes() {
        return inMode("NO_BACKSLASH_ESCAPES", "sesback", "ADD e enum('b\\n', 'c\\') COMMENT 'it''s \\'",
                "(2, 'y', 1), (3, 'z', 2)", "SELECT id, a, e FROM $t ORDER BY id", "1,x,- / 2,y,b\\n / 3,z,c\\");
    }

    static Scenario realAsFloat() {
        return inMode("REAL_AS_FLOAT", "sesreal", "ADD r real", "(2, 'y', 0.1)", "SELECT id, r FROM $t ORDER BY id",
                "1,- / 2,0.1");
    }

    static Scenario replaced() {
        return Scenario.of("CREATE OR REPLACE TABLE with the columns in another order", "orrep", "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a int, b int);; INSERT INTO $t VALUES (1, 10, 20)")
                .step("CREATE OR REPLACE TABLE $t (b int, a int, id int PRIMARY KEY);; INSERT INTO $t VALUES (22,"
                        + " 12, 2)")
                .step("create or  replace table $t (a int, id int PRIMARY KEY, b int);; INSERT INTO $t VALUES (13,"
                        + " 3, 23)")
                .both("SELECT id, a, b FROM $t ORDER BY id", "1,10,20 / 2,12,22 / 3,13,23");
    }

    static Scenario replacedByLike() {
        return Scenario.of("CREATE OR REPLACE TABLE … LIKE", "orlike", "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a int);; CREATE TABLE $s.other_$n (a int, id int"
                        + " PRIMARY KEY);; INSERT INTO $t VALUES (1, 10)")
                .step("CREATE OR REPLACE TABLE $t LIKE $s.other_$n;; INSERT INTO $t VALUES (12, 2)")
                .both("SELECT id, a FROM $t ORDER BY id", "1,10 / 2,12");
    }

    static Scenario replacedBySelect() {
        return Scenario.of("CREATE OR REPLACE TABLE … SELECT", "orsel", "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a int);; INSERT INTO $t VALUES (1, 10)")
                .step("CREATE OR REPLACE TABLE $t (a int, id int PRIMARY KEY) SELECT 12 a, 2 id")
                .step("INSERT INTO $t VALUES (13, 3)")
                .both("SELECT id, a FROM $t ORDER BY id", "1,10 / 2,12 / 3,13");
    }
}
