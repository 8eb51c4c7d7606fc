import java.util.List;

/** Tables that come, go and are renamed. {@code $t} is the table, {@code $n} its bare name, {@code $s} its database. */
final class TableScenarios {

    private static final String START = "CREATE TABLE $t (id int PRIMARY KEY, a varchar(20));;"
            + " INSERT INTO $t VALUES (1, 'x')";

    /** Rows that are read by themselves may come before a change of them or after it. */
    private static final String NEWEST = " QUALIFY row_number() OVER (PARTITION BY id ORDER BY __seq DESC) = 1 ORDER BY"
            + " id";

    private TableScenarios() {
    }

    static List<Scenario> all() {
        return List.of(renameWithin(), renameOut(), renameIn(), renameAlter(), renameChain(), truncate(), dropped(),
                recreated(),
                droppedTwo(), createdLater(), createLike(), createSelect(), severalStatements(), notCaptured(),
                otherDatabase(), droppedDatabase(), proceduresAndViews(), inTheMiddle());
    }

    static Scenario renameWithin() {
        return Scenario.of("RENAME TABLE within table_include_list: a new table beside the old", "rentab", "'id'")
                .step(START)
                .step("INSERT INTO $t VALUES (2, 'y');; RENAME TABLE $t TO $s.new_$n;; INSERT INTO $s.new_$n VALUES"
                        + " (3, 'z')")
                .step("ALTER TABLE $s.new_$n ADD b int FIRST;; UPDATE $s.new_$n SET a = 'xx', b = 5 WHERE id = 1")
                .both("SELECT id, a FROM $t ORDER BY id", "1,x / 2,y")
                .both("SELECT id, a, b FROM new_$n" + NEWEST, "1,xx,5 / 2,y,- / 3,z,-");
    }

    static Scenario renameOut() {
        return Scenario.of("RENAME TABLE out of table_include_list: its changes do not come, and back: all rows",
                "renout", "'id'")
                .step(START)
                .step("RENAME TABLE $t TO $t_gone;; INSERT INTO $t_gone VALUES (2, 'y');; ALTER TABLE $t_gone ADD b"
                        + " int FIRST")
                .step("RENAME TABLE $t_gone TO $t;; INSERT INTO $t VALUES (3, 3, 'z');; UPDATE $t SET a = 'xx' WHERE"
                        + " id = 1")
                .merged("SELECT id, a, b FROM $t ORDER BY id", "1,xx,- / 2,y,- / 3,z,3")
                .appended("SELECT id, a, b FROM $t" + NEWEST, "1,xx,- / 2,y,- / 3,z,3")
                .both("SELECT count(*) FROM duckdb_tables() WHERE table_name = '$n_gone'", "0");
    }

    static Scenario renameIn() {
        return Scenario.of("RENAME TABLE into table_include_list: its rows are read", "renin", "'id'")
                .step("CREATE TABLE $t_out (id int PRIMARY KEY, a varchar(20));; INSERT INTO $t_out VALUES (1, 'x'),"
                        + " (2, 'y')")
                .step("INSERT INTO $t_out VALUES (3, 'z');; ALTER TABLE $t_out ADD b int FIRST;;"
                        + " RENAME TABLE $t_out TO $t;; INSERT INTO $t VALUES (4, 4, 'w')")
                .step("UPDATE $t SET a = 'xx' WHERE id = 1;; DELETE FROM $t WHERE id = 2")
                .merged("SELECT id, a, b, deleted FROM $t ORDER BY id", "1,xx,-,false / 2,y,-,true / 3,z,-,false /"
                        + " 4,w,4,false")
                .appended("SELECT id, a, b, __op = 'delete' FROM $t" + NEWEST, "1,xx,-,false / 2,y,-,true /"
                        + " 3,z,-,false / 4,w,4,false");
    }

