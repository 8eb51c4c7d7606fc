import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What becomes of partitions that PostgreSQL's log does not tell: it is said by name, by each run; and what is harmless
 * is not.
 */
final class PartitionTest {

    private static final String ALL = "FOR ALL TABLES WITH (publish_via_partition_root = true)";
    private static final String KEY = "[cdc_settings.primary_keys]\np = 'id'";
    private static final String X = "CREATE TABLE pt.x (id int PRIMARY KEY, a text)";
    private static final String ATTACH = "ALTER TABLE pt.p ATTACH PARTITION pt.x FOR VALUES FROM (200) TO (300)";
    private static final String MADE = "CREATE TABLE pt.x PARTITION OF pt.p FOR VALUES FROM (200) TO (300)";

    private final LiveProjects projects;

    PartitionTest(Path folder, Promises promises) {
        projects = new LiveProjects(folder, promises, "pt", "CREATE TABLE pt.p (id int PRIMARY KEY, a text) PARTITION"
                + " BY RANGE (id);; CREATE TABLE pt.p0 PARTITION OF pt.p FOR VALUES FROM (0) TO (100) PARTITION BY"
                + " RANGE (id);; CREATE TABLE pt.p00 PARTITION OF pt.p0 FOR VALUES FROM (0) TO (50);;"
                + " CREATE TABLE pt.p1 PARTITION OF pt.p FOR VALUES FROM (100) TO (200);;"
                + " CREATE TABLE pt.empty PARTITION OF pt.p FOR VALUES FROM (900) TO (999);;"
                + " INSERT INTO pt.p VALUES (1, 'x'), (2, 'x'), (101, 'x'), (102, 'x')");
    }

    void run() throws Exception {
        projects.begin();
        told("ATTACH of one with rows", X + ";; INSERT INTO pt.x VALUES (201, 'y');; " + ATTACH,
                "pt.x was attached to table pt.p");
        told("ATTACH of one with rows in the transaction that made it", "BEGIN; CREATE TABLE pt.x AS SELECT 201 id,"
                + " 'y'::text a; ALTER TABLE pt.x ADD PRIMARY KEY (id); " + ATTACH
                + "; INSERT INTO pt.p VALUES (202, 'z'); COMMIT",
                "pt.x was attached to table pt.p");
        told("ATTACH of a branch with rows", "CREATE TABLE pt.x (id int PRIMARY KEY, a text) PARTITION BY RANGE (id);;"
                + " CREATE TABLE pt.x1 PARTITION OF pt.x DEFAULT;; INSERT INTO pt.x VALUES (201, 'y');; " + ATTACH,
                "pt.x1 was attached to table pt.p");
        told("DETACH", "ALTER TABLE pt.p DETACH PARTITION pt.p1", "pt.p1 was detached from table pt.p");
        told("DETACH CONCURRENTLY", "ALTER TABLE pt.p DETACH PARTITION pt.p1 CONCURRENTLY",
                "pt.p1 was detached from table pt.p");
        told("DETACH of a partition's partition", "ALTER TABLE pt.p0 DETACH PARTITION pt.p00",
                "pt.p00 was detached from table pt.p");
        told("DROP", "DROP TABLE pt.p1", "pt.p1 was detached from table pt.p, or dropped");
        told("DETACH and ATTACH", "ALTER TABLE pt.p DETACH PARTITION pt.p1;; DELETE FROM pt.p1;;"
                + " ALTER TABLE pt.p ATTACH PARTITION pt.p1 FOR VALUES FROM (100) TO (200)",
                "pt.p1 was detached from table pt.p for a time");
        told("TRUNCATE of one", "TRUNCATE pt.p1", "pt.p1 of table pt.p was emptied");
        told("TRUNCATE of a branch, and rows after it", "BEGIN; TRUNCATE pt.p0; INSERT INTO pt.p VALUES (3, 'y');"
                + " COMMIT",
                "pt.p00 of table pt.p was emptied");
        told("an UNLOGGED one", "CREATE UNLOGGED TABLE pt.x PARTITION OF pt.p FOR VALUES FROM (200) TO (300);;"
                + " INSERT INTO pt.p VALUES (201, 'y')", "pt.x of table pt.p is UNLOGGED");
        silent("a new one with rows", MADE + ";; INSERT INTO pt.p VALUES (201, 'y');; UPDATE pt.p SET a = 'z' WHERE id"
                + " = 201", "7,201");
        silent("a new one with rows of its own transaction", "BEGIN; " + MADE + "; INSERT INTO pt.p VALUES (201, 'y');"
                + " INSERT INTO pt.x VALUES (202, 'y'); COMMIT", "8,202");
        silent("an empty one that is attached, and filled", X + ";; " + ATTACH
                + ";; INSERT INTO pt.p VALUES (201, 'y')", "7,201");
        silent("an empty one that is made and attached in one transaction",
                "BEGIN; CREATE TABLE pt.x (LIKE pt.p INCLUDING ALL); "
                + ATTACH + "; COMMIT;; INSERT INTO pt.p VALUES (201, 'y')", "7,201");
        silent("one in a new branch", "CREATE TABLE pt.x PARTITION OF pt.p FOR VALUES FROM (200) TO (300) PARTITION BY"
                + " RANGE (id);; CREATE TABLE pt.x1 PARTITION OF pt.x DEFAULT;; INSERT INTO pt.p VALUES (201, 'y')",
                "7,201");
        silent("VACUUM FULL and CLUSTER", "VACUUM FULL pt.p1;; CLUSTER pt.p00 USING p00_pkey;; VACUUM FULL pt.empty;;"
                + " INSERT INTO pt.p VALUES (150, 'y')", "7,150");
        silent("a length that holds all", "ALTER TABLE pt.p ALTER a TYPE varchar;;"
                + " INSERT INTO pt.p VALUES (150, 'y')", "7,150");
        silent("TRUNCATE of the root", "TRUNCATE pt.p;; INSERT INTO pt.p VALUES (1, 'y'), (150, 'y')", "2,150");
        silent("a rename", "ALTER TABLE pt.p1 RENAME TO renamed;; INSERT INTO pt.p VALUES (150, 'y')", "7,150");
        projects.play("partitions: a publication FOR ALL TABLES that sends them under their own names ends a start",
                "pt\\.p", ALL, KEY, project -> {
            LiveProjects.change(project, "ALTER PUBLICATION $p SET (publish_via_partition_root = false)");
            return LiveProjects.lacks(LiveProjects.run(project), "under the names of its partitions");
        });
        locked();
        unasked();
        projects.end();
    }

