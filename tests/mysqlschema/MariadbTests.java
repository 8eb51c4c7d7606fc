import java.nio.file.Path;
import java.util.List;

/** What only MariaDB has: system versioning, sequences, columns that only its log has. */
final class MariadbTests extends BinlogTests {

    private static final String VERSIONED = "is system-versioned|Leave it out";
    /** Ways to have a versioned table; {@code $v} is its name. */
    private static final String[][] WAYS = {
        {"implicit columns", "CREATE TABLE $v (id int PRIMARY KEY, a varchar(20)) WITH SYSTEM VERSIONING"},
        {"explicit columns", "CREATE TABLE $v (id int PRIMARY KEY, a varchar(20), b timestamp(6) GENERATED ALWAYS AS"
                + " ROW START, e timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (b, e)) WITH SYSTEM"
                + " VERSIONING"},
        {"numbers of transactions", "CREATE TABLE $v (id int PRIMARY KEY, a varchar(20), b bigint unsigned GENERATED"
                + " ALWAYS AS ROW START, e bigint unsigned GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (b,"
                + " e)) WITH SYSTEM VERSIONING"},
        {"one column only", "CREATE TABLE $v (id int PRIMARY KEY, a varchar(20) WITH SYSTEM VERSIONING)"},
        {"partitions", "CREATE TABLE $v (id int PRIMARY KEY, a varchar(20)) WITH SYSTEM VERSIONING PARTITION BY"
                + " SYSTEM_TIME (PARTITION p0 HISTORY, PARTITION pn CURRENT)"}};

    MariadbTests(Path folder, Promises promises, BinlogSource source) {
        super(folder, promises, source);
    }

    void run() throws Exception {
        versionedStarts();
        versionedStreams();
        sequences();
        views();
        for (String metadata : new String[] {"MINIMAL", "FULL", "NO_LOG"}) {
            hiddenColumns(metadata);
        }
        hiddenAndAltered();
        doubtfulCharset();
        periods();
    }

    private void versionedStarts() throws Exception {
        for (String[] way : WAYS) {
            play("versioned: a table with " + way[0] + " is refused at the start", KEY, run -> {
                run.sql(way[1].replace("$v", "$d.v"));
                return run.refused(2, run.database + ".v " + VERSIONED);
            });
        }
    }

    private void versionedStreams() throws Exception {
        versionedStream("ADD SYSTEM VERSIONING", "ALTER TABLE $d.t ADD SYSTEM VERSIONING");
        versionedStream("a period that is added", "alter table $d.t add column b timestamp(6) generated always as row"
                + " start, add column e timestamp(6) generated always as row end, add period for system_time (b, e),"
                + " add /* now */ system versioning");
        for (String[] way : List.of(WAYS[0], WAYS[1])) {
            versionedStream("one that takes the place, with " + way[0], way[1].replace("$v", "$d_other.v"),
                    "DROP TABLE $d.t", "RENAME TABLE $d_other.v TO $d.t", "INSERT INTO $d.t (id) VALUES (1)");
            versionedStream("one that is like another, with " + way[0], way[1].replace("$v", "$d_other.v"),
                    "DROP TABLE $d.t", "CREATE TABLE $d.t LIKE $d_other.v", "INSERT INTO $d.t (id) VALUES (1)");
        }
    }

    /** A table t that is versioned from then on: nothing that comes after is loaded, whatever the log's metadata. */
    private void versionedStream(String how, String... statements) throws Exception {
        loaded("versioned: " + how + " ends the run", KEY, run -> {
            run.sql("CREATE DATABASE IF NOT EXISTS $d_other").with("table_include_list", run.database + ".t").start();
            run.sql("INSERT INTO $d.t VALUES (2, 'y')");
            String wrong = run.awaitLoaded(1);
            run.sql(statements).sql("UPDATE $d.t SET a = 'new'", "DELETE FROM $d.t");
            String said = run.awaitEnd();
            return wrong + (said.startsWith("1: ") ? lacks(said, run.database + ".t " + VERSIONED) : "said: " + said)
                    + run.differs("1,x,false / 2,y,false", "SELECT id, a, deleted FROM t ORDER BY id");
        });
    }

