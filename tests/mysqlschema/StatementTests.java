import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Statements that Debezium's parser does not take, or takes for others: what they are about decides what becomes of
 * them.
 */
final class StatementTests extends BinlogTests {

    StatementTests(Path folder, Promises promises, BinlogSource source) {
        super(folder, promises, source);
    }

    void run() throws Exception {
        comments();
        others();
        captured();
        droppedDatabase();
    }

    private void comments() throws Exception {
        loaded("statement: words in comments are no part of it", KEY, run -> {
            run.session("/* full or delta */ CREATE TABLE o (id int); -- rebuild t: drop or keep?\nALTER TABLE t ADD b"
                    + " int FIRST;" + " # rename table t to u\nINSERT INTO t VALUES (7, 2, 'y');"
                    + " /*! ALTER */ TABLE /* rename t to u */ t /*!50000 ADD c int AFTER b, /* no */ ADD d varchar(9)"
                    + " DEFAULT '*/' */ ; INSERT INTO t VALUES (8, 9, 3, 'z', 'd');"
                    + " --\nALTER /*!99999 no */ TABLE t --\tb\n ADD e int FIRST /*!99999 , ADD f int */;"
                    + " INSERT INTO t VALUES (1, 8, 9, 4, 'w', 'd')");
            if (!source.isMysql()) {
                run.session("/* full or delta */ CREATE OR REPLACE TABLE o (id int /* or replace */); -- or\nCREATE /*"
                        + " or */ OR -- to\n REPLACE TABLE t (a varchar(20), id int PRIMARY KEY); INSERT INTO t VALUES"
                        + " ('v', 5); ALTER TABLE t /*M! ADD x int */ /*!50799 ADD y int */; INSERT INTO t VALUES ('v',"
                        + " 6, 1)");
            }
            return run.toCurrent() + run.differs("1,x,-,-,-,- / 2,y,7,-,-,- / 3,z,8,9,d,- / 4,w,8,9,d,1"
                    + (source.isMysql() ? "" : " / 5,v,-,-,-,- / 6,v,-,-,-,-"),
                    "SELECT id, a, b, c, d, e FROM t ORDER BY id");
        });
        loaded("statement: backslashes and quotes as the session's sql_mode has them", KEY, run -> {
            run.session("SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'; ALTER TABLE t ADD \"b \"\"c\" varchar(9)"
                    + " DEFAULT '\\' /*! COMMENT 'a -- \\' FIRST */; INSERT INTO t VALUES ('-', 2, 'y')");
            return run.toCurrent() + run.differs("1,x / 2,y", "SELECT id, a FROM t ORDER BY id");
        });
    }

