import java.nio.file.Path;

/** What is said of statements after which a table here is not what it is at the source; the flow goes on. */
final class WarningTests extends BinlogTests {

    WarningTests(Path folder, Promises promises, BinlogSource source) {
        super(folder, promises, source);
    }

    void run() throws Exception {
        warned("a table that another one replaces, as gh-ost does it",
                "rename /* gh-ost */ table `$d`.`t` to `$d`.`_t_del`, `$d`.`o` to `$d`.`t`",
                "$d.t was replaced by $d.o|gh-ost");
        warned("a partition that is dropped", "ALTER TABLE p DROP PARTITION p1", "$d.p|no rows for that");
        quiet("columns, indexes and new tables", "DROP TABLE IF EXISTS p2; ALTER TABLE t ADD b int FIRST;"
                + " CREATE INDEX i ON t (a); CREATE TABLE p2 (id int); ALTER TABLE p ADD PARTITION (PARTITION"
                + " p3 VALUES LESS THAN (300)); DROP TABLE o; RENAME TABLE e TO o");
        listed();
        unasked();
        if (promises.all()) {
            others();
        }
    }

    private void others() throws Exception {
        warned("a table that is dropped", "DROP TABLE t", "$d.t was dropped|rows stay");
        warned("a table that is renamed out of the list", "RENAME TABLE t TO gone",
                "$d.t was renamed to $d.gone|not captured");
        warned("a partition that is emptied", "ALTER TABLE $d.p TRUNCATE PARTITION p1", "$d.p|no rows for that");
        warned("a partition that is exchanged", "ALTER TABLE `p` EXCHANGE PARTITION p1 WITH TABLE e",
                "$d.p|no rows for that");
    }

    private static final String TABLES = "CREATE TABLE o (id int PRIMARY KEY, a varchar(20)); CREATE TABLE e (id int"
            + " PRIMARY KEY); CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id) (PARTITION p1 VALUES LESS"
            + " THAN (100), PARTITION p2 VALUES LESS THAN (200)); INSERT INTO p VALUES (1), (101); INSERT INTO o VALUES"
            + " (7, 'o')";

    private void warned(String what, String statements, String parts) throws Exception {
        played("warning: " + what, statements, run -> run.says(run.warnings, parts.replace("$d", run.database))
                + (run.warnings.stream().filter(w -> !w.contains("does not exist")).count() == 1 ? "" : "all warnings: "
                        + run.warnings));
    }

    private void quiet(String what, String statements) throws Exception {
        played("no warning: " + what, statements, run -> run.warnings.isEmpty() ? "" : "warned: " + run.warnings);
    }

    private void played(String name, String statements, Play play) throws Exception {
        played(name, KEY, statements, play);
    }

    private void played(String name, String config, String statements, Play play) throws Exception {
        play(name, config, run -> {
            run.session(TABLES);
            String wrong = run.with("table_include_list", run.database + ".t," + run.database + ".p," + run.database
                    + ".p2").toCurrent();
            run.warnings.clear();
            run.session(statements);
            return wrong + run.toCurrent() + play.play(run);
        });
    }

    /** What the log does not tell is said by each start, until the table is read again; with auto it is at once. */
    private void unasked() throws Exception {
        String keys = "[cdc_settings.primary_keys]\np = 'id'\np2 = 'id'\nt = 'id'\n";
        String rows = "SELECT id FROM p WHERE NOT deleted ORDER BY id";
        String drop = "ALTER TABLE p DROP PARTITION p1";
        played("what is asked for is said by each start", keys, drop, run -> {
            run.warnings.clear();
            return run.toCurrent() + run.says(run.warnings, run.database + ".p|no rows for that|resnapshot "
                    + run.database + ".p") + run.differs("1 / 101", rows);
        });
        String auto = "[cdc_settings]\nresnapshot = 'auto'\n" + keys;
        played("a partition that is dropped is read unasked, once", auto, drop + "; INSERT INTO p VALUES (102)",
                run -> {
                    String loads = "SELECT count(DISTINCT _dlt_load_id) FROM p";
                    String wrong = run.says(run.warnings, run.database + ".p|no rows for that|is read again")
                            + run.differs("101 / 102", rows);
                    String before = run.project.query(loads);
                    run.warnings.clear();
                    return wrong + run.toCurrent() + run.differs(before, loads)
                            + (run.warnings.stream().anyMatch(each -> each.contains("read again")) ? "said again: "
                                    + run.warnings : "");
                });
        altered(auto, keys);
        played("a table that another one replaces is read unasked", auto, "RENAME TABLE t TO _t_del, o TO t; INSERT"
                + " INTO t VALUES (8, 'n')", run -> run.says(run.warnings,
                        run.database + ".t was replaced by|is read again")
                        + run.differs("7,o / 8,n", "SELECT id, a FROM t WHERE NOT deleted ORDER BY id"));
        played("a table that is renamed into the list is read by itself", keys, "RENAME TABLE o TO p2; INSERT INTO p2"
                + " VALUES (8, 'n')", run -> run.says(run.warnings, run.database + ".o was renamed to " + run.database
                        + ".p2|rows that it has are read")
                        + run.differs("7,o / 8,n", "SELECT id, a FROM p2 ORDER BY id"));
    }