    private void sequences() throws Exception {
        loaded("sequence: is left out, also one that is made while the loader is away", KEY, run -> {
            run.sql("CREATE SEQUENCE $d.s", "SELECT NEXTVAL($d.s)", "INSERT INTO $d.t VALUES (2, 'y')",
                    "CREATE SEQUENCE $d.gone", "SELECT NEXTVAL($d.gone)", "DROP SEQUENCE $d.gone");
            String wrong = run.toCurrent() + run.says(run.warnings, "Sequence " + run.database + ".s is left out");
            run.sql("SELECT NEXTVAL($d.s)", "INSERT INTO $d.t VALUES (3, 'z')");
            return wrong + run.toCurrent() + run.differs("1,x / 2,y / 3,z", "SELECT id, a FROM t ORDER BY id")
                    + run.differs("0", "SELECT count(*) FROM duckdb_tables() WHERE table_name IN ('s', 'gone')");
        });
        play("sequence: is left out of the snapshot, said once, and goes on while it streams", KEY, run -> {
            run.sql("CREATE SEQUENCE $d.s", "SELECT NEXTVAL($d.s)").start();
            String wrong = run.awaitLoaded(1);
            run.sql("SELECT NEXTVAL($d.s)", "CREATE SEQUENCE $d.two", "SELECT NEXTVAL($d.two)",
                    "INSERT INTO $d.t VALUES (2, 'y')");
            wrong += run.awaitLoaded(2) + run.stop() + run.differs("1,x / 2,y", "SELECT id, a FROM t ORDER BY id");
            return wrong + differs("1", "" + run.warnings.stream().filter(w -> w.contains(run.database + ".s "))
                    .count());
        });
        play("sequence: one that table_include_list names is refused", KEY, run -> {
            run.sql("CREATE SEQUENCE $d.s");
            return run.with("table_include_list", run.database + ".t," + run.database + ".s").refused(2, run.database
                    + ".s|sequence|table_include_list");
        });
        play("sequence: one that a pattern of table_include_list matches is left out", KEY, run -> {
            run.sql("CREATE SEQUENCE $d.s", "SELECT NEXTVAL($d.s)");
            String wrong = run.with("table_include_list", run.database + "\\.[a-z]+").toCurrent();
            run.sql("SELECT NEXTVAL($d.s)", "INSERT INTO $d.t VALUES (2, 'y')");
            return wrong + run.toCurrent() + run.differs("1,x / 2,y", "SELECT id, a FROM t ORDER BY id");
        });
    }

    private void views() throws Exception {
        play("view: one that table_include_list names is refused", KEY, run -> {
            run.sql("CREATE VIEW $d.v AS SELECT 1 AS id");
            return run.with("table_include_list", run.database + ".v").refused(2, run.database
                    + ".v|view|table_include_list");
        });
    }