    /** {@code resnapshot = "auto"}: what was found is read, once. */
    private void unasked() throws Exception {
        String auto = "[cdc_settings]\nresnapshot = 'auto'\n" + KEY;
        String changes = X + ";; INSERT INTO pt.x VALUES (201, 'y');; " + ATTACH + ";; TRUNCATE pt.p1";
        String rows = "SELECT id FROM p WHERE NOT deleted ORDER BY id";
        String loads = "SELECT count(DISTINCT _dlt_load_id) FROM p";
        projects.play("partitions: what happened while the loader was stopped is read unasked, once", "pt\\.p", ALL,
                auto, project -> {
                    LiveProjects.change(project, changes);
                    List<String> warnings = new CopyOnWriteArrayList<>();
                    String wrong = LiveProjects.run(project, warnings) + LiveProjects.lacks(warnings.toString(),
                            "pt.x was attached|pt.p1 of table pt.p was emptied|It is read again")
                            + LiveProjects.differs(project, rows, "1 / 2 / 201");
                    String before = project.query(loads);
                    warnings.clear();
                    return wrong + LiveProjects.run(project, warnings) + LiveProjects.differs(project, loads, before)
                            + (warnings.toString().contains("again") ? " a later run says " + warnings : "");
                });
        projects.play("partitions: what happens while the loader runs is read unasked", "pt\\.p", ALL, auto,
                project -> {
            try (LiveProjects.Live live = new LiveProjects.Live(project)) {
                live.awaitStream();
                LiveProjects.change(project, changes + ";; UPDATE pt.p SET a = 'z' WHERE id = 1");
                String wrong = live.awaitWarning("pt.x was attached");
                live.awaitReadAgain(1);
                LiveProjects.change(project, "INSERT INTO pt.p VALUES (202, 'late')");
                return wrong + live.end() + LiveProjects.run(project)
                        + LiveProjects.differs(project, rows, "1 / 2 / 201 / 202")
                        + LiveProjects.differs(project, "SELECT a FROM p WHERE id = 1", "z");
            }
        });
    }