    static Scenario renameAlter() {
        return Scenario.of("ALTER TABLE … RENAME, also with other changes", "renalter", "'id'").step(START)
                .step("ALTER TABLE $t RENAME TO $s.new_$n;; ALTER TABLE $s.new_$n ADD b int, RENAME AS $s.newer_$n;;"
                        + " INSERT INTO $s.newer_$n VALUES (2, 'y', 2)")
                .step("UPDATE $s.newer_$n SET b = 1 WHERE id = 1")
                .both("SELECT id, a, b FROM newer_$n" + NEWEST, "1,x,1 / 2,y,2");
    }

    static Scenario renameChain() {
        return Scenario.of("two tables that swap their names through a third", "rench", "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a varchar(20));; CREATE TABLE $s.other_$n (b int, id int"
                        + " PRIMARY KEY);; INSERT INTO $t VALUES (1, 'x');; INSERT INTO $s.other_$n VALUES (10, 1)")
                .step("RENAME TABLE $t TO $s.tmp, $s.other_$n TO $t, $s.tmp TO $s.other_$n;;"
                        + " INSERT INTO $t VALUES (20, 2);; INSERT INTO $s.other_$n VALUES (3, 'z')")
                .step("RENAME TABLE $t TO $s.tmp, $s.other_$n TO $t, $s.tmp TO $s.other_$n;;"
                        + " INSERT INTO $t VALUES (4, 'w')")
                .both("SELECT id, a, b FROM $t ORDER BY id", "1,x,- / 2,-,20 / 4,w,-")
                .both("SELECT id, b, a FROM other_$n ORDER BY __seq", "1,10,- / 3,-,z");
    }

    static Scenario truncate() {
        return Scenario.of("TRUNCATE", "trunc", "'id'").step(START)
                .step("INSERT INTO $t VALUES (2, 'y');; TRUNCATE TABLE $t;; INSERT INTO $t VALUES (2, 'yy'), (3, 'z')")
                .step("TRUNCATE $t;; TRUNCATE $t;; INSERT INTO $t VALUES (4, 'w')")
                .merged("SELECT id, a, deleted FROM $t ORDER BY id", "1,x,true / 2,yy,true / 3,z,true / 4,w,false")
                .appended("SELECT __op, id, a FROM $t ORDER BY __seq", "snapshot,1,x / insert,2,y / truncate,-,- /"
                        + " insert,2,yy / insert,3,z / truncate,-,- / truncate,-,- / insert,4,w");
    }

    static Scenario dropped() {
        return Scenario.of("a table that is dropped stays as it was", "droptab", "'id'").step(START)
                .step("INSERT INTO $t VALUES (2, 'y');; UPDATE $t SET a = 'xx' WHERE id = 1;; DELETE FROM $t WHERE id ="
                        + " 2;; DROP TABLE $t")
                .merged("SELECT id, a, deleted FROM $t ORDER BY id", "1,xx,false / 2,y,true")
                .appended("SELECT __op, id, a FROM $t ORDER BY __seq", "snapshot,1,x / insert,2,y / update,1,xx /"
                        + " delete,2,y");
    }

    static Scenario recreated() {
        return Scenario.of("a table that is dropped and created again with other columns", "newtab", "'id'").step(START)
                .step("INSERT INTO $t VALUES (2, 'y');; DROP TABLE $t;; CREATE TABLE $t (b varchar(9) NOT NULL,"
                        + " id bigint PRIMARY KEY);; INSERT INTO $t VALUES ('b', 2), ('b', 5000000000)")
                .merged("SELECT id, a, b FROM $t ORDER BY id", "1,x,- / 2,-,b / 5000000000,-,b")
                .both(Scenario.TYPES, "id BIGINT, a VARCHAR, b VARCHAR");
    }

    static Scenario droppedTwo() {
        return Scenario.of("two tables dropped in one statement, and one created again", "droptwo", "'id'")
                .step(START + ";; CREATE TABLE $s.other_$n (id int PRIMARY KEY);; INSERT INTO $s.other_$n VALUES (1)")
                .step("DROP TABLE $t, $s.other_$n;; CREATE TABLE $t (id int PRIMARY KEY, c int);;"
                        + " INSERT INTO $t VALUES (2, 2)")
                .both("SELECT id, a, c FROM $t ORDER BY id", "1,x,- / 2,-,2").both("SELECT id FROM other_$n", "1");
    }

