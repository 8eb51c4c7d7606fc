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
        if (promises.all()) {
            others();
        }
    }

    private void others() throws Exception {
        warned("a table that is dropped", "DROP TABLE t", "$d.t was dropped|rows stay");
        warned("a table that is renamed out of the list", "RENAME TABLE t TO gone",
                "$d.t was renamed to $d.gone|not captured");
        warned("a table that is renamed into the list", "RENAME TABLE o TO p2",
                "$d.o was renamed to $d.p2|will not be copied");
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
        play(name, KEY, run -> {
            run.session(TABLES);
            String wrong = run.with("table_include_list", run.database + ".t," + run.database + ".p," + run.database
                    + ".p2").toCurrent();
            run.warnings.clear();
            run.session(statements);
            return wrong + run.toCurrent() + play.play(run);
        });
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
