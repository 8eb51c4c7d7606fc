import java.util.ArrayList;
import java.util.List;

/** Columns that come, go, move and are renamed; keys. {@code $t} is the table, {@code $n} its bare name. */
final class ColumnScenarios {

    private static final String START = "CREATE TABLE $t (id int PRIMARY KEY, a varchar(20), b int);;"
            + " INSERT INTO $t VALUES (1, 'x', 10), (2, 'y', 20)";

    private ColumnScenarios() {
    }

    /** MariaDB leaves generated columns out of its log. */
    static List<Scenario> all(boolean mysql) {
        List<Scenario> all = new ArrayList<>(List.of(
                add(), addFirst(), addWithDefault(), drop(), reorder(), change(), renameColumn(), many(),
                dropPrimaryKey(), changePrimaryKey(), renameKeyAndBack(), indexes(), dropAndAddOther(), json(), names(),
                brokenDdl()));
        if (mysql) {
            all.add(generated());
        }
        return all;
    }

    static Scenario add() {
        return Scenario.of("ADD COLUMN", "addcol", "'id'").step(START)
                .step("INSERT INTO $t VALUES (3, 'z', 30);; ALTER TABLE $t ADD c int;; INSERT INTO $t VALUES (4, 'w',"
                        + " 40, 400)")
                .step("UPDATE $t SET c = 100 WHERE id = 1;; DELETE FROM $t WHERE id = 2")
                .merged("SELECT id, a, b, c, deleted FROM $t ORDER BY id",
                        "1,x,10,100,false / 2,y,20,-,true / 3,z,30,-,false / 4,w,40,400,false")
                .appended("SELECT __op, id, a, b, c FROM $t ORDER BY __seq", "snapshot,1,x,10,- / snapshot,2,y,20,-"
                        + " / insert,3,z,30,- / insert,4,w,40,400 / update,1,x,10,100 / delete,2,y,20,-")
                .both(Scenario.TYPES, "id INTEGER, a VARCHAR, b INTEGER, c INTEGER");
    }

    static Scenario addFirst() {
        return Scenario.of("ADD COLUMN FIRST and AFTER: values keep to their columns", "addfirst", "'id'").step(START)
                .step("ALTER TABLE $t ADD c int FIRST, ADD d varchar(20) AFTER id;; INSERT INTO $t VALUES (3000, 3,"
                        + " 'd', 'z', 30)")
                .step("ALTER TABLE $t ADD COLUMN (e int, f int);; UPDATE $t SET c = 1000, e = 5, f = 6 WHERE id = 1")
                .merged("SELECT id, a, b, c, d, e, f FROM $t ORDER BY id",
                        "1,x,10,1000,-,5,6 / 2,y,20,-,-,-,- / 3,z,30,3000,d,-,-")
                .appended("SELECT id, a, b, c, d, e, f FROM $t ORDER BY __seq",
                        "1,x,10,-,-,-,- / 2,y,20,-,-,-,- / 3,z,30,3000,d,-,- / 1,x,10,1000,-,5,6");
    }

    static Scenario addWithDefault() {
        return Scenario.of("ADD COLUMN with DEFAULT: rows that are not written again stay NULL", "adddef", "'id'")
                .step(START)
                .step("ALTER TABLE $t ADD c int NOT NULL DEFAULT 7, ALGORITHM=INSTANT;; INSERT INTO $t (id, a,"
                        + " b) VALUES (3, 'z', 30)")
                .step("UPDATE $t SET a = 'xx' WHERE id = 1;; ALTER TABLE $t ALTER c SET DEFAULT 8;;"
                        + " INSERT INTO $t (id, a) VALUES (4, 'w')")
                .merged("SELECT id, a, b, c FROM $t ORDER BY id", "1,xx,10,7 / 2,y,20,- / 3,z,30,7 / 4,w,-,8");
    }