    /** A text that is UNIQUE has its hash in a column that only the log has. */
    private void hiddenColumns(String metadata) throws Exception {
        play("hidden: UNIQUE texts and invisible columns, with metadata " + metadata,
                KEY.replace("t =", "u = \"id\"\nt ="), run -> {
            run.sql("SET GLOBAL binlog_row_metadata = " + metadata);
            try {
                run.sql("CREATE TABLE $d.u (id int PRIMARY KEY, a text UNIQUE, b blob, c varchar(9) CHARACTER SET"
                        + " latin1 INVISIBLE, UNIQUE (b, a), n bigint unsigned)", "INSERT INTO $d.u (id, a, b, c,"
                        + " n) VALUES (1, 'ä', 'ö', 'ü', 7), (2, 'y', 'y', 'y', 8)");
                String wrong = run.toCurrent();
                run.sql("UPDATE $d.u SET a = 'ß', c = 'é' WHERE id = 1", "DELETE FROM $d.u WHERE id = 2",
                        "INSERT INTO $d.u (id, a, c) VALUES (3, 'z', 'ñ')",
                        "ALTER TABLE $d.t MODIFY a text, ADD UNIQUE (a)", "INSERT INTO $d.t VALUES (2, 'ä')");
                wrong += run.toCurrent();
                run.sql("ALTER TABLE $d.u ADD d text UNIQUE", "UPDATE $d.u SET d = 'd' WHERE id = 3",
                        "INSERT INTO $d.t VALUES (3, 'ö')");
                wrong += run.toCurrent();
                run.sql("ALTER TABLE $d.u DROP INDEX a, DROP INDEX b", "UPDATE $d.u SET n = 9 WHERE id = 3",
                        "ALTER TABLE $d.t DROP INDEX a", "INSERT INTO $d.t VALUES (4, 'ü')");
                return wrong + run.toCurrent()
                        + run.differs("1,ß,é,7,-,false / 2,y,y,8,-,true / 3,z,ñ,9,d,false",
                                "SELECT id, a, c, n, d, deleted FROM u ORDER BY id")
                        + run.differs("1,x / 2,ä / 3,ö / 4,ü", "SELECT id, a FROM t ORDER BY id");
            }
            finally {
                run.sql("SET GLOBAL binlog_row_metadata = MINIMAL");
            }
        });
    }

    /** What the log has more may be something else: a column that the log was not told of. */
    private void hiddenAndAltered() throws Exception {
        loaded("hidden: a column that the log was not told of ends the run", KEY, run -> {
            run.session("SET sql_log_bin = 0; ALTER TABLE t ADD n bigint unsigned");
            run.sql("INSERT INTO $d.t VALUES (2, 'y', 7)");
            String wrong = run.toCurrent();
            return (wrong.startsWith("1: ") ? lacks(wrong, run.database + ".t|3 columns|knows 2|binlog_row_metadata")
                    : "said: " + wrong)
                    + run.differs("1,x", "SELECT id, a FROM t");
        });
    }

    /** Nothing tells what the characters were that were written before. */
    private void doubtfulCharset() throws Exception {
        loaded("charset: what neither log nor catalogue tells ends the run", KEY, run -> {
            run.sql("SET GLOBAL binlog_row_metadata = NO_LOG");
            try {
                run.sql("ALTER TABLE $d.t ADD b varchar(9)", "INSERT INTO $d.t VALUES (2, 'ä', 'ü')",
                        "ALTER TABLE $d.t CONVERT TO CHARACTER SET latin1");
                String wrong = run.toCurrent();
                return (wrong.startsWith("1: ")
                        ? lacks(wrong, run.database + ".t was altered|column a|latin1|utf8mb4|binlog_row_metadata")
                        : "said: " + wrong) + run.differs("1,x", "SELECT id, a FROM t");
            }
            finally {
                run.sql("SET GLOBAL binlog_row_metadata = MINIMAL");
            }
        });
    }

    private void periods() throws Exception {
        play("period: a key WITHOUT OVERLAPS, and FOR PORTION OF", "", run -> {
            run.sql("CREATE TABLE $d.p (id int, s date, e date, a varchar(9), PERIOD FOR p (s, e), PRIMARY KEY (id,"
                    + " p WITHOUT OVERLAPS))",
                    "INSERT INTO $d.p VALUES (1, '2024-01-01', '2025-01-01', 'x')");
            String wrong = run.toCurrent();
            if (!wrong.isEmpty()) {
                return wrong;
            }
            run.sql("UPDATE $d.p FOR PORTION OF p FROM '2024-03-01' TO '2024-04-01' SET a = 'y'");
            return wrong + run.toCurrent() + run.differs("2024-01-01,x / 2024-03-01,y / 2024-04-01,x",
                    "SELECT s, a FROM (SELECT *, row_number() OVER (PARTITION BY s ORDER BY __seq DESC) AS r FROM p)"
                            + " WHERE r = 1 AND __op <> 'delete' ORDER BY s");
        });
    }
}