    /** By a run after it, by each later one, and while the loader runs. */
    private void told(String name, String changes, String sentence) throws Exception {
        projects.play("partitions: " + name + " is told by each start", "pt\\.p", ALL, KEY, project -> {
            LiveProjects.change(project, changes);
            return says(project, sentence) + says(project, sentence)
                    + LiveProjects.lacks(LiveProjects.doctor(project), "warn  partitions: |" + sentence);
        });
        if (!name.matches("ATTACH of one with rows|DETACH|TRUNCATE of one")) {
            return;     // a start finds all that a look finds
        }
        projects.play("partitions: " + name + " is told while the loader runs, and by a later start", "pt\\.p", ALL,
                KEY, project -> {
            String wrong;
            try (LiveProjects.Live live = new LiveProjects.Live(project)) {
                live.awaitStream();
                LiveProjects.change(project, changes);
                wrong = live.awaitWarning(sentence) + live.end();
            }
            return wrong + says(project, sentence);
        });
    }

    /** As VACUUM FULL has it for as long as that takes. */
    private void locked() throws Exception {
        projects.play("partitions: one that another session has locked is not waited for", "pt\\.p", ALL, KEY,
                project -> {
            LiveProjects.change(project, "INSERT INTO pt.p VALUES (3, 'y');; BEGIN; LOCK TABLE pt.p1 IN ACCESS"
                    + " EXCLUSIVE MODE");
            long began = System.currentTimeMillis();
            String wrong = LiveProjects.run(project);
            long took = System.currentTimeMillis() - began;
            LiveProjects.change(project, "COMMIT;; TRUNCATE pt.p1");
            return wrong + (took < 40_000 ? "" : "took " + took + " ms")
                    + LiveProjects.differs(project, "SELECT count(*) FROM p", "5")
                    + says(project, "pt.p1 of table pt.p was emptied");
        });
    }

    private static String says(Project project, String sentence) {
        List<String> warnings = new CopyOnWriteArrayList<>();
        String wrong = LiveProjects.run(project, warnings);
        return !wrong.isEmpty() ? wrong : warnings.stream().anyMatch(each -> each.contains(sentence)
                && each.contains("`resnapshot ")) ? "" : " nobody says " + sentence + ": " + warnings;
    }

    /** {@code rows}: how many there are in the end, and the highest. */
    private void silent(String name, String changes, String rows) throws Exception {
        String[] count = rows.split(",");
        String there = Integer.parseInt(count[0]) == 2 ? rows : Integer.parseInt(count[0]) - 2 + "," + count[1];
        projects.play("partitions: " + name + ": no alarm", "pt\\.p", ALL, KEY, project -> {
            List<String> warnings = new CopyOnWriteArrayList<>();
            LiveProjects.change(project, changes);
            String wrong = LiveProjects.run(project, warnings) + LiveProjects.run(project, warnings);
            wrong += LiveProjects.lacks(LiveProjects.doctor(project), "ok    partitions: |ok    identity: ");
            return wrong + alarms(warnings) + LiveProjects.differs(project, "SELECT count(*), max(id) FROM p WHERE NOT"
                    + " deleted", there);
        });
        if (!name.matches("a new one with rows|an empty one that is attached.*|VACUUM.*|TRUNCATE of the root")) {
            return;
        }
        projects.play("partitions: " + name + " while the loader runs: no alarm", "pt\\.p", ALL, KEY, project -> {
            try (LiveProjects.Live live = new LiveProjects.Live(project)) {
                live.awaitStream();
                LiveProjects.change(project, changes);
                live.awaitLooks(2);
                String wrong = live.end() + alarms(live.warnings) + LiveProjects.run(project);
                return wrong + LiveProjects.differs(project, "SELECT count(*), max(id) FROM p WHERE NOT deleted",
                        there);
            }
        });
    }

    private static String alarms(List<String> warnings) {
        return warnings.stream().filter(each -> each.contains("Partition ")).findFirst().orElse("");
    }
}