    static Scenario drop() {
        return Scenario.of("DROP COLUMN: the column stays, NULL from then on", "dropcol", "'id'").step(START)
                .step("INSERT INTO $t VALUES (3, 'z', 30);; ALTER TABLE $t DROP a;; INSERT INTO $t VALUES (4, 40)")
                .step("UPDATE $t SET id = 5 WHERE id = 1;; ALTER TABLE $t ADD c int FIRST;; UPDATE $t SET c = 6 WHERE"
                        + " id = 2")
                .merged("SELECT id, a, b, c, deleted FROM $t ORDER BY id",
                        "1,x,10,-,true / 2,-,20,6,false / 3,z,30,-,false / 4,-,40,-,false / 5,-,10,-,false")
                .appended("SELECT __op, id, a, b, c FROM $t ORDER BY __seq", "snapshot,1,x,10,- / snapshot,2,y,20,-"
                        + " / insert,3,z,30,- / insert,4,-,40,- / delete,1,-,10,- / insert,5,-,10,- / update,2,-,20,6");
    }

    static Scenario reorder() {
        return Scenario.of("MODIFY COLUMN FIRST and AFTER: values keep to their columns", "reorder", "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a int, b int, c int);; INSERT INTO $t VALUES (1, 10,"
                        + " 100, 1000)")
                .step("ALTER TABLE $t MODIFY c int FIRST;; INSERT INTO $t VALUES (2000, 2, 20, 200)")
                .step("ALTER TABLE $t MODIFY id int AFTER b, MODIFY a int AFTER id;; INSERT INTO $t VALUES (3000, 300,"
                        + " 3, 30)")
                .step("UPDATE $t SET c = c + 1;; DELETE FROM $t WHERE id = 2")
                .merged("SELECT id, a, b, c, deleted FROM $t ORDER BY id",
                        "1,10,100,1001,false / 2,20,200,2001,true / 3,30,300,3001,false")
                .appended("SELECT __op, id, a, b, c FROM $t ORDER BY __seq",
                        "snapshot,1,10,100,1000 / insert,2,20,200,2000 / insert,3,30,300,3000 / update,1,10,100,1001 /"
                        + " update,2,20,200,2001 / update,3,30,300,3001 / delete,2,20,200,2001");
    }

    static Scenario change() {
        return Scenario.of("CHANGE COLUMN: another name, type and place", "chgcol", "'id'").step(START)
                .step("INSERT INTO $t VALUES (3, 'z', 30);; ALTER TABLE $t CHANGE a c varchar(50) AFTER b;;"
                        + " INSERT INTO $t VALUES (4, 40, 'w')")
                .step("UPDATE $t SET c = 'xx' WHERE id = 1;; ALTER TABLE $t CHANGE COLUMN b b bigint FIRST;;"
                        + " UPDATE $t SET b = 5000000000 WHERE id = 2")
                .merged("SELECT id, a, b, c FROM $t ORDER BY id", "1,-,10,xx / 2,-,5000000000,y / 3,z,30,- / 4,-,40,w")
                .both(Scenario.TYPES, "id INTEGER, a VARCHAR, b BIGINT, c VARCHAR");
    }

    static Scenario renameColumn() {
        return Scenario.of("RENAME COLUMN: a new column beside the old", "rencol", "'id'").step(START)
                .step("ALTER TABLE $t RENAME COLUMN a TO c;; INSERT INTO $t VALUES (3, 'z', 30)")
                .step("UPDATE $t SET c = 'xx' WHERE id = 1")
                .merged("SELECT id, a, c, b FROM $t ORDER BY id", "1,-,xx,10 / 2,y,-,20 / 3,-,z,30")
                .appended("SELECT id, a, c, b FROM $t ORDER BY __seq", "1,x,-,10 / 2,y,-,20 / 3,-,z,30 / 1,-,xx,10");
    }

    static Scenario swapNames() {
        return Scenario.of("two columns that swap their names in one statement", "swapcol", "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a int, b int);; INSERT INTO $t VALUES (1, 10, 100)")
                .step("ALTER TABLE $t RENAME COLUMN a TO b, RENAME COLUMN b TO a;; INSERT INTO $t (id, a, b) VALUES (2,"
                        + " 20, 200)")
                .step("ALTER TABLE $t CHANGE a b int, CHANGE b a int;; INSERT INTO $t (id, a, b) VALUES (3, 30, 300);;"
                        + " UPDATE $t SET a = a + 1 WHERE id = 1")
                .merged("SELECT id, a, b FROM $t ORDER BY id", "1,11,100 / 2,20,200 / 3,30,300");
    }