    static Scenario createdLater() {
        return Scenario.of("a table that is created after the start", "later", "'id'").step("SELECT 1")
                .step(START)
                .step("UPDATE $t SET a = 'y';; ALTER TABLE $t ADD b int;; DELETE FROM $t")
                .merged("SELECT id, a, b, deleted FROM $t ORDER BY id", "1,y,-,true")
                .appended("SELECT __op, id, a FROM $t ORDER BY __seq", "insert,1,x / update,1,y / delete,1,y");
    }

    static Scenario createLike() {
        return Scenario.of("CREATE TABLE … LIKE", "liketab", "'id'")
                .step(START + ";; CREATE TABLE $s.pattern_$n (id int PRIMARY KEY, b datetime(3), c varchar(9) CHARACTER"
                        + " SET latin1)")
                .step("CREATE TABLE $s.like_$n LIKE $t;; INSERT INTO $s.like_$n SELECT * FROM $t;;"
                        + " ALTER TABLE $s.like_$n ADD b int FIRST;; INSERT INTO $s.like_$n VALUES (2, 2, 'y')")
                .step("CREATE TABLE $s.like2_$n LIKE $s.pattern_$n;; INSERT INTO $s.like2_$n VALUES (1, '2024-01-01"
                        + " 10:00:00.123', 'ü')")
                .both("SELECT __op, id, a, b FROM like_$n ORDER BY __seq", "insert,1,x,- / insert,2,y,2")
                .both("SELECT id, b, c FROM like2_$n", "1,2024-01-01 10:00:00.123,ü");
    }

    static Scenario createSelect() {
        return Scenario.of("CREATE TABLE … SELECT", "selecttab", "'id'").step(START)
                .step("CREATE TABLE $s.copy_$n (KEY (id)) AS SELECT id, a, 1.5 AS b, now() AS c FROM $t;;"
                        + " INSERT INTO $s.copy_$n SELECT id + 1, 'y', 2.5, now() FROM $t")
                .step("CREATE TABLE $s.copy2_$n SELECT * FROM $s.copy_$n ORDER BY id;; UPDATE $s.copy2_$n SET a = 'z'"
                        + " WHERE id = 2;; CREATE TABLE $s.uncaptured_$n_copy SELECT * FROM $t;;"
                        + " INSERT INTO $t VALUES (2, 'y')")
                .both("SELECT __op, id, a, b FROM copy_$n ORDER BY __seq", "insert,1,x,1.5 / insert,2,y,2.5")
                .both("SELECT __op, id, a, b FROM copy2_$n ORDER BY __seq",
                        "insert,1,x,1.5 / insert,2,y,2.5 / update,2,z,2.5")
                .both("SELECT id, a FROM $t ORDER BY id", "1,x / 2,y");
    }

    static Scenario severalStatements() {
        return Scenario.of("several statements in one text", "multi", "'id'").step(START)
                .step("INSERT INTO $t VALUES (2, 'y'); ALTER TABLE $t ADD b int FIRST; INSERT INTO $t VALUES (3,"
                        + " 3, 'z'); ALTER TABLE $t DROP a; INSERT INTO $t VALUES (4, 4); TRUNCATE $t; ALTER TABLE $t"
                        + " ADD a varchar(9); INSERT INTO $t VALUES (5, 5, 'v')")
                .merged("SELECT id, a, b, deleted FROM $t ORDER BY id",
                        "1,x,-,true / 2,y,-,true / 3,z,3,true / 4,-,4,true / 5,v,5,false")
                .appended("SELECT __op, id, a, b FROM $t ORDER BY __seq", "snapshot,1,x,- / insert,2,y,- / insert,3,z,3"
                        + " / insert,4,-,4 / truncate,-,-,- / insert,5,v,5");
    }