    /** Values that a statement changes in all rows. */
    private void altered(String auto, String keys) throws Exception {
        String rows = "SELECT id, a FROM t ORDER BY id";
        played("MODIFY to a shorter type, and a column dropped and added again, are told", keys, "SET sql_mode = '';"
                + " ALTER TABLE t ADD b int; ALTER TABLE t MODIFY a varchar(2); INSERT INTO t VALUES (2, 'ab', 1);"
                + " ALTER TABLE t DROP b; ALTER TABLE t ADD b int; CREATE TABLE o2 (id int)", run -> run.says(
                        run.warnings,
                        "of column a in table " + run.database + ".t|resnapshot " + run.database + ".t")
                        + run.says(run.warnings, "Column b of table " + run.database + ".t is another one|resnapshot"));
        played("MODIFY to a wider type, names, places and indexes are not told", keys, "ALTER TABLE t MODIFY a"
                + " varchar(30) FIRST, ADD b int; ALTER TABLE t MODIFY id bigint; ALTER TABLE t CHANGE b c int; ALTER"
                + " TABLE t ADD INDEX i (a), ALTER c SET DEFAULT 5; INSERT INTO t (id) VALUES (2); CREATE TABLE o2 (id"
                + " int)", run -> run.warnings.stream().anyMatch(each -> each.contains("resnapshot")) ? "warned: "
                        + run.warnings : "");
        played("values that MODIFY changes are read unasked", auto, "INSERT INTO t VALUES (2, 'abcdef'); SET sql_mode ="
                + " ''; ALTER TABLE t MODIFY a varchar(2); INSERT INTO t VALUES (3, 'xy'); CREATE TABLE o2 (id int)",
                run -> run.differs("1,x / 2,ab / 3,xy", rows));
        played("columns that swap their names are read unasked", auto, "ALTER TABLE t ADD b varchar(20); INSERT INTO t"
                + " VALUES (2, 'a', 'b'); ALTER TABLE t CHANGE a b varchar(20), CHANGE b a varchar(20); INSERT INTO t"
                + " (id, a) VALUES (3, 'c'); CREATE TABLE o2 (id int)", run -> run.differs(
                        "1,-,x / 2,b,a / 3,c,-", "SELECT id, a, b FROM t ORDER BY id"));
    }

    private void listed() throws Exception {
        play("a table that joins table_include_list later is read by itself", KEY, run -> {
            run.session("CREATE TABLE o (id int PRIMARY KEY); INSERT INTO o VALUES (1)");
            String wrong = run.with("table_include_list", run.database + ".t").toCurrent();
            wrong += run.with("table_include_list", run.database + ".t," + run.database + ".o").toCurrent();
            run.session("INSERT INTO o VALUES (2)");
            return wrong + (run.warnings.isEmpty() ? "" : "warned: " + run.warnings) + run.toCurrent()
                    + run.differs("1 / 2", "SELECT id FROM o ORDER BY id");
        });
        play("warning: a table that was left out of table_include_list for a time", KEY, run -> {
            run.session("CREATE TABLE o (id int PRIMARY KEY); CREATE TABLE t2 (id int PRIMARY KEY)");
            String both = run.database + ".t2," + run.database + ".o";
            String wrong = run.with("table_include_list", both).toCurrent();
            run.session("INSERT INTO o VALUES (1); INSERT INTO t2 VALUES (1)");
            wrong += run.with("table_include_list", run.database + ".t2").toCurrent();
            return wrong + run.with("table_include_list", both).toCurrent() + run.says(run.warnings, run.database
                    + ".o was left out")
                    + run.differs("1", "SELECT id FROM t2");
        });
    }
}