    static Scenario many() {
        return Scenario.of("many changes in one ALTER TABLE", "many", "'id'").step(START)
                .step("ALTER TABLE $t ADD c int FIRST, DROP a, CHANGE b bb bigint AFTER c, ADD INDEX i (bb), ADD d"
                        + " datetime(6) AFTER bb, MODIFY id bigint NOT NULL, COMMENT = 'x; y';;"
                        + " INSERT INTO $t (id, bb, c, d) VALUES (3, 30, 300, '2024-01-01 10:00:00.000001')")
                .step("UPDATE $t SET c = 1 WHERE id = 1")
                .merged("SELECT id, a, b, bb, c, d FROM $t ORDER BY id",
                        "1,-,-,10,1,- / 2,y,20,-,-,- / 3,-,-,30,300,2024-01-01 10:00:00.000001");
    }

    static Scenario generated() {
        return Scenario.of("generated columns are added and dropped", "gencol", "'id'").step(START)
                .step("ALTER TABLE $t ADD g int AS (b * 2) STORED AFTER id, ADD v int AS (b + 1) VIRTUAL AFTER a;;"
                        + " INSERT INTO $t (id, a, b) VALUES (3, 'z', 30)")
                .step("UPDATE $t SET b = 11 WHERE id = 1;; ALTER TABLE $t DROP g;; INSERT INTO $t (id, a, b) VALUES (4,"
                        + " 'w', 40)")
                .merged("SELECT id, a, b, g, v FROM $t ORDER BY id", "1,x,11,22,12 / 2,y,20,-,- / 3,z,30,60,31 /"
                        + " 4,w,40,-,41");
    }

    static Scenario dropPrimaryKey() {
        return Scenario.of("the primary key is dropped and added again", "droppk", "'id'").step(START)
                .step("UPDATE $t SET id = 3 WHERE id = 1;; ALTER TABLE $t DROP PRIMARY KEY;; UPDATE $t SET id = 4 WHERE"
                        + " id = 2")
                .step("ALTER TABLE $t ADD PRIMARY KEY (id);; UPDATE $t SET id = 5 WHERE id = 4;;"
                        + " DELETE FROM $t WHERE id = 3")
                .merged("SELECT id, a, deleted FROM $t ORDER BY id", "1,x,true / 2,y,true / 3,x,true / 4,y,true /"
                        + " 5,y,false");
    }

    static Scenario changePrimaryKey() {
        return Scenario.of("the source's primary key moves to another column, the configured one stays", "chpk", "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a varchar(9) NOT NULL);; INSERT INTO $t VALUES (1, 'x'),"
                        + " (2, 'y')")
                .step("UPDATE $t SET id = 3 WHERE id = 1;; ALTER TABLE $t DROP PRIMARY KEY, ADD PRIMARY KEY (a);;"
                        + " UPDATE $t SET id = 4 WHERE id = 2")
                .step("UPDATE $t SET a = 'z' WHERE id = 3;; DELETE FROM $t WHERE a = 'y'")
                .merged("SELECT id, a, deleted FROM $t ORDER BY id", "1,x,true / 2,y,true / 3,z,false / 4,y,true");
    }

    static Scenario renameKeyAndBack() {
        return Scenario.of("the key's column is moved and widened", "keycol", "'id'").step(START)
                .step("ALTER TABLE $t MODIFY id bigint NOT NULL AFTER b;; INSERT INTO $t VALUES ('z', 30, 3);;"
                        + " UPDATE $t SET b = 11 WHERE id = 1")
                .step("ALTER TABLE $t MODIFY id bigint unsigned NOT NULL FIRST;; UPDATE $t SET b = 12 WHERE id = 1;;"
                        + " DELETE FROM $t WHERE id = 2;; INSERT INTO $t VALUES (5000000000, 'w', 40)")
                .merged("SELECT id, a, b, deleted FROM $t ORDER BY id",
                        "1,x,12,false / 2,y,20,true / 3,z,30,false / 5000000000,w,40,false");
    }