    static Scenario notCaptured() {
        return Scenario.of("DDL of tables that are not captured", "uncapt", "'id'")
                .step(START + ";; CREATE TABLE $t_out (id int PRIMARY KEY, a int)")
                .step("ALTER TABLE $t_out ADD b int FIRST;; INSERT INTO $t_out VALUES (1, 1, 1);; TRUNCATE $t_out;;"
                        + " RENAME TABLE $t_out TO $t_away;; DROP TABLE $t_away;; INSERT INTO $t VALUES (2, 'y')")
                .both("SELECT id, a FROM $t ORDER BY id", "1,x / 2,y");
    }

    static Scenario otherDatabase() {
        return Scenario.of("tables that move between databases", "movedb", "'id'").step(START)
                .step("CREATE DATABASE IF NOT EXISTS $s_other;; RENAME TABLE $t TO $s_other.$n;;"
                        + " INSERT INTO $s_other.$n VALUES (2, 'y')")
                .step("RENAME TABLE $s_other.$n TO $t;; INSERT INTO $t VALUES (3, 'z')")
                .merged("SELECT id, a FROM $t ORDER BY id", "1,x / 2,y / 3,z")
                .appended("SELECT id, a FROM $t" + NEWEST, "1,x / 2,y / 3,z");
    }

    static Scenario droppedDatabase() {
        return Scenario.of("another database is made and dropped, with tables in it", "dropdb", "'id'").step(START)
                .step("CREATE DATABASE $s_$n;; CREATE TABLE $s_$n.$n (id int);; INSERT INTO $s_$n.$n VALUES (1)")
                .step("DROP DATABASE $s_$n;; INSERT INTO $t VALUES (2, 'y')")
                .both("SELECT id, a FROM $t ORDER BY id", "1,x / 2,y");
    }

    static Scenario proceduresAndViews() {
        return Scenario.of("views, triggers, procedures, events and users", "procs", "'id'")
                .step(START + ";; CREATE TABLE $s.$n_log (id int)")
                .step("CREATE VIEW $s.v_$n AS SELECT * FROM $t;; CREATE TRIGGER $s.g_$n AFTER INSERT ON $t FOR EACH ROW"
                        + " BEGIN INSERT INTO $s.$n_log VALUES (NEW.id); END;;"
                        + " CREATE PROCEDURE $s.p_$n() BEGIN INSERT INTO $t VALUES (2, 'y'); ALTER TABLE $t ADD b"
                        + " int FIRST; INSERT INTO $t VALUES (3, 3, 'z'); END;; CALL $s.p_$n()")
                .step("CREATE FUNCTION $s.f_$n(x int) RETURNS int DETERMINISTIC RETURN x + 1;;"
                        + " CREATE EVENT $s.e_$n ON SCHEDULE EVERY 1 DAY DO DELETE FROM $t;;"
                        + " CREATE USER u_$n IDENTIFIED BY 'x'; GRANT SELECT ON $t TO u_$n; DROP USER u_$n;;"
                        + " DROP VIEW $s.v_$n;; DROP TRIGGER $s.g_$n;; DROP PROCEDURE $s.p_$n;;"
                        + " INSERT INTO $t VALUES (4, 4, 'w')")
                .merged("SELECT id, a, b FROM $t ORDER BY id", "1,x,- / 2,y,- / 3,z,3 / 4,w,4");
    }

    static Scenario inTheMiddle() {
        return Scenario.of("DDL commits the transaction that it stands in", "middle", "'id'").step(START)
                .step("BEGIN; INSERT INTO $t VALUES (2, 'y'); ALTER TABLE $t ADD b int FIRST; INSERT INTO $t VALUES (3,"
                        + " 3, 'z'); ROLLBACK;; BEGIN; INSERT INTO $t VALUES (9, 9, 'never'); SAVEPOINT s; INSERT INTO"
                        + " $t VALUES (8, 8, 'never'); ROLLBACK TO s; INSERT INTO $t VALUES (4, 4, 'w'); DELETE FROM $t"
                        + " WHERE id = 9; COMMIT")
                .merged("SELECT id, a, b FROM $t WHERE NOT deleted ORDER BY id", "1,x,- / 2,y,- / 3,z,3 / 4,w,4");
    }
}
