import java.util.ArrayList;
import java.util.List;

/** Row identity: keys, replica identity, TRUNCATE, values that the source leaves out. */
final class IdentityScenarios {

    private static final String BIG = "repeat('%s', 5000)";

    private IdentityScenarios() {
    }

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>(List.of(compositeKey(), keyUpdate(), swappedKeys(), full(), nothing(),
                usingIndex(), withoutKey(), rotatedKeys(), sharedKeys(),
                sharedUnique(), sharedWithIndex(), truncateOne(), truncateTwo(), configuredKeyWithFull(), names(),
                keyInOtherSpelling()));
        for (String identity : List.of("DEFAULT", "FULL")) {
            all.add(toast(identity));
        }
        all.addAll(keyTypes());
        return all;
    }

    static Scenario compositeKey() {
        return Scenario.of("composite key, in another order than the table's", "compkey", "['b', 'a']")
                .step("CREATE TABLE $t (a int, b text, v int, PRIMARY KEY (a, b));; INSERT INTO $t VALUES (1, 'x', 1),"
                        + " (1, 'y', 2)")
                .step("UPDATE $t SET v = 10 WHERE b = 'x';; UPDATE $t SET b = 'z' WHERE b = 'y';;"
                        + " INSERT INTO $t VALUES (2, 'x', 3);; DELETE FROM $t WHERE a = 2")
                .merged("SELECT a, b, v, deleted FROM $t ORDER BY a, b",
                        "1,x,10,false / 1,y,2,true / 1,z,2,false / 2,x,3,true");
    }

    static Scenario keyUpdate() {
        return Scenario.of("update of the key: the old row is deleted, the new one is there", "keyupd", "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a text);; INSERT INTO $t VALUES (1, 'x'), (2, 'y')")
                .step("UPDATE $t SET id = 3, a = 'xx' WHERE id = 1;; UPDATE $t SET id = 4 WHERE id = 3")
                .step("UPDATE $t SET id = 1 WHERE id = 4;; DELETE FROM $t WHERE id = 2;; INSERT INTO $t VALUES (2,"
                        + " 'again')")
                .merged("SELECT id, a, deleted FROM $t ORDER BY id", "1,xx,false / 2,again,false / 3,xx,true /"
                        + " 4,xx,true")
                .merged("SELECT count(*), count(DISTINCT _dlt_id) FROM $t", "4,4")
                .appended("SELECT __op, id, a FROM $t ORDER BY __seq",
                        "snapshot,1,x / snapshot,2,y / delete,1,- / insert,3,xx / delete,3,- / insert,4,xx / delete,4,-"
                                + " / insert,1,xx / delete,2,- / insert,2,again");
    }

    static Scenario swappedKeys() {
        return Scenario.of("two rows swap their keys in one transaction", "swap", "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a text);; INSERT INTO $t VALUES (1, 'x'), (2, 'y')")
                .step("BEGIN; UPDATE $t SET id = -1 WHERE id = 1; UPDATE $t SET id = 1 WHERE id = 2;"
                        + " UPDATE $t SET id = 2 WHERE id = -1; COMMIT")
                .merged("SELECT id, a, deleted FROM $t ORDER BY id", "-1,x,true / 1,y,false / 2,x,false");
    }

    static Scenario full() {
        return Scenario.of("REPLICA IDENTITY FULL: a delete brings the whole row", "ridfull", "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a text);; ALTER TABLE $t REPLICA IDENTITY FULL;;"
                        + " INSERT INTO $t VALUES (1, 'x'), (2, 'y')")
                .step("UPDATE $t SET id = 3 WHERE id = 1;; DELETE FROM $t WHERE id = 2")
                .merged("SELECT id, a, deleted FROM $t ORDER BY id", "1,x,true / 2,y,true / 3,x,false")
                .appended("SELECT __op, id, a FROM $t ORDER BY __seq",
                        "snapshot,1,x / snapshot,2,y / delete,1,x / insert,3,x / delete,2,y");
    }

    static Scenario nothing() {
        return Scenario.of("REPLICA IDENTITY NOTHING: inserts come", "ridnone", "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a text);; ALTER TABLE $t REPLICA IDENTITY NOTHING;;"
                        + " INSERT INTO $t VALUES (1, 'x')")
                .step("INSERT INTO $t VALUES (2, 'y')")
                .both("SELECT id, a FROM $t ORDER BY id", "1,x / 2,y");
    }

    static Scenario usingIndex() {
        return Scenario.of("REPLICA IDENTITY USING INDEX: the configured key is the index's", "ridindex", "'code'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, code text NOT NULL, a text);;"
                        + " CREATE UNIQUE INDEX $n_i ON $t (code);; ALTER TABLE $t REPLICA IDENTITY USING INDEX $n_i;;"
                        + " INSERT INTO $t VALUES (1, 'p', 'x'), (2, 'q', 'y')")
                .step("UPDATE $t SET code = 'r' WHERE id = 1;; DELETE FROM $t WHERE id = 2;; INSERT INTO $t VALUES (3,"
                        + " 's', 'z');; UPDATE $t SET id = 4 WHERE id = 3")
                .merged("SELECT code, id, a, deleted FROM $t ORDER BY code",
                        "p,1,x,true / q,2,y,true / r,1,x,false / s,4,z,false");
    }

    static Scenario withoutKey() {
        return Scenario.of("a table without a key, REPLICA IDENTITY FULL", "nokey", "['id', 'a']")
                .step("CREATE TABLE $t (id int, a text, b int);; ALTER TABLE $t REPLICA IDENTITY FULL;;"
                        + " INSERT INTO $t VALUES (1, 'x', 1), (2, 'y', 1)")
                .step("UPDATE $t SET b = 5 WHERE id = 1;; UPDATE $t SET a = 'yy' WHERE id = 2;;"
                        + " DELETE FROM $t WHERE id = 1")
                .merged("SELECT id, a, b, deleted FROM $t ORDER BY id, a", "1,x,5,true / 2,y,1,true / 2,yy,1,false")
                .appended("SELECT __op, id, a, b FROM $t ORDER BY __seq",
                        "snapshot,1,x,1 / snapshot,2,y,1 / update,1,x,5 / update,2,yy,1 / delete,1,x,5");
    }

    /** Two rows have one key until the transaction ends; the log has delete and insert of one row after the other. */
    static Scenario rotatedKeys() {
        return Scenario.of("a deferrable primary key: keys are rotated", "rotated", "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, song text);;"
                        + " ALTER TABLE $t REPLICA IDENTITY FULL;; INSERT INTO $t VALUES (1, 'A'), (2, 'B'), (3, 'C')")
                .step("UPDATE $t SET id = id % 3 + 1")
                .merged("SELECT id, song, deleted FROM $t ORDER BY id", "1,C,false / 2,A,false / 3,B,false")
                .appended("SELECT id, song FROM $t QUALIFY row_number() OVER (PARTITION BY id ORDER BY __seq DESC)"
                        + " = 1 AND __op <> 'delete' ORDER BY id", "1,C / 2,A / 3,B")
                .appended("SELECT __op, id, song FROM $t WHERE __op <> 'snapshot' ORDER BY __seq",
                        "delete,1,A / insert,2,A / update,2,A / insert,3,B / update,3,B / insert,1,C");
    }

    static Scenario sharedKeys() {
        return Scenario.of("a deferrable primary key: old and new row of a key are changed and deleted", "sharedkey",
                "['id', 'b']")
                .step("CREATE TABLE $t (id int, b int, song text, PRIMARY KEY (id, b) DEFERRABLE);;"
                        + " ALTER TABLE $t REPLICA IDENTITY FULL;; INSERT INTO $t VALUES (1, 1, 'A'), (2, 1, 'B'), (3,"
                        + " 1, 'C'), (4, 1, NULL)")
                .step("BEGIN; SET CONSTRAINTS ALL DEFERRED; INSERT INTO $t VALUES (1, 1, 'X'); UPDATE $t SET song = 'Y'"
                        + " WHERE song = 'A'; UPDATE $t SET song = 'Z' WHERE song = 'X'; DELETE FROM $t WHERE song ="
                        + " 'Y'; COMMIT;; BEGIN; SET CONSTRAINTS ALL DEFERRED; INSERT INTO $t VALUES (2, 1, 'B');"
                        + " DELETE FROM $t WHERE ctid = (SELECT max(ctid) FROM $t WHERE id = 2); COMMIT;;"
                        + " BEGIN; SET CONSTRAINTS ALL DEFERRED; DELETE FROM $t WHERE id = 3; INSERT INTO $t VALUES (3,"
                        + " 1, 'D'), (4, 1, 'E'); DELETE FROM $t WHERE song IS NULL; INSERT INTO $t VALUES (5, 1, 'F');"
                        + " DELETE FROM $t WHERE song = 'F'; COMMIT")
                .merged("SELECT id, song, deleted FROM $t ORDER BY id", "1,Z,false / 2,B,false / 3,D,false / 4,E,false"
                        + " / 5,F,true")
                .appended("SELECT id, song, __op = 'delete' FROM $t QUALIFY row_number() OVER (PARTITION BY id ORDER BY"
                        + " __seq DESC) = 1 ORDER BY id", "1,Z,false / 2,B,false / 3,D,false / 4,E,false / 5,F,true");
    }

    static Scenario sharedUnique() {
        return Scenario.of("merged by a column that is unique at the transaction's end only", "sharedcode", "'code'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, code text, a text, UNIQUE (code) DEFERRABLE INITIALLY"
                        + " DEFERRED);; ALTER TABLE $t REPLICA IDENTITY FULL;; INSERT INTO $t VALUES (1, 'p',"
                        + " repeat('x', 5000)), (2, 'q', 'y')")
                .step("BEGIN; UPDATE $t SET code = 'q' WHERE id = 1; UPDATE $t SET code = 'p' WHERE id = 2; COMMIT;;"
                        + " INSERT INTO $t VALUES (3, 'r', 'z')")
                .merged("SELECT code, id, left(a, 1), length(a), deleted FROM $t ORDER BY code",
                        "p,2,y,1,false / q,1,x,5000,false / r,3,z,1,false");
    }

    static Scenario sharedWithIndex() {
        return Scenario.of("a deferrable primary key, and REPLICA IDENTITY USING INDEX of another",
                "sharedindex", "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, code int NOT NULL, song"
                        + " text);; CREATE UNIQUE INDEX $n_i ON $t (id, code);; ALTER TABLE $t REPLICA IDENTITY USING"
                        + " INDEX $n_i;; ALTER TABLE $t ALTER song SET STORAGE EXTERNAL;;"
                        + " INSERT INTO $t SELECT i, 10 + i, repeat(chr(64 + i), 5000) FROM generate_series(1, 3) i")
                .step("UPDATE $t SET id = id % 3 + 1;; UPDATE $t SET code = code + 10 WHERE id = 1;;"
                        + " DELETE FROM $t WHERE id = 3")
                .merged("SELECT id, code, left(song, 1), length(song), deleted FROM $t ORDER BY id",
                        "1,23,C,5000,false / 2,11,A,5000,false / 3,12,B,5000,true");
    }

    static Scenario truncateOne() {
        return Scenario.of("TRUNCATE", "trunc", "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a text);; INSERT INTO $t VALUES (1, 'x'), (2, 'y')")
                .step("INSERT INTO $t VALUES (3, 'z');; TRUNCATE $t;; INSERT INTO $t VALUES (2, 'again'), (4, 'w')")
                .merged("SELECT id, a, deleted FROM $t ORDER BY id", "1,x,true / 2,again,false / 3,z,true / 4,w,false")
                .appended("SELECT __op, id, a FROM $t ORDER BY __seq",
                        "snapshot,1,x / snapshot,2,y / insert,3,z / truncate,-,- / insert,2,again / insert,4,w");
    }

    static Scenario truncateTwo() {
        return Scenario.of("TRUNCATE of two tables, and one that no row followed", "trunctwo", "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a text);; INSERT INTO $t VALUES (1, 'x');;"
                        + " CREATE TABLE $t_b (id int PRIMARY KEY, a text);; INSERT INTO $t_b VALUES (1, 'x')")
                .step("INSERT INTO $t VALUES (2, 'y');; TRUNCATE $t, $t_b")
                .merged("SELECT id, a, deleted FROM $t ORDER BY id", "1,x,true / 2,y,true")
                .appended("SELECT __op, id FROM $t ORDER BY __seq", "snapshot,1 / insert,2 / truncate,-")
                .both("SELECT __op, id FROM $n_b ORDER BY __seq", "snapshot,1 / truncate,-");
    }

    static Scenario configuredKeyWithFull() {
        return Scenario.of("a configured key that is not the source's, REPLICA IDENTITY FULL", "otherkey", "'code'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, code text, a text);; ALTER TABLE $t REPLICA IDENTITY FULL;;"
                        + " INSERT INTO $t VALUES (1, 'p', 'x'), (2, 'q', 'y')")
                .step("UPDATE $t SET code = 'r' WHERE id = 1;; UPDATE $t SET id = 5 WHERE id = 1;;"
                        + " DELETE FROM $t WHERE id = 2")
                .merged("SELECT code, id, a, deleted FROM $t ORDER BY code", "p,1,x,true / q,2,y,true / r,5,x,false");
    }

    /** Values of more than 2 kB that an update leaves alone are not sent. */
    static Scenario toast(String identity) {
        String table = "toast" + identity.toLowerCase();
        StringBuilder rows = new StringBuilder();
        for (int id = 1; id <= 8; id++) {
            rows.append(";; INSERT INTO $t VALUES (").append(id).append(", 0, ").append(BIG.formatted("a")).append(", ")
                    .append(BIG.formatted("b")).append(")");
        }
        String insert = "INSERT INTO $t VALUES (%d, 0, " + BIG.formatted("a") + ", " + BIG.formatted("b") + ")";
        return Scenario.of("values left out by the source, REPLICA IDENTITY " + identity, table, "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, n int, big text, big2 text);;"
                        + " ALTER TABLE $t ALTER big SET STORAGE EXTERNAL, ALTER big2 SET STORAGE EXTERNAL;;"
                        + " ALTER TABLE $t REPLICA IDENTITY " + identity + rows)
                .step("UPDATE $t SET n = 1 WHERE id = 1;;"                                              // update only
                        // insert + update
                        + insert.formatted(11) + ";; UPDATE $t SET n = 1 WHERE id = 11;;"
                        // update + delete
                        + "UPDATE $t SET n = 1 WHERE id = 2;; DELETE FROM $t WHERE id = 2;;"
                        // two columns
                        + "UPDATE $t SET big = " + BIG.formatted("c") + " WHERE id = 3;;"
                        + "UPDATE $t SET big2 = " + BIG.formatted("d") + " WHERE id = 3;; UPDATE $t SET n = 2 WHERE"
                        // key move
                        + " id = 3;;UPDATE $t SET id = 14 WHERE id = 4;; UPDATE $t SET n = 4 WHERE id = 14;;"
                        + "UPDATE $t SET n = 5 WHERE id = 5;; UPDATE $t SET id = 15 WHERE id = 5;;"
                        + "UPDATE $t SET id = 16 WHERE id = 6;; UPDATE $t SET id = 26 WHERE id = 16;;"
                        + "UPDATE $t SET big = NULL WHERE id = 7;; UPDATE $t SET n = 7 WHERE id = 7;;"
                        + "DELETE FROM $t WHERE id = 8;;" + insert.formatted(8) + ";; UPDATE $t SET n = 8 WHERE id = 8")
                .step("UPDATE $t SET n = n + 100")
                .merged("SELECT id, n, left(big, 1) || length(big), left(big2, 1) || length(big2), deleted FROM $t"
                        + " ORDER BY id",
                        "1,101,a5000,b5000,false / 2,1,a5000,b5000,true / 3,102,c5000,d5000,false /"
                                + " 4,0,a5000,b5000,true / 5,5,a5000,b5000,true / 6,0,a5000,b5000,true /"
                                + " 7,107,-,b5000,false / 8,108,a5000,b5000,false / 11,101,a5000,b5000,false /"
                                + " 14,104,a5000,b5000,false / 15,105,a5000,b5000,false / 16,0,a5000,b5000,true /"
                                + " 26,100,a5000,b5000,false")
                .appended("SELECT id, string_agg(n || coalesce(left(big, 1) || length(big), '-')"
                        + " || coalesce(left(big2, 1) || length(big2), '-'), ' ' ORDER BY __seq)"
                        + " FROM $t WHERE __op <> 'delete' GROUP BY id ORDER BY id",
                        "1,0a5000b5000 1a5000b5000 101a5000b5000 / 2,0a5000b5000 1a5000b5000"
                                + " / 3,0a5000b5000 0c5000b5000 0c5000d5000 2c5000d5000 102c5000d5000"
                                + " / 4,0a5000b5000 / 5,0a5000b5000 5a5000b5000 / 6,0a5000b5000"
                                + " / 7,0a5000b5000 0-b5000 7-b5000 107-b5000"
                                + " / 8,0a5000b5000 0a5000b5000 8a5000b5000 108a5000b5000"
                                + " / 11,0a5000b5000 1a5000b5000 101a5000b5000 / 14,0a5000b5000 4a5000b5000"
                                + " 104a5000b5000 / 15,5a5000b5000 105a5000b5000 / 16,0a5000b5000 / 26,0a5000b5000"
                                + " 100a5000b5000");
    }

    static Scenario names() {
        String long63 = "n".repeat(62) + "Z";
        return Scenario.of("names: case, spaces, quotes, semicolons, dots, keywords, Unicode, 63 characters", "names",
                "'User ID'")
                .step("CREATE TABLE $t (\"User ID\" int PRIMARY KEY, \"select\" text, \"a\"\"b;c\" int, \"d.e\" int,"
                        + " \"Größe\" int, \"" + long63 + "\" int, \"it's\" int, \"back\\slash\" int, \"order\" text);;"
                        + " INSERT INTO $t VALUES (1, 's', 1, 2, 3, 4, 5, 6, 'o')")
                .step("UPDATE $t SET \"a\"\"b;c\" = 10, \"d.e\" = 20, \"Größe\" = 30, \"" + long63
                        + "\" = 40, \"it's\" = 50, \"back\\slash\" = 60")
                .step("INSERT INTO $t VALUES (2, 's', 1, 2, 3, 4, 5, 6, 'o');; DELETE FROM $t WHERE \"User ID\" = 2")
                .merged("SELECT user_id, \"select\", a_b_c, d_e, gr_e, " + "n".repeat(62)
                        + "_z, it_s, back_slash, \"order\", deleted FROM $t ORDER BY 1",
                        "1,s,10,20,30,40,50,60,o,false / 2,s,1,2,3,4,5,6,o,true");
    }

    static Scenario keyInOtherSpelling() {
        return Scenario.of("a key that is configured by its destination's name", "keyname", "'user_id'")
                .step("CREATE TABLE $t (\"userId\" int PRIMARY KEY, a text);; INSERT INTO $t VALUES (1, 'x')")
                .step("UPDATE $t SET a = 'y';; INSERT INTO $t VALUES (2, 'z');; DELETE FROM $t WHERE \"userId\" = 2")
                .merged("SELECT user_id, a, deleted FROM $t ORDER BY 1", "1,y,false / 2,z,true");
    }

    /** Each type with two values; the second is updated, then deleted, and the first one moves to a third. */
    static List<Scenario> keyTypes() {
        List<Scenario> all = new ArrayList<>();
        String[][] types = {
            {"smallint", "-32768", "1", "32767"}, {"bigint", "-9223372036854775808", "1", "9223372036854775807"},
            {"boolean", "false", "true", "NOT k"}, {"real", "1.1", "-2.5", "3.4e38"}, {"double precision", "0.1",
                    "1e-300", "1e300"},
            {"numeric(38,5)", "1.10000", "-1", "999999999999999999999999999999999.99999"},
            {"numeric", "1.5", "1.50001", "0"},
            {"text", "''", "'é 💧'", "'a''b'"}, {"varchar(5)", "'a'", "'A'", "' a'"}, {"char(5)", "'a'", "'b'", "'c'"},
            {"uuid", "'00000000-0000-0000-0000-000000000001'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
                "'80000000-0000-0000-0000-000000000000'"},
            {"bytea", "'\\x00'", "'\\x'", "'\\xff00'"}, {"date", "'2024-01-01'", "'0001-01-01'", "'infinity'"},
            {"time", "'00:00'", "'23:59:59.999999'", "'12:00:00.000001'"},
            {"timestamp", "'2024-01-01 00:00:00.000001'", "'1969-12-31 23:59:59.999999'", "'infinity'"},
            {"timestamptz", "'2024-01-01 00:00:00.000001+02'", "'1969-12-31 23:59:59.999999Z'", "'-infinity'"},
            {"interval", "'1 day'", "'1 month'", "'-1 year 3 s'"}, {"inet", "'10.0.0.1'", "'10.0.0.0/8'", "'::1'"},
            {"money", "'1.10'", "'-2.20'", "'3.30'"}, {"macaddr", "'08:00:2b:01:02:03'", "'08:00:2b:01:02:04'",
                    "'08:00:2b:01:02:05'"},
            {"bit(3)", "B'101'", "B'000'", "B'111'"}, {"int[]", "'{1,2}'", "'{}'", "'{3}'"},
            {"jsonb", "'{\"a\": 1}'", "'[]'", "'null'"}, {"int4range", "'[1,5)'", "'empty'", "'[7,9)'"}};
        for (int i = 0; i < types.length; i++) {
            String[] t = types[i];
            boolean bool = t[0].equals("boolean");
            all.add(Scenario.of("key of type " + t[0], "kt" + i, "'k'").brief()
                    .step("CREATE TABLE $t (k " + t[0] + " PRIMARY KEY, v int);; INSERT INTO $t VALUES (" + t[1]
                            + ", 1), (" + t[2] + ", 2)")
                    .step("UPDATE $t SET v = 20 WHERE k = " + t[2])
                    .step("UPDATE $t SET v = 21 WHERE k = " + t[2] + ";; DELETE FROM $t WHERE k = " + t[2])
                    .step("UPDATE $t SET v = 10 WHERE v = 1;; UPDATE $t SET k = " + t[3])
                    .merged("SELECT v, deleted FROM $t ORDER BY v, deleted",
                            bool ? "10,false / 10,true" : "10,false / 10,true / 21,true"));
        }
        return all;
    }
}
