import java.util.ArrayList;
import java.util.List;

/** Character sets that come from somewhere else than the column: the stream has bytes, and no word of what they are. */
final class CharsetScenarios {

    private CharsetScenarios() {
    }

    /** Debezium's parser for MariaDB does not know the shorthand. */
    static List<Scenario> all(boolean mysql) {
        List<Scenario> all = new ArrayList<>(List.of(converted(), tableDefault(), tableDefaultAtOnce(),
                tableCollation(), columnCollation(), createdWithCollation(),
                databaseDefault(), alteredDatabase(), national(), like(), select(), labels(), sessionDefault()));
        if (mysql) {
            all.add(shorthand());
        }
        return all;
    }

    static Scenario converted() {
        return Scenario.of("charset: CONVERT TO CHARACTER SET and a column's own", "cs1", "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a varchar(20), b varchar(20)) CHARACTER SET latin1;;"
                        + " INSERT INTO $t VALUES (1, 'é', 'ü')")
                .step("INSERT INTO $t VALUES (2, 'é', 'ü');; ALTER TABLE $t CONVERT TO CHARACTER SET utf8mb4;;"
                        + " INSERT INTO $t VALUES (3, 'é 💧', 'ü')")
                .step("ALTER TABLE $t MODIFY b varchar(20) CHARACTER SET latin1;; INSERT INTO $t VALUES (4,"
                        + " 'é 💧', 'ü');; UPDATE $t SET a = 'ß' WHERE id = 1")
                .merged("SELECT id, a, b FROM $t ORDER BY id", "1,ß,ü / 2,é,ü / 3,é 💧,ü / 4,é 💧,ü");
    }

    private static Scenario added(String name, String table, String start, String alter) {
        return Scenario.of("charset: " + name, table, "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a varchar(20)) " + start
                        + ";; INSERT INTO $t VALUES (1, 'ä')")
                .step(alter + ";; INSERT INTO $t VALUES (2, 'ä', 'ü')")
                .both("SELECT id, a, b FROM $t ORDER BY id", "1,ä,- / 2,ä,ü");
    }

    static Scenario tableDefault() {
        return added("the table's default is altered, then a column is added", "cs2", "CHARACTER SET utf8mb4",
                "ALTER TABLE $t DEFAULT CHARACTER SET latin1;; ALTER TABLE $t ADD b varchar(9)");
    }

    static Scenario tableDefaultAtOnce() {
        return added("the table's default is altered, and a column is added at once", "cs3", "CHARACTER SET utf8mb4",
                "ALTER TABLE $t DEFAULT CHARACTER SET latin1, ADD b varchar(9)");
    }

    static Scenario tableCollation() {
        return added("the table's default is altered by a collation", "cs4", "CHARACTER SET utf8mb4",
                "ALTER TABLE $t COLLATE latin1_swedish_ci;; ALTER TABLE $t ADD b text");
    }

    static Scenario columnCollation() {
        return added("a column's collation", "cs5", "CHARACTER SET utf8mb4",
                "ALTER TABLE $t ADD b varchar(9) COLLATE latin1_bin");
    }

    static Scenario createdWithCollation() {
        return Scenario.of("charset: a table's collation", "cs6", "'id'").step("SELECT 1")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a varchar(20)) COLLATE latin1_swedish_ci;;"
                        + " INSERT INTO $t VALUES (1, 'ä')")
                .both("SELECT id, a FROM $t", "1,ä");
    }

    static Scenario databaseDefault() {
        return Scenario.of("charset: the database's", "cs7", "'id'").step("ALTER DATABASE $s CHARACTER SET latin1")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a varchar(20));; INSERT INTO $t VALUES (1, 'ä')")
                .both("SELECT id, a FROM $t", "1,ä");
    }

    static Scenario alteredDatabase() {
        return Scenario.of("charset: the database's, altered", "cs8", "'id'").step("SELECT 1")
                .step("ALTER DATABASE $s CHARACTER SET cp1250;; CREATE TABLE $t (id int PRIMARY KEY, a varchar(20));;"
                        + " INSERT INTO $t VALUES (1, 'ž');; ALTER DATABASE $s COLLATE latin1_swedish_ci;;"
                        + " CREATE TABLE $s.two_$n (id int PRIMARY KEY, a varchar(20));; INSERT INTO $s.two_$n VALUES"
                        + " (1, 'ä');; ALTER DATABASE $s CHARACTER SET utf8mb4")
                .both("SELECT id, a FROM $t", "1,ž").both("SELECT id, a FROM two_$n", "1,ä");
    }

    static Scenario national() {
        return added("a national column in a table of latin1", "cs9", "CHARACTER SET latin1",
                "ALTER TABLE $t ADD b nvarchar(9)");
    }

    static Scenario like() {
        return Scenario.of("charset: of a table that another one is like", "cs10", "'id'")
                .step("CREATE TABLE $s.pattern_$n (id int PRIMARY KEY, a varchar(20), b text CHARACTER SET utf8mb4)"
                        + " CHARACTER SET latin1")
                .step("CREATE TABLE $t LIKE $s.pattern_$n;; ALTER TABLE $t ADD c varchar(9);; INSERT INTO $t VALUES (1,"
                        + " 'ä', 'ü 💧', 'ö')")
                .both("SELECT id, a, b, c FROM $t", "1,ä,ü 💧,ö");
    }

    static Scenario select() {
        return Scenario.of("charset: of columns that a table is made from", "cs11", "'id'")
                .step("CREATE TABLE $s.pattern_$n (id int PRIMARY KEY, a varchar(20)) CHARACTER SET latin1;;"
                        + " INSERT INTO $s.pattern_$n VALUES (1, 'ä')")
                .step("CREATE TABLE $t (b varchar(9) CHARACTER SET cp1250) SELECT id, a, 'ž' AS b FROM $s.pattern_$n")
                .both("SELECT id, a, b FROM $t", "1,ä,ž");
    }

    static Scenario shorthand() {
        return added("a shorthand of SQL", "cs14", "CHARACTER SET latin1", "ALTER TABLE $t ADD b char(4) unicode");
    }

    static Scenario labels() {
        return added("an enum's labels in a table of latin1", "cs12", "CHARACTER SET latin1",
                "ALTER TABLE $t ADD b enum('ö','ü')");
    }

    static Scenario sessionDefault() {
        return Scenario.of("charset: a database made without one", "cs13", "'id'").step("SELECT 1")
                .step("SET NAMES latin1; SET character_set_server = cp1250; CREATE TABLE $t (id int PRIMARY KEY,"
                        + " a varchar(20)); SET NAMES utf8mb4; SET character_set_server = DEFAULT; INSERT INTO $t"
                        + " VALUES (1, 'ä')")
                .both("SELECT id, a FROM $t", "1,ä");
    }
}