    static Scenario indexes() {
        return Scenario.of("indexes, constraints, comments and engine options change nothing", "indexes", "'id'")
                .step(START)
                .step("CREATE INDEX i ON $t (b);; ALTER TABLE $t ADD UNIQUE KEY u (a), ADD CHECK (b > 0);;"
                        + " INSERT INTO $t VALUES (3, 'z', 30)")
                .step("DROP INDEX i ON $t;; ALTER TABLE $t COMMENT 'it''s', ENGINE = InnoDB, ROW_FORMAT = DYNAMIC;;"
                        + " ALTER TABLE $t DROP INDEX u;; ANALYZE TABLE $t;; OPTIMIZE TABLE $t;;"
                        + " INSERT INTO $t VALUES (4, 'w', 40)")
                .merged("SELECT id, a, b FROM $t ORDER BY id", "1,x,10 / 2,y,20 / 3,z,30 / 4,w,40");
    }

    static Scenario dropAndAddOther() {
        return Scenario.of("a column dropped and added again with another type", "readd", "'id'").step(START)
                .step("ALTER TABLE $t DROP a;; INSERT INTO $t VALUES (3, 30);; ALTER TABLE $t ADD a int FIRST;;"
                        + " INSERT INTO $t VALUES (1, 4, 40)")
                .step("UPDATE $t SET a = 2 WHERE id = 1")
                .merged("SELECT id, a, a__v_bigint, b FROM $t ORDER BY id",
                        "1,-,2,10 / 2,y,-,20 / 3,-,-,30 / 4,-,1,40");
    }

    /** In MariaDB json is another name of longtext. */
    static Scenario json() {
        return Scenario.of("a column of type json is added", "json", "'id'").step(START)
                .step("ALTER TABLE $t ADD j json;; INSERT INTO $t VALUES (3, 'z', 30, '{\"k\": \"ü 💧\"}')")
                .step("ALTER TABLE $t ADD k json FIRST;; UPDATE $t SET k = '[1]' WHERE id = 1")
                .merged("SELECT id, a, b, j, k FROM $t ORDER BY id", "1,x,10,-,[1] / 2,y,20,-,- / 3,z,30,{\"k\":"
                        + " \"ü 💧\"},-");
    }

    static Scenario names() {
        return Scenario.of("names: case, spaces, quotes, semicolons, keywords, Unicode", "names", "'User ID'")
                .step("CREATE TABLE $t (`User ID` int PRIMARY KEY, `select` text);; INSERT INTO $t VALUES (1, 's')")
                .step("ALTER TABLE $t ADD `b;c` int FIRST, ADD `Größe` int, ADD `it's` int, ADD `back``tick` int,"
                        + " ADD `d.e` int;; INSERT INTO $t VALUES (1, 2, 's', 3, 4, 5, 6);;"
                        + " ALTER TABLE $t RENAME COLUMN `b;c` TO `b, c -- d`;; UPDATE $t SET `it's` = 40")
                .merged("SELECT user_id, \"select\", b_c_d, gr_e, it_s, back_tick, d_e FROM $t ORDER BY user_id",
                        "1,s,-,-,40,-,- / 2,s,1,3,40,5,6");
    }

    static Scenario brokenDdl() {
        return Scenario.of("DDL that fails or changes nothing", "failed", "'id'").step(START)
                .step("CREATE TABLE IF NOT EXISTS $t (z int);; DROP TABLE IF EXISTS $s.nothing_m;;"
                        + " ALTER TABLE $t RENAME COLUMN a TO a;; ALTER TABLE $t ALTER b SET DEFAULT 3;;"
                        + " INSERT INTO $t (id) VALUES (3)")
                .merged("SELECT id, a, b FROM $t ORDER BY id", "1,x,10 / 2,y,20 / 3,-,3");
    }
}