    /** Of other databases and of tables that are not captured; each also has the word t, the table that is. */
    private static final String[] ANY = {
        "CREATE TABLE $o.x (t int, v int, INDEX i (t)) COMMENT 'alter table t'",
                "CREATE TABLE $o.t (id int PRIMARY KEY)",
        "CREATE EVENT $o.ev ON SCHEDULE EVERY 1 DAY STARTS '2040-01-01 00:00:00' DO ALTER TABLE $d.t ADD never int",
        "ALTER EVENT $o.ev DISABLE", "CREATE TRIGGER $o.tr BEFORE INSERT ON $o.t FOR EACH ROW BEGIN SET @x = 1; END",
        "CREATE PROCEDURE $o.pr() BEGIN CREATE TEMPORARY TABLE t (id int); DROP TABLE t; ALTER TABLE $d.t ADD never"
                + " int; TRUNCATE $d.t; END",
        "CREATE FUNCTION $o.fu(t int) RETURNS int DETERMINISTIC RETURN t + 1",
        "CREATE VIEW $o.vi AS SELECT t FROM $o.x", "CREATE OR REPLACE VIEW $o.vi AS SELECT v AS t FROM $o.x",
        "CREATE SERVER s_$o FOREIGN DATA WRAPPER mysql OPTIONS (HOST '127.0.0.1', DATABASE 'd', USER 'u')",
        "DROP SERVER s_$o", "CREATE USER u_$o IDENTIFIED BY 'x'", "GRANT SELECT ON $o.* TO u_$o", "DROP USER u_$o",
        "CREATE TABLE $o.pa (id int, t int) PARTITION BY LIST (t) (PARTITION p1 VALUES IN (1, 2), PARTITION p2 VALUES"
                + " IN (3))",
        "ALTER TABLE $o.pa REORGANIZE PARTITION p1 INTO (PARTITION a VALUES IN (1), PARTITION b VALUES IN (2))",
        "ANALYZE TABLE $o.x", "OPTIMIZE TABLE $o.x", "FLUSH TABLES"};
    private static final String[] MYSQL = {
        "CREATE RESOURCE GROUP rg_$o TYPE = USER VCPU = 0", "DROP RESOURCE GROUP rg_$o",
        "CREATE TABLE $o.ve (id int PRIMARY KEY, t VECTOR(3) NOT NULL)",
        "CREATE TABLE $o.ge (id int PRIMARY KEY, g POINT NOT NULL SRID 4326, SPATIAL INDEX (g))",
        "CREATE LIBRARY $o.li LANGUAGE JAVASCRIPT AS $$ export function t(n) { return n } $$",
        "CREATE JSON RELATIONAL DUALITY VIEW $o.jv AS SELECT JSON_DUALITY_OBJECT('_id': id) FROM $o.t",
        "CREATE TABLE $o.ch (id int, t int CHECK (t > 0) NOT ENFORCED, KEY f ((t + 1) DESC), v int INVISIBLE)"
                + " AUTOEXTEND_SIZE = 4M",
        "CREATE SPATIAL REFERENCE SYSTEM 990001 NAME 't' DEFINITION 'GEOGCS[\"t\",DATUM[\"t\",SPHEROID[\"t\",6378137,"
                + "298.257223563]],"
            + "PRIMEM[\"t\",0],UNIT[\"t\",0.017453292519943278],AXIS[\"Lat\",NORTH],AXIS[\"Lon\",EAST]]'",
        "DROP SPATIAL REFERENCE SYSTEM 990001", "ALTER INSTANCE RELOAD TLS", "CREATE UNDO TABLESPACE un_$o ADD DATAFILE"
                + " 'un_$o.ibu'"};
    private static final String[] MARIADB = {
        "CREATE SEQUENCE $o.sq START WITH 5 INCREMENT BY 2", "ALTER SEQUENCE $o.sq RESTART 9", "DROP SEQUENCE $o.sq",
        "CREATE TABLE $o.sv (id int, t int) WITH SYSTEM VERSIONING",
        "CREATE TABLE $o.pe (id int, a date, b date, t int, PERIOD FOR e(a, b), UNIQUE (id, e WITHOUT OVERLAPS))",
        "CREATE TABLE $o.sx (id int, t int, s timestamp(6) GENERATED ALWAYS AS ROW START, e timestamp(6) GENERATED"
            + " ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME(s, e)) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME"
            + " INTERVAL 1 DAY AUTO PARTITIONS 2",
        "ALTER TABLE $o.t ADD SYSTEM VERSIONING", "ALTER TABLE $o.sv DROP SYSTEM VERSIONING",
        "SET STATEMENT max_statement_time = 10 FOR ALTER TABLE $o.x ADD w int",
        "SET STATEMENT lock_wait_timeout = 9 FOR TRUNCATE TABLE $o.x",
        "CREATE TABLE $o.de (t int) PARTITION BY LIST (t) (PARTITION a VALUES IN (1), PARTITION b DEFAULT)",
        "CREATE TABLE $o.vc (id int PRIMARY KEY, t VECTOR(3) NOT NULL, VECTOR INDEX (t) M=8 DISTANCE=cosine)",
        "CREATE TABLE $o.ui (t UUID, a INET6, b INET4, c int INVISIBLE, d int AS (c + 1) PERSISTENT)",
        "ALTER TABLE IF EXISTS $o.ui ADD COLUMN IF NOT EXISTS z int, DROP COLUMN IF EXISTS q, RENAME INDEX IF EXISTS"
                + " k TO l",
        "CREATE OR REPLACE INDEX i2 ON $o.x (v) IGNORED", "ALTER TABLE $o.x ALTER INDEX i2 NOT IGNORED",
        "CREATE ROLE r_$o", "DROP ROLE r_$o", "CREATE OR REPLACE SERVER s2_$o FOREIGN DATA WRAPPER mysql OPTIONS (HOST"
                + " '127.0.0.1', DATABASE 't')"};

    private List<String> statements() {
        List<String> all = new ArrayList<>(List.of(ANY));
        all.addAll(List.of(source.isMysql() ? MYSQL : MARIADB));
        return all;
    }

    private void others() throws Exception {
        loaded("statement: nothing about tables that are not captured ends the stream", KEY, run -> {
            String other = run.database + "_other";
            run.sql("CREATE DATABASE " + other);
            int made = 0;
            for (String each : statements()) {
                try {
                    run.session(each.replace("$o", other));
                    made++;
                }
                catch (java.sql.SQLException refused) {
                    System.out.println("# the server refuses " + each + ": " + refused.getMessage());
                }
            }
            run.sql("INSERT INTO $d.t VALUES (2, 'y')");
            String wrong = made < statements().size() - 4 ? "only " + made + " statements were taken" : "";
            return wrong + run.toCurrent() + run.toCurrent() + run.differs("1,x,false / 2,y,false",
                    "SELECT id, a, deleted FROM t ORDER BY id");
        });
        play("statement: no table that is not captured ends the snapshot, nor a run from the history", KEY, run -> {
            String other = run.database + "_other";
            run.sql("CREATE DATABASE " + other);
            for (String each : statements()) {
                try {
                    run.session(each.replace("$o", other).replace("$d", other));
                }
                catch (java.sql.SQLException refused) {
                    continue;
                }
            }
            String wrong = run.toCurrent();
            run.sql("INSERT INTO $d.t VALUES (2, 'y')");
            return wrong + run.toCurrent() + run.differs("1,x / 2,y", "SELECT id, a FROM t ORDER BY id");
        });
    }

    private static final String[] NO_COLUMNS_MYSQL = {"ALTER TABLE t ADD INDEX i ((concat(a, 'x')) DESC) COMMENT 'c'",
            "ALTER TABLE t ALTER INDEX i INVISIBLE",
        "ALTER TABLE t AUTOEXTEND_SIZE = 4M, SECONDARY_ENGINE_ATTRIBUTE = '{}'",
        "ALTER TABLE t ADD CONSTRAINT c CHECK (id > 0) NOT ENFORCED",
        "ALTER TABLE t PARTITION BY KEY ALGORITHM = 2 (id) PARTITIONS 4", "ALTER TABLE t REMOVE PARTITIONING"};
    private static final String[] NO_COLUMNS_MARIADB = {"ALTER TABLE t ADD INDEX IF NOT EXISTS i (a) IGNORED",
            "ALTER TABLE t ALTER INDEX i NOT IGNORED",
        "ALTER TABLE t ADD COLUMN v VECTOR(2) NOT NULL DEFAULT x'0000000000000000', ADD VECTOR INDEX (v) M=8"
                + " DISTANCE=cosine",
        "ALTER TABLE t DROP COLUMN v", "ALTER TABLE t ADD CONSTRAINT IF NOT EXISTS c CHECK (id > 0)",
        "ALTER TABLE t PAGE_COMPRESSED=1", "ALTER TABLE t PARTITION BY LIST (id) (PARTITION a VALUES IN (1), PARTITION"
                + " b DEFAULT, PARTITION c VALUES IN (1000))", "ALTER TABLE t CONVERT PARTITION c TO TABLE t_c",
            "ALTER TABLE t CONVERT TABLE t_c TO PARTITION c VALUES IN (1000)", "ALTER TABLE t REMOVE PARTITIONING"};

    private void captured() throws Exception {
        loaded("statement: what leaves the columns of a captured table alone does not end the run", KEY, run -> {
            for (String each : source.isMysql() ? NO_COLUMNS_MYSQL : NO_COLUMNS_MARIADB) {
                run.session(each);
            }
            run.session("ALTER TABLE t ADD b int FIRST; INSERT INTO t VALUES (7, 2, 'y')");
            return run.toCurrent() + run.differs("1,x,- / 2,y,7", "SELECT id, a, b FROM t ORDER BY id");
        });
        if (!source.isMysql()) {
            play("statement: a captured table with what Debezium cannot read beside its columns", KEY, run -> {
                run.session("CREATE TABLE u (id int PRIMARY KEY, v VECTOR(2) NOT NULL, a varchar(9) DEFAULT 'ü', VECTOR"
                        + " INDEX (v) M=8 DISTANCE=cosine); INSERT INTO u VALUES (1, x'0000000000000000', 'ä');"
                        + " CREATE TABLE w (a varchar(9) CHARACTER SET latin1, id int) PARTITION BY LIST (id)"
                        + " (PARTITION a VALUES IN (1), PARTITION b DEFAULT); INSERT INTO w VALUES ('ä', 1)");
                String wrong = run.toCurrent();
                run.session("INSERT INTO u VALUES (2, x'0000000000000000', 'ß'); INSERT INTO w VALUES ('ß', 2)");
                return wrong + run.toCurrent() + run.differs("1,ä / 2,ß", "SELECT id, a FROM u ORDER BY id")
                        + run.differs("1,ä / 2,ß", "SELECT id, a FROM w ORDER BY id");
            });
        }
    }

    private void droppedDatabase() throws Exception {
        loaded("statement: DROP DATABASE of a captured one is told by each table, and the next one's rows come", KEY,
                run -> {
            run.sql("CREATE TABLE $d.u (id int PRIMARY KEY)", "INSERT INTO $d.u VALUES (1)");
            String wrong = run.toCurrent();
            run.warnings.clear();
            run.sql("DROP DATABASE $d", "CREATE DATABASE $d", "CREATE TABLE $d.t (b int, id int PRIMARY KEY)",
                    "INSERT INTO $d.t VALUES (7, 2)");
            return wrong + run.toCurrent() + run.says(run.warnings, run.database + ".t was dropped|rows stay")
                    + run.says(run.warnings, run.database + ".u was dropped|rows stay")
                    + run.differs("1,x,-,false / 2,-,7,false", "SELECT id, a, b, deleted FROM t ORDER BY id");
        });
        loaded("statement: DROP DATABASE while streaming, and not made again", KEY, run -> {
            run.start();
            run.sql("INSERT INTO $d.t VALUES (2, 'y')");
            String wrong = run.awaitLoaded(1);
            run.sql("DROP DATABASE $d");
            wrong += run.awaitSaid(run.warnings, run.database + ".t was dropped|rows stay");
            wrong += run.stop();
            source.create(run.database);
            return wrong + run.differs("1,x,false / 2,y,false", "SELECT id, a, deleted FROM t ORDER BY id");
        });
    }
}
